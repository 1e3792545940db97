"""What was done, line by line in a file, so that a run that was ended goes on."""

from __future__ import annotations

import json
from pathlib import Path
from threading import Lock
from typing import Final

NAMES: Final = 40
"""Presets of each program; it saves them in turn, so their number stays within the limits."""


class Record:
    """Saves that were sent, that were told as saved, that were refused; and kills."""

    def __init__(self, path: Path) -> None:
        self.sent: dict[str, int] = {}
        """The last save of each program, by number."""
        self.kept: dict[str, int] = {}
        """The last one that was told as saved, by name of the preset."""
        self.kills: dict[str, int] = {}
        self.acknowledged = 0
        self.in_flight = 0
        """Saves without an answer."""
        self.refused: list[str] = []
        if path.exists():
            for line in path.read_text("utf-8").splitlines():
                self._take(*json.loads(line))
        self._path = path
        self._lock = Lock()

    def add(self, what: str, program: str, number: int = 0, text: str = "") -> None:
        """Take down ``sent``, ``kept``, ``refused``, or ``killed``."""
        with self._lock, self._path.open("a", encoding="utf-8") as file:
            self._take(what, program, number, text)
            file.write(json.dumps([what, program, number, text]) + "\n")

    def _take(self, what: str, program: str, number: int, text: str) -> None:
        if what == "sent":
            self.sent[program] = number
            self.in_flight += 1
        elif what == "killed":
            self.kills[program] = self.kills.get(program, 0) + 1
        else:
            self.in_flight -= 1
            if what == "kept":
                self.kept[preset(program, number)] = number
                self.acknowledged += 1
            else:
                self.refused.append(f"{program}, save {number}: {text}")


def preset(program: str, number: int) -> str:
    """The name of the preset that a save is of."""
    return f"{program}, {number % NAMES}"
