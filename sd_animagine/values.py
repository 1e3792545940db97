"""Values from outside: read from JSON, taken for numbers where they are some, told in few words.

Anybody may send a number of a million digits, or a text of a megabyte where a number belongs. To
write such a value out, or to turn its digits into a number, takes minutes, or raises; so neither is
done to more of it than is shown.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from reprlib import Repr
from typing import Any, Final

from sd_animagine.words import Message

LARGEST: Final = 1_000_000_000
NUMBER: Final = Message("a number of at most {most}", most=f"{LARGEST:,}")
"""What ``is_number`` allows, for a sentence."""

_SHOWN: Final = 60
"""Characters of a value in a sentence."""
_DIGITS: Final = 300
"""Digits of a whole number that are read; what has more is no number that anybody means."""
_EXACT: Final = 15
"""Digits up to which a whole number and a float are the same."""


class HugeNumber(float):
    """A whole number of too many digits: greater than any limit, and told by its length."""

    def __new__(cls, digits: str) -> HugeNumber:
        """Take the place of these digits."""
        made = super().__new__(cls, -math.inf if digits.startswith("-") else math.inf)
        made.length = len(digits.lstrip("-"))
        return made

    length: int

    def __repr__(self) -> str:
        return f"a number of {self.length:,} digits"


def from_json(text: str | bytes, constant: Callable[[str], Any] | None = None) -> Any:
    """Read JSON; a whole number of over 300 digits becomes a ``HugeNumber``.

    Args:
        text: the JSON.
        constant: what to make of ``NaN`` and ``Infinity``; by default the numbers.

    Raises:
        ValueError: it is no JSON.
        RecursionError: it is nested too deeply.
    """
    return json.loads(text, parse_int=_whole, parse_constant=constant)


def _whole(digits: str) -> int | HugeNumber:
    return int(digits) if len(digits) <= _DIGITS else HugeNumber(digits)


def holds_huge(value: object) -> bool:
    """Is there a ``HugeNumber`` in a JSON value?"""
    if isinstance(value, dict):
        return any(map(holds_huge, value.values()))
    if isinstance(value, list):
        return any(map(holds_huge, value))
    return isinstance(value, HugeNumber)


def whole(value: object) -> int | None:
    """Return the whole number that a value is, or None; text may be one, true and false are none.

    >>> whole(" 2023 "), whole(2023.0), whole(True), whole("9" * 5000)
    (2023, 2023, None, None)
    """
    if isinstance(value, str):
        text = value.strip()
        digits = text.removeprefix("-")
        return int(text) if digits.isdecimal() and len(digits) <= _EXACT else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return int(value) if abs(value) < 10**_EXACT and value == int(value) else None


def whole_of(field: str, value: object) -> int:
    """Return the whole number that a field holds.

    Raises:
        ValueError: it holds none; the message names the field and what is allowed.
    """
    number = whole(value)
    if number is None:
        raise ValueError(must_be(field, value, Message("a whole number")))
    return number


def number_of(field: str, value: object) -> float:
    """Return the number that a field holds.

    Raises:
        ValueError: it holds none; the message names the field and what is allowed.
    """
    if not is_number(value):
        raise ValueError(must_be(field, value, NUMBER))
    return value  # type: ignore[return-value]


def is_number(value: object) -> bool:
    """Is a value a number of at most a billion? True, false, NaN and the infinite are none."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return -LARGEST <= value <= LARGEST


def must_be(field: str, value: object, allowed: str) -> Message:
    """Return the refusal of a value: which field, what it holds, what it must be."""
    return Message(
        "{field} is {value}; it must be {allowed}",
        field=field,
        value=shown(value),
        allowed=allowed,
    )


def shown(value: object) -> str:
    """Return a value for a sentence, shortened, whatever it is.

    >>> shown("smile"), shown(7), shown(10**5000)
    ("'smile'", '7', 'a number of about 5,000 digits')
    """
    text = _short.repr(value)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 3] + "…"


class _Short(Repr):
    """Writes out no more of a value than is shown."""

    def __init__(self) -> None:
        super().__init__()
        self.maxlevel = 3
        self.maxdict = self.maxlist = self.maxtuple = self.maxset = self.maxfrozenset = _SHOWN // 2
        self.maxother = 2 * _SHOWN

    def repr_int(self, x: int, level: int) -> str:
        if x.bit_length() < 3 * _SHOWN:
            return repr(x)
        return f"a number of about {round(x.bit_length() * math.log10(2)):,} digits"

    def repr_str(self, x: str, level: int) -> str:
        return repr(x[:_SHOWN])

    def repr_bytes(self, x: bytes, level: int) -> str:
        return repr(x[:_SHOWN])


_short: Final = _Short()
