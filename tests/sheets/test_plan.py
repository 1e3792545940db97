"""The pictures of each sheet, and what a cell does to a request's options."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import Options
from sd_animagine.model import BUCKETS, RATINGS
from sd_animagine.sheets.cell import Cell
from sd_animagine.sheets.choice import SHEETS, Choice
from sd_animagine.sheets.plan import Given, plan

COLUMNS = {
    "quality": ("masterpiece, best quality", "low quality, worst quality", "masterpiece",
                "best quality", "low quality", "worst quality"),
    "score": ("high score", "great score", "good score", "average score", "bad score", "low score"),
    "year": ("year 2005", "year 2010", "year 2015", "year 2020", "year 2025"),
    "rating": RATINGS,
    "buckets": ("640x1536", "768x1344", "832x1216", "896x1152", "1024x1024", "1152x896", "1216x832",
                "1344x768", "1536x640"),
    "order": ("order as typed", "trained order"),
    "negative": ("no negative prompt", "your own", "recommended", "your own, then recommended"),
    "settings": ("CFG scale 4", "CFG scale 5", "CFG scale 6", "CFG scale 7"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHEETS)
def test_columns_and_cells(name: str) -> None:
    sheet = plan(Choice(name))
    assert sheet.columns == COLUMNS[name]
    assert len(sheet.cells) == len(sheet.columns) * len(sheet.rows)
    if name != "settings":
        assert tuple(cell.label for cell in sheet.cells) == sheet.columns


def test_settings_go_row_by_row() -> None:
    sheet = plan(Choice("settings"))
    assert sheet.rows == ("25 steps", "26 steps", "27 steps", "28 steps")
    fields = [cell.fields for cell in sheet.cells]
    assert fields[0] == {"cfg_scale": 4, "steps": 25}
    assert fields[5] == {"cfg_scale": 5, "steps": 26}
    assert all(cell.options == {"settings": "report"} for cell in sheet.cells)


def test_a_label_s_tags_are_the_options_it_sets() -> None:
    """What stands over a picture is what the compiler is told to put into it."""
    for name in ("quality", "score", "year", "rating"):
        for cell in plan(Choice(name)).cells:
            assert ", ".join(cell.tags) == cell.label
            options = cell.over(Options())
            added = (*options.quality_tags, options.rating, f"year {options.year}")
            assert set(cell.tags) <= set(added)
            assert cell.without


def test_ratings_end_at_the_ceiling() -> None:
    assert plan(Choice("rating"), Given(ratings=RATINGS[:2])).columns == ("safe", "sensitive")


def test_without_a_negative_prompt_of_its_own_two_pictures_would_be_drawn_twice() -> None:
    columns = plan(Choice("negative"), Given(own_negative=False)).columns
    assert columns == ("no negative prompt", "recommended")


def test_chosen_years_and_buckets() -> None:
    years = plan(Choice("year", year_from=2007, year_to=2023, year_step=8)).columns
    assert years == ("year 2007", "year 2015", "year 2023")
    chosen = plan(Choice("buckets", buckets=(BUCKETS[2], BUCKETS[0])))
    assert chosen.columns == ("1024x1024", "1216x832")
    assert chosen.cells[0].fields == {"width": 1024, "height": 1024}


def test_a_cell_acts_on_every_checkpoint() -> None:
    assert Cell(options={"year": 2007}).over(Options(gate="never")).gate == "always"


@pytest.mark.parametrize("off", [{"enabled": False}, {"mode": "off"}, {"mode": "report"}])
def test_where_we_are_off_nothing_else_is_added(off: dict[str, object]) -> None:
    options = Cell(options={"year": 2007}).over(Options.from_mapping(off))
    assert (options.enabled, options.mode, options.year) == (True, "fix", 2007)
    assert (options.quality, options.negative, options.reorder, options.snap) == (
        *("off", "off"),
        *(False, False),
    )


def test_other_options_stay() -> None:
    options = Cell(options={"year": 2007}).over(Options(quality="best quality", mode="strict"))
    assert (options.quality, options.mode) == ("best quality", "strict")


@pytest.mark.parametrize(
    ("quality", "score", "expected"),
    [
        ("card", "low score", "masterpiece, low score, absurdres"),
        ("card", "", "masterpiece, absurdres"),
        ("off", "good score", "good score"),
        ("off", "", "off"),
        ("great score", "high score", "high score"),
    ],
)
def test_score_replaces_the_scores_alone(quality: str, score: str, expected: str) -> None:
    assert Cell(options={"score": score}).over(Options(quality=quality)).quality == expected


def test_joined_cells() -> None:
    one = Cell(options={"quality": "best quality"}, without=frozenset(("quality",)))
    two = Cell(options={"score": "low score"}, without=frozenset(("score",)), fields={"steps": 25})
    both = one.joined(two)
    assert both.over(Options()).quality == "best quality, low score"
    assert both.without == {"quality", "score"}
    assert both.fields == {"steps": 25}
