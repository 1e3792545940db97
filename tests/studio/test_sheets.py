"""Sheets in the studio: each cell an ordinary picture, the grid first, what is done kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sd_animagine.panel.backend import Lines, PageRequest
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Missing
from sd_animagine.sheets.choice import SHEETS
from sd_animagine.sheets.pace import Effort, Pace
from sd_animagine.studio.engines import demo, painter
from sd_animagine.studio.engines.base import DrawJob, OnProgress, Picture
from sd_animagine.studio.engines.demo import DemoEngine
from sd_animagine.studio.server.desk import Desk, progress_of

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")
pytest.importorskip("numpy", reason="needs numpy")

YEARS = ("2005", "2025", 10, [])


def asked(sheet: str, *fields: Any, **changes: Any) -> PageRequest:
    options = {"mode": "fix", "snap": False}
    values = PageRequest("smile, 1girl", "ugly", 104, 152, 2, 5.0, "Euler a", 7, 1, 1, options)
    return values._replace(**{"sheet": (sheet, *(fields or YEARS)), **changes})


def said(told: Any) -> str:
    assert isinstance(told, Lines)
    return " ".join(each.text for each in told)


def seeds(texts: str) -> list[str]:
    return [text.partition("Seed: ")[2].partition(",")[0] for text in json.loads(texts)]


def prompts(texts: str) -> list[str]:
    """Of the cells."""
    return [text.partition("\n")[0] for text in json.loads(texts)[1:]]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr(demo, "missing_packages", lambda: Missing("No torch.", "pip install torch"))
    monkeypatch.setattr(painter, "STEP_SECONDS", 0.0)
    return Desk(DemoEngine(), tmp_path)


COUNTS = {
    **{"quality": 6, "score": 6, "year": 3, "rating": 4, "buckets": 2},
    **{"order": 2, "negative": 4, "settings": 16},
}


@pytest.mark.parametrize("sheet", SHEETS)
def test_the_grid_comes_first_then_each_picture(desk: Desk, sheet: str) -> None:
    fields = ("2005", "2025", 10, ["640x1536", "1536x640"])
    paths, texts, told = desk.draw("a", asked(sheet, *fields))
    grid, *cells = json.loads(texts)
    assert len(cells) == COUNTS[sheet] and len(paths) == len(cells) + 1, said(told)
    assert "Script: Animagine sheets, Animagine sheet: " in grid and f"sheet={sheet}" in grid
    assert grid.startswith("smile, 1girl\nNegative prompt: ugly\n"), "as it was typed"
    with Image.open(paths[0]) as large, Image.open(paths[1]) as small:
        assert large.width > small.width
        assert large.info["parameters"] == grid
    assert set(seeds(texts)) == {"7"}


def test_the_label_s_tags_and_no_others(desk: Desk) -> None:
    _, texts, _ = desk.draw("a", asked("year", prompt="1girl, year 2010, smile"))
    for year, prompt in zip((2005, 2015, 2025), prompts(texts), strict=True):
        assert f"year {year}" in prompt and "2010" not in prompt
    _, texts, _ = desk.draw("b", asked("score", prompt="1girl, masterpiece, high score"))
    assert [prompt.count("score") for prompt in prompts(texts)] == [1] * 6
    assert not any("masterpiece" in prompt for prompt in prompts(texts))


def test_a_row_for_each_seed(desk: Desk) -> None:
    _, texts, _ = desk.draw("a", asked("order", batch_count=2))
    assert seeds(texts) == ["7", "7", "8", "7", "8"]


def test_a_random_seed_is_the_same_in_all_cells(desk: Desk) -> None:
    _, texts, _ = desk.draw("a", asked("rating", seed=-1))
    found = set(seeds(texts))
    assert len(found) == 1 and found != {"-1"}


@pytest.mark.parametrize(
    ("fields", "changes", "told"),
    [
        (("2020", "2010", 5, []), {}, "year_from is 2020"),
        (YEARS, {"prompt": ""}, "has no place for year 2005"),
    ],
)
def test_what_cannot_be_drawn_is_said_before_anything_is(
    desk: Desk, fields: Any, changes: Any, told: str
) -> None:
    request = asked("year", *fields, **changes)
    paths, _, answer = desk.draw("a", request)
    assert paths == [] and told in said(answer)
    assert (told in said(desk.forecast(request))) is (changes == {}), "a prompt is typed later"


class Stops:
    """Draws until a picture of some number, where it does something else."""

    def __init__(self, at: int, act: Any) -> None:
        self.engine, self.at, self.act = DemoEngine(), at, act
        self.count = 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self.engine, name)

    def draw(self, job: DrawJob, on_progress: OnProgress, cancelled: Event) -> Iterator[Picture]:
        self.count += 1
        if self.count == self.at:
            self.act(cancelled)
        yield from self.engine.draw(job, on_progress, cancelled)


def test_interrupt_keeps_what_is_finished(desk: Desk) -> None:
    desk.tasks.engine = Stops(3, lambda cancelled: cancelled.set())
    paths, _, told = desk.draw("a", asked("score"))
    assert len(paths) == 3, "the grid and two pictures"
    assert "Stopped after 2 of 6 pictures." in said(told)
    assert "2 pictures and their sheet in " in said(told)


def test_a_cell_that_fails_keeps_those_before(desk: Desk) -> None:
    def fail(_cancelled: Event) -> None:
        raise EngineError("The disk is full.")

    desk.tasks.engine = Stops(2, fail)
    paths, _, told = desk.draw("a", asked("order"))
    assert len(paths) == 2 and "The disk is full." in said(told)
    assert "1 picture and its sheet in " in said(told)
    desk.tasks.engine = Stops(1, fail)
    assert desk.draw("b", asked("order"))[0] == []


def test_progress_tells_the_cell(desk: Desk) -> None:
    told: list[str] = []

    def look(_cancelled: Event) -> None:
        told.append(progress_of(desk.tasks, {"id_task": "a"})["textinfo"])

    desk.tasks.engine = Stops(2, look)
    desk.draw("a", asked("order"))
    assert told == ["cell 2 of 2: trained order"]


def test_the_line_counts_and_estimates_from_the_size_that_is_drawn(desk: Desk) -> None:
    assert desk.forecast(asked("order")._replace(sheet=())) == Lines()
    told = said(desk.forecast(asked("year", batch_size=2)))
    assert told.startswith("6 pictures (3 × 2, one row for each seed) · the time is known")
    desk.draw("a", asked("order"))
    assert len(desk.tasks.pace) == 2
    desk.tasks.pace = Pace()
    desk.tasks.pace.note(Effort(832, 1216, 28), 10)
    snapped = {"mode": "fix", "snap": True}
    told = said(desk.forecast(asked("order", width=64, height=96, steps=28, options=snapped)))
    assert told == "2 pictures · about 20 s, judging by the last request"
