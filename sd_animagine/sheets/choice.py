"""Which sheet is wanted, and of what: from a page's controls, an API's arguments or an infotext."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sd_animagine.model import BUCKETS, YEARS
from sd_animagine.values import from_json, must_be, shown, whole
from sd_animagine.words import Message

SHEETS: Final = (
    "quality",
    "score",
    "year",
    "rating",
    "buckets",
    "order",
    "negative",
    "settings",
)
TITLE: Final = "Animagine sheets"
"""What draws them, in a host's list of scripts and in infotexts."""
KEY: Final = "Animagine sheet"
"""What a grid's infotext calls its sheet."""
LONGEST_STEP: Final = len(YEARS) - 1
_SEPARATOR: Final = "; "
_NUMBERS: Final = ("year_from", "year_to", "year_step")


class SheetError(ValueError):
    """A sheet that cannot be drawn; the message names the field, its value and what is allowed."""


class Choice(NamedTuple):
    """A sheet and its fields; those of other sheets are left alone."""

    sheet: str = SHEETS[0]
    year_from: int = YEARS[0]
    year_to: int = YEARS[-1]
    year_step: int = 5
    """Years between two columns."""
    buckets: tuple[tuple[int, int], ...] = ()
    """Width x height in pixels; empty for all nine."""

    @property
    def years(self) -> range:
        """The years of the columns; the last is reached only if the step leads there."""
        return range(self.year_from, self.year_to + 1, self.year_step)

    def text(self) -> str:
        """In one line, for an infotext: the sheet, and the fields that it has."""
        parts = [f"sheet={self.sheet}"]
        if self.sheet == "year":
            parts += [f"{name}={getattr(self, name)}" for name in _NUMBERS]
        if self.sheet == "buckets" and self.buckets:
            parts.append(f"buckets={' '.join(map(size_text, self.buckets))}")
        return _SEPARATOR.join(parts)


FIELDS: Final = Choice._fields
"""In the order of the script's arguments."""


def choice_from(arguments: Sequence[object]) -> Choice:
    """The choice that a script's arguments make.

    Args:
        arguments: by position, as a page sends them; or a first one that is an object, or its JSON
            text, with fields by name. A host fills up a list that is too short with arguments of
            other scripts, so nothing behind an object is looked at.

    Raises:
        SheetError: a field is unknown or its value not allowed.
    """
    first = arguments[0] if arguments else None
    if isinstance(first, str) and first.lstrip()[:1] == "{":
        first = _object(first)
    if isinstance(first, Mapping):
        given = dict(first)
    else:
        given = dict(zip(FIELDS, arguments, strict=False))
    unknown = [name for name in given if name not in FIELDS]
    if unknown:
        raise SheetError(
            Message(
                "There is no field {field}. Known are {known}.",
                field=shown(unknown[0]),
                known=", ".join(FIELDS),
            )
        )
    return _checked({name: value for name, value in given.items() if value is not None})


def shown_in(text: str) -> dict[str, Any]:
    """The fields of an infotext, as the page's controls show them; none where it has no sheet."""
    pairs = (part.strip().partition("=") for part in text.split(_SEPARATOR.strip()))
    given: dict[str, Any] = {name: value for name, equals, value in pairs if equals}
    if "buckets" in given:
        given["buckets"] = given["buckets"].split()
    try:
        choice = choice_from([given])
    except SheetError:
        return {}
    shown = {name: getattr(choice, name) for name in FIELDS}
    return {**shown, "buckets": [size_text(size) for size in choice.buckets]} if given else {}


def size_text(size: tuple[int, int]) -> str:
    """A size as it is written in fields and infotexts: ``832x1216``."""
    return "{}x{}".format(*size)


def _object(text: str) -> object:
    try:
        return from_json(text)
    except (ValueError, RecursionError) as error:
        reason = str(error) or "nested too deeply"
        raise SheetError(
            Message("the first argument must be a JSON object: {error}", error=reason)
        ) from None


def _checked(given: Mapping[str, Any]) -> Choice:
    values: dict[str, Any] = {}
    if "sheet" in given:
        values["sheet"] = _sheet(given["sheet"])
    sheet = values.get("sheet", SHEETS[0])
    if sheet == "year":
        for name in _NUMBERS:
            last = (1, LONGEST_STEP) if name == "year_step" else (YEARS[0], YEARS[-1])
            if name in given:
                values[name] = _number(name, given[name], *last)
    if sheet == "buckets" and "buckets" in given:
        values["buckets"] = _buckets(given["buckets"])
    choice = Choice(**values)
    if choice.year_from > choice.year_to:
        allowed = Message(
            "from {first} to {last}, which is year_to", first=YEARS[0], last=choice.year_to
        )
        raise SheetError(must_be("year_from", choice.year_from, allowed))
    return choice


def _sheet(value: object) -> str:
    if isinstance(value, str) and value.strip().lower() in SHEETS:
        return value.strip().lower()
    allowed = Message("one of {choices}", choices=", ".join(SHEETS))
    raise SheetError(must_be("sheet", value, allowed))


def _number(name: str, value: object, first: int, last: int) -> int:
    number = whole(value)
    if number is not None and first <= number <= last:
        return number
    allowed = Message("a whole number from {first} to {last}", first=first, last=last)
    raise SheetError(must_be(name, value, allowed))


def _buckets(value: object) -> tuple[tuple[int, int], ...]:
    known = {size_text(size): size for size in BUCKETS}
    allowed = Message("a list of {choices}; empty for all nine", choices=", ".join(known))
    names = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(names, Iterable):
        raise SheetError(must_be("buckets", value, allowed))
    chosen = {_spelled(name) for name in names}
    wrong = [name for name in names if _spelled(name) not in known]
    if wrong:
        raise SheetError(must_be("buckets", wrong[0], allowed))
    return tuple(size for name, size in known.items() if name in chosen)


def _spelled(name: object) -> str:
    return name.strip().lower().replace("×", "x") if isinstance(name, str) else ""
