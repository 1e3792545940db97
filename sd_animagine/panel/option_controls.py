"""One control for each option of the table, the same in the accordion and on the panel."""

from __future__ import annotations

from typing import Any, Final

import gradio as gr

from sd_animagine.compiler.options import BY_NAME, SCRIPT_FIELDS
from sd_animagine.model import YEARS
from sd_animagine.panel.ids import element_id

NONE: Final = "none"
"""What the page shows where an option has no value; stands for "" or 0."""
_NONE_MEANS: Final[dict[str, object]] = {"rating": "", "year": 0}


def grid(tab: str, names: tuple[str, ...]) -> dict[str, Any]:
    """Build controls side by side, as many as there is room for; option name → control.

    ``style.css`` lays them out: a row of gradio's for each few of them would be two more
    components that a host has to make and every page has to load.
    """
    with gr.Row(elem_classes=["animagine-grid"]):
        return {name: control(tab, name) for name in names}


def control(tab: str, name: str) -> Any:
    """The control of an option, with its default."""
    field = BY_NAME[name]
    value = shown(name, field.default)
    common = {"label": field.label, "value": value, "elem_id": element_id(tab, name)}
    if field.kind == "bool":
        return gr.Checkbox(**common)
    if field.kind == "year":
        choices = [NONE, *(str(year) for year in reversed(YEARS))]
    else:
        choices = [choice or NONE for choice in field.choices]
    custom = field.kind == "quality"
    return gr.Dropdown(
        choices=choices, allow_custom_value=custom, info=field.note or None, **common
    )


def shown(name: str, value: object) -> Any:
    """An option's value as its control shows it."""
    if isinstance(value, bool):
        return value
    return NONE if name in _NONE_MEANS and not value else str(value)


def meant(name: str, value: object) -> object:
    """What a control's value means for the option."""
    return _NONE_MEANS[name] if value == NONE and name in _NONE_MEANS else value


def option_names() -> str:
    """The options that a page sends with a request, for the scripts on it."""
    return " ".join(field.name for field in SCRIPT_FIELDS)
