"""How long pictures take, going by those that were drawn before.

The unit of work is one step over a million pixels; it leaves out encoders and decoder, so an
estimate is only ever called "about".
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Final

from sd_animagine.words import Message

KEPT: Final = 8
"""Requests that count; a checkpoint or a size may have changed since older ones."""
_MILLION: Final = 1_000_000


@dataclass(frozen=True)
class Effort:
    """What a request asks of the sampler."""

    width: int
    height: int
    """Of the first pass, in pixels."""
    steps: int
    pictures: int = 1
    second_width: int = 0
    second_height: int = 0
    """Of the hires pass; 0 without one."""
    second_steps: int = 0

    @property
    def work(self) -> float:
        """In steps over a million pixels."""
        first = self.width * self.height * self.steps
        second = self.second_width * self.second_height * self.second_steps
        return self.pictures * (first + second) / _MILLION


class Pace:
    """Remembers what the last requests took."""

    def __init__(self) -> None:
        self._rates: deque[float] = deque(maxlen=KEPT)

    def __len__(self) -> int:
        return len(self._rates)

    def note(self, effort: Effort, seconds: float) -> None:
        """A request is done."""
        if effort.work > 0 and seconds > 0:
            self._rates.append(seconds / effort.work)

    def seconds(self, work: float) -> float | None:
        """About how long such work takes; None where nothing was drawn yet."""
        return median(self._rates) * work if self._rates else None


def spoken(seconds: float) -> Message:
    """A duration in words, no more exact than an estimate is: ``about 3 min``."""
    if seconds < 1:
        return Message("about a second")
    if seconds < 55:
        rounded = round(seconds) if seconds < 10 else round(seconds / 5) * 5
        return Message("about {seconds} s", seconds=rounded)
    minutes = round(seconds / 60)
    if minutes < 60:
        return Message("about {minutes} min", minutes=max(minutes, 1))
    return Message("about {hours} h {minutes} min", hours=minutes // 60, minutes=minutes % 60)
