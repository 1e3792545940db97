"""Each sampler against what can be worked out: a picture whose every forecast is known."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from sd_animagine.sdxl import levels
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.samplers import SAMPLERS, choice_of

np = pytest.importorskip("numpy", reason="needs numpy")

TORCH = "needs torch, for the training's levels"
SPREAD = 0.5
"""Of the pictures that the forecasts know: values around 0."""
RANDOM = ("Euler a", "DPM++ SDE", "DPM++ 2M SDE", "DPM++ 2S a", "DPM2 a")
STEADY = tuple(name for name in SAMPLERS if name not in RANDOM)


class Known:
    """A walk whose forecasts are right."""

    def __init__(self, of: list[float]) -> None:
        self.levels = of
        self.asked: list[float] = []
        self.done = 0
        self.random = np.random.default_rng(3)

    @property
    def lowest(self) -> float:
        return self.levels[-1]

    def steps(self) -> Iterator[tuple[float, float]]:
        return pairwise(self.levels)

    def foreseen(self, latents: Any, level: float) -> Any:
        self.asked.append(level)
        return latents * SPREAD**2 / (SPREAD**2 + level**2)

    def told(self, latents: Any, level: float) -> Any:
        self.done += 1
        return self.foreseen(latents, level)

    def noise(self) -> Any:
        return self.random.standard_normal(20_000)


def drawn(name: str, steps: int) -> tuple[Any, Any, Known]:
    """What comes of noise, the noise, and how it went."""
    pytest.importorskip("torch", reason=TORCH)
    choice = choice_of(name)
    walk = Known(choice.levels(steps))
    noise = walk.noise()
    start = choice.noisy(noise, walk.levels[0])
    return choice.sampler.solve(walk, start), start, walk


def error(name: str, steps: int) -> float:
    """How far it is from where a walk in endless small steps ends, as a share."""
    found, start, walk = drawn(name, steps)
    top, end = walk.levels[0], walk.levels[-1]
    if name == "DDIM":
        found = found * math.sqrt(1 + end**2)
    right = start * math.sqrt((SPREAD**2 + end**2) / (SPREAD**2 + top**2))
    return float(np.abs(found - right).max() / np.abs(right).max())


@pytest.mark.parametrize("name", STEADY)
def test_it_comes_ever_nearer_to_the_picture(name: str) -> None:
    few, many = error(name, 12), error(name, 60)
    assert many < 0.05
    assert many < few / 2


@pytest.mark.parametrize("name", ["DPM++ 2M", "Heun Karras", "DPM2", "LMS Karras"])
def test_the_better_ones_are_better(name: str) -> None:
    assert error(name, 20) < error("Euler Karras", 20) / 2


@pytest.mark.parametrize("name", RANDOM)
def test_noise_that_is_added_leaves_the_spread_of_the_pictures(name: str) -> None:
    found, _, _ = drawn(name, 150)
    assert found.std() == pytest.approx(SPREAD, rel=0.05)


@pytest.mark.parametrize("name", SAMPLERS)
@pytest.mark.parametrize("steps", [1, 2, 20])
def test_a_step_is_told_once(name: str, steps: int) -> None:
    found, _, walk = drawn(name, steps)
    assert np.isfinite(found).all()
    calls = choice_of(name).sampler.calls
    assert walk.done <= len(walk.asked) <= calls * walk.done
    assert walk.done == len(walk.levels) - 1
    if name != "DDIM":
        assert walk.done == steps


@pytest.mark.parametrize("steps", [1, 2, 3])
def test_ddim_goes_as_few_steps_from_a_picture_as_a1111(steps: int) -> None:
    """Of one or two steps none: what A1111 gives back is the picture under noise."""
    pytest.importorskip("torch", reason=TORCH)
    choice = choice_of("DDIM")
    over = choice.levels(28)[-steps]
    latents, left = choice.resumed(np.array([2.0]), np.array([1.0]), steps, 28)
    walk = Known(left)
    found = choice.sampler.solve(walk, latents)
    assert walk.done == max(0, steps - 2)
    if not walk.done:
        assert found == pytest.approx((2 + over) / math.sqrt(1 + over**2))


def test_levels_are_a1111_s() -> None:
    pytest.importorskip("torch", reason=TORCH)
    assert levels.karras(3) == pytest.approx([14.6146, 1.2741, 0.0292, 0.0], abs=1e-4)
    assert levels.exponential(3) == pytest.approx([14.6146, 0.6529, 0.0292, 0.0], abs=1e-4)
    assert choice_of("DPM2").levels(2) == pytest.approx([14.6146, 1.2741, 0.0], abs=1e-4)
    assert len(levels.strided(28)) == 29
    assert len(levels.strided(20)) == 20, "A1111 makes one step less of a divisor"
    for time in (0.0, 0.25, 500.5, 999.0):
        assert levels.time_of(levels.level_at(time)) == pytest.approx(time, abs=1e-6)


@pytest.mark.parametrize(
    ("name", "means"),
    [
        ("Euler a", ("Euler a", "")),
        ("DPM++ 2M", ("DPM++ 2M", "Karras")),
        ("DPM++ 2M SDE", ("DPM++ 2M SDE", "Exponential")),
        ("DPM++ 2M SDE Karras", ("DPM++ 2M SDE", "Karras")),
        ("Euler a Karras", ("Euler a", "Karras")),
    ],
)
def test_names(name: str, means: tuple[str, str]) -> None:
    assert choice_of(name) == means


@pytest.mark.parametrize("name", ["", "euler", "DPM++ 2M SDE Heun", "DDIM Karras", "Euler a Beta"])
def test_other_names(name: str) -> None:
    with pytest.raises(EngineError) as raised:
        choice_of(name)
    said = f"sampler_name is {name!r}; it must be one of Euler a, Euler, DPM++ 2M, "
    assert str(raised.value).startswith(said)
