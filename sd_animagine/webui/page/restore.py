"""The line "You typed": brings back what a picture that was read was made from.

A paste leaves the compiled prompt in the box, so that the same picture comes out again; what was
typed is in the infotext, and one button (``javascript/preview_restore.js``) puts it into the boxes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Final

import gradio as gr

from sd_animagine.panel.html import Html, element, fragment
from sd_animagine.webui.request.infotext import NEGATIVE_KEY, PROMPT_KEY

_BOXES: Final = (
    ("prompt", "You typed", PROMPT_KEY, "Prompt"),
    ("neg_prompt", "and as negative prompt", NEGATIVE_KEY, "Negative prompt"),
)
"""Name of the box, label, key of what was typed, and key of what was drawn."""


def build(tab: str) -> list[tuple[Any, Callable[[dict[str, Any]], str]]]:
    """Put the line's place on the page, and say what a pasted infotext puts there."""
    place = gr.HTML(value="", elem_classes=["animagine", "animagine-typed"])
    return [(place, partial(line, tab))]


def line(tab: str, params: dict[str, Any]) -> str:
    """What was typed, as HTML; empty where nothing was changed.

    The texts stand in attributes as well: what the page shows may be translated by the host.
    """
    if not any(typed in params for _, _, typed, _ in _BOXES):
        return ""
    shown = (_shown(tab, params, *box) for box in _BOXES)
    button = element("button", "Restore", type="button", class_="animagine-button")
    return element("div", *shown, button, class_="animagine-restore")


def _shown(tab: str, params: dict[str, Any], box: str, label: str, key: str, drawn: str) -> Html:
    """One text, as typed; where it was not changed, what was drawn is what was typed."""
    text = str(params.get(key, params.get(drawn)) or "")
    return fragment(
        element("span", label, class_="animagine-label"),
        element("p", text, class_="animagine-was", data_box=f"{tab}_{box}", data_text=text),
    )
