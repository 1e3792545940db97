"""Draws a job with a loaded model: one job at a time, stoppable between two steps."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from threading import Event, Lock
from typing import TYPE_CHECKING, Final

from sd_animagine.files.loras import Loras
from sd_animagine.files.upscalers import Upscalers
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model
from sd_animagine.sdxl.lora import Wanted, applied, wanted_in
from sd_animagine.sdxl.pixels import decoded
from sd_animagine.sdxl.samplers import choice_of
from sd_animagine.sdxl.upscaling.choice import Enlarging, Networks, file_of
from sd_animagine.studio.engines.base import DrawJob, OnProgress, Picture, Progress, stop_if
from sd_animagine.studio.engines.passes import Pass, Told
from sd_animagine.studio.engines.png import infotext_of, png
from sd_animagine.syntax.lexer import networks
from sd_animagine.words import Message

if TYPE_CHECKING:
    from PIL.Image import Image

_NO_MEMORY: Final = ("out of memory", "not enough memory", "can't allocate memory")


class Drawer:
    """Holds a model, loaded when it is first needed."""

    def __init__(
        self,
        load: Callable[[], Model],
        finish: Callable[[DrawJob, Image], Image] | None = None,
        loras: Loras = Loras(),  # noqa: B008
        upscalers: Upscalers = Upscalers(),  # noqa: B008
    ) -> None:
        """Remember how the model is loaded.

        Args:
            load: may raise EngineError.
            finish: what becomes of every picture before it is written; nothing by default.
            loras: those that a prompt may name.
            upscalers: those that hires fix may begin with, besides what needs no file.
        """
        self._load = load
        self._loras = loras
        self._upscalers = upscalers
        self._networks = Networks()
        self._finish = finish or (lambda _job, image: image)
        self._model: Model | None = None
        self._busy = Lock()

    def draw(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[Picture]:
        """See ``Engine.draw``."""
        check(job)
        file = file_of(job.second.upscaler, self._upscalers) if job.second is not None else None
        loras = wanted_in(job.prompt, self._loras)
        with turn(self._busy, job, on_progress, cancelled), _memory(job), ExitStack() as drawing:
            if self._model is None:
                message = Message("loading the model")
                on_progress(Progress(0, job.all_steps, 0, job.pictures, message=message))
                self._model = self._load()
            model = self._model
            drawing.enter_context(applied(model, loras))
            passes = [Pass.first_of(model, job)]
            if job.second is not None:
                network = self._networks.of(file, model.device) if file is not None else None
                enlarging = Enlarging(job.second.upscaler, network)
                passes.append(Pass.second_of(model, job, enlarging))
            padded = any(each.prompts.padded for each in passes)
            for batch in job.batches():
                stop_if(cancelled, batch.start, job.pictures)
                latents = None
                for each in passes:
                    told = Told(job, batch, each.before, on_progress, cancelled)
                    latents = each.drawn(batch, told, latents)
                for picture, image in zip(batch, decoded(model, latents), strict=True):
                    text = _infotext(model, job, padded, loras, picture)
                    if job.draft is not None:
                        image = job.draft.kept(image)
                    yield Picture(png(self._finish(job, image), text), text, job.seed_of(picture))
                on_progress(Progress(job.all_steps, job.all_steps, batch.stop, job.pictures))


@contextmanager
def turn(busy: Lock, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[None]:
    """Wait until nobody else is at it; two pages may be open."""
    while not busy.acquire(timeout=0.5):
        stop_if(cancelled, 0, job.pictures)
        message = Message("waiting for other pictures")
        on_progress(Progress(0, job.all_steps, 0, job.pictures, message=message))
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


def _infotext(
    model: Model, job: DrawJob, padded: bool, loras: Sequence[Wanted], picture: int
) -> str:
    """As the hosts write it since 1.9: the noise levels beside the sampler."""
    choice = choice_of(job.sampler_name)
    more = {
        "Schedule type": choice.schedule or None,
        "Model": model.name,
        "RNG": "CPU",
        "Pad conds": "True" if padded else None,
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
                width=job.size[0],
                height=job.size[1],
            )
        ) from None
