"""The axes of a host's X/Y/Z plot: their values, and what each does to a request.

As on a sheet, the label tells what is in the picture: a rating, a year or quality tags given by an
axis take the place of those in the prompt.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from sd_animagine.compiler import OptionError, Options
from sd_animagine.compiler.options import MODES, NEGATIVE_MODES
from sd_animagine.model import BUCKETS, QUALITY_PRESETS, QUALITY_TAGS, RATINGS, SCORE_TAGS, YEARS
from sd_animagine.sheets.cell import Cell
from sd_animagine.sheets.choice import SheetError, size_text
from sd_animagine.values import must_be, shown
from sd_animagine.words import Message, said_by

NONE: Final = "none"
_PAIRS: Final = ("masterpiece, best quality", "low quality, worst quality")
_RANGE: Final = re.compile(r"(\d{4})\s*-\s*(\d{4})(?:\s*\(\s*(?:\+\s*)?(\d{1,2})\s*\))?")
_SCORE_PAIRS: Final = ("high score, great score", "bad score, low score")


def choices_of(axis: str, ratings: Sequence[str] = RATINGS) -> list[str]:
    """The values that are offered; the quality tags also take any list of their own.

    Args:
        axis: one of ``AXES``.
        ratings: those that the operator allows.
    """
    found = {
        "Mode": MODES,
        "Rating": (NONE, *ratings),
        "Year": (NONE, *map(str, YEARS)),
        "Quality": (*QUALITY_PRESETS, *_PAIRS, *QUALITY_TAGS),
        "Score": (NONE, *_SCORE_PAIRS, *SCORE_TAGS),
        "Negative": NEGATIVE_MODES,
        "Bucket": map(size_text, BUCKETS),
        "Reorder": ("on", "off"),
    }
    return list(found[axis])


def values_in(text: str) -> list[str]:
    """The values of a text that somebody typed: separated by commas, years also as ``2005-2025``.

    A step stands in brackets, as on the host's own axes: ``2005-2025 (+5)``.
    """
    rows = csv.reader(io.StringIO(text), skipinitialspace=True)
    values = [value.strip() for row in rows for value in row]
    found: list[str] = []
    for value in filter(None, values):
        years = _RANGE.fullmatch(value)
        if years is None:
            found.append(value)
        else:
            first, last, step = (int(number or 1) for number in years.groups())
            found += map(str, range(first, last + 1, max(step, 1)))
    return found


def cell_of(axis: str, value: str, ratings: Sequence[str] = RATINGS) -> Cell:
    """What a value of an axis does to a request.

    Raises:
        SheetError: the axis has no such value; the message names it and what is allowed.
    """
    try:
        return AXES[axis](value.strip(), ratings)
    except OptionError as error:
        raise SheetError(
            Message("axis [Animagine] {axis}: {said}", axis=axis, said=said_by(error))
        ) from None


def _option(name: str, value: Any, *, instead: bool = False) -> Cell:
    """A cell with one option; with ``instead``, the prompt's own tags of its kind give way."""
    kept = getattr(Options.from_mapping({name: value}), name)
    return Cell(options={name: kept}, without=frozenset((name,) if instead else ()))


def _mode(value: str, _ratings: Sequence[str]) -> Cell:
    return _option("mode", value)


def _rating(value: str, ratings: Sequence[str]) -> Cell:
    if value.lower() in set(RATINGS) - set(ratings):
        raise OptionError(
            Message(
                "rating is {value}; this server allows only {allowed}",
                value=shown(value),
                allowed=", ".join(ratings),
            )
        )
    return _option("rating", "" if value.lower() == NONE else value, instead=True)


def _year(value: str, _ratings: Sequence[str]) -> Cell:
    return _option("year", 0 if value.lower() == NONE else value, instead=True)


def _quality(value: str, _ratings: Sequence[str]) -> Cell:
    return _option("quality", value, instead=True)


def _score(value: str, _ratings: Sequence[str]) -> Cell:
    tags = [tag.strip().lower() for tag in value.split(",")]
    if tags == [NONE]:
        tags = []
    elif not set(tags) <= set(SCORE_TAGS):
        allowed = Message("none, or a list of {tags}", tags=", ".join(SCORE_TAGS))
        raise OptionError(must_be("score", value, allowed))
    return Cell(options={"score": ", ".join(tags)}, without=frozenset(("score",)))


def _negative(value: str, _ratings: Sequence[str]) -> Cell:
    return _option("negative", value)


def _bucket(value: str, _ratings: Sequence[str]) -> Cell:
    sizes = {size_text(size): size for size in BUCKETS}
    size = sizes.get(value.lower().replace("×", "x").replace(" ", ""))
    if size is None:
        allowed = Message("one of {choices}", choices=", ".join(sizes))
        raise OptionError(must_be("bucket", value, allowed))
    return Cell(fields=dict(zip(("width", "height"), size, strict=True)))


def _reorder(value: str, _ratings: Sequence[str]) -> Cell:
    return _option("reorder", value)


AXES: Final[dict[str, Callable[[str, Sequence[str]], Cell]]] = {
    "Mode": _mode,
    "Rating": _rating,
    "Year": _year,
    "Quality": _quality,
    "Score": _score,
    "Negative": _negative,
    "Bucket": _bucket,
    "Reorder": _reorder,
}
"""Name → what its value does."""
