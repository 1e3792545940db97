"""What a run has tried and found: one SQLite file a run, so that a killed one goes on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple

from tools.longrun.case import FAULTS, CannotRun, Fault

_TABLES = """
CREATE TABLE IF NOT EXISTS run (identity TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS done (first INTEGER PRIMARY KEY, upto INTEGER, seconds REAL);
CREATE TABLE IF NOT EXISTS faults
    ("case" INTEGER PRIMARY KEY, what TEXT, sentence TEXT, input TEXT);
CREATE TABLE IF NOT EXISTS notes (name TEXT PRIMARY KEY, value REAL);
"""


class Chunk(NamedTuple):
    """Cases that belong together: from ``start`` up to ``end``, which is not one of them."""

    first: int
    """Where the chunk begins; what was done of it already is left out of ``start``."""
    start: int
    end: int


class Ledger:
    """A run's file; in memory where it is given none."""

    def __init__(self, path: Path | None, identity: dict[str, Any]) -> None:
        """Open it, or begin it.

        Raises:
            CannotRun: it belongs to another run, or is no such file.
        """
        text = json.dumps(identity, sort_keys=True)
        self.base = sqlite3.connect(str(path) if path is not None else ":memory:")
        try:
            self.base.executescript(_TABLES)
            kept = self.base.execute("SELECT identity FROM run").fetchone()
        except sqlite3.DatabaseError as error:
            self.base.close()
            raise CannotRun(f"--state {path} cannot be used: {error}") from None
        if kept is None:
            with self.base:
                self.base.execute("INSERT INTO run VALUES (?)", (text,))
        elif kept[0] != text:
            self.base.close()
            raise CannotRun(f"--state {path} is of another run: {kept[0]}; name another file")

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.base.close()

    def remaining(self, count: int, size: int) -> Iterator[Chunk]:
        """The chunks of a run of so many cases that are not done, in order."""
        done = dict(self.base.execute("SELECT first, upto FROM done"))
        for first in range(0, count, size):
            start, end = done.get(first, first), min(first + size, count)
            if start < end:
                yield Chunk(first, start, end)

    def keep(self, chunk: Chunk, upto: int, seconds: float, faults: Iterable[Fault]) -> None:
        """A chunk was tried up to a case, in so many seconds, and this was found."""
        with self.base:
            self.base.executemany("INSERT OR REPLACE INTO faults VALUES (?, ?, ?, ?)", faults)
            self.base.execute(
                "INSERT INTO done VALUES (?, ?, ?) ON CONFLICT (first) "
                "DO UPDATE SET upto = excluded.upto, seconds = seconds + excluded.seconds",
                (chunk.first, upto, seconds),
            )

    def note(self, name: str, value: float) -> None:
        """A figure of the run of which the largest counts."""
        with self.base:
            self.base.execute(
                "INSERT INTO notes VALUES (?, ?) ON CONFLICT (name) "
                "DO UPDATE SET value = max(value, excluded.value)",
                (name, value),
            )

    def largest(self, name: str) -> float:
        """The largest of a figure, 0 where there was none."""
        found = self.base.execute("SELECT value FROM notes WHERE name = ?", (name,)).fetchone()
        return found[0] if found is not None else 0.0

    def replace(self, case: int, fault: Fault | None) -> None:
        """A case that had a fault was tried again."""
        with self.base:
            self.base.execute('DELETE FROM faults WHERE "case" = ?', (case,))
            if fault is not None:
                self.base.execute("INSERT INTO faults VALUES (?, ?, ?, ?)", fault)

    def faults(self) -> list[Fault]:
        """All that was found, in the order of the cases."""
        with closing(self.base.execute('SELECT * FROM faults ORDER BY "case"')) as rows:
            return [Fault(*row) for row in rows]

    def counted(self) -> dict[str, int]:
        """How many faults there are of each sort."""
        found = dict(self.base.execute("SELECT what, count(*) FROM faults GROUP BY what"))
        return {what: found.get(what, 0) for what in FAULTS}

    def cases(self) -> int:
        """How many cases were tried."""
        found = self.base.execute("SELECT sum(upto - first) FROM done").fetchone()
        return found[0] or 0

    def seconds(self) -> float:
        """How long that took, all workers' time together."""
        found = self.base.execute("SELECT sum(seconds) FROM done").fetchone()
        return found[0] or 0.0
