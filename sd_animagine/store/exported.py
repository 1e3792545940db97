"""Presets as the text of a file: what *Export* gives, *Import* takes, and version 0.1 kept."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from sd_animagine.store import StoreError
from sd_animagine.words import Message, quoted, said_by

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
        raise PresetError(
            Message(
                "This file is not JSON, so it holds no presets. Choose one that was exported here."
            )
        ) from None
    presets = found.get("presets") if isinstance(found, dict) else None
    if not isinstance(presets, dict) or found.get("format") != FORMAT:
        raise PresetError(
            Message(
                "This file holds no presets of format {format}. Choose one that was exported here.",
                format=FORMAT,
            )
        )
    return _sorted_out(presets.items())


def check_length(characters: int) -> None:
    """Refuse a file that is too long to be read.

    Raises:
        PresetError: it is.
    """
    if characters > LARGEST_TEXT:
        most = LARGEST_TEXT // 1024**2
        raise PresetError(Message("This file is larger than {most} MiB.", most=most))


def _sorted_out(presets: Iterable[tuple[str, Any]]) -> Export:
    contents: dict[str, str] = {}
    refused: dict[str, str] = {}
    for name, values in presets:
        try:
            checked, content = checked_name(name), content_of(values)
            if checked in contents:
                raise PresetError(Message("Each preset of a file needs a name of its own."))
            contents[checked] = content
        except PresetError as error:
            refused[shown(name)] = said_by(error)
    return Export(contents, refused)


def checked_name(name: object) -> str:
    """A name as it is kept: without needless blanks.

    Raises:
        PresetError: it is empty, too long, or cannot be shown.
    """
    text = " ".join(name.split()) if isinstance(name, str) else ""
    if not text or len(text) > LONGEST_NAME:
        raise PresetError(
            Message("A preset needs a name of 1 to {most} characters.", most=LONGEST_NAME)
        )
    if any(unicodedata.category(character) in ("Cc", "Cs") for character in text):
        raise PresetError(Message("The name has characters that cannot be shown. Type it again."))
    return text


def content_of(values: object) -> str:
    """A preset as it is kept: JSON in ASCII.

    Raises:
        PresetError: it is no preset, or too large.
    """
    if not isinstance(values, Mapping):
        raise PresetError(Message("A preset must be a JSON object."))
    try:
        text = json.dumps(dict(values), sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        raise PresetError(
            Message("A preset holds texts, true, false and numbers that are not infinite only.")
        ) from None
    if len(text) > LARGEST:
        raise PresetError(
            Message(
                "A preset of {size:,} bytes is too large; at most {most:,} are allowed. "
                "Shorten its prompt.",
                size=len(text),
                most=LARGEST,
            )
        )
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
        raise PresetError(
            Message("The preset “{name}” is damaged. Delete it or save it again.", name=name)
        )
    return values


def shown(name: str) -> str:
    """A name that may be anything, for a message."""
    plain = "".join(
        each if each.isprintable() else each.encode("unicode_escape").decode() for each in name
    )
    return plain if len(plain) <= 40 else f"{plain[:39]}…"


def told(refused: Mapping[str, str]) -> Iterator[Message]:
    """Yield a line for each reason, with the names that it is the reason for."""
    names_of: dict[str, list[str]] = {}
    for name, reason in refused.items():
        names_of.setdefault(reason, []).append(name)
    for reason, names in names_of.items():
        yield Message("Not imported: {names}. {why}", names=enumerated(names), why=reason)


def enumerated(names: Sequence[str]) -> Message:
    """Return names for a sentence; very many are counted at its end."""
    first, more = quoted(names[:_NAMED]), len(names) - _NAMED
    return Message("{names} and {more} more", names=first, more=more) if more > 0 else first


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _DIGITS else float(digits)
