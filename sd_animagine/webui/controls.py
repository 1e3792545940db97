"""The accordion: one control for each script argument, in the order of their positions.

Built so that gradio 3.41 and 4.40 both take it. The host builds it three times for each tab, twice
of them outside the page, so nothing here is kept and every control has a plain value.
"""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import gradio as gr

from sd_animagine.compiler import FIELDS, SCRIPT_FIELDS, Options
from sd_animagine.model import YEARS
from sd_animagine.webui import restore
from sd_animagine.webui.arguments import NONE
from sd_animagine.webui.credentials import page_token_html
from sd_animagine.webui.ids import element_id
from sd_animagine.webui.infotext import OPTIONS_KEY, options_in

_LABELS: Final = {
    "enabled": "Enable",
    "mode": "Mode",
    "reorder": "Trained order",
    "quality": "Quality tags",
    "negative": "Recommended negative prompt",
    "rating": "Rating",
    "year": "Year",
    "snap": "Trained size",
    "settings": "CFG, steps, sampler",
    "complete_series": "Complete series",
    "suggested_fixes": "Suggested fixes",
}
_FIELDS: Final = {field.name: field for field in FIELDS}
_ROWS: Final = (("enabled", "snap"), ("mode", "rating", "year"), ("quality", "negative"))
_MORE: Final = (("reorder", "complete_series", "suggested_fixes"), ("settings",))


def build(tab: str) -> tuple[list[Any], list[tuple[Any, Any]]]:
    """Build the accordion of a tab.

    Args:
        tab: ``txt2img`` or ``img2img``.

    Returns:
        The controls in the order of the script's arguments, and what a pasted infotext puts where.
    """
    made: dict[str, Any] = {}
    with gr.Accordion("Animagine", open=False, elem_id=element_id(tab), elem_classes=["animagine"]):
        _rows(tab, _ROWS, made)
        with gr.Accordion(
            "More", open=False, elem_id=element_id(tab, "more"), elem_classes=["animagine-more"]
        ):
            _rows(tab, _MORE, made)
        typed = restore.build(tab)
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
    return _shown(name, options[name])


def _rows(tab: str, rows: tuple[tuple[str, ...], ...], made: dict[str, Any]) -> None:
    for names in rows:
        with gr.Row():
            for name in names:
                made[name] = _control(tab, name)


def _control(tab: str, name: str) -> Any:
    field = _FIELDS[name]
    value = _shown(name, getattr(Options(), name))
    common = {"label": _LABELS[name], "value": value, "elem_id": element_id(tab, name)}
    if field.kind == "bool":
        return gr.Checkbox(**common)
    if field.kind == "year":
        choices = [NONE, *(str(year) for year in reversed(YEARS))]
    else:
        choices = [choice or NONE for choice in field.choices]
    return gr.Dropdown(choices=choices, allow_custom_value=field.kind == "quality", **common)


def _shown(name: str, value: object) -> Any:
    if isinstance(value, bool):
        return value
    return NONE if name in ("rating", "year") and not value else str(value)
