"""The history: what each finished picture was asked for with, and a small copy of it.

A deleted entry can be had back until the next one is deleted, for ``UNDO_WITHIN`` at most; then it
is wiped from the file. Where there is no more room the oldest entries go that have no star.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from sqlite3 import Connection
from typing import Final, NamedTuple

from sd_animagine.store import StoreError
from sd_animagine.store.database import Store
from sd_animagine.words import Message

MOST: Final = 2000
"""Entries of a login."""
MOST_BYTES: Final = 32 * 1024 * 1024
"""Bytes that they may have together."""
STARRED_SHARE: Final = 2
"""Favourites may take one part in so many of both; else nothing new would find room."""
UNDO_WITHIN: Final = 600.0
"""Seconds in which what was deleted can be had back."""

_COLUMNS: Final = "id, at, starred, content, thumbnail"


class Entry(NamedTuple):
    """What is kept of a picture."""

    prompt: str
    """As typed, and so is the next one."""
    negative_prompt: str
    infotext: str
    """The texts as they were sent, with all settings."""
    picture: str = ""
    """The file's path, in the data folder relative to it; empty where it was not saved."""
    thumbnail: bytes = b""
    """A small copy, as a WebP or JPEG file; empty where none could be made."""


_TEXTS: Final = len(Entry._fields) - 1
_SEARCHED: Final = _TEXTS - 1
"""Not the file's path."""


class Kept(NamedTuple):
    """An entry as it is in the history."""

    id: int
    """Never used again for another one."""
    at: float
    """When it was kept, in seconds since 1970."""
    starred: bool
    entry: Entry


class Page(NamedTuple):
    """Some entries, the newest first."""

    entries: list[Kept]
    older: int | None
    """What the next page is asked for with: the ``before`` of it; None where there is none."""


class GoneError(StoreError):
    """There is no such entry; the message is for the user."""


@lru_cache
def history_in(folder: Path) -> History:
    """The history in a folder: one object for all who ask, so that notices are told once."""
    return History(folder)


class History:
    """The entries in a data folder, of all logins; each call is about those of one."""

    def __init__(self, folder: Path, clock: Callable[[], float] = time.time) -> None:
        """Remember where it is; nothing is read or made yet."""
        self.folder = folder
        self._store = Store(folder)
        self._clock = clock

    def keep(self, login: str, entries: Sequence[Entry]) -> None:
        """Keep entries; the oldest without a star make room.

        Raises:
            StoreError: they cannot be written; nothing was kept.
        """
        now = self._clock()
        contents = [(_content(each), each.thumbnail) for each in entries]
        rows = [(login, now, len(text) + len(small), text, small) for text, small in contents]

        def work(db: Connection) -> None:
            self._wipe(db)
            db.executemany(
                "INSERT INTO history (login, at, bytes, content, thumbnail) VALUES (?, ?, ?, ?, ?)",
                rows,
            )
            _make_room(db, login)

        if rows:
            self._store.write(work)

    def page(
        self,
        login: str,
        words: str = "",
        *,
        starred: bool = False,
        before: int | None = None,
        limit: int = 24,
    ) -> Page:
        """Entries, the newest first.

        Args:
            login: whose.
            words: only those whose texts or settings have each of these words in them.
            starred: only favourites.
            before: only those that are older than this one.
            limit: how many at most.

        Raises:
            StoreError: it cannot be read.
        """
        wanted = _folded(words).split()

        def holds(content: str) -> bool:
            text = _folded("\n".join(json.loads(content)[:_SEARCHED]))
            return all(word in text for word in wanted)

        def work(db: Connection) -> tuple[list[Kept], bool]:
            db.create_function("holds", 1, holds)
            rows = db.execute(
                f"SELECT {_COLUMNS} FROM history WHERE login = ? AND gone IS NULL AND id < ?"
                " AND starred >= ? AND (? OR holds(content)) ORDER BY id DESC LIMIT ?",
                (login, before or 2**62, starred, not wanted, limit + 1),
            )
            return [_kept(row) for row in rows], self._is_anything_due(db)

        found, due = self._store.read(work)
        if due:
            self._store.write(self._wipe)
        older = found[limit - 1].id if len(found) > limit else None
        return Page(found[:limit], older)

    def get(self, login: str, number: int) -> Kept:
        """One entry.

        Raises:
            StoreError: there is none, or it cannot be read.
        """
        return self._store.read(lambda db: _get(db, login, number))

    def star(self, login: str, number: int, *, starred: bool) -> None:
        """Make an entry a favourite, or none.

        Raises:
            StoreError: there is no such entry, no room, or it cannot be written.
        """

        def work(db: Connection) -> None:
            _get(db, login, number)
            db.execute("UPDATE history SET starred = ? WHERE id = ?", (starred, number))
            if starred:
                _check_starred(db, login)

        self._store.write(work)

    def delete(self, login: str, number: int | None = None) -> int:
        """Delete an entry, or all; what was deleted before is wiped. Returns how many they are.

        Raises:
            StoreError: there is no such entry, or it cannot be written.
        """

        def work(db: Connection) -> int:
            if number is not None:
                _get(db, login, number)
            db.execute("DELETE FROM history WHERE login = ? AND gone IS NOT NULL", (login,))
            return db.execute(
                "UPDATE history SET gone = ? WHERE login = ? AND (? OR id = ?)",
                (self._clock(), login, number is None, number),
            ).rowcount

        return self._store.write(work)

    def restore(self, login: str) -> int:
        """Have back what was deleted last. Returns how many entries they are.

        Raises:
            StoreError: it cannot be written.
        """

        def work(db: Connection) -> int:
            self._wipe(db)
            back = db.execute(
                "UPDATE history SET gone = NULL WHERE login = ? AND gone IS NOT NULL", (login,)
            ).rowcount
            _make_room(db, login)
            return back

        return self._store.write(work)

    def notice(self, text: str) -> None:
        """Leave word for whoever looks at the history next."""
        self._store.notice(text)

    def notices(self) -> list[str]:
        """What the user must know; each is told once."""
        return self._store.notices()

    def _wipe(self, db: Connection) -> None:
        """Wipe what was deleted so long ago that nobody can have it back."""
        db.execute("DELETE FROM history WHERE gone < ?", (self._clock() - UNDO_WITHIN,))

    def _is_anything_due(self, db: Connection) -> bool:
        since = (self._clock() - UNDO_WITHIN,)
        return bool(db.execute("SELECT 1 FROM history WHERE gone < ? LIMIT 1", since).fetchone())


def _content(entry: Entry) -> str:
    """The texts as they are kept: JSON in ASCII, so that any text survives, lone surrogates too."""
    return json.dumps(entry[:_TEXTS], separators=(",", ":"))


def _folded(text: str) -> str:
    """A text as it is searched in: a tag's underscores are its blanks."""
    return text.casefold().replace("_", " ")


def _kept(row: tuple[int, float, int, str, bytes]) -> Kept:
    number, at, starred, content, thumbnail = row
    return Kept(number, at, bool(starred), Entry._make((*json.loads(content), thumbnail)))


def _get(db: Connection, login: str, number: int) -> Kept:
    row = db.execute(
        f"SELECT {_COLUMNS} FROM history WHERE login = ? AND id = ? AND gone IS NULL",
        (login, number),
    ).fetchone()
    if row is None:
        raise GoneError(Message("This picture is not in the history any more."))
    return _kept(row)


def _make_room(db: Connection, login: str) -> None:
    """Delete the oldest without a star until all fit in; those that were deleted go first."""
    count, size = _taken(db, login, "1")
    spare = db.execute(
        "SELECT id, bytes FROM history WHERE login = ? AND starred = 0 ORDER BY gone IS NULL, id",
        (login,),
    )
    gone = []
    for number, its_size in spare:
        if count <= MOST and size <= MOST_BYTES:
            break
        gone.append((number,))
        count, size = count - 1, size - its_size
    db.executemany("DELETE FROM history WHERE id = ?", gone)


def _check_starred(db: Connection, login: str) -> None:
    count, size = _taken(db, login, "starred = 1")
    if count > MOST // STARRED_SHARE or size > MOST_BYTES // STARRED_SHARE:
        raise StoreError(
            Message(
                "There are {count} favourites and no more fit in. Take the star off another first.",
                count=count - 1,
            )
        )


def _taken(db: Connection, login: str, which: str) -> tuple[int, int]:
    asked = f"SELECT count(*), coalesce(sum(bytes), 0) FROM history WHERE login = ? AND {which}"
    count, size = db.execute(asked, (login,)).fetchone()
    return int(count), int(size)
