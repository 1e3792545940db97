"""Several processes on one folder, and what becomes of it when they are killed."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path
from threading import Thread

from sd_animagine.store import FILE_NAME
from sd_animagine.store.history import History
from sd_animagine.store.presets import Presets
from tests.store.processes import at_once, go, started

SIXTY = """
for n in range(60):
    Presets(folder).save(f"{number} {n}", {"prompt": f"{number} {n}"})
"""
FOR_EVER = """
presets = Presets(folder)
for n in range(10**6):
    presets.save(f"{number} {n % 20}", {"prompt": str(n), "fat": "x" * 5_000})
    print(n, flush=True)
"""
KEEPING = """
from sd_animagine.store.history import Entry, History
history = History(folder)
for n in range(10**6):
    history.keep(str(number), [Entry(str(n), "", "x" * 5_000, "", b"y" * 5_000)])
    print(n, flush=True)
"""
KILLS = 20


def test_two_processes_lose_none_of_their_saves(tmp_path: Path) -> None:
    """Version 0.1 lost 59 of these 120."""
    assert at_once(2, SIXTY, tmp_path) == ["", ""]
    presets = Presets(tmp_path)
    saved = {name: presets.get(name) for name in presets.names()}
    assert saved == {f"{p} {n}": {"prompt": f"{p} {n}"} for p in range(2) for n in range(60)}
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


class Killed:
    """A process that saves one preset after the other, and the last that it told as saved."""

    def __init__(self, folder: Path, number: int, code: str = FOR_EVER) -> None:
        self.number = number
        self.process = started(code, folder, number)
        self.last = -1
        self._reader = Thread(target=self._listen)
        self._reader.start()
        go(self.process)

    def _listen(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if line.endswith("\n"):
                self.last = int(line)

    def kill(self) -> None:
        self.process.kill()
        self._reader.join(60)
        assert not self._reader.is_alive()
        with self.process:
            assert self.process.wait(60) < 0 or os.name == "nt"


def test_nothing_that_was_saved_is_lost_by_kills(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    for kill in range(0, KILLS, 2):
        pair = [Killed(tmp_path, kill), Killed(tmp_path, kill + 1)]
        for each in pair:
            time.sleep(chance.uniform(0.05, 0.3))
            each.kill()
        presets = Presets(tmp_path)
        for each in pair:
            for n in range(max(0, each.last - 19), each.last + 1):
                there = int(presets.get(f"{each.number} {n % 20}")["prompt"])
                in_flight = there == each.last + 1 and there % 20 == n % 20
                assert there == n or in_flight, (each.number, n, there, seed)
        presets.save("afterwards", {})
        assert presets.notices() == []
        assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_nothing_of_the_history_is_lost_by_kills(tmp_path: Path) -> None:
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    history = History(tmp_path)
    for kill in range(0, KILLS // 2, 2):
        pair = [Killed(tmp_path, kill + n, KEEPING) for n in range(2)]
        for each in pair:
            time.sleep(chance.uniform(0.05, 0.3))
            each.kill()
        for each in pair:
            page = history.page(str(each.number), limit=10**6).entries
            there = [int(kept.entry.prompt) for kept in reversed(page)]
            assert there == list(range(len(there))), seed
            assert len(there) - each.last - 1 in (0, 1), "one may be kept and not told"
        Presets(tmp_path).save("afterwards", {})
        assert history.notices() == []
        assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]
