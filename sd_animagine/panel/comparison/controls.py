"""Which sheet, its few fields, and the line that says what it will be before it is drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import gradio as gr

from sd_animagine.model import BUCKETS, YEARS
from sd_animagine.panel.backend import Backend, Comparisons
from sd_animagine.panel.compat import LATEST, QUICK, html
from sd_animagine.panel.ids import PANEL, element_id
from sd_animagine.panel.later import later
from sd_animagine.panel.telling import telling

NONE: Final = "none"
NAMES: Final = ("sheet", "year_from", "year_to", "year_step", "buckets")
"""Controls of a request, in the order of a sheet's arguments."""
_COUNTS: Final = ("width", "height", "steps", "batch_count", "batch_size")
"""What else the time depends on."""


def fields(
    named: Callable[[str], str], sheets: Sequence[str], years: Sequence[int], longest_step: int
) -> list[Any]:
    """Build the controls, in the order of ``NAMES``; those of one sheet alone are not shown yet.

    Args:
        named: the id of an element by its name.
        sheets: names to choose from; the first is chosen.
        years: the first, the last, and the step between two pictures.
        longest_step: that can be chosen.
    """
    sheet = gr.Dropdown(list(sheets), label="Sheet", value=sheets[0], elem_id=named("sheet_sheet"))
    first = _year("First year", years[0], named("sheet_year_from"))
    last = _year("Last year", years[1], named("sheet_year_to"))
    step = gr.Slider(
        minimum=1,
        maximum=longest_step,
        step=1,
        label="Years between two pictures",
        value=years[2],
        visible=False,
        elem_id=named("sheet_year_step"),
    )
    buckets = gr.CheckboxGroup(
        ["{}x{}".format(*size) for size in BUCKETS],
        label="Sizes (none: all nine)",
        value=[],
        visible=False,
        elem_id=named("sheet_buckets"),
    )
    return [sheet, first, last, step, buckets]


def shown(sheet: object) -> list[Any]:
    """Which of the fields behind the first are shown for a sheet."""
    of = ("year", "year", "year", "buckets")
    return [gr.update(visible=sheet == each) for each in of]


def build(sheets: Comparisons) -> dict[str, Any]:
    """Put them into the drawer that is open, by name."""
    names = (NONE, *sheets.names)
    made = dict(zip(NAMES, fields(_id, names, sheets.years, sheets.longest_step), strict=True))
    return {**made, "sheet_line": html("", "animagine-sheet-line")}


def bind(
    around: Backend,
    request: Mapping[str, Any],
    names: Sequence[str],
    options: Sequence[Any],
    told: Any,
) -> None:
    """Have the line written again when something changes that it depends on.

    Args:
        around: what the page stands in.
        request: the controls of a request.
        names: of those that are asked with.
        options: the controls behind them.
        told: what is told of the last pictures: of those that are done the time is known.
    """
    inputs = [*(request[name] for name in names), *options]
    line = request["sheet_line"]
    request["sheet"].change(
        telling(around.speaks, later("handlers.sheet_chosen", around, names)),
        inputs=inputs,
        outputs=[*(request[name] for name in NAMES[1:]), line],
        **QUICK,
        **LATEST,
    )
    for each in (*(request[name] for name in (*NAMES[1:], *_COUNTS)), told):
        each.change(
            telling(around.speaks, later("handlers.sheet_told", around, names)),
            inputs=inputs,
            outputs=[line],
            **QUICK,
            **LATEST,
        )


def _year(label: str, year: int, elem_id: str) -> Any:
    years = list(map(str, YEARS))
    return gr.Dropdown(years, label=label, value=str(year), visible=False, elem_id=elem_id)


def _id(name: str) -> str:
    return element_id(PANEL, name)
