"""The nine trained sizes as pictures of their shape, to pick from."""

from __future__ import annotations

from typing import Any, Final

from sd_animagine.model import BUCKETS
from sd_animagine.panel import compat
from sd_animagine.panel.html import Html, element
from sd_animagine.panel.ids import element_id

_SIDE: Final = 34
"""Longest side of a drawn shape, in CSS pixels, for the longest side of a size."""
_LONGEST: Final = max(max(size) for size in BUCKETS)
_LANDSCAPE_FIRST: Final = sorted(BUCKETS, key=lambda size: size[0] / size[1])


def build(tab: str) -> Any:
    """Put the sizes on the page; the scripts make them set the width and the height."""
    return compat.html(html(tab), "animagine")


def html(tab: str) -> str:
    """A group of nine buttons, from tall to wide, each with its shape."""
    label = element_id(tab, "sizes_label")
    row = element(
        "div",
        *(_button(*size) for size in _LANDSCAPE_FIRST),
        role="radiogroup",
        class_="animagine-size-row",
        aria_labelledby=label,
        data_boxes=element_id(tab),
    )
    return element(
        "div",
        element("span", "Size", class_="animagine-label", id=label),
        row,
        element("p", class_="animagine-size-note", aria_live="polite"),
        class_="animagine-sizes",
    )


def _button(width: int, height: int) -> Html:
    w, h = (round(side / _LONGEST * _SIDE * 1.2) for side in (width, height))
    shape = element("span", class_="animagine-shape", style=f"width:{w}px;height:{h}px")
    return element(
        "button",
        element("span", shape, class_="animagine-shape-box", aria_hidden="true"),
        element("span", f"{width}×{height}"),
        type="button",
        role="radio",
        aria_checked="false",
        tabindex="-1",
        class_="animagine-size",
        data_width=str(width),
        data_height=str(height),
    )
