"""What holds for every test."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from hypothesis import settings

from sd_animagine import failures

# Machines that run the tests are small and busy: a slow example is no failure.
settings.register_profile("any-machine", deadline=None)
settings.load_profile("any-machine")


@pytest.fixture(autouse=True)
def nothing_fails() -> Iterator[None]:
    """What fails without being made to is raised: gone around, most tests would not notice it."""
    failures.go_around(False)
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
