"""The place of the live preview; ``javascript/preview_ask.js`` fills it."""

from __future__ import annotations

from html import escape
from typing import Any

import gradio as gr

from sd_animagine.panel.ids import element_id
from sd_animagine.panel.option_controls import option_names


def build(tab: str, boxes: str) -> Any:
    """Put the preview's place on the page.

    Args:
        tab: whose options it goes by; part of the ids of their controls.
        boxes: what the ids of its prompt boxes, sizes and settings begin with.
    """
    facts = {"tab": element_id(tab), "boxes": boxes, "options": option_names()}
    data = " ".join(f'data-{name}="{escape(value)}"' for name, value in facts.items())
    return gr.HTML(
        value=f'<div class="animagine-preview" {data}></div>',
        elem_classes=["animagine"],
    )
