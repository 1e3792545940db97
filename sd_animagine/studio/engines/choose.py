"""Which engine is meant: one word, path or address for all of them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Final

from sd_animagine.sdxl.loading import HUB_ID, missing_packages
from sd_animagine.studio.engines.base import Engine
from sd_animagine.studio.engines.demo import DemoEngine
from sd_animagine.studio.engines.diffusers import DiffusersEngine
from sd_animagine.studio.engines.webui import WebuiEngine

_ADDRESS: Final = re.compile(r"[a-zA-Z][\w+.-]*://")


def engine_for(
    source: str = "",
    say: Callable[[str], None] = lambda _: None,
    loras: Path | None = None,
    upscalers: Path | None = None,
) -> Engine:
    """The engine for what somebody names.

    Args:
        source: ``demo``; the address of a WebUI; a checkpoint file, a diffusers folder or a hub
            id; empty for the released model, or the demo where nothing is installed to draw it.
        say: is told how far a download is.
        loras: folder of those that a prompt may name; a WebUI has its own.
        upscalers: folder of those that hires fix may begin with; the same.

    Raises:
        EngineError: an address that is none.
    """
    source = source.strip()
    if source == DemoEngine.name or (not source and missing_packages()):
        return DemoEngine()
    if _ADDRESS.match(source):
        return WebuiEngine(source)
    return DiffusersEngine(source or HUB_ID, say=say, loras=loras, upscalers=upscalers)
