"""Values that somebody may send where a number, a text or a list belongs."""

from __future__ import annotations

import json
from typing import Any, Final

from sd_animagine.compiler import FIELDS
from sd_animagine.report.serial import NUMBERS, TEXTS

OPTIONS: Final = tuple(field.name for field in FIELDS)
REQUEST: Final = (
    *(*TEXTS, *NUMBERS, "sampler_name", "checkpoint", "known_names", "hires", "options"),
    *("from", "to"),
)
"""The fields of a request."""

DIGITS: Final = "9" * 5000
"""More than Python turns into a number, and back, without being asked to."""
MEGABYTE: Final = "ab" * 500_000

VALUES: Final[dict[str, Any]] = {
    "a huge number": 10**5000,
    "a huge negative number": -(10**5000),
    "over what a float holds": 10**400,
    "a huge float": 1.7e308,
    "infinite": float("inf"),
    "no number": float("nan"),
    "a small part": 1e-320,
    "digits": DIGITS,
    "digits and a minus": f"-{DIGITS}",
    "other digits": "²",
    "arabic digits": "٣",
    "a float as text": "1e400",
    "nan as text": "nan",
    "true": True,
    "null": None,
    "a lone surrogate": "\ud800",
    "a nul": "\0",
    "a megabyte": MEGABYTE,
    "a list": [1, [2, [3]]],
    "a list of huge numbers": [10**5000] * 3,
    "a deep list": [[[[[[[[["x"]]]]]]]]],
    "an object": {"a": {"b": 10**5000}},
    "an object of a megabyte": {MEGABYTE: MEGABYTE},
    "nothing in a list": [None],
    "an empty object": {},
}
"""By what they are."""

_INTERNAL: Final = ("Traceback", "Error:", "Exceeds", "cannot convert", "too large to", " at 0x")


def is_a_sentence(text: str, *named: str) -> bool:
    """Is a text one for people, not too long, that names one of these?"""
    return (
        0 < len(text) < 700
        and "\n" not in text
        and not any(part in text for part in _INTERNAL)
        and any(name in text for name in named)
    )


def as_json(value: Any) -> str:
    """Write JSON, also of numbers with more digits than Python writes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(k)}: {as_json(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(as_json, value)) + "]"
    if isinstance(value, int) and abs(value) > 10**1000:
        return DIGITS if value > 0 else f"-{DIGITS}"
    return json.dumps(value)
