"""The tab "Animagine": the panel, with this host as its surroundings."""

from __future__ import annotations

from typing import Any

from sd_animagine.panel.page import Page
from sd_animagine.panel.surroundings import Surroundings
from sd_animagine.webui import compat, drawing, sending

TEXTS_TO = ("txt2img", "img2img")
PICTURES_TO = {"img2img": "img2img", "inpaint": "img2img", "extras": ""}
"""Inpaint has the fields of img2img."""


def add_tab() -> list[tuple[Any, str, str]]:
    """Called by the host before it builds its page: what it shall render, title, and id."""
    return [(Page(surroundings()), "Animagine", "animagine_tab")]


def surroundings() -> Surroundings:
    """This host, for the panel."""
    return Surroundings(
        draw=drawing.draw,
        presets=compat.data_folder(),
        interrupt=drawing.interrupt,
        restore=drawing.restore,
        samplers=compat.sampler_names,
        bind=sending.bind,
        texts_to=TEXTS_TO,
        pictures_to=PICTURES_TO,
        infotext=sending.infotext_of,
    )
