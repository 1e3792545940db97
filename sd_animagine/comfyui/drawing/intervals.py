"""Steps as ComfyUI names them: shares of the way from noise to picture, 0 to 1.

An entry of a conditioning holds from one share to another, both included. So a boundary lies in the
middle between two steps, where no step is.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Final, NamedTuple

from sd_animagine.sdxl.levels import time_of

_LAST_TIME: Final = 999
"""Of the training's times; the noisiest."""

Boundary = Callable[[int], float]
"""Step, counted from 0 → the share at which it begins."""


class Interval(NamedTuple):
    """A text and the steps in which it is said."""

    text: int
    """Its number among the texts of its subprompt."""
    first: int
    end: int
    """The step behind the last."""


def intervals(schedule: Sequence[int]) -> list[Interval]:
    """Return the stretches of a schedule in which the text stays the same."""
    found: list[Interval] = []
    at = 0
    for text, steps in groupby(schedule):
        end = at + len(list(steps))
        found.append(Interval(text, at, end))
        at = end
    return found


def even(steps: int) -> Boundary:
    """Return the boundaries of the scheduler ``normal``, whose steps are evenly apart."""
    return lambda step: (step - 0.5) / max(1, steps - 1)


def of_levels(levels: Sequence[float]) -> Boundary:
    """Return the boundaries of steps that begin at these noise levels, the noisiest first."""

    def boundary(step: int) -> float:
        middle = math.sqrt(levels[step - 1] * max(levels[step], 1e-6))
        return 1 - time_of(middle) / _LAST_TIME

    return boundary
