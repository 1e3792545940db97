"""The passes of a picture: the one that all have, and the larger one behind it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from threading import Event
from typing import Any, Final

from sd_animagine.sdxl.conditioning import Prompts, encode_prompts, encoders_of
from sd_animagine.sdxl.loading import Model
from sd_animagine.sdxl.pixels import encoded, preview
from sd_animagine.sdxl.samplers import choice_of, total_for
from sd_animagine.sdxl.sampling import Denoiser, Noise, Start, latent_shape, sample
from sd_animagine.sdxl.upscaling.choice import Enlarging
from sd_animagine.studio.engines.base import DrawJob, OnProgress, Progress, stop_if
from sd_animagine.syntax import parse
from sd_animagine.tokens import encode

PREVIEW_EVERY: Final = 1.0
"""Seconds between two previews."""


class Told:
    """Tells how far a batch is, with a look at it now and then."""

    def __init__(
        self, job: DrawJob, batch: range, before: int, on_progress: OnProgress, cancelled: Event
    ) -> None:
        self._job = job
        self._batch = batch
        self._before = before
        """Steps of an earlier pass."""
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._shown = time.monotonic()

    def pause(self) -> None:
        """Stop where that is wanted."""
        stop_if(self._cancelled, self._batch.start, self._job.pictures)

    def __call__(self, done: int, foreseen: Any) -> None:
        """A step is done; stops where that is wanted. See ``sampling.AfterStep``."""
        job, first = self._job, self._batch.start
        self.pause()
        look = None
        if time.monotonic() - self._shown >= PREVIEW_EVERY:
            look = preview(foreseen[0])
            self._shown = time.monotonic()
        step = min(self._before + done, job.all_steps)  # DDIM may take more
        self._on_progress(Progress(step, job.all_steps, first, job.pictures, look))


@dataclass(frozen=True)
class Pass:
    """One way from noise to latents; a picture has one or two."""

    model: Model
    job: DrawJob
    prompts: Prompts
    width: int
    height: int
    steps: int
    before: int = 0
    """Steps of the pass before it."""
    draft: Any = None
    """Latents of the picture that is begun with."""
    enlarging: Enlarging | None = None
    """How the latents of the pass before it become as large as this one."""

    @classmethod
    def first_of(cls, model: Model, job: DrawJob) -> Pass:
        """The one that every picture has."""
        draft = encoded(model, [job.draft.beneath()]) if job.draft is not None else None
        prompts = prompts_of(model, job)
        return cls(model, job, prompts, job.width, job.height, job.first_steps, draft=draft)

    @classmethod
    def second_of(cls, model: Model, job: DrawJob, enlarging: Enlarging) -> Pass:
        """The one that makes it larger."""
        prompts = prompts_of(model, job, second=True)
        steps = job.second_steps, job.first_steps
        return cls(model, job, prompts, *job.size, *steps, enlarging=enlarging)

    def drawn(self, batch: range, told: Told, latents: Any) -> Any:
        """The latents of a batch.

        Args:
            batch: numbers of the pictures.
            told: called once a step.
            latents: what the first pass has made; None for the first.
        """
        job, second = self.job, self.job.second
        seeds = [job.seed_of(picture) for picture in batch]
        noise = Noise(seeds, latent_shape(self.model, self.width, self.height), self.model.device)
        size = (self.width, self.height)
        start = None
        if latents is not None and second is not None and self.enlarging is not None:
            larger = self.enlarging.latents(self.model, latents, size, told.pause)
            start = Start(larger, total_for(second.strength, self.steps))
        elif self.draft is not None:
            start = self._begun(Noise(seeds, tuple(self.draft.shape[1:]), self.model.device))
        denoiser = Denoiser(self.model, self.prompts, size, len(batch), job.cfg_scale)
        choice = choice_of(job.sampler_name)
        return sample(denoiser, noise, choice, self.steps, start, after_step=told)

    def _begun(self, noise: Noise) -> Start:
        """With the picture; noise takes its place under a mask that says so."""
        import torch

        draft = self.job.draft
        if draft is None or draft.mask is None:
            return Start(self.draft, self.job.steps)
        *_, height, width = self.draft.shape
        anew = torch.from_numpy(draft.mask.latent(width, height)).to(self.model.device)
        latents = self.draft
        if draft.mask.content == "latent noise":
            latents = latents * (1 - anew) + noise.next() * anew
        return Start(latents, self.job.steps, anew)


def prompts_of(model: Model, job: DrawJob, *, second: bool = False) -> Prompts:
    """What the UNet is told for a job, in its first pass or in its second."""
    calls = choice_of(job.sampler_name).sampler.calls
    first, steps = job.steps * calls, job.second_steps * calls
    when = (steps, first) if second else (first, 0)
    lines = encode(parse(job.prompt), *when)
    negative = encode(parse(job.negative_prompt), *when, negative=True)[0]
    empty = not job.negative_prompt
    return encode_prompts(encoders_of(model), lines, negative, negative_is_empty=empty)
