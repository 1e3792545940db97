"""What holds for every test."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from sd_animagine import failures

# Machines that run the tests are small and busy: a slow example is no failure.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.fixture(autouse=True)
def nothing_fails() -> Iterator[None]:
    """What fails without being made to is raised: gone around, most tests would not notice it."""
    failures.go_around(yes=False)
    yield
    failures.go_around()


@pytest.fixture(scope="session", autouse=True)
def loop() -> Iterator[None]:
    """gradio makes an event loop where there is none, and leaves it open: an error, some day."""
    made = asyncio.new_event_loop()
    asyncio.set_event_loop(made)
    yield
    asyncio.set_event_loop(None)
    made.close()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Note what ran and what was skipped, for the list at the end of CI (``tools/skipped.py``)."""
    file = os.environ.get("ANIMAGINE_TESTS_RUN")
    if not file:
        return
    stats = terminalreporter.stats
    noted = [(each.nodeid, "") for kind in ("passed", "failed") for each in stats.get(kind, ())]
    for each in stats.get("skipped", ()):
        noted.append((each.nodeid, each.longrepr[2].removeprefix("Skipped: ")))
    with Path(file).open("a", encoding="utf-8") as out:
        out.writelines(f"{json.dumps(pair)}\n" for pair in noted)
