"""Ids of our elements on the page: one prefix, so that they cannot be anybody else's."""

from __future__ import annotations

from typing import Final

PANEL: Final = "panel"
"""The page that is built from parts, in a tab or by itself."""


def element_id(tab: str, name: str = "") -> str:
    """The id of an element of a tab, such as ``animagine_txt2img_mode``."""
    return "_".join(filter(None, ("animagine", tab, name)))
