"""Draws in this process with an SDXL model: a checkpoint file, a diffusers folder or a hub id."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Lock
from typing import Final

from sd_animagine.files.loras import Loras
from sd_animagine.files.upscalers import Upscalers
from sd_animagine.sdxl import hub
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import (
    HUB_ID,
    load,
    missing_packages,
    model_name,
    source_problem,
)
from sd_animagine.sdxl.samplers import SAMPLERS
from sd_animagine.sdxl.upscaling import choice
from sd_animagine.studio.engines.base import DrawJob, OnProgress, Picture, Progress, Status, stop_if
from sd_animagine.studio.engines.drawer import Drawer, turn
from sd_animagine.words import Message


class DiffusersEngine:
    """An SDXL model in this process."""

    name: Final = "diffusers"
    samplers: Final = SAMPLERS
    embeddings: Final = ()

    @property
    def loras(self) -> tuple[str, ...]:
        """See ``Engine.loras``."""
        return Loras(self.lora_folder).names()

    @property
    def upscalers(self) -> tuple[str, ...]:
        """See ``Engine.upscalers``."""
        return choice.names(self._upscalers)

    def __init__(
        self,
        source: str = HUB_ID,
        heads: tuple[int, int] | None = None,
        say: Callable[[str], None] = lambda _: None,
        loras: Path | None = None,
        upscalers: Path | None = None,
    ) -> None:
        """Remember the model; it is loaded for the first picture.

        Args:
            source: a .safetensors file, a diffusers folder or a hub id.
            heads: attention heads of the two text encoders, where they are not those of SDXL.
            say: is told how far a download is, for whoever sits at the terminal.
            loras: folder of those that a prompt may name.
            upscalers: folder of those that hires fix may begin with.
        """
        self.source = source
        self._say = say
        self._fetching = Lock()
        self.lora_folder = loras
        self._upscalers = Upscalers(upscalers)
        self._drawer = Drawer(
            lambda: load(source, heads), loras=Loras(loras), upscalers=self._upscalers
        )

    def status(self, patience: float = 0.0) -> Status:
        """See ``Engine.status``."""
        missing = missing_packages()
        if missing is not None:
            return Status(False, missing.sentence, install=missing.command)
        problem = source_problem(self.source)
        if problem:
            return Status(False, problem)
        name = model_name(self.source)
        if self._is_here():
            return Status(True, Message("Draws here with {model}.", model=name), name)
        message = Message(
            "Draws here with {model}. The first picture downloads it (7 GB).", model=name
        )
        return Status(True, message, name)

    def draw(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[Picture]:
        """See ``Engine.draw``."""
        missing = missing_packages()
        if missing is not None:
            raise EngineError(missing.sentence)
        problem = source_problem(self.source)
        if problem:
            raise EngineError(problem)
        with turn(self._fetching, job, on_progress, cancelled):
            if not self._is_here():
                self._fetch(job, on_progress, cancelled)
        yield from self._drawer.draw(job, on_progress, cancelled)

    def _is_here(self) -> bool:
        if Path(self.source).expanduser().exists():
            return True
        return importlib.util.find_spec("huggingface_hub") is not None and bool(
            hub.here(self.source)
        )

    def _fetch(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> None:
        def tell(fetched: hub.Fetched) -> None:
            stop_if(cancelled, 0, job.pictures)
            said = fetched.sentence()
            on_progress(Progress(0, job.all_steps, 0, job.pictures, message=said))
            self._say(said)

        hub.fetch(self.source, tell)
