"""The values of our X/Y/Z axes: each that is offered is taken, others are named."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import Options
from sd_animagine.model import RATINGS
from sd_animagine.sheets.axes import AXES, cell_of, choices_of, values_in
from sd_animagine.sheets.choice import SheetError


@pytest.mark.parametrize("axis", AXES)
def test_every_offered_value_is_taken(axis: str) -> None:
    cells = [cell_of(axis, value) for value in choices_of(axis)]
    seen = [(cell.over(Options()), tuple(cell.fields.items())) for cell in cells]
    assert all(seen.count(each) == 1 for each in seen)


EFFECTS = [
    ("Mode", "strict", {"mode": "strict"}),
    ("Rating", "none", {"rating": ""}),
    ("Year", "2007", {"year": 2007}),
    ("Year", "none", {"year": 0}),
    ("Quality", "Best quality, MASTERPIECE", {"quality": "best quality, masterpiece"}),
    ("Score", "low score", {"quality": "masterpiece, low score, absurdres"}),
    ("Negative", "off", {"negative": "off"}),
    ("Reorder", "off", {"reorder": False}),
]


@pytest.mark.parametrize(("axis", "value", "changed"), EFFECTS)
def test_effects(axis: str, value: str, changed: dict[str, object]) -> None:
    options = cell_of(axis, value).over(Options())
    assert {name: getattr(options, name) for name in changed} == changed


@pytest.mark.parametrize("value", ["832x1216", " 832 × 1216"])
def test_a_bucket_sets_the_size(value: str) -> None:
    assert cell_of("Bucket", value).fields == {"width": 832, "height": 1216}


WRONG = [
    ("Mode", "fixx", "axis [Animagine] Mode: option mode is 'fixx'; it must be one of fix"),
    ("Year", "1999", "option year is '1999'; it must be 0 for none, or 2005 to 2025"),
    ("Score", "masterpiece", "score is 'masterpiece'; it must be none, or a list of high score"),
    ("Score", "", "score is ''"),
    ("Bucket", "512x512", "bucket is '512x512'; it must be one of 1024x1024"),
    ("Rating", "explicit", "rating is 'explicit'; this server allows only safe, sensitive"),
    ("Quality", "great", "option quality is 'great'; it must be card, light, heavy, off"),
]


@pytest.mark.parametrize(("axis", "value", "told"), WRONG)
def test_wrong_values_are_named(axis: str, value: str, told: str) -> None:
    with pytest.raises(SheetError) as caught:
        cell_of(axis, value, RATINGS[:2])
    assert told in str(caught.value)


def test_ratings_above_the_ceiling_are_not_offered() -> None:
    assert choices_of("Rating", RATINGS[:1]) == ["none", "safe"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ('card, "masterpiece, best quality", off', ["card", "masterpiece, best quality", "off"]),
        ("2005-2007", ["2005", "2006", "2007"]),
        ("2005 - 2025 (+10), none", ["2005", "2015", "2025", "none"]),
        (" , ", []),
    ],
)
def test_typed_values(text: str, values: list[str]) -> None:
    assert values_in(text) == values
