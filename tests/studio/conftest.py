"""A job and an engine's surroundings, without torch."""

from __future__ import annotations

from threading import Event
from typing import Any

import pytest

from sd_animagine.studio.engines.base import DrawJob, Progress


@pytest.fixture
def job() -> DrawJob:
    """A small job of three pictures."""
    return DrawJob("1girl, smile", "lowres", 128, 64, 4, 5.0, "Euler a", 7, pictures=3)


class Told:
    """Remembers the progress; stops at a step where it is told to."""

    def __init__(self, cancelled: Event, stop_at: tuple[int, int] | None = None) -> None:
        self.all: list[Progress] = []
        self.cancelled = cancelled
        self.stop_at = stop_at

    def __call__(self, progress: Progress) -> None:
        """One more."""
        self.all.append(progress)
        if (progress.picture, progress.step) == self.stop_at:
            self.cancelled.set()


@pytest.fixture
def told() -> Any:
    """Makes a listener and its event."""
    return Told
