"""Drawing from a picture on: with a small random SDXL, against A1111's way written down plainly."""

from __future__ import annotations

import io
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from sd_animagine.sdxl.levels import time_of
from sd_animagine.sdxl.loading import Model, missing_packages
from sd_animagine.sdxl.pixels import decoded, encoded
from sd_animagine.sdxl.samplers import SAMPLERS, choice_of
from sd_animagine.sdxl.sampling import Denoiser, Noise
from sd_animagine.studio.engines import demo
from sd_animagine.studio.engines.base import Cancelled, DrawJob
from sd_animagine.studio.engines.draft import Draft
from sd_animagine.studio.engines.drawer import Drawer
from sd_animagine.studio.engines.passes import Pass, prompts_of

if lacking := missing_packages():
    pytest.skip(lacking.sentence, allow_module_level=True)

import numpy as np
import torch
from PIL import Image


@pytest.fixture(scope="module")
def model() -> Model:
    return demo.random_model()


@pytest.fixture
def job(job: DrawJob) -> DrawJob:
    image = Image.effect_noise((16, 8), 90).resize((128, 64)).convert("RGB")
    return replace(job, pictures=1, steps=10, draft=Draft(image, 0.55))


def latents(model: Model, job: DrawJob) -> Any:
    """Of a job's first batch."""
    return Pass.first_of(model, job).drawn(job.batches()[0], lambda done, foreseen: None, None)


def plainly(model: Model, job: DrawJob) -> Any:
    """Euler's steps from a picture on, as A1111 1.10 goes them."""
    assert job.draft is not None
    shape = encoded(model, [job.draft.image])
    sigmas = choice_of("Euler").levels(job.steps)
    t_enc = int(min(job.draft.strength, 0.999) * job.steps)
    sigmas = sigmas[job.steps - t_enc - 1 :]
    noise = Noise([job.seed], tuple(shape.shape[1:]), model.device).next()
    x = shape + noise * sigmas[0]
    denoise = Denoiser(model, prompts_of(model, job), (128, 64), 1, job.cfg_scale)
    with torch.inference_mode():
        for n in range(t_enc + 1):
            foreseen = denoise(x, sigmas[n], time_of(sigmas[n]), n)
            x = x + (x - foreseen) / sigmas[n] * (sigmas[n + 1] - sigmas[n])
    return x


@pytest.mark.parametrize("strength", [0.05, 0.3, 0.55, 0.75, 1.0])
def test_as_a1111_goes(model: Model, job: DrawJob, strength: float) -> None:
    assert job.draft is not None
    draft = job.draft._replace(strength=strength)
    job = replace(job, sampler_name="Euler", draft=draft, prompt="[cat:dog:0.3]")
    wanted, found = plainly(model, job), latents(model, job)
    assert float((found - wanted).norm() / wanted.norm()) < 1e-5


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_little_strength_keeps_the_picture(model: Model, job: DrawJob, sampler: str) -> None:
    assert job.draft is not None
    kept = encoded(model, [job.draft.image])

    def away(strength: float) -> float:
        draft = job.draft._replace(strength=strength)
        found = latents(model, replace(job, sampler_name=sampler, draft=draft))
        assert torch.isfinite(found).all()
        return float((found - kept).norm())

    assert away(0.05) < away(0.5) < away(1.0)


def test_progress_infotext_and_batches(model: Model, job: DrawJob, told: Any) -> None:
    listener, drawer = told(Event()), Drawer(lambda: model)
    several = replace(job, pictures=3, batch_size=2)
    together = list(drawer.draw(several, listener, listener.cancelled))
    assert {each.steps for each in listener.all} == {6}
    assert max(each.step for each in listener.all) == 6
    assert "Steps: 10, Sampler: Euler a, CFG scale: 5, Seed: 8" in together[1].infotext
    assert "Size: 128x64, Denoising strength: 0.55, Model: demo" in together[1].infotext
    alone = list(drawer.draw(replace(several, batch_size=1), lambda progress: None, Event()))
    for one, other in zip(together, alone, strict=True):
        assert np.abs(pixels(one) - pixels(other)).max() <= 1


def pixels(picture: Any) -> Any:
    with Image.open(io.BytesIO(picture.png)) as image:
        return np.asarray(image.convert("RGB"), float)


def test_it_stops(model: Model, job: DrawJob, told: Any) -> None:
    listener = told(Event(), stop_at=(0, 2))
    with pytest.raises(Cancelled):
        list(Drawer(lambda: model).draw(job, listener, listener.cancelled))
    assert listener.all[-1].step == 2


def test_the_demo_s_pictures_look_like_it(job: DrawJob) -> None:
    (picture,) = demo.DemoEngine().draw(
        replace(job, draft=job.draft._replace(strength=0.1)), lambda progress: None, Event()
    )
    assert np.abs(pixels(picture) - np.asarray(job.draft.image, float))[:40].mean() < 20


def test_what_is_encoded_is_decoded_as_the_model_has_it(model: Model, job: DrawJob) -> None:
    one = encoded(model, [job.draft.image])
    both = encoded(model, [job.draft.image] * 2)
    assert torch.equal(both[1:], one)
    assert next(decoded(model, one)).size == (128, 64)
