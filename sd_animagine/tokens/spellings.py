"""Characters that stand for another one once the encoders' cleaning is done, read one by one.

``&#110;`` stands for ``n``; so do ``ï½Ž``, the mojibake of a full-width ``n``, and the start of a
terminal escape with its end for nothing at all, and ``:1)`` that alternation has put together is
a weight, so nothing as well. ``cleaning`` undoes the first three in a text that lies before
it. Here each is followed from its first character on, by whoever reads many texts at once and
cannot clean them all: what prompt editing cuts in two may stand together for the encoder.

More is read here than any one host restores, never less.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html.entities import html5
from typing import Final

from sd_animagine.tokens.cleaning import byte_tables, referred

_NUMBER: Final = re.compile(r"&#(?:[0-9]{1,7}|[xX][0-9a-fA-F]{1,6});?")
_NUMBER_BEGUN: Final = re.compile(r"&#(?:[0-9]{0,7}|[xX][0-9a-fA-F]{0,6})")
_ZEROS: Final = re.compile(r"(&#[xX]?)0+(?=[0-9a-fA-F])")
_ESCAPE: Final = "\x1b["
_WEIGHT: Final = frozenset(" \t\r\n+-.0123456789")
"""What may stand in a weight, between its colon and its bracket."""
_BLANK: Final = 0xA0
"""The byte that programs write as a blank."""


@lru_cache(maxsize=1)
def starts() -> frozenset[str]:
    """The characters with which one that is written as several may start."""
    leads = (c for table in byte_tables() for c, byte in table.items() if byte >= 0xC0)
    return frozenset(("&", _ESCAPE[0], ":", *leads))


@lru_cache(maxsize=16_384)
def followed(before: str, character: str) -> tuple[str, tuple[str, ...]]:
    """What one more character makes of some: what they go on as, and what they stand for."""
    return begun(before + character), meanings(before + character)


def begun(characters: str) -> str:
    """Some characters with which one may begin, made as short as they can be; empty if with none.

    >>> begun("&#0011")
    '&#11'
    """
    if characters[0] == "&":
        short = _ZEROS.sub(r"\1", characters)
        is_begun = _NUMBER_BEGUN.fullmatch(short) or short[1:] in _names_begun()
        return short if is_begun else ""
    if characters[0] == _ESCAPE[0]:
        between = all(c == ";" or c.isdecimal() for c in characters[2:])
        return characters[:2] if between and _ESCAPE.startswith(characters[:2]) else ""
    if characters[0] == ":":
        return ":" if _WEIGHT.issuperset(characters[1:]) else ""
    return characters if any(map(_is_begun, _as_bytes(characters))) else ""


def meanings(characters: str) -> tuple[str, ...]:
    """What some characters may stand for, all of them together."""
    if characters[0] == "&":
        if _NUMBER.fullmatch(characters):
            return (referred(characters),)
        name = characters[1:]
        return tuple({html5[n] for n in (name, name.lower()) if n in html5})
    if characters[0] == _ESCAPE[0]:
        end = characters[2:]
        return ("",) if characters[:2] == _ESCAPE and end.isascii() and end.isalpha() else ()
    if characters[0] == ":":
        return ("",) if characters[-1] == ")" else ()
    return tuple(dict.fromkeys(c for read in _as_bytes(characters) for c in _decoded(read)))


@lru_cache(maxsize=1)
def _names_begun() -> frozenset[str]:
    """Every beginning of a reference's name; the library knows them in capitals as well."""
    names = (form for name in html5 for form in (name, name.upper()))
    return frozenset(name[:n] for name in names for n in range(len(name)))


def _as_bytes(characters: str) -> list[list[int]]:
    """The bytes that some characters are in each of the encodings."""
    found = []
    for table in byte_tables():
        read = [_BLANK if c == " " else table.get(c, 0) for c in characters]
        if all(read):
            found.append(read)
    return found


def _size(lead: int) -> int:
    """How many bytes a character has that begins with one."""
    return 2 + (lead >= 0xE0) + (lead >= 0xF0) if 0xC0 <= lead <= 0xF4 else 0


def _is_begun(read: list[int]) -> bool:
    return len(read) < _size(read[0]) and all(0x80 <= byte < 0xC0 for byte in read[1:])


def _decoded(read: list[int]) -> list[str]:
    if read == [0xC0, 0x80]:
        return [""]  # as some programs write the control character 0, which is taken out
    try:
        return [bytes(read).decode()] if len(read) == _size(read[0]) else []
    except UnicodeDecodeError:
        return []
