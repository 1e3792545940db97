"""The samplers, by the WebUIs' names: how a picture gets from one noise level to the next.

Each is the published method as k-diffusion has it, which A1111 draws with, so that a seed gives the
same picture there. Sources: Karras et al. (2022) for Euler, Heun and DPM2; Lu et al. (2022) for
DPM++; Song et al. (2021) for DDIM. Those named SDE add noise of a Brownian path, which A1111 takes
from a tree of its own: they draw a picture of the same kind, not the same one.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple, Protocol

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.levels import exponential, karras, strided, uniform
from sd_animagine.values import must_be
from sd_animagine.words import Message

_STRONGEST: Final = 0.999
"""Strength beyond which A1111 takes nothing of the first picture."""
_MOST_BEFORE: Final = 4
"""Steps that LMS looks at."""


class Walk(Protocol):
    """The way from noise to a picture, as a sampler goes it."""

    @property
    def lowest(self) -> float:
        """The level at its end, also where it has no step."""

    def steps(self) -> Iterator[tuple[float, float]]:
        """Yield each step: the level at its beginning and at its end."""

    def foreseen(self, latents: Any, level: float) -> Any:
        """Return the picture that latents of a level are foreseen to become."""

    def told(self, latents: Any, level: float) -> Any:
        """Return the same, and tell whoever waits that a step is done."""

    def noise(self) -> Any:
        """Return noise that was not there before."""


Solve = Callable[[Walk, Any], Any]
"""Latents out of noise."""


class Sampler(NamedTuple):
    """One of them."""

    solve: Solve
    schedule: str = ""
    """Which noise levels A1111 gives it by itself; empty for even ones."""
    calls: int = 1
    """How often a step asks the UNet; prompt editing counts these."""
    leaves_out: bool = False
    """Whether it goes without the last level but one."""
    is_strided: bool = False
    """Whether it is DDIM, which begins with plain noise and has levels of its own."""


class Choice(NamedTuple):
    """A sampler and its noise levels, by name."""

    name: str
    schedule: str
    """As infotexts write it; empty for the sampler's own even ones."""

    @property
    def sampler(self) -> Sampler:
        """What it draws with."""
        return _SAMPLERS[self.name]

    def levels(self, steps: int) -> list[float]:
        """Return the noise levels of a picture."""
        sampler = self.sampler
        if sampler.is_strided:
            return strided(steps)
        levels = _SCHEDULES.get(self.schedule, uniform)(steps + sampler.leaves_out)
        return [*levels[:-2], levels[-1]] if sampler.leaves_out else levels

    def noisy(self, noise: Any, level: float) -> Any:
        """Return what is begun with: as much noise as a level is."""
        return noise * ((1 + level**2) ** 0.5 if self.sampler.is_strided else level)

    def resumed(self, latents: Any, noise: Any, steps: int, total: int) -> tuple[Any, list[float]]:
        """Return a picture under noise, and the noise levels that lead from there to a new one.

        Args:
            latents: of the picture.
            noise: to be put over it.
            steps: how many are gone, the last ones of all.
            total: how many it would be from noise alone.
        """
        if not self.sampler.is_strided:
            levels = self.levels(total)[-steps - 1 :]
            return latents + noise * levels[0], levels
        over, *levels = self.levels(total)[-steps:]
        levels = levels or [over]
        # A1111 puts one level over the picture, scales it so, and goes on from the next one; with
        # one or two left it goes no step, and the noise stays
        scale = ((1 + levels[0] ** 2) / (1 + over**2)) ** 0.5
        return (latents + noise * over) * scale, levels


def steps_for(strength: float, steps: int) -> int:
    """Return how many of so many steps are gone where a picture is begun with."""
    return int(min(strength, _STRONGEST) * steps) + 1


def total_for(strength: float, steps: int) -> int:
    """Return how many steps there are in all where so many are gone from a picture on."""
    return max(steps, int(steps / min(strength, _STRONGEST)))


def choice_of(name: str) -> Choice:
    """Return what a name means: ``DPM++ 2M``, or as older WebUIs have it ``DPM++ 2M Karras``.

    Raises:
        EngineError: it means none; says which there are.
    """
    for known, sampler in _SAMPLERS.items():
        if name == known:
            return Choice(known, sampler.schedule)
        schedule = name.removeprefix(f"{known} ")
        if schedule != name and schedule in _SCHEDULES and not sampler.is_strided:
            return Choice(known, schedule)
    allowed = Message("one of {choices}", choices=", ".join(SAMPLERS))
    raise EngineError(must_be("sampler_name", name, allowed))


def _slope(latents: Any, foreseen: Any, level: float) -> Any:
    return (latents - foreseen) / level


def _ancestral(level: float, following: float) -> tuple[float, float]:
    """Down to which level to go, and how much noise to add again."""
    up = (following**2 * (level**2 - following**2) / level**2) ** 0.5
    up = min(following, up)
    return (following**2 - up**2) ** 0.5, up


def _between(level: float, following: float) -> float:
    """The level halfway on the logarithm."""
    return math.sqrt(level * following)


def _blended(latents: Any, foreseen: Any, level: float, following: float) -> Any:
    """To a lower level straight towards what is foreseen, exact for an even forecast."""
    share = following / level
    return share * latents + (1 - share) * foreseen


def _euler(walk: Walk, latents: Any) -> Any:
    for level, following in walk.steps():
        foreseen = walk.told(latents, level)
        latents = latents + _slope(latents, foreseen, level) * (following - level)
    return latents


def _euler_ancestral(walk: Walk, latents: Any) -> Any:
    for level, following in walk.steps():
        foreseen = walk.told(latents, level)
        down, up = _ancestral(level, following)
        latents = latents + _slope(latents, foreseen, level) * (down - level)
        if up:
            latents = latents + walk.noise() * up
    return latents


def _heun(walk: Walk, latents: Any) -> Any:
    for level, following in walk.steps():
        slope = _slope(latents, walk.told(latents, level), level)
        ahead = latents + slope * (following - level)
        if following:
            second = _slope(ahead, walk.foreseen(ahead, following), following)
            ahead = latents + (slope + second) / 2 * (following - level)
        latents = ahead
    return latents


def _dpm2(walk: Walk, latents: Any) -> Any:
    for level, following in walk.steps():
        latents = _halfway(walk, latents, level, following)
    return latents


def _dpm2_ancestral(walk: Walk, latents: Any) -> Any:
    for level, following in walk.steps():
        down, up = _ancestral(level, following)
        latents = _halfway(walk, latents, level, down)
        if up:
            latents = latents + walk.noise() * up
    return latents


def _halfway(walk: Walk, latents: Any, level: float, following: float) -> Any:
    """A step along the slope that holds in its middle."""
    slope = _slope(latents, walk.told(latents, level), level)
    if following:
        middle = _between(level, following)
        ahead = latents + slope * (middle - level)
        slope = _slope(ahead, walk.foreseen(ahead, middle), middle)
    return latents + slope * (following - level)


def _lms(walk: Walk, latents: Any) -> Any:
    levels: list[float] = []
    slopes: list[Any] = []
    for level, following in walk.steps():
        slopes = [_slope(latents, walk.told(latents, level), level), *slopes][:_MOST_BEFORE]
        levels = [level, *levels][:_MOST_BEFORE]
        shares = _shares(levels, level, following)
        latents = latents + sum(share * slope for share, slope in zip(shares, slopes, strict=True))
    return latents


def _shares(levels: list[float], start: float, end: float) -> list[float]:
    """How much each earlier slope counts on the way: the integral of its Lagrange polynomial.

    By Simpson's rule, which is exact up to the third degree.
    """

    def weight(at: float, n: int) -> float:
        others = (other for m, other in enumerate(levels) if m != n)
        return math.prod((at - other) / (levels[n] - other) for other in others)

    middle = (start + end) / 2
    return [
        (end - start) / 6 * (weight(start, n) + 4 * weight(middle, n) + weight(end, n))
        for n in range(len(levels))
    ]


def _dpmpp_2s_ancestral(walk: Walk, latents: Any) -> Any:
    for level, following in walk.steps():
        foreseen = walk.told(latents, level)
        down, up = _ancestral(level, following)
        if down:
            middle = _between(level, down)
            foreseen = walk.foreseen(_blended(latents, foreseen, level, middle), middle)
        latents = _blended(latents, foreseen, level, down)
        if up:
            latents = latents + walk.noise() * up
    return latents


def _dpmpp_2m(walk: Walk, latents: Any) -> Any:
    before, last = None, 0.0
    for level, following in walk.steps():
        foreseen = walk.told(latents, level)
        ahead = foreseen
        if before is not None and following:
            ratio = math.log(last / level) / math.log(level / following)
            ahead = foreseen + (foreseen - before) / (2 * ratio)
        latents = _blended(latents, ahead, level, following)
        before, last = foreseen, level
    return latents


def _dpmpp_sde(walk: Walk, latents: Any) -> Any:
    for level, following in walk.steps():
        foreseen = walk.told(latents, level)
        if not following:
            return foreseen
        middle = _between(level, following)
        first, second = walk.noise(), walk.noise()
        down, up = _ancestral(level, middle)
        ahead = _blended(latents, foreseen, level, down) + first * up
        foreseen = walk.foreseen(ahead, middle)
        down, up = _ancestral(level, following)
        share = (level - middle) / (level - following)  # one path: what came before is part of it
        noise = first * share**0.5 + second * (1 - share) ** 0.5
        latents = _blended(latents, foreseen, level, down) + noise * up
    return latents


def _dpmpp_2m_sde(walk: Walk, latents: Any) -> Any:
    before, last = None, 0.0
    for level, following in walk.steps():
        foreseen = walk.told(latents, level)
        if not following:
            return foreseen
        share = (following / level) ** 2
        moved = share * latents + (1 - share) * foreseen
        if before is not None:
            ratio = math.log(last / level) / math.log(level / following)
            moved = moved + 0.5 * (1 - share) / ratio * (foreseen - before)
        latents = moved + walk.noise() * following * (1 - share) ** 0.5
        before, last = foreseen, level
    return latents


def _ddim(walk: Walk, latents: Any) -> Any:
    """Euler's steps, not down to 0."""
    return _euler(walk, latents) / (1 + walk.lowest**2) ** 0.5


_SCHEDULES: Final = {"Karras": karras, "Exponential": exponential, "Uniform": uniform}
_SAMPLERS: Final = {
    "Euler a": Sampler(_euler_ancestral),
    "Euler": Sampler(_euler),
    "DPM++ 2M": Sampler(_dpmpp_2m, "Karras"),
    "DPM++ SDE": Sampler(_dpmpp_sde, "Karras", calls=2),
    "DPM++ 2M SDE": Sampler(_dpmpp_2m_sde, "Exponential"),
    "DPM++ 2S a": Sampler(_dpmpp_2s_ancestral, "Karras", calls=2),
    "DDIM": Sampler(_ddim, is_strided=True),
    "Heun": Sampler(_heun, calls=2),
    "LMS": Sampler(_lms),
    "DPM2": Sampler(_dpm2, "Karras", calls=2, leaves_out=True),
    "DPM2 a": Sampler(_dpm2_ancestral, "Karras", calls=2, leaves_out=True),
}
SAMPLERS: Final = tuple(_SAMPLERS)
