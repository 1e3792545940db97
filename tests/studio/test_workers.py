"""Long texts in other processes: the same answers, and nothing left of a process that dies."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    pytest.importorskip("fastapi")
    from sd_animagine.api.bodies import Refused
    from sd_animagine.api.work import done
    from sd_animagine.files.checkpoint import judge_name
    from sd_animagine.studio.server import workers as module
    from sd_animagine.studio.server.context import Loaded
    from sd_animagine.studio.server.workers import SHORT, Workers, surroundings

ROOT = Path(__file__).parents[2]
LONG = 60.0
"""Seconds within which it must be over: only a test that hangs takes them."""
PROMPT = ", ".join(f"smile, 1girl, long_hair, {n} birds" for n in range(SHORT // 20))
NAME = "animagine-xl-4.0.safetensors"


def loaded() -> Loaded:
    return Loaded(NAME, judge_name(NAME))


def do(workers: Workers, kind: Any, sent: Any) -> list[Any]:
    return [json.loads(each) for each in asyncio.run(workers.do(kind, sent, "en"))]


def here(kind: Any, sent: Any) -> list[Any]:
    return [json.loads(each) for each in done(surroundings(loaded), kind, sent, "en")]


def processes(workers: Workers) -> list[Any]:
    return [process for worker in workers._alive for process in worker._own]


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    made = Workers(loaded, count=1)
    yield made
    made.end()


def is_gone(pid: int) -> bool:
    """Return whether a process ends in time; its pool waits for it too, and only one is told."""
    until = time.monotonic() + LONG
    while time.monotonic() < until:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.05)
    return False


def test_a_short_text_stays_here() -> None:
    made = Workers(loaded)
    sent = {"prompt": "smile, 1girl"}
    assert do(made, "compile", sent) == here("compile", sent)
    assert processes(made) == []
    made.end()


@pytest.mark.parametrize(
    ("kind", "sent"),
    [
        ("compile", {"prompt": PROMPT, "width": 512, "height": 768}),
        ("check", {"prompt": PROMPT, "negative_prompt": "\ud800"}),
        ("batch", [{"prompt": PROMPT}, {"prompt": 3}, 4, {"prompt": "a", "options": {"year": []}}]),
    ],
)
def test_a_long_text_is_answered_the_same(workers: Workers, kind: str, sent: Any) -> None:
    assert do(workers, kind, sent) == here(kind, sent)
    assert len(processes(workers)) == 1


def test_a_refusal_comes_back(workers: Workers) -> None:
    with pytest.raises(Refused, match="") as raised:
        do(workers, "compile", {"prompt": PROMPT, "width": 0})
    assert (raised.value.status_code, raised.value.field) == (422, "width")


def test_a_process_that_dies_is_one_sentence_and_replaced(workers: Workers) -> None:
    do(workers, "check", {"prompt": PROMPT})
    (process,) = processes(workers)
    process.kill()
    process.join(LONG)
    with pytest.raises(Refused) as raised:
        do(workers, "compile", {"prompt": PROMPT})
    assert "perhaps for lack of memory" in raised.value.sentence
    assert do(workers, "check", {"prompt": PROMPT}) == here("check", {"prompt": PROMPT})
    (other,) = processes(workers)
    assert other.pid != process.pid


def test_a_process_that_takes_too_long_is_ended(
    workers: Workers, monkeypatch: pytest.MonkeyPatch
) -> None:
    do(workers, "check", {"prompt": PROMPT})
    (process,) = processes(workers)
    monkeypatch.setattr(module, "_SECONDS", 0.0)
    items = [{"prompt": PROMPT}, {"prompt": "1girl"}]
    assert do(workers, "batch", items) == [{"error": module._TOO_SLOW, "field": "body"}] * 2
    assert is_gone(process.pid)


def test_a_crowd_is_told_to_come_back(workers: Workers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_MOST_WAITING", 0)
    with pytest.raises(Refused, match="") as raised:
        do(workers, "compile", {"prompt": PROMPT})
    assert raised.value.status_code == 503


def test_the_end_is_told_to_who_waits() -> None:
    made = Workers(loaded, count=1)
    told: list[Refused] = []

    def ask() -> None:
        try:
            while True:
                do(made, "compile", {"prompt": PROMPT})
        except Refused as refused:
            told.append(refused)

    waiting = [Thread(target=ask) for _ in range(3)]
    for thread in waiting:
        thread.start()
    until = time.monotonic() + LONG
    while not processes(made) and time.monotonic() < until:
        time.sleep(0.01)
    (process,) = processes(made)
    made.end()
    for thread in waiting:
        thread.join(LONG)
    assert is_gone(process.pid)
    assert [refused.sentence for refused in told] == ["the studio is closing"] * 3


STUDIO = """
import asyncio, os, signal, sys
from sd_animagine.studio.server.context import Loaded
from sd_animagine.studio.server.workers import Workers
if __name__ == "__main__":
    workers = Workers(Loaded, count=1)
    asyncio.run(workers.do("check", {"prompt": "1girl, " * 1000}, "en"))
    print(next(iter(workers._alive))._own[0].pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
def test_a_studio_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    (tmp_path / "studio.py").write_text(STUDIO)
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-W", "ignore", str(tmp_path / "studio.py")]
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE, text=True) as killed:
        assert killed.stdout is not None
        worker = int(killed.stdout.readline())
        killed.wait(LONG)
    until = time.monotonic() + LONG
    while is_running(worker):
        assert time.monotonic() < until
        time.sleep(0.05)


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")
    return not state.exists() or state.read_text().rpartition(")")[2].split()[0] != "Z"
