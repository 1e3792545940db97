"""Which sheet is wanted: by position, by name, from an infotext; and what is wrong with it."""

from __future__ import annotations

import json

import pytest

from sd_animagine.model import BUCKETS
from sd_animagine.sheets.choice import FIELDS, Choice, SheetError, choice_from, shown_in

PAGE = ["year", "2007", "2023", 8.0, []]


def test_the_page_s_values_by_position() -> None:
    assert FIELDS == ("sheet", "year_from", "year_to", "year_step", "buckets")
    assert choice_from(PAGE) == Choice("year", 2007, 2023, 8)


@pytest.mark.parametrize("as_text", [False, True])
def test_an_object_by_name_and_nothing_behind_it(as_text: bool) -> None:
    """The host fills a list that is too short with other scripts' arguments."""
    wanted: object = {"sheet": "Year ", "year_step": 10}
    first = json.dumps(wanted) if as_text else wanted
    assert choice_from([first, "x/y", None, 5]) == Choice("year", year_step=10)


@pytest.mark.parametrize("value", [["832x1216"], "832x1216", "832×1216, 1024x1024", ()])
def test_buckets_in_every_spelling(value: object) -> None:
    found = choice_from([{"sheet": "buckets", "buckets": value}]).buckets
    assert set(found) <= set(BUCKETS)
    assert ((832, 1216) in found) == bool(value)


def test_fields_of_other_sheets_are_left_alone() -> None:
    assert choice_from(["order", "1999", None, 99, ["nonsense"]]) == Choice("order")


WRONG = [
    ({"sheet": "colour"}, "sheet is 'colour'; it must be one of quality, score, year, rating"),
    ({"sheet": None, "colour": 1}, "There is no field 'colour'. Known are sheet, year_from"),
    ({"sheet": "year", "year_from": 2004}, "year_from is 2004; it must be a whole number"),
    ({"sheet": "year", "year_to": "x"}, "year_to is 'x'; it must be a whole number from 2005"),
    ({"sheet": "year", "year_step": 0}, "year_step is 0; it must be a whole number from 1 to 20"),
    ({"sheet": "year", "year_step": True}, "year_step is True"),
    ({"sheet": "year", "year_step": float("nan")}, "year_step is nan"),
    ({"sheet": "year", "year_from": 2020, "year_to": 2010}, "it must be from 2005 to 2010, which"),
    ({"sheet": "buckets", "buckets": ["800x600"]}, "buckets is '800x600'; it must be a list of"),
    ({"sheet": "buckets", "buckets": 7}, "buckets is 7; it must be a list of 1024x1024"),
    ('{"sheet": ', "the first argument must be a JSON object"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "told"), WRONG)
def test_wrong_values(given: object, told: str) -> None:
    with pytest.raises(SheetError) as caught:
        choice_from([given])
    assert told in str(caught.value)


@pytest.mark.parametrize(
    "choice",
    [
        Choice("order"),
        Choice("year", 2007, 2023, 8),
        Choice("buckets", buckets=(BUCKETS[0], BUCKETS[6])),
    ],
)
def test_an_infotext_holds_it(choice: Choice) -> None:
    shown = shown_in(choice.text())
    assert choice_from([shown]) == choice
    assert list(shown) == list(FIELDS)


def test_an_infotext_without_a_sheet_changes_nothing() -> None:
    assert shown_in("") == {}
    assert shown_in("sheet=colour") == {}
