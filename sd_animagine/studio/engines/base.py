"""What draws: one small interface, whoever stands behind it.

A page makes a ``DrawJob`` out of what was compiled and hands it to an ``Engine``; pictures come one
by one, as finished PNG files with their infotext. An engine says in one sentence what keeps it from
drawing, before (``status``) and while (``EngineError``) it does.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Final, NamedTuple, Protocol

from sd_animagine.compiler import Compiled, Request
from sd_animagine.model import CFG_RECOMMENDED, SAMPLER, STEPS_RECOMMENDED
from sd_animagine.report.infotext import entries
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.samplers import steps_for
from sd_animagine.studio.engines.draft import Draft, DraftRequest, draft_of
from sd_animagine.studio.engines.mask import BLURS
from sd_animagine.values import must_be
from sd_animagine.words import Message, in_line

DEFAULT_SIZE: Final = (832, 1216)
"""Pixels; one of the nine trained sizes, upright as most pictures are."""
SIZE_STEP: Final = 8
"""Pixels of a picture for each of what the model draws on; a side is a multiple of it."""
SIDES: Final = (64, 4096)
STEPS: Final = (1, 150)
CFG: Final = (1.0, 30.0)
PICTURES: Final = (1, 1000)
BATCH: Final = (1, 16)
MAX_SEED: Final = 2**32 - 1


class Cancelled(EngineError):
    """It was stopped on request; the pictures that came before stay."""


class Status(NamedTuple):
    """Can an engine draw?"""

    ready: bool
    message: str
    """What it draws with; or what is wrong, and what to do. As short as can be."""
    checkpoint: str = ""
    """Name of the model, for the gate and the infotext; empty where it is not known."""
    install: str = ""
    """Command that installs what is missing."""
    way: str = ""
    """How it would draw better; told to whoever asks."""


class Progress(NamedTuple):
    """How far it is."""

    step: int
    """Steps of this batch that are done; 0 while the model is loaded or others are served."""
    steps: int
    picture: int
    """Pictures that are finished."""
    pictures: int
    preview: bytes | None = None
    """The picture as it is, as an encoded image; None where there is nothing new to see."""
    message: str = ""
    """What it does where it draws no step: ``loading the model``."""


OnProgress = Callable[[Progress], None]


class SecondPass(NamedTuple):
    """How a picture is drawn larger once it is drawn: the hosts' hires fix."""

    upscaler: str
    """By the host's name."""
    steps: int
    """0 for as many as in the first pass."""
    strength: float
    """How much is drawn anew, 0 to 1."""
    scale: float = 1.0
    width: int = 0
    height: int = 0
    """Of the finished picture; ``job_of`` fills these three in."""


@dataclass(frozen=True)
class DrawJob:
    """What to draw; made by ``job_of``, which checks and fills in everything."""

    prompt: str
    negative_prompt: str
    width: int
    height: int
    steps: int
    cfg_scale: float
    sampler_name: str
    seed: int
    """Of the first picture; each further one has the next."""
    pictures: int = 1
    """How many in all."""
    batch_size: int = 1
    """How many at once, as far as memory allows."""
    entries: Mapping[str, str] = field(default_factory=dict)
    """Our keys of the infotext."""
    second: SecondPass | None = None
    draft: Draft | None = None
    """The picture that is begun with."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height of the finished picture."""
        return self.second[-2:] if self.second else (self.width, self.height)

    @property
    def first_steps(self) -> int:
        """Steps of the first pass; a picture that is begun with saves some."""
        return steps_for(self.draft.strength, self.steps) if self.draft else self.steps

    @property
    def second_steps(self) -> int:
        """Steps of the second pass."""
        return (self.second.steps or self.steps) if self.second else 0

    @property
    def all_steps(self) -> int:
        """Steps of both passes."""
        return self.first_steps + self.second_steps

    def batches(self) -> list[range]:
        """The numbers of the pictures, as they are drawn together."""
        starts = range(0, self.pictures, self.batch_size)
        return [range(n, min(n + self.batch_size, self.pictures)) for n in starts]

    def seed_of(self, picture: int) -> int:
        """The seed of a picture by its number."""
        return (self.seed + picture) % (MAX_SEED + 1)


class Picture(NamedTuple):
    """A finished picture."""

    png: bytes
    """The file as it is to be saved, infotext included."""
    infotext: str
    seed: int


class Engine(Protocol):
    """What can draw."""

    @property
    def name(self) -> str:
        """Shown to the user, and the word of the command line."""

    @property
    def samplers(self) -> tuple[str, ...]:
        """The samplers it has, by the host's names."""

    @property
    def upscalers(self) -> tuple[str, ...]:
        """What it can begin a second pass with, by the host's names; empty where it has none."""

    @property
    def embeddings(self) -> tuple[tuple[str, int], ...]:
        """Names of the embeddings that it draws with, and how many vectors each has."""

    @property
    def loras(self) -> tuple[str, ...]:
        """Names of the LoRAs that a prompt may have."""

    @property
    def lora_folder(self) -> Path | None:
        """Where they lie; None where that is another machine's, or there are none."""

    def status(self, patience: float = 0.0) -> Status:
        """Can it draw? As it is known at once; loads nothing, never raises.

        Args:
            patience: seconds that news of it may be waited for.
        """

    def draw(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[Picture]:
        """Draw the pictures, each as soon as it is done.

        Args:
            job: what to draw.
            on_progress: called in the thread that takes the pictures, at least once a step.
            cancelled: set by anyone who wants it to stop; looked at before every step.

        Raises:
            Cancelled: it was stopped.
            EngineError: it cannot be drawn; says why.
        """


def job_of(
    request: Request,
    compiled: Compiled,
    *,
    seed: int = -1,
    pictures: int = 1,
    batch_size: int = 1,
    second: SecondPass | None = None,
    draft: DraftRequest | None = None,
) -> DrawJob:
    """A compiled request as a job; what it leaves open is filled in with the card's settings.

    Args:
        request: as asked for; what was changed of it is told in the infotext.
        compiled: what became of it.
        seed: -1 for any.
        pictures: how many in all.
        batch_size: how many at once.
        second: the hires pass that the request has.
        draft: the picture that is begun with.

    Raises:
        EngineError: the compiler refuses it, or a value is not allowed; names it and what is.
    """
    if compiled.refusal:
        raise EngineError(in_line((compiled.refusal, Message("nothing was drawn"))))
    width = compiled.width or DEFAULT_SIZE[0]
    height = compiled.height or DEFAULT_SIZE[1]
    steps = STEPS_RECOMMENDED if compiled.steps is None else compiled.steps
    cfg_scale = CFG_RECOMMENDED if compiled.cfg_scale is None else compiled.cfg_scale
    _refuse_not_allowed(
        width=width,
        height=height,
        steps=steps,
        cfg_scale=cfg_scale,
        pictures=pictures,
        batch_size=batch_size,
        seed=seed,
    )
    if second is not None:
        if request.hires is not None:
            scale = request.hires.scale
            second = second._replace(
                scale=scale, width=compiled.hr_width or 0, height=compiled.hr_height or 0
            )
        _refuse_not_allowed(
            hires_upscale=second.scale,
            hires_steps=second.steps,
            denoising_strength=second.strength,
            hires_width=second.width,
            hires_height=second.height,
        )
    if draft is not None:
        if second is not None:
            raise EngineError(_NOT_BOTH)
        _refuse_not_allowed(denoising_strength=draft.strength, mask_blur=draft.mask_blur)
    return DrawJob(
        prompt=compiled.prompt,
        negative_prompt=compiled.negative_prompt or "",
        width=width,
        height=height,
        steps=steps,
        cfg_scale=float(cfg_scale),
        sampler_name=compiled.sampler_name or SAMPLER,
        seed=random.randint(0, MAX_SEED) if seed == -1 else seed,
        pictures=pictures,
        batch_size=batch_size,
        entries=entries(request, compiled),
        second=second,
        draft=draft_of(draft, width, height) if draft is not None else None,
    )


_NOT_BOTH: Final = Message(
    "A picture that starts from another one has no hires fix. "
    "Set Hires upscale to 1, or take the picture to start from away."
)
_ALLOWED: Final[dict[str, tuple[float, float]]] = {
    "width": SIDES,
    "height": SIDES,
    "steps": STEPS,
    "cfg_scale": CFG,
    "pictures": PICTURES,
    "batch_size": BATCH,
    "seed": (-1, MAX_SEED),
    "hires_upscale": (1.0, 4.0),
    "hires_steps": (0, STEPS[1]),
    "denoising_strength": (0.01, 1.0),
    "mask_blur": BLURS,
    "hires_width": SIDES,
    "hires_height": SIDES,
}


def _refuse_not_allowed(**values: float) -> None:
    """Raise EngineError for a value of a job that is not allowed; it says what is."""
    for name, value in values.items():
        least, most = _ALLOWED[name]
        if not least <= value <= most:
            allowed = Message("a number from {first} to {last}", first=least, last=most)
            raise EngineError(must_be(name, value, allowed))
        if name in ("width", "height") and value % SIZE_STEP:
            allowed = Message("a multiple of {step}", step=SIZE_STEP)
            raise EngineError(must_be(name, value, allowed))


def stop_if(cancelled: Event, done: int, pictures: int) -> None:
    """Raise ``Cancelled`` if somebody wants it to stop."""
    if cancelled.is_set():
        raise Cancelled(
            Message("Stopped after {done} of {count} pictures.", done=done, count=pictures)
            if pictures > 1
            else Message("Stopped before the picture was done.")
        )
