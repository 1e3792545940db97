"""The comparison sheets of a page that draws by itself: their controls, and the line of one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sd_animagine.panel import handlers
from sd_animagine.panel import page as panel_page
from sd_animagine.panel.backend import Backend, Comparisons, Lines, PageRequest, line
from sd_animagine.panel.comparison.controls import NAMES, NONE
from sd_animagine.panel.layout import ASKED, OPTIONS
from tests import gradio_pages

SHEETS = ("quality", "year", "buckets")


@pytest.fixture
def around(tmp_path: Path) -> Backend:
    def forecast(asked: PageRequest) -> Lines:
        return line(f"{asked.sheet} of {asked.width}")

    return Backend(
        draw=lambda task, asked: (None, "[]", Lines()),
        presets=tmp_path,
        sheets=Comparisons(SHEETS, (2005, 2025, 5), 20, forecast),
    )


@pytest.fixture
def widgets(around: Backend) -> Any:
    with gradio_pages.page():
        return panel_page.build(around)


def values(widgets: Any, **changes: Any) -> tuple[tuple[str, ...], list[Any]]:
    names = (*ASKED, *NAMES)
    given = {name: widgets.request[name].value for name in names} | changes
    return names, [*given.values(), *(widgets.options[name].value for name in OPTIONS)]


def test_none_is_chosen_at_first(around: Backend, widgets: Any) -> None:
    names, given = values(widgets)
    assert widgets.request["sheet"].value == NONE
    assert handlers.asked_from(names, given).sheet == ()
    shown = handlers.sheet_chosen(around, names, *given)[:-1]
    assert not any(update["visible"] for update in shown)


@pytest.mark.parametrize("sheet", SHEETS)
def test_a_sheet_is_handed_over_and_its_fields_are_shown(
    around: Backend, widgets: Any, sheet: str
) -> None:
    names, given = values(widgets, sheet=sheet, width=640)
    assert handlers.asked_from(names, given).sheet == (sheet, "2005", "2025", 5, [])
    *shown, told = handlers.sheet_chosen(around, names, *given)
    years, buckets = [sheet == "year"] * 3, sheet == "buckets"
    assert [update["visible"] for update in shown] == [*years, buckets]
    assert told[0].text == f"{(sheet, '2005', '2025', 5, [])} of 640"


def test_a_number_that_is_none_is_told(around: Backend, widgets: Any) -> None:
    names, given = values(widgets, sheet="year", width="wide")
    told = handlers.sheet_told(around, names, *given)
    assert told[0].is_wrong and "width is 'wide'" in told[0].text


def test_a_host_has_a_script_for_that(tmp_path: Path) -> None:
    around = Backend(draw=lambda task, asked: (None, "[]", Lines()), presets=tmp_path)
    with gradio_pages.page():
        made = panel_page.build(around)
    assert not set(NAMES) & set(made.request)
