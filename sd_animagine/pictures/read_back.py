"""Who wrote a picture, and what it was asked for with."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import BinaryIO

from sd_animagine.pictures.containers.base import PictureFile
from sd_animagine.pictures.containers.stealth import hidden_text
from sd_animagine.pictures.file import opened, read
from sd_animagine.pictures.readers.animagine import read_animagine
from sd_animagine.pictures.readers.civitai import read_civitai
from sd_animagine.pictures.readers.comfyui.reader import read_comfyui
from sd_animagine.pictures.readers.draw_things import read_draw_things
from sd_animagine.pictures.readers.easy_diffusion import read_easy_diffusion
from sd_animagine.pictures.readers.fooocus import read_fooocus
from sd_animagine.pictures.readers.invoke import read_invoke
from sd_animagine.pictures.readers.novelai import read_novelai
from sd_animagine.pictures.readers.stability_matrix import read_stability_matrix
from sd_animagine.pictures.readers.swarm import read_swarm
from sd_animagine.pictures.readers.tensor_art import read_tensor_art
from sd_animagine.pictures.readers.webui import read_webui
from sd_animagine.pictures.request import ReadBack
from sd_animagine.words import Message

_READERS = (
    *(read_animagine, read_swarm, read_fooocus, read_easy_diffusion, read_invoke, read_draw_things),
    *(read_tensor_art, read_civitai, read_stability_matrix, read_novelai, read_webui),
    read_comfyui,  # last: others write its graph beside their own text
)


def read_back(texts: Mapping[str, str]) -> ReadBack:
    """Return the request that a picture's texts tell of.

    Where they tell none it is without a tool, and what is left out says why, if that is known.
    """
    return next(filter(None, (reader(texts) for reader in _READERS)), ReadBack())


def look(file: BinaryIO) -> tuple[PictureFile, ReadBack]:
    """Return what an open picture is, and its request; its pixels are looked into if need be.

    Raises:
        PictureError: it is none, is damaged, or holds more than is read.
    """
    picture = read(file)
    found = read_back(picture.texts)
    if not found.tool:
        hidden = hidden_text(file, picture)
        found = read_back({"parameters": hidden, "UserComment": hidden}) if hidden else found
    return picture, found


def read_picture(path: Path) -> tuple[PictureFile, ReadBack]:
    """Return what a picture file is, and its request, as ``look``."""
    with opened(path) as file:
        return look(file)


def nothing_told(found: ReadBack) -> str:
    """Return the sentence that says why a picture tells nothing."""
    if found.left_out:
        return found.left_out[0]
    return Message(
        "This picture does not say how it was made; many websites remove that. "
        "Choose the file as it was saved first."
    )
