"""One SQLite file that several processes share, opened for each call and closed again.

Its journal is SQLite's plain one and not the newer "WAL": that needs memory which all processes
share, so it fails on network shares, and it cannot be read in a folder that nobody may write. What
a killed process leaves behind, whoever comes next takes back. Nothing stays open between two calls,
since Windows neither moves nor deletes an open file.

Nobody else may open the file while it is in use: where POSIX locks are, closing any handle of it
drops the locks of the whole process.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from sqlite3 import Connection, DatabaseError
from threading import Lock
from typing import Final, NamedTuple, TypeVar
from urllib.parse import quote

from sd_animagine.store import FILE_NAME, StoreError, tables
from sd_animagine.words import Message, said_by

PATIENCE: Final = 10.0
"""Seconds that a call waits for another process which is writing."""
_LACKING: Final = ("no such table", "no such column")

Result = TypeVar("Result")


class _Way(NamedTuple):
    """What is done with the file."""

    mode: str
    """How it is opened."""
    begin: str
    """How a transaction begins."""


_READ: Final = _Way("rw", "BEGIN")
_WRITE: Final = _Way("rwc", "BEGIN IMMEDIATE")


class Store:
    """The store of a data folder."""

    def __init__(self, folder: Path) -> None:
        """Remember where it is; nothing is opened or made yet."""
        self.path = folder / FILE_NAME
        self._examined = False
        self._notices: list[str] = []
        self._lock = Lock()

    def read(self, work: Callable[[Connection], Result]) -> Result:
        """What ``work`` finds; an empty store where there is none yet.

        Args:
            work: only reads. It is called again where the store turns out to be damaged.

        Raises:
            StoreError: it cannot be read.
        """
        return self._rescued(lambda: self._read(work), _READ)

    def write(self, work: Callable[[Connection], Result]) -> Result:
        """What ``work`` answers, when all that it did is on the disk; else it has done nothing.

        Args:
            work: reads and writes; nobody else writes meanwhile. Called again as in ``read``.

        Raises:
            StoreError: it cannot be written.
        """
        return self._rescued(lambda: self._run(work, _WRITE), _WRITE)

    def notices(self) -> list[str]:
        """What the user must know, such as what became of a damaged file; each is told once."""
        with self._lock:
            told, self._notices = self._notices, []
        return told

    def notice(self, text: str) -> None:
        """Leave word for whoever asks next."""
        with self._lock:
            if text not in self._notices:
                self._notices.append(text)

    def _read(self, work: Callable[[Connection], Result]) -> Result:
        if not self.path.exists():
            with closing(sqlite3.connect(":memory:")) as empty:
                tables.bring_up(empty)
                return work(empty)
        if self._run(tables.version_of, _READ) < tables.VERSION:
            self._run(tables.bring_up, _WRITE)
        return self._run(work, _READ)

    def _run(self, work: Callable[[Connection], Result], way: _Way) -> Result:
        """One transaction; whatever ends it early, closing takes back what it has done."""
        with closing(self._open(way.mode)) as db:
            db.execute("PRAGMA synchronous = EXTRA")  # what is told as saved outlives a power cut
            db.execute("PRAGMA secure_delete = ON")  # and what is deleted is not in the file
            db.execute(way.begin)
            self._examine(db)
            if way is _WRITE:
                tables.bring_up(db)
            result = work(db)
            db.execute("COMMIT")
            return result

    def _open(self, mode: str) -> Connection:
        if mode == _WRITE.mode:
            self.path.parent.mkdir(parents=True, exist_ok=True)
        if self.path.exists() and not self.path.is_file():
            raise StoreError(
                Message("{file} in the data folder is not a file. Move it away.", file=FILE_NAME)
            )
        return sqlite3.connect(
            _address(self.path, mode), uri=True, timeout=PATIENCE, isolation_level=None
        )

    def _examine(self, db: Connection) -> None:
        """Look through the whole file, once: damage may be where nobody reads for long."""
        if not self._examined:
            found = str(db.execute("PRAGMA quick_check(1)").fetchone()[0])
            if found != "ok":
                raise DatabaseError(found)
            self._examined = True

    def _rescued(self, attempt: Callable[[], Result], way: _Way) -> Result:
        """Try, and where the file is damaged set it aside and try once more."""
        before = _stat(self.path)
        try:
            return attempt()
        except (sqlite3.Error, OSError) as error:
            if not _is_damage(error):
                raise _fault(error, way) from None
            self._set_aside(before, said_by(error))
        try:
            return attempt()
        except (sqlite3.Error, OSError) as error:
            raise _fault(error, way) from None

    def _set_aside(self, damaged: os.stat_result | None, why: str) -> None:
        """Give a damaged file another name: what is in it may still be rescued by hand."""
        aside = self._name_aside()
        try:
            self.path.rename(aside)
            moved = aside.stat()
        except FileNotFoundError:  # another process was quicker
            return
        except OSError as fault:
            reason = fault.strerror or fault
            raise StoreError(
                Message(
                    "{file} is damaged ({why}) and cannot be renamed ({reason}). "
                    "Close the other programs that use it, or move it away.",
                    file=FILE_NAME,
                    why=why,
                    reason=reason,
                )
            ) from None
        if damaged is None or not os.path.samestat(damaged, moved):
            if not self.path.exists():  # it is what the quicker process has made since
                aside.rename(self.path)
            return
        self.notice(
            Message(
                "{file} was damaged ({why}), so presets and history are gone from here. "
                "The damaged file is now called {aside}.",
                file=FILE_NAME,
                why=why,
                aside=aside.name,
            )
        )

    def _name_aside(self) -> Path:
        first = f"{FILE_NAME}.damaged-{time.strftime('%Y%m%d-%H%M%S')}"
        aside = self.path.with_name(first)
        number = 1
        while aside.exists():
            number += 1
            aside = self.path.with_name(f"{first}_{number}")
        return aside


def _address(path: Path, mode: str) -> str:
    """The file for SQLite: only as a URI can it be opened without being made."""
    text = path.absolute().as_posix()
    root = "" if text.startswith("/") else "/"  # C:/…; a share begins with two strokes
    return f"file://{root}{quote(os.fsencode(text))}?mode={mode}"


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:  # none yet, or not to be seen: opening it will say so
        return None


def _is_damage(error: Exception) -> bool:
    """Return whether the file is to blame, rather than the disk, a lock or a permission."""
    if type(error) is DatabaseError:  # SQLite's "malformed" and "not a database"; ours too
        return True
    return isinstance(error, sqlite3.OperationalError) and str(error).startswith(_LACKING)


def _fault(error: Exception, way: _Way) -> StoreError:
    if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
        return StoreError(
            Message("Another program is writing into {file}. Try again.", file=FILE_NAME)
        )
    reason = getattr(error, "strerror", None) or said_by(error)
    return StoreError(
        Message(
            "{file} cannot be read ({reason}). Check that the data folder is there and open to you."
            if way is _READ
            else "{file} cannot be written ({reason}). "
            "Check that the data folder is there, allows writing, and its disk is not full.",
            file=FILE_NAME,
            reason=reason,
        )
    )
