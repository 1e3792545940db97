"""Draws a job with a loaded model: one job at a time, stoppable between two steps."""

from __future__ import annotations

import io
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from threading import Event, Lock
from typing import TYPE_CHECKING, Any, Final

from sd_animagine.files.loras import Loras
from sd_animagine.sdxl.conditioning import Prompts, encode_prompts
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model
from sd_animagine.sdxl.lora import Wanted, applied, wanted_in
from sd_animagine.sdxl.samplers import choice_of
from sd_animagine.sdxl.sampling import Denoiser, Noise, latent_shape, sample
from sd_animagine.studio.engines.base import DrawJob, OnProgress, Picture, Progress, stop_if
from sd_animagine.studio.engines.png import infotext_of, png
from sd_animagine.syntax import parse
from sd_animagine.syntax.lexer import networks
from sd_animagine.tokens import encode
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image

PREVIEW_EVERY: Final = 1.0
"""Seconds between two previews."""
_TO_RGB: Final = ((60, -60, 25, -70), (60, -5, 15, -50), (60, 10, -5, -35))
_BIAS: Final = (150, 140, 130)
"""SDXL's four latents as red, green and blue from 0 to 255, roughly. Source: the example
"display image after each generation step" of diffusers' documentation."""
_NO_MEMORY: Final = ("out of memory", "not enough memory", "can't allocate memory")


class Drawer:
    """Holds a model, loaded when it is first needed."""

    def __init__(
        self,
        load: Callable[[], Model],
        finish: Callable[[Image], Image] | None = None,
        loras: Loras = Loras(),  # noqa: B008
    ) -> None:
        """Remember how the model is loaded.

        Args:
            load: may raise EngineError.
            finish: what becomes of every picture before it is written; nothing by default.
            loras: those that a prompt may name.
        """
        self._load = load
        self._loras = loras
        self._finish = finish or (lambda image: image)
        self._model: Model | None = None
        self._busy = Lock()

    def draw(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[Picture]:
        """See ``Engine.draw``."""
        check(job)
        loras = wanted_in(job.prompt, self._loras)
        with turn(self._busy, job, on_progress, cancelled), _memory(job), ExitStack() as drawing:
            if self._model is None:
                message = Message("loading the model")
                on_progress(Progress(0, job.steps, 0, job.pictures, message=message))
                self._model = self._load()
            model = self._model
            drawing.enter_context(applied(model, loras))
            prompts = prompts_of(model, job)
            for batch in job.batches():
                stop_if(cancelled, batch.start, job.pictures)
                latents = self._latents(model, job, prompts, batch, on_progress, cancelled)
                for picture, image in zip(batch, _decoded(model, latents), strict=True):
                    text = _infotext(model, job, prompts, loras, picture)
                    yield Picture(png(self._finish(image), text), text, job.seed_of(picture))
                on_progress(Progress(job.steps, job.steps, batch.stop, job.pictures))

    def _latents(
        self,
        model: Model,
        job: DrawJob,
        prompts: Prompts,
        batch: range,
        on_progress: OnProgress,
        cancelled: Event,
    ) -> Any:
        shown = time.monotonic()

        def after_step(done: int, foreseen: Any) -> None:
            nonlocal shown
            stop_if(cancelled, batch.start, job.pictures)
            preview = None
            if time.monotonic() - shown >= PREVIEW_EVERY:
                preview = _preview(foreseen[0])
                shown = time.monotonic()
            step = min(done, job.steps)  # DDIM may take more
            on_progress(Progress(step, job.steps, batch.start, job.pictures, preview))

        seeds = [job.seed_of(picture) for picture in batch]
        noise = Noise(seeds, latent_shape(model, job.width, job.height), model.device)
        size = (job.width, job.height)
        denoiser = Denoiser(model, prompts, size, len(batch), job.cfg_scale)
        choice = choice_of(job.sampler_name)
        return sample(denoiser, noise, choice, job.steps, after_step=after_step)


@contextmanager
def turn(busy: Lock, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[None]:
    """Wait until nobody else is at it; two pages may be open."""
    while not busy.acquire(timeout=0.5):
        stop_if(cancelled, 0, job.pictures)
        message = Message("waiting for other pictures")
        on_progress(Progress(0, job.steps, 0, job.pictures, message=message))
    try:
        yield
    finally:
        busy.release()


def check(job: DrawJob) -> None:
    """Can this be drawn here? Raises EngineError with what cannot."""
    choice_of(job.sampler_name)
    network = next(networks(job.negative_prompt), None)
    if network:
        raise EngineError(
            Message(
                "“{network}” stands in the negative prompt, where it does nothing. "
                "Move it to the prompt.",
                network=network[0][:80],
            )
        )


def prompts_of(model: Model, job: DrawJob) -> Prompts:
    """What the UNet is told for a job."""
    steps = job.steps * choice_of(job.sampler_name).sampler.calls
    lines = encode(parse(job.prompt), steps)
    negative = encode(parse(job.negative_prompt), steps, negative=True)[0]
    return encode_prompts(model, lines, negative, negative_is_empty=not job.negative_prompt)


def _infotext(
    model: Model, job: DrawJob, prompts: Prompts, loras: Sequence[Wanted], picture: int
) -> str:
    """As the hosts write it since 1.9: the noise levels beside the sampler."""
    choice = choice_of(job.sampler_name)
    more = {
        "Schedule type": choice.schedule or None,
        "Model": model.name,
        "RNG": "CPU",
        "Pad conds": "True" if prompts.padded else None,
        "Lora hashes": ", ".join(f"{each.name}: {each.hash}" for each in loras) or None,
    }
    return infotext_of(replace(job, sampler_name=choice.name), picture, more)


@contextmanager
def _memory(job: DrawJob) -> Iterator[None]:
    """One sentence for running out of memory."""
    try:
        yield
    except (MemoryError, RuntimeError) as error:
        said = str(error).lower()
        if not isinstance(error, MemoryError) and not any(each in said for each in _NO_MEMORY):
            raise
        import torch

        if torch.cuda.is_available():
            torch.cuda.empty_cache()
        raise EngineError(
            Message(
                "There is no memory left for {count} pictures of {width}×{height} at once. "
                "Draw fewer at once, or use a smaller size."
                if job.batch_size > 1
                else "There is no memory left for a picture of {width}×{height}. "
                "Close other programs, or use a smaller size.",
                count=job.batch_size,
                width=job.width,
                height=job.height,
            )
        ) from None


def _decoded(model: Model, latents: Any) -> Iterator[Image]:
    """The pictures, one after the other so that memory is needed for one only."""
    import torch
    from PIL import Image

    config = model.vae.config
    for each in latents:
        with torch.inference_mode():
            scaled = each.unsqueeze(0).float() / config.scaling_factor
            decoded = model.vae.decode(scaled, return_dict=False)[0][0]
            bytes_ = ((decoded + 1) * 127.5).clamp(0, 255).to(torch.uint8)
        if not bool(torch.isfinite(decoded).all()):
            raise EngineError(
                Message("The model made no picture. Check that its file is complete.")
            )
        yield Image.fromarray(bytes_.permute(1, 2, 0).cpu().numpy())


def _preview(latents: Any) -> bytes:
    """The picture as foreseen, an eighth of the size."""
    import torch
    from PIL import Image

    weights = torch.tensor(_TO_RGB, dtype=torch.float32)
    small = latents[:4].float().cpu()
    colours = torch.einsum("rl,lyx->yxr", weights, small) + torch.tensor(_BIAS)
    file = io.BytesIO()
    Image.fromarray(colours.clamp(0, 255).to(torch.uint8).numpy()).save(file, "PNG")
    return file.getvalue()
