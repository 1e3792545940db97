"""The nine trained sizes as pictures of their shape, to pick from."""

from __future__ import annotations

from html import escape
from typing import Any, Final

import gradio as gr

from sd_animagine.model import BUCKETS
from sd_animagine.panel.ids import element_id

_SIDE: Final = 34
"""Longest side of a drawn shape, in CSS pixels, for the longest side of a size."""
_LONGEST: Final = max(max(size) for size in BUCKETS)
_LANDSCAPE_FIRST: Final = sorted(BUCKETS, key=lambda size: size[0] / size[1])


def build(tab: str) -> Any:
    """Put the sizes on the page; the scripts make them set the width and the height."""
    return gr.HTML(value=html(tab), elem_classes=["animagine"])


def html(tab: str) -> str:
    """A group of nine buttons, from tall to wide, each with its shape."""
    label = element_id(tab, "sizes_label")
    buttons = "".join(_button(*size) for size in _LANDSCAPE_FIRST)
    return (
        f'<div class="animagine-sizes"><span class="animagine-label" id="{label}">Size</span>'
        f'<div role="radiogroup" class="animagine-size-row" aria-labelledby="{label}"'
        f' data-boxes="{escape(element_id(tab))}">{buttons}</div>'
        '<p class="animagine-size-note" aria-live="polite"></p></div>'
    )


def _button(width: int, height: int) -> str:
    w, h = (round(side / _LONGEST * _SIDE * 1.2) for side in (width, height))
    return (
        f'<button type="button" role="radio" aria-checked="false" tabindex="-1"'
        f' class="animagine-size" data-width="{width}" data-height="{height}">'
        f'<span class="animagine-shape-box" aria-hidden="true">'
        f'<span class="animagine-shape" style="width:{w}px;height:{h}px"></span></span>'
        f"<span>{width}×{height}</span></button>"
    )
