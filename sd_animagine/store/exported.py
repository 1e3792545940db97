"""Presets as the text of a file: what *Export* gives, *Import* takes, and version 0.1 kept."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sd_animagine.store import StoreError

FORMAT: Final = 1
LARGEST_TEXT: Final = 8 * 1024 * 1024
"""Characters of a file that is taken in. All that a store may hold fits into one."""
LARGEST: Final = 1024 * 1024
"""Bytes of one preset."""
LONGEST_NAME: Final = 80
_NAMED: Final = 50
"""Names in a sentence."""
_DIGITS: Final = 300
"""Of a whole number; one with more is no number that anybody meant, and slow to read."""


class PresetError(StoreError):
    """A preset or a file of presets that cannot be used; the message is for the user."""


class Export(NamedTuple):
    """What a file of presets holds."""

    contents: dict[str, str]
    """Those that can be used, each as ``content_of`` writes it."""
    refused: dict[str, str]
    """Name, shortened, and reason of each of the others."""


def text_of(contents: Mapping[str, str]) -> str:
    """The text of a file with these presets, one a line."""
    lines = ",\n".join(f" {json.dumps(name)}: {contents[name]}" for name in sorted(contents))
    return f'{{"format": {FORMAT}, "presets": {{\n{lines}\n}}}}\n'


def read(text: str) -> Export:
    """The presets in a file; one that cannot be used does not keep the others out.

    Raises:
        PresetError: the text is no file of presets, or too long.
    """
    check_length(len(text))
    try:
        found = json.loads(text, parse_int=_whole)
    except (ValueError, RecursionError):
        raise PresetError("it is not JSON") from None
    presets = found.get("presets") if isinstance(found, dict) else None
    if not isinstance(presets, dict) or found.get("format") != FORMAT:
        raise PresetError(f"it is no file of presets, format {FORMAT}")
    return _sorted_out(presets.items())


def check_length(characters: int) -> None:
    """Refuse a file that is too long to be read.

    Raises:
        PresetError: it is.
    """
    if characters > LARGEST_TEXT:
        raise PresetError(f"it is larger than {LARGEST_TEXT // 1024**2} MiB")


def _sorted_out(presets: Iterable[tuple[str, Any]]) -> Export:
    contents: dict[str, str] = {}
    refused: dict[str, str] = {}
    for name, values in presets:
        try:
            checked, content = checked_name(name), content_of(values)
            if checked in contents:
                raise PresetError("the file has another one of this name")
            contents[checked] = content
        except PresetError as error:
            refused[shown(name)] = str(error)
    return Export(contents, refused)


def checked_name(name: object) -> str:
    """A name as it is kept: without needless blanks.

    Raises:
        PresetError: it is empty, too long, or cannot be shown.
    """
    text = " ".join(name.split()) if isinstance(name, str) else ""
    if not text or len(text) > LONGEST_NAME:
        raise PresetError(f"a preset needs a name of 1 to {LONGEST_NAME} characters")
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise PresetError("a preset's name may hold no control characters")
    return text


def content_of(values: object) -> str:
    """A preset as it is kept: JSON in ASCII.

    Raises:
        PresetError: it is no preset, or too large.
    """
    if not isinstance(values, Mapping):
        raise PresetError("it is damaged")
    try:
        text = json.dumps(dict(values), sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise PresetError("it holds values that JSON cannot") from None
    if len(text) > LARGEST:
        raise PresetError(f"it has {len(text):,} bytes; at most {LARGEST:,} are allowed")
    return text


def values_in(name: str, content: object) -> dict[str, Any]:
    """The opposite of ``content_of``.

    Raises:
        PresetError: somebody else has written there.
    """
    try:
        values = json.loads(str(content))
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        raise PresetError(f"preset “{name}” is damaged; delete it or save it again")
    return values


def shown(name: str) -> str:
    """A name that may be anything, for a message."""
    plain = "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in name
    )
    return plain if len(plain) <= 40 else f"{plain[:39]}…"


def told(refused: Mapping[str, str]) -> str:
    """Names with their reasons, for a sentence."""
    names_of: dict[str, list[str]] = {}
    for name, reason in refused.items():
        names_of.setdefault(reason, []).append(f"“{name}”")
    return "; ".join(f"{enumerated(names)}: {reason}" for reason, names in names_of.items())


def enumerated(names: Sequence[str]) -> str:
    """Names for a sentence; very many are counted at its end."""
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else float(digits)
