"""Who wrote a picture, and what it was asked for with."""

from __future__ import annotations

from collections.abc import Mapping

from sd_animagine.pictures.readers.comfyui import read_comfyui
from sd_animagine.pictures.readers.novelai import read_novelai
from sd_animagine.pictures.readers.tools import (
    read_animagine,
    read_draw_things,
    read_easy_diffusion,
    read_fooocus,
    read_invoke,
    read_swarm,
)
from sd_animagine.pictures.readers.webui import read_webui
from sd_animagine.pictures.request import ReadBack

_READERS = (
    *(read_animagine, read_swarm, read_fooocus, read_easy_diffusion, read_invoke, read_draw_things),
    *(read_novelai, read_webui, read_comfyui),
)


def read_back(texts: Mapping[str, str]) -> ReadBack:
    """Return the request that a picture's texts tell of; without a tool where they tell none."""
    return next(filter(None, (reader(texts) for reader in _READERS)), ReadBack())
