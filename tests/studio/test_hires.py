"""The second pass: what it begins with, what is told of it, and what cannot be."""

from __future__ import annotations

import io
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from sd_animagine.compiler import Hires, Request, compile_request
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model, missing_packages
from sd_animagine.sdxl.samplers import SAMPLERS, choice_of, total_for
from sd_animagine.sdxl.upscaling.choice import UPSCALERS
from sd_animagine.studio.engines import demo
from sd_animagine.studio.engines.base import Cancelled, DrawJob, SecondPass, job_of
from sd_animagine.studio.engines.drawer import Drawer
from sd_animagine.studio.engines.passes import prompts_of

if lacking := missing_packages():
    pytest.skip(lacking.sentence, allow_module_level=True)

import numpy as np
from PIL import Image

SECOND = SecondPass("Latent", 0, 0.5, 1.5, 192, 96)


@pytest.fixture(scope="module")
def model() -> Model:
    return demo.random_model()


@pytest.fixture
def job(job: DrawJob) -> DrawJob:
    return replace(job, pictures=1, second=SECOND)


def drawn(model: Model, job: DrawJob, listener: Any = None) -> Any:
    cancelled = listener.cancelled if listener else Event()
    drawer = Drawer(lambda: model)
    (picture,) = drawer.draw(job, listener or (lambda progress: None), cancelled)
    return picture


def pixels(picture: Any) -> Any:
    with Image.open(io.BytesIO(picture.png)) as image:
        return np.asarray(image.convert("RGB"), float)


def test_size_progress_and_infotext(model: Model, job: DrawJob, told: Any) -> None:
    listener = told(Event())
    second = SECOND._replace(steps=3)
    picture = drawn(model, replace(job, second=second), listener)
    assert pixels(picture).shape == (96, 192, 3)
    steps = [(each.step, each.steps) for each in listener.all if not each.message]
    assert steps == [*((n, 7) for n in range(1, 8)), (7, 7)]
    assert "Size: 128x64, Denoising strength: 0.5, Hires upscale: 1.5" in picture.infotext
    assert "Hires steps: 3, Hires upscaler: Latent, Model: demo" in picture.infotext
    assert "Hires steps" not in drawn(model, job).infotext


def test_little_strength_keeps_the_first_picture(model: Model, job: DrawJob) -> None:
    with Image.open(io.BytesIO(drawn(model, replace(job, second=None)).png)) as first:
        larger = np.asarray(first.convert("RGB").resize((192, 96), Image.Resampling.LANCZOS), float)

    def away(strength: float) -> float:
        second = SECOND._replace(upscaler="Lanczos", strength=strength)
        return float(np.abs(pixels(drawn(model, replace(job, second=second))) - larger).mean())

    assert away(0.02) < away(0.5) < away(1.0)


@pytest.mark.parametrize("upscaler", UPSCALERS)
def test_upscalers(model: Model, job: DrawJob, upscaler: str) -> None:
    job = replace(job, second=SECOND._replace(upscaler=upscaler))
    assert drawn(model, job).png == drawn(model, job).png
    assert f"Hires upscaler: {upscaler}" in drawn(model, job).infotext


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_samplers(model: Model, job: DrawJob, sampler: str) -> None:
    picture = pixels(drawn(model, replace(job, sampler_name=sampler)))
    assert picture.shape == (96, 192, 3) and picture.std() > 1


@pytest.mark.parametrize("strength", [0.01, 0.3, 0.55, 1.0])
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_it_begins_where_the_strength_says(sampler: str, strength: float) -> None:
    choice = choice_of(sampler)
    latents, levels = choice.resumed(0.0, 1.0, 20, total_for(strength, 20))
    assert len(levels) == (19 if sampler == "DDIM" else 21)
    whole = choice.levels(20)[1 if sampler == "DDIM" else 0 :]
    assert levels[0] == pytest.approx(whole[0]) if strength == 1 else levels[0] < whole[0]
    assert levels[-1] == pytest.approx(whole[-1], abs=1e-6)
    assert latents == pytest.approx(levels[0], rel=0.3), "under as much noise as the level is"


def test_a_picture_does_not_depend_on_its_batch(model: Model, job: DrawJob) -> None:
    drawer = Drawer(lambda: model)
    both = list(drawer.draw(replace(job, pictures=2, batch_size=2), lambda progress: None, Event()))
    assert np.abs(pixels(both[0]) - pixels(drawn(model, job))).max() <= 1


def test_editing_is_over_in_the_second_pass(model: Model, job: DrawJob) -> None:
    """As in A1111: shares of the second pass begin at 1, steps behind those of the first."""
    for prompt, schedule in (
        ("[cat:dog:0.5]", "dddd"),
        ("[cat:dog:3]", "dddd"),
        ("[cat:dog:1.5]", "cccd"),
        ("[cat:dog:6]", "cccd"),
    ):
        prompts = prompts_of(model, replace(job, prompt=prompt), second=True)
        (line,) = prompts.lines
        (dog,) = prompts_of(model, replace(job, prompt="dog")).lines
        said = ["d" if line.texts[n] == dog.texts[0] else "c" for n in line.schedule]
        assert "".join(said) == schedule, prompt


def test_it_stops_in_the_second_pass(model: Model, job: DrawJob, told: Any) -> None:
    listener = told(Event(), stop_at=(0, 6))
    with pytest.raises(Cancelled):
        drawn(model, job, listener)
    assert listener.all[-1].step == 6


@pytest.mark.parametrize(
    ("second", "says"),
    [
        ({"upscaler": "4x"}, "hires_upscaler is '4x'; it must be one of Latent, "),
        ({"strength": 0.0}, "denoising_strength is 0.0; it must be a number from 0.01 to 1.0"),
        ({"strength": 1.5}, "denoising_strength is 1.5; it must be a number from 0.01 to 1.0"),
        ({"steps": 151}, "hires_steps is 151; it must be a number from 0 to 150"),
        ({"scale": 5.0}, "hires_upscale is 5.0; it must be a number from 1.0 to 4.0"),
    ],
)
def test_what_cannot_be(model: Model, second: dict[str, Any], says: str) -> None:
    scale = second.pop("scale", 1.5)
    request = Request("1girl", width=832, height=1216, hires=Hires(scale))
    asked = SecondPass("Latent", 0, 0.5)._replace(**second)
    with pytest.raises(EngineError) as raised:
        drawn(model, job_of(request, compile_request(request), second=asked))
    assert str(raised.value).startswith(says)


def test_the_final_size_is_that_of_the_snapped_one() -> None:
    request = Request("1girl", width=830, height=1210, hires=Hires(1.5))
    job = job_of(request, compile_request(request), second=SecondPass("Latent", 0, 0.5))
    assert job.size == (1248, 1824) and job.second is not None and job.second.scale == 1.5
