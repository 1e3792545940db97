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

_HALF: Final = re.compile("[\ud800-\udfff]")
"""Half a sign, which only an escape can write."""
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

    A list of tags is one caption: they change places, each as it was written. In a list of texts
    with commas each is a caption of its own.
    """
    raw = text[slice(*span)]
    if raw[0] == '"':
        return changed_string(raw, change)
    places = strings(text, span[0]) if raw[0] == "[" else None
    if places is None:
        return None
    written = [text[slice(*place)] for place in places]
    if not written:
        return raw
    given = [json.loads(each) for each in written]
    if any("," in tag or not tag or tag != tag.strip() for tag in given):
        made = [changed_string(each, change) for each in written]
    else:
        made = _in_new_places(given, written, change)
    return _spliced(text, span, places, made)


def _in_new_places(given: list[str], written: list[str], change: Change) -> list[str]:
    """Tags in the order of their caption."""
    ordered = change(", ".join(given)).split(", ")
    left: dict[str, list[str]] = {}
    for tag, own in zip(given, written, strict=True):
        left.setdefault(tag, []).append(own)
    return [left[tag].pop(0) for tag in ordered]


def _spliced(text: str, span: Span, places: list[Span], made: list[str]) -> str:
    """A list with other strings in its places."""
    parts: list[str] = []
    at = span[0]
    for (start, end), new in zip(places, made, strict=True):
        parts += text[at:start], new
        at = end
    return "".join((*parts, text[at : span[1]]))


def changed_string(raw: str, change: Change) -> str:
    """Return a string with its caption changed: with escapes alone where it had no other signs."""
    given = json.loads(raw)
    new = change(given)
    if new == given:
        return raw
    only_ascii = raw.isascii() or bool(_HALF.search(new))
    made = json.dumps(new, ensure_ascii=only_ascii)
    return made.replace("/", "\\/") if "\\/" in raw else made


def _value(text: str, at: int) -> tuple[object, int]:
    return _READ(text, at)


def _expect(text: str, at: int, sign: str) -> int:
    """Pass a sign, and the blanks behind it."""
    if text[at : at + 1] != sign:
        raise ValueError(f"{sign} is missing at {at + 1:,}")
    return skip(text, at + 1)
