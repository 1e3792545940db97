"""The place of the live preview; ``javascript/preview_ask.js`` fills it."""

from __future__ import annotations

from typing import Any

from sd_animagine.panel import compat
from sd_animagine.panel.html import element
from sd_animagine.panel.ids import element_id
from sd_animagine.panel.option_controls import option_names


def build(tab: str, boxes: str) -> Any:
    """Put the preview's place on the page.

    Args:
        tab: whose options it goes by; part of the ids of their controls.
        boxes: what the ids of its prompt boxes, sizes and settings begin with.
    """
    place = element(
        "div",
        class_="animagine-preview",
        data_tab=element_id(tab),
        data_boxes=boxes,
        data_options=option_names(),
    )
    return compat.html(place, "animagine")
