"""Noise levels: how noisy a picture is before each step, spaced as A1111 spaces them.

A level belongs to a time, one of the training's thousand; between two of them it is interpolated
on the logarithm. Times run from the noisiest to the clearest.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from functools import lru_cache
from typing import Final

_TRAINED_STEPS: Final = 1000
_BETAS: Final = (0.00085, 0.012)
"""First and last of the training's noise schedule, linear in the square root (SDXL's own)."""
_RHO: Final = 7.0
"""How much Karras' levels crowd at the clear end."""


@lru_cache(maxsize=1)
def _logarithms() -> list[float]:
    """Of the training's levels, from the clearest on."""
    import torch

    betas = torch.linspace(_BETAS[0] ** 0.5, _BETAS[1] ** 0.5, _TRAINED_STEPS, dtype=torch.float64)
    alphas = torch.cumprod(1 - betas**2, dim=0).float()
    found: list[float] = ((1 - alphas) / alphas).sqrt().log().tolist()
    return found


def level_at(time: float) -> float:
    """Return the level at a time, which may lie between two."""
    logarithms = _logarithms()
    low = min(int(time), _TRAINED_STEPS - 2)
    share = time - low
    return math.exp((1 - share) * logarithms[low] + share * logarithms[low + 1])


def time_of(level: float) -> float:
    """Return the time at which a level is reached; beyond the training's own its ends."""
    logarithms, wanted = _logarithms(), math.log(level)
    low = min(max(bisect_right(logarithms, wanted) - 1, 0), _TRAINED_STEPS - 2)
    share = (wanted - logarithms[low]) / (logarithms[low + 1] - logarithms[low])
    return low + min(max(share, 0.0), 1.0)


def uniform(steps: int) -> list[float]:
    """Return levels evenly spaced over the times, the last of them 0."""
    each = (_TRAINED_STEPS - 1) / max(1, steps - 1)
    return [*(level_at(_TRAINED_STEPS - 1 - n * each) for n in range(steps)), 0.0]


def karras(steps: int) -> list[float]:
    """Return the levels of Karras et al. (2022), the last of them 0: dense where it gets clear."""
    first, last = (level ** (1 / _RHO) for level in _ends())
    shares = (n / max(1, steps - 1) for n in range(steps))
    return [*((first + share * (last - first)) ** _RHO for share in shares), 0.0]


def exponential(steps: int) -> list[float]:
    """Return levels evenly spaced on the logarithm, the last of them 0."""
    first, last = (math.log(level) for level in _ends())
    shares = (n / max(1, steps - 1) for n in range(steps))
    return [*(math.exp(first + share * (last - first)) for share in shares), 0.0]


def strided(steps: int) -> list[float]:
    """Return the levels of A1111's DDIM: every so many times, and not down to 0.

    Where the steps are no divisor of a thousand there are some more, or fewer, than asked for.
    """
    last = _TRAINED_STEPS - 1
    each = min(max(1, _TRAINED_STEPS // steps), last)  # of a single step A1111 makes none
    times = [min(time + 1, last) for time in range(0, _TRAINED_STEPS, each)]
    return [level_at(time) for time in reversed(times)]


def _ends() -> tuple[float, float]:
    return level_at(_TRAINED_STEPS - 1), level_at(0)
