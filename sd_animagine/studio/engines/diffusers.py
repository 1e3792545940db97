"""Draws in this process with an SDXL model: a checkpoint file, a diffusers folder or a hub id."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Final

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import (
    HUB_ID,
    load,
    missing_packages,
    model_name,
    source_problem,
)
from sd_animagine.sdxl.sampling import SAMPLERS
from sd_animagine.studio.engines.base import DrawJob, OnProgress, Picture, Status
from sd_animagine.studio.engines.drawer import Drawer
from sd_animagine.words import Message


class DiffusersEngine:
    """An SDXL model in this process."""

    name: Final = "diffusers"
    samplers: Final = SAMPLERS
    embeddings: Final = ()

    def __init__(self, source: str = HUB_ID, heads: tuple[int, int] | None = None) -> None:
        """Remember the model; it is loaded for the first picture.

        Args:
            source: a .safetensors file, a diffusers folder or a hub id.
            heads: attention heads of the two text encoders, where they are not those of SDXL.
        """
        self.source = source
        self._drawer = Drawer(lambda: load(source, heads))

    def status(self, patience: float = 0.0) -> Status:
        """See ``Engine.status``."""
        missing = missing_packages()
        if missing is not None:
            return Status(False, missing.sentence, install=missing.command)
        problem = source_problem(self.source)
        if problem:
            return Status(False, problem)
        name = model_name(self.source)
        if Path(self.source).expanduser().exists() or _is_downloaded(self.source):
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
        yield from self._drawer.draw(job, on_progress, cancelled)


def _is_downloaded(hub_id: str) -> bool:
    if importlib.util.find_spec("huggingface_hub") is None:
        return False
    from huggingface_hub import try_to_load_from_cache

    return isinstance(try_to_load_from_cache(hub_id, "model_index.json"), str)
