"""The accordion: one control for each script argument, in the order of their positions.

Built so that gradio 3.41 and 4.40 both take it. The host builds it three times for each tab, twice
of them outside the page, so nothing here is kept and every control has a plain value.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import gradio as gr

from sd_animagine.compiler import FIELDS, SCRIPT_FIELDS
from sd_animagine.panel import preview
from sd_animagine.panel.ids import element_id
from sd_animagine.panel.option_controls import grid, shown
from sd_animagine.webui.page import restore
from sd_animagine.webui.request.infotext import OPTIONS_KEY, options_in
from sd_animagine.webui.routes.credentials import page_token_html

_SHOWN: Final = tuple(field for field in FIELDS if field.position is not None)
_FIRST: Final = tuple(field.name for field in _SHOWN if not field.more)
_MORE: Final = tuple(field.name for field in _SHOWN if field.more)


def build(tab: str) -> tuple[list[Any], list[tuple[Any, Any]]]:
    """Build the accordion of a tab.

    Args:
        tab: ``txt2img`` or ``img2img``.

    Returns:
        The controls in the order of the script's arguments, and what a pasted infotext puts where.
    """
    made: dict[str, Any] = {}
    with gr.Accordion("Animagine", open=False, elem_id=element_id(tab), elem_classes=["animagine"]):
        made |= grid(tab, _FIRST)
        with gr.Accordion(
            "More", open=False, elem_id=element_id(tab, "more"), elem_classes=["animagine-more"]
        ):
            made |= grid(tab, _MORE)
        typed = restore.build(tab)
        preview.build(tab, tab)
        if token := page_token_html():
            gr.HTML(token, elem_id=element_id(tab, "page_token"))
    pasted = [(made[name], partial(pasted_value, name)) for name in made]
    controls = [made[field.name] for field in SCRIPT_FIELDS]
    return controls, [*pasted, *typed]


def pasted_value(name: str, params: dict[str, Any]) -> Any:
    """What an infotext says of an option, as its control shows it; None leaves the control."""
    options = options_in(params.get(OPTIONS_KEY) or "")
    if name not in options:
        return None
    return shown(name, options[name])
