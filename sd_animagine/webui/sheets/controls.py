"""The sheets' few controls, and the line that says what a sheet will be before it is drawn.

The line also depends on the tab's own fields, which are not ours to listen to: ``sheets_line.js``
sends them along, and asks again when one of them was changed.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import gradio as gr

from sd_animagine.panel.backend import Lines
from sd_animagine.panel.comparison import controls as comparison
from sd_animagine.panel.compat import QUICK, scripted
from sd_animagine.panel.ids import element_id
from sd_animagine.panel.telling import telling
from sd_animagine.sheets.choice import (
    FIELDS,
    KEY,
    LONGEST_STEP,
    SHEETS,
    Choice,
    shown_in,
)
from sd_animagine.webui.host.language import speaks


def build(tab: str) -> tuple[list[Any], list[tuple[Any, Any]]]:
    """Build the controls of a tab.

    Args:
        tab: ``txt2img`` or ``img2img``.

    Returns:
        The controls in the order of ``FIELDS``, and what a pasted infotext puts where.
    """
    plain = Choice()
    name = partial(element_id, tab)
    with gr.Column(elem_id=name("sheets"), elem_classes=["animagine"]):
        years = plain.year_from, plain.year_to, plain.year_step
        made = comparison.fields(name, SHEETS, years, LONGEST_STEP)
        line = gr.HTML("", elem_id=name("sheet_line"))
        again = gr.Button(
            "Count again", elem_id=name("sheet_again"), elem_classes=["animagine-unseen"]
        )
    _listen(tab, made, again, line)
    pasted = [
        (control, partial(_pasted, field)) for control, field in zip(made, FIELDS, strict=True)
    ]
    return made, pasted


def _listen(tab: str, made: list[Any], again: Any, line: Any) -> None:
    """Have the line written again when one of the controls changes, or the page says so."""
    sheet, *fields = made
    inputs = [*made, line]  # gradio 3 hands the outputs to the page's script as well
    values = f"values.slice(0, {len(inputs)})"
    script = scripted(f"(...values) => Animagine.sheets.along('{tab}', {values})")
    chosen = telling(speaks, partial(_chosen, tab))
    sheet.change(chosen, inputs=inputs, outputs=[*fields, line], **script, **QUICK)
    for event in (*(field.change for field in fields), again.click):
        event(
            telling(speaks, partial(_line, tab)), inputs=inputs, outputs=[line], **script, **QUICK
        )


def _chosen(tab: str, *values: Any) -> list[Any]:
    """Which fields are shown for a sheet, and the line."""
    return [*comparison.shown(values[0]), _line(tab, *values)]


def _line(tab: str, *values: Any) -> Lines:
    """The line; the last value is the tab's own fields."""
    from sd_animagine.webui.sheets.forecast import line_of

    return line_of(tab, values[:-1], values[-1])


def _pasted(field: str, params: dict[str, Any]) -> Any:
    """What an infotext says of a field, as its control shows it; None leaves the control."""
    found = shown_in(params.get(KEY) or "").get(field)
    return str(found) if field in ("year_from", "year_to") and found is not None else found
