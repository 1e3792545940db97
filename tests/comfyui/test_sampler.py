"""The SAMPLER: A1111's first noise, its noise of the steps, and a generator for each picture."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.comfyui.settings import AnimagineSettings
from sd_animagine.sdxl.levels import time_of
from tests.comfyui.fake_comfyui import SAMPLERS, SCHEDULERS, install

torch = pytest.importorskip("torch")
SIGMAS = [14.0, 3.0, 1.0, 0.0]


@pytest.fixture(autouse=True)
def _comfyui(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)


class Model:
    """A model that halves what it is given; ComfyUI tells its UNet the nearest whole time."""

    def __init__(self, shift: float = 0.0) -> None:
        self.shift = shift
        self.times: list[float] = []

    def __call__(self, latents: Any, level: Any, *, model_options: Any, **more: Any) -> Any:
        assert level.shape == (len(latents),)
        (wrapper,) = model_options["transformer_options"]["unet"]
        whole = round(time_of(float(level[0])) + self.shift)
        return wrapper(self.unet, latents, torch.full((len(latents),), float(whole)))

    def unet(self, latents: Any, times: Any) -> Any:
        self.times.append(float(times[0]))
        return latents / 2


def drawn(
    pictures: int,
    noise: Any = None,
    *,
    seed: int = 5,
    callback: Any = None,
    model: Model | None = None,
) -> Any:
    sampler = AnimagineSettings().run(28, 5.0)["result"][4]
    noise = torch.randn(pictures, 4, 8, 8) if noise is None else noise
    sigmas = torch.tensor(SIGMAS)
    return sampler.sample(model or Model(), sigmas, {"seed": seed}, callback, noise)


def by_hand(seed: int) -> Any:
    """Euler ancestral with one generator, as A1111 draws a picture."""
    generator = torch.Generator("cpu").manual_seed(seed)
    latents = torch.randn(4, 8, 8, generator=generator) * SIGMAS[0]
    for level, following in pairwise(SIGMAS):
        up = min(following, (following**2 * (level**2 - following**2) / level**2) ** 0.5)
        down = (following**2 - up**2) ** 0.5
        latents = latents + (latents - latents / 2) / level * (down - level)
        if following:
            latents = latents + torch.randn(4, 8, 8, generator=generator) * up
    return latents


def test_a_batch_is_its_pictures_one_by_one() -> None:
    batch = drawn(3)
    for number, picture in enumerate(batch):
        assert torch.allclose(picture, by_hand(5 + number), atol=1e-5)


def test_no_noise_stays_none() -> None:
    """As SamplerCustom asks for where another has drawn the first steps."""
    steps: list[tuple[int, Any]] = []
    drawn(1, torch.zeros(1, 4, 8, 8), callback=lambda i, found, x, count: steps.append((i, x)))
    assert [number for number, _ in steps] == [0, 1, 2]
    assert not steps[0][1].any() and steps[1][1].any()


def test_the_unet_is_told_what_lies_between_two_times() -> None:
    model = Model()
    drawn(1, model=model)
    assert model.times == pytest.approx([time_of(level) for level in SIGMAS[:-1]])
    assert all(time % 1 for time in model.times)


def test_a_model_with_other_times_keeps_them() -> None:
    model = Model(shift=20)
    drawn(1, model=model)
    assert not any(time % 1 for time in model.times)


def test_a_seed_may_be_the_last_there_is() -> None:
    assert torch.allclose(drawn(2, seed=2**64 - 1)[1], by_hand(0), atol=1e-5)


def test_the_outputs_are_what_comfyui_s_samplers_take() -> None:
    result = AnimagineSettings().run(28, 5.0, 1.7)["result"]
    assert result[0] == 28 and result[1] == pytest.approx(8.5)
    types = AnimagineSettings.RETURN_TYPES
    assert types[2] is SAMPLERS and result[2] in SAMPLERS
    assert types[3] is SCHEDULERS and result[3] in SCHEDULERS
    assert len(types) == len(result) == len(AnimagineSettings.RETURN_NAMES)


def test_settings_say_what_the_card_recommends() -> None:
    (told,) = AnimagineSettings().run(5, 12.0)["ui"]["text"]
    assert "28 is recommended" in told and "5 is recommended" in told
    assert AnimagineSettings().run(28, 5.0)["ui"]["text"] == [""]
