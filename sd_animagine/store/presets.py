"""Saved presets: a prompt with its settings and options, under a name."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from sqlite3 import Connection
from typing import Any, Final, NamedTuple, TypeVar

from sd_animagine.store import StoreError, exported, old_file
from sd_animagine.store.database import Store
from sd_animagine.store.exported import LONGEST_NAME, PresetError
from sd_animagine.words import Message, said_by

MOST: Final = 1000
"""How many presets there may be."""
MOST_BYTES: Final = 4 * 1024 * 1024
"""Bytes that they may have together."""
UNDO_WITHIN: Final = 600.0
"""Seconds in which a deleted preset can be had back."""

Result = TypeVar("Result")


class TakenIn(NamedTuple):
    """What became of the presets of a file."""

    names: list[str]
    """Those that are here now, each under the name that it has here."""
    refused: dict[str, str]
    """Name and reason of each of the others."""


class Presets:
    """The presets in a folder. Every call asks the store, so all pages and processes agree."""

    def __init__(self, folder: Path) -> None:
        """Remember where they are; nothing is read yet."""
        self._folder = folder
        self._store = Store(folder)

    def names(self) -> list[str]:
        """The names of all presets, sorted."""
        rows = self._read(lambda db: db.execute("SELECT name FROM presets").fetchall())
        return sorted((str(name) for (name,) in rows), key=str.casefold)

    def get(self, name: str) -> dict[str, Any]:
        """One preset.

        Raises:
            StoreError: there is none of this name, or it cannot be read.
        """
        name = " ".join(name.split())
        content = self._read(lambda db: _content(db, name))
        if content is None:
            raise PresetError(
                Message("There is no preset named “{name}”. Choose one from the list.", name=name)
                if name
                else Message("Choose a preset from the list first.")
            )
        return exported.values_in(name, content)

    def save(self, name: object, values: Mapping[str, Any]) -> str:
        """Save a preset, in place of one of the same name; returns the name.

        Raises:
            StoreError: name or values are not allowed, or it cannot be written; nothing was saved.
        """
        checked, content = exported.checked_name(name), exported.content_of(values)

        def work(db: Connection) -> None:
            _Room(db).put(db, checked, content)

        self._write(work)
        return checked

    def delete(self, name: str) -> bool:
        """Delete a preset, and wipe the one that was deleted before. Returns whether there was one.

        Raises:
            StoreError: it cannot be written.
        """
        name = " ".join(name.split())

        def work(db: Connection) -> bool:
            content = _content(db, name)
            if content is None:
                return False
            db.execute("DELETE FROM gone_presets")
            db.execute("INSERT INTO gone_presets VALUES (?, ?, ?)", (name, content, time.time()))
            db.execute("DELETE FROM presets WHERE name = ?", (name,))
            return True

        return self._write(work)

    def gone(self) -> str:
        """Return the name of the deleted preset that can be had back; empty where there is none."""
        asked = "SELECT name FROM gone_presets WHERE at >= ?"
        since = time.time() - UNDO_WITHIN
        found = self._read(lambda db: db.execute(asked, (since,)).fetchone())
        return str(found[0]) if found else ""

    def restore(self) -> str:
        """Have back the preset that was deleted last; returns the name that it has now.

        Raises:
            StoreError: it was wiped meanwhile, there is no room, or it cannot be written.
        """

        def work(db: Connection) -> str:
            gone = db.execute("SELECT name, content FROM gone_presets").fetchone()
            if gone is None:
                raise PresetError(Message("There is no deleted preset to have back any more."))
            name, content = gone
            free = _free_name(db, name, content)
            _Room(db).put(db, free, content)
            db.execute("DELETE FROM gone_presets")
            return free

        return self._write(work)

    def export(self) -> str:
        """All presets as the text of a file that ``take_in`` reads; a damaged one is told of."""
        contents = {}
        for name, content in self._read(_all):
            try:
                exported.values_in(name, content)
                contents[name] = content
            except PresetError as error:
                self._store.notice(Message("Not exported. {why}", why=said_by(error)))
        return exported.text_of(contents)

    def take_in(self, text: str) -> TakenIn:
        """Add the presets of an exported file.

        One that is there already with other values comes in under a name of its own.

        Raises:
            StoreError: the text is no export, or the store cannot be written; nothing came in.
        """
        found = exported.read(text)
        return self._write(lambda db: _add(db, found))

    def notices(self) -> list[str]:
        """What the user must know; each is told once."""
        return self._store.notices()

    def _read(self, work: Callable[[Connection], Result]) -> Result:
        mark = old_file.mark_of(self._folder)
        if mark and not self._store.read(lambda db: _is_known(db, mark)):
            try:
                self._write(lambda _db: None)
            except StoreError as error:  # a folder that cannot be written can still be read
                self._store.notice(said_by(error))
                if not self._store.path.exists():
                    old = old_file.read(self._folder)
                    return self._store.read(lambda db: (_add(db, old.export), work(db))[1])
        return self._store.read(work)

    def _write(self, work: Callable[[Connection], Result]) -> Result:
        """Write, after the presets of version 0.1 have come in."""

        def both(db: Connection) -> tuple[list[Message], Result]:
            told: list[Message] = []
            mark = old_file.mark_of(self._folder)
            if mark and not _is_known(db, mark):
                told = _take_over(db, old_file.read(self._folder))
            db.execute("DELETE FROM gone_presets WHERE at < ?", (time.time() - UNDO_WITHIN,))
            return told, work(db)

        told, result = self._store.write(both)
        for notice in told:
            self._store.notice(notice)
        return result


class _Room:
    """What still fits in."""

    def __init__(self, db: Connection) -> None:
        asked = "SELECT count(*), coalesce(sum(length(content)), 0) FROM presets"
        self._count, self._bytes = db.execute(asked).fetchone()

    def put(self, db: Connection, name: str, content: str) -> None:
        """Write a preset, in place of one of the same name.

        Raises:
            PresetError: that would be too much.
        """
        there = _content(db, name)
        count = self._count + (there is None)
        size = self._bytes + len(content) - len(there or "")
        if count > MOST:
            raise PresetError(
                Message("There are {most} presets already. Delete one first.", most=MOST)
            )
        if size > MOST_BYTES:
            raise PresetError(
                Message(
                    "All presets together would have {size:,} bytes; "
                    "at most {most:,} are allowed. Delete one first.",
                    size=size,
                    most=MOST_BYTES,
                )
            )
        db.execute("INSERT OR REPLACE INTO presets VALUES (?, ?)", (name, content))
        self._count, self._bytes = count, size


def _content(db: Connection, name: str) -> str | None:
    found = db.execute("SELECT content FROM presets WHERE name = ?", (name,)).fetchone()
    return None if found is None else str(found[0])


def _all(db: Connection) -> list[tuple[str, str]]:
    return db.execute("SELECT name, content FROM presets").fetchall()


def _add(db: Connection, found: exported.Export) -> TakenIn:
    """Put in what fits, each under a name that nothing else has."""
    room = _Room(db)
    names, refused = [], dict(found.refused)
    for name, content in found.contents.items():
        free = _free_name(db, name, content)
        try:
            room.put(db, free, content)
            names.append(free)
        except PresetError as error:
            refused[exported.shown(name)] = said_by(error)
    return TakenIn(names, refused)


def _free_name(db: Connection, name: str, content: str) -> str:
    """The name itself where it is free or the same preset has it, else one with a number."""
    free, number = name, 1
    while _content(db, free) not in (None, content):
        number += 1
        ending = f" ({number})"
        free = name[: LONGEST_NAME - len(ending)] + ending
    return free


def _take_over(db: Connection, old: old_file.Old) -> list[Message]:
    """Bring in what is new in the file of version 0.1; returns what the user must know.

    What came in once does not come again: it may have been changed or deleted here since.
    """
    contents = {}
    for name, content in old.export.contents.items():
        mark = hashlib.sha256(f"{name}\n{content}".encode()).hexdigest()
        if not _is_known(db, mark):
            contents[name] = content
            db.execute("INSERT INTO old_presets VALUES (?)", (mark,))
    names, refused = _add(db, old.export._replace(contents=contents))
    db.execute("INSERT OR IGNORE INTO old_presets VALUES (?)", (old.mark,))
    notices = []
    if old.problem:
        notices.append(
            Message(
                "No presets were taken over from {file}. {why}",
                file=old_file.NAME,
                why=old.problem,
            )
        )
    for why in exported.told(refused):
        notices.append(Message("{file}: {said}", file=old_file.NAME, said=why))
    new = [name for name in names if name not in contents]
    if new:
        told = exported.enumerated(new)
        notices.append(
            Message("Renamed, because other presets have the old names: {names}.", names=told)
        )
    return notices


def _is_known(db: Connection, mark: str) -> bool:
    return bool(db.execute("SELECT 1 FROM old_presets WHERE mark = ?", (mark,)).fetchone())
