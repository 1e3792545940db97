"""What each sheet draws: its columns, its rows, and what each of its pictures has of its own.

The comparisons are those of the model card; see docs/sheets.md for what each of them answers.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from sd_animagine.model import (
    BUCKETS,
    CFG_RANGE,
    QUALITY_TAGS,
    RATINGS,
    SCORE_TAGS,
    STEPS_RANGE,
)
from sd_animagine.sheets.cell import Cell
from sd_animagine.sheets.choice import Choice, size_text

CARD_PAIRS: Final = (("masterpiece", "best quality"), ("low quality", "worst quality"))
"""The two that the card shows side by side (Special Tags: Quality Tags)."""
_ADDED_ALONE: Final = frozenset(("quality",))


@dataclass(frozen=True)
class Sheet:
    """A comparison to be drawn."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    """What stands beside the rows; one empty text where there is only one."""
    cells: tuple[Cell, ...]
    """Row by row."""


@dataclass(frozen=True)
class Given:
    """What a plan depends on besides the choice."""

    ratings: tuple[str, ...] = RATINGS
    """Those that the operator allows."""
    own_negative: bool = True
    """Has the request a negative prompt of its own?"""


def plan(choice: Choice, given: Given | None = None) -> Sheet:
    """The pictures of a sheet, in the order in which they are drawn."""
    given = given or Given()
    if choice.sheet == "settings":
        return _settings()
    cells = _ROWS[choice.sheet](choice, given)
    return Sheet(choice.sheet, tuple(cell.label for cell in cells), ("",), tuple(cells))


def _enhanced(tags: Sequence[str]) -> Cell:
    """These quality tags and no others, in neither prompt: the negative would name them too."""
    text = ", ".join(tags)
    return Cell(
        label=text,
        options={"quality": text, "negative": "off"},
        without=_ADDED_ALONE,
        without_negative=_ADDED_ALONE,
        tags=tuple(tags),
    )


def _quality(_choice: Choice, _given: Given) -> list[Cell]:
    return [_enhanced(tags) for tags in (*CARD_PAIRS, *((tag,) for tag in QUALITY_TAGS))]


def _score(_choice: Choice, _given: Given) -> list[Cell]:
    return [_enhanced((tag,)) for tag in SCORE_TAGS]


def _year(choice: Choice, _given: Given) -> list[Cell]:
    return [_single(f"year {year}", "year", year) for year in choice.years]


def _rating(_choice: Choice, given: Given) -> list[Cell]:
    return [_single(rating, "rating", rating) for rating in given.ratings]


def _single(tag: str, kind: str, value: object) -> Cell:
    """One tag in place of all others of its kind."""
    return Cell(label=tag, options={kind: value}, without=frozenset((kind,)), tags=(tag,))


def _buckets(choice: Choice, _given: Given) -> list[Cell]:
    sizes = sorted(choice.buckets or BUCKETS, key=lambda size: size[0] / size[1])
    return [bucket(size) for size in sizes]


def bucket(size: tuple[int, int]) -> Cell:
    """A picture of a trained size."""
    return Cell(label=size_text(size), fields={"width": size[0], "height": size[1]})


def _order(_choice: Choice, _given: Given) -> list[Cell]:
    return [
        Cell(label="order as typed", options={"reorder": False}),
        Cell(label="trained order", options={"reorder": True}),
    ]


def _negative(_choice: Choice, given: Given) -> list[Cell]:
    cells = [
        Cell("no negative prompt", {"negative": "off"}, empty_negative=True),
        Cell("your own", {"negative": "off"}),
        Cell("recommended", {"negative": "after"}, empty_negative=True),
        Cell("your own, then recommended", {"negative": "after"}),
    ]
    return cells if given.own_negative else [cell for cell in cells if cell.empty_negative]


_ROWS: Final[dict[str, Callable[[Choice, Given], list[Cell]]]] = {
    "quality": _quality,
    "score": _score,
    "year": _year,
    "rating": _rating,
    "buckets": _buckets,
    "order": _order,
    "negative": _negative,
}


def _settings() -> Sheet:
    scales = range(int(CFG_RANGE[0]), int(CFG_RANGE[1]) + 1)
    steps = range(STEPS_RANGE[0], STEPS_RANGE[1] + 1)
    cells = tuple(_set(cfg_scale=scale, steps=n) for n, scale in product(steps, scales))
    columns = tuple(f"CFG scale {scale}" for scale in scales)
    return Sheet("settings", columns, tuple(f"{n} steps" for n in steps), cells)


def _set(**values: Any) -> Cell:
    label = f"CFG scale {values['cfg_scale']}, {values['steps']} steps"
    return Cell(label=label, options={"settings": "report"}, fields=values)
