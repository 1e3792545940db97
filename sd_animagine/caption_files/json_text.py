r"""JSON as it is written: where its values stand, so that one can be replaced and the rest kept.

Reading and writing it again would change numbers of many digits, escapes, blanks and order.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Final

Span = tuple[int, int]
Change = Callable[[str], str]

_BLANKS: Final = re.compile(r"[ \t\r\n]*")
_READ: Final = json.JSONDecoder(parse_int=str, parse_float=str, strict=True).raw_decode
"""Numbers are passed over, however many digits they have."""


def members(text: str, start: int) -> tuple[dict[str, Span], int]:
    """Return where the values of an object stand, and where it ends.

    Args:
        text: JSON.
        start: where its ``{`` stands.

    Raises:
        ValueError: it is no object.
        RecursionError: it is nested too deeply.
    """
    found: dict[str, Span] = {}
    at = _expect(text, start, "{")
    if text[at : at + 1] == "}":
        return found, at + 1
    while True:
        if text[at : at + 1] != '"':
            raise ValueError("a key is missing")
        key, at = _value(text, at)
        at = _expect(text, skip(text, at), ":")
        first = at
        _, at = _value(text, at)
        found[str(key)] = first, at
        at = skip(text, at)
        if text[at : at + 1] == "}":
            return found, at + 1
        at = _expect(text, at, ",")


def strings(text: str, start: int) -> list[Span] | None:
    """Return where the strings of a list stand; None where it holds anything else."""
    found: list[Span] = []
    at = _expect(text, start, "[")
    if text[at : at + 1] == "]":
        return found
    while text[at : at + 1] == '"':
        first = at
        _, at = _value(text, at)
        found.append((first, at))
        at = skip(text, at)
        if text[at : at + 1] == "]":
            return found
        at = _expect(text, at, ",")
    return None


def skip(text: str, at: int) -> int:
    """Return where the next sign is that is no blank."""
    match = _BLANKS.match(text, at)
    return match.end() if match else at


def changed_value(text: str, span: Span, change: Change) -> str | None:
    """Return a value with its caption changed, as JSON; None where it is none.

    A list of strings is a caption of so many tags: they change places, each as it was written.
    """
    raw = text[slice(*span)]
    if raw[0] == '"':
        return changed_string(raw, change)
    places = strings(text, span[0]) if raw[0] == "[" else None
    if places is None:
        return None
    written = [text[slice(*place)] for place in places]
    given = [json.loads(each) for each in written]
    if not given or any("," in tag or tag != tag.strip() for tag in given):
        return raw
    ordered = change(", ".join(given)).split(", ")
    if ordered == given or sorted(ordered) != sorted(given):
        return raw
    left: dict[str, list[str]] = {}
    for tag, own in zip(given, written, strict=True):
        left.setdefault(tag, []).append(own)
    made: list[str] = []
    at = span[0]
    for place, tag in zip(places, ordered, strict=True):
        made += text[at : place[0]], left[tag].pop(0)
        at = place[1]
    return "".join((*made, text[at : span[1]]))


def changed_string(raw: str, change: Change) -> str:
    """Return a string with its caption changed, escaped as it was."""
    given = json.loads(raw)
    new = change(given)
    if new == given:
        return raw
    made = json.dumps(new, ensure_ascii=raw.isascii())
    return made.replace("/", "\\/") if "\\/" in raw else made


def _value(text: str, at: int) -> tuple[object, int]:
    return _READ(text, at)


def _expect(text: str, at: int, sign: str) -> int:
    """Pass a sign, and the blanks behind it."""
    if text[at : at + 1] != sign:
        raise ValueError(f"{sign} is missing at {at + 1:,}")
    return skip(text, at + 1)
