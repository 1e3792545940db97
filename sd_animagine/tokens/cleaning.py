"""A text as the encoders read it: what every host does to it before it is cut into tokens.

Both tokenizers of SDXL repair a text first: they decode character references (``&#110;``), undo
mojibake (UTF-8 that was read as something else), take control characters and terminal escapes out,
make full-width letters and ligatures plain, and lower the case. They have a library for it, ftfy.
Where that is installed, as it is beside every host's tokenizers, it has the last word; else the
table here has, which knows the common part.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Final, NamedTuple

MAX_ROUNDS: Final = 8
"""One repair can make room for another; what takes longer is nobody's accident."""

_REFERENCE: Final = re.compile(r"&(?:#[0-9]+|#[xX][0-9a-fA-F]+|[A-Za-z][A-Za-z0-9]{1,31});")
_OPEN_REFERENCE: Final = re.compile(_REFERENCE.pattern + "?")
"""One whose end is left out as well: read where nothing else is left to repair."""
ENCODINGS: Final = (
    *("latin-1", "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1257", "iso8859_2"),
    *("mac_roman", "cp437"),
)
"""What UTF-8 is taken for when it becomes mojibake, in the order in which the hosts try them."""

_CLEAN: Final = re.compile(r"[\t\n\f\r -%'-~]*")
"""ASCII without control characters and without ``&``."""
_ESCAPE: Final = re.compile(r"\x1b\[[\d;]*[A-Za-z]")
_COMPOSABLE: Final = re.compile(r"[!-~]?[^\x00-\x7f]+")
_HALVES: Final = re.compile(r"[\ud800-\udfff]+")
_WORD: Final = re.compile(r"\S+")
_ODD: Final = re.compile(r"[^\t\n\f\r -~]+")
_LIGATURES: Final = "Ĳĳŉǅǆǈǉǋǌǲǳﬀﬁﬂﬃﬄﬆ"
_MOST_DIGITS: Final = 7
"""Of a character's number, without leading zeros."""


class Cleaned(NamedTuple):
    """A text as it is read."""

    text: str
    places: list[int] | None
    """Where each of its characters stood; None where all stand where they stood."""


def cleaned(text: str) -> Cleaned:
    """The text as the encoders read it, in lower case."""
    if _CLEAN.fullmatch(text):
        return Cleaned(text.lower(), None)
    ours = _Text(text, list(range(len(text))))
    settled = ours.settle()
    if settled and _pair().search(text):
        # What does not settle soon may take the library a time that grows as its square.
        theirs = _by_library(text)
        if theirs is not None and theirs.split() != ours.text.split():
            ours = _Text(theirs, _places_by_word(text, theirs))
    return ours.lowered()


def referred(reference: str) -> str:
    """The characters that a reference stands for; itself if for none."""
    number = reference[2:].rstrip(";") if reference[1:2] == "#" else ""
    if not number:
        return html.unescape(reference)
    mark = "x" if number[0] in "xX" else ""
    digits = number[len(mark) :].lstrip("0") or "0"
    return html.unescape(f"&#{mark}{digits};") if len(digits) <= _MOST_DIGITS else "\ufffd"


def plain(text: str) -> str:
    """A text without the characters that are taken out, and with others made plain."""
    return text.translate(_plain())


@lru_cache(maxsize=1)
def _plain() -> dict[int, str | None]:
    kept = frozenset("\t\n\f\r")
    taken_out = (*range(0x20), 0x7F, *range(0x206A, 0x2070), *range(0xFFF9, 0xFFFD), 0xFEFF)
    found: dict[int, str | None] = {n: None for n in taken_out if chr(n) not in kept}
    for number in (*map(ord, _LIGATURES), 0x3000, *range(0xFF01, 0xFFF0)):
        found[number] = unicodedata.normalize("NFKC", chr(number))
    return found | dict.fromkeys(map(ord, "ʼ‘’‚‛"), "'") | dict.fromkeys(map(ord, "“”„‟"), '"')


@lru_cache(maxsize=1)
def byte_tables() -> tuple[dict[str, int], ...]:
    """For each encoding: character → its byte, from 0x80 on; a byte without one is its own."""
    found = []
    for encoding in ENCODINGS:
        table = {}
        for byte in range(0x80, 0x100):
            character = bytes((byte,)).decode(encoding, "replace")
            table[chr(byte) if character == "\ufffd" else character] = byte
        found.append(table)
    return tuple(found)


class _Text:
    """A text under repair, and where each of its characters stood at first."""

    def __init__(self, text: str, places: list[int]) -> None:
        self.text = text
        self.places = places

    def settle(self) -> bool:
        """Repair what can be repaired; tells whether nothing is left."""
        for _ in range(MAX_ROUNDS):
            before = self.text
            self.replace(_REFERENCE, referred)
            self.replace(_bytes(), _restored)
            self.replace(_HALVES, _whole)
            self.replace(_ESCAPE, lambda _: "")
            self.replace(_ODD, plain)
            self.replace(_COMPOSABLE, lambda run: unicodedata.normalize("NFC", run))
            if self.text == before:
                self.replace(_OPEN_REFERENCE, referred)
                self.replace(_OPEN_REFERENCE, referred)
                return True
        return False

    def replace(self, pattern: re.Pattern[str], by: Callable[[str], str]) -> None:
        """Replace whatever matches; equally long, its characters keep their places."""
        texts: list[str] = []
        places: list[int] = []
        at = placed = 0
        for match in pattern.finditer(self.text):
            new = by(match[0])
            if new == match[0]:
                continue
            first, last = match.span()
            texts += (self.text[at:first], new)
            at = last
            if len(new) != last - first:
                places += self.places[placed:first]
                places += (self.places[min(first + n, last - 1)] for n in range(len(new)))
                placed = last
        if at:
            self.text = "".join((*texts, self.text[at:]))
        if placed:
            self.places = places + self.places[placed:]

    def lowered(self) -> Cleaned:
        """In lower case; a letter that becomes two has one place."""
        lower = self.text.lower()
        if len(lower) == len(self.text):
            return Cleaned(lower, self.places)
        pairs = zip(map(str.lower, self.text), self.places, strict=True)
        each = [(character, place) for letters, place in pairs for character in letters]
        return Cleaned("".join(c for c, _ in each), [place for _, place in each])


def _restored(run: str) -> str:
    """Characters that may be bytes, with the mojibake among them undone."""
    if not _pair().search(run):
        return run
    characters = set(run)
    for misread in _misread():
        if characters <= misread.table.keys() and misread.whole.fullmatch(run):
            found = misread.decoded(run)
            if found is not None and _is_mojibake(run, found):
                return found
    return _anywhere().sub(_sequence, run)


def _sequence(match: re.Match[str]) -> str:
    """The character of which some others are the mojibake, or they themselves."""
    found = _misread()[(match.lastindex or 1) - 1].decoded(match[0])
    return found if found is not None and _is_mojibake(match[0], found) else match[0]


def _is_mojibake(read: str, decoded: str) -> bool:
    """Is it that, and no word of some language, as “Úž” is?"""
    return not read[1:].isalpha() or "\uff00" < decoded[0] < "\uffef"


class _Misread:
    """UTF-8 taken for one of the encodings."""

    def __init__(self, table: dict[str, int]) -> None:
        self.table = table
        behind = self._class(0x80, 0xBF)
        lengths = ((0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF4))
        ways = [f"{self._class(*of)}{behind}{{{n}}}" for n, of in enumerate(lengths, 1)]
        self.character = "|".join(ways)
        self.whole = re.compile(f"(?:{self.character})+")

    def _class(self, first: int, last: int) -> str:
        found = "".join(c for c, byte in self.table.items() if first <= byte <= last)
        return f"[{re.escape(found)}]"

    def decoded(self, run: str) -> str | None:
        """What was written; None if that was not UTF-8 after all."""
        try:
            return bytes(self.table[character] for character in run).decode()
        except UnicodeDecodeError:
            return None


@lru_cache(maxsize=1)
def _misread() -> tuple[_Misread, ...]:
    return tuple(map(_Misread, byte_tables()))


@lru_cache(maxsize=1)
def _anywhere() -> re.Pattern[str]:
    """A character's bytes in any of the encodings; a group for each of them."""
    ways = "|".join(f"({each.character})" for each in _misread())
    return re.compile(f"(?={_pair().pattern})(?:{ways})")


@lru_cache(maxsize=1)
def _pair() -> re.Pattern[str]:
    """Two characters that may begin the bytes of one."""
    first: set[str] = set()
    second: set[str] = set()
    for table in byte_tables():
        first.update(c for c, byte in table.items() if byte >= 0xC2)
        second.update(c for c, byte in table.items() if byte < 0xC0)
    return re.compile("".join(f"[{re.escape(''.join(sorted(cs)))}]" for cs in (first, second)))


@lru_cache(maxsize=1)
def _bytes() -> re.Pattern[str]:
    """Two characters and more that may be bytes."""
    characters = {character for table in byte_tables() for character in table}
    return re.compile("[" + re.escape("".join(sorted(characters))) + "]{2,}")


def _whole(halves: str) -> str:
    """Surrogates made the characters that two of them stand for."""
    return halves.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# --- the library ---------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _library() -> Callable[[str], str] | None:
    try:
        from ftfy import fix_text
    except Exception:  # not there, or not whole: the table here has to do
        return None
    fix: Callable[[str], str] = fix_text
    return fix


def _by_library(text: str) -> str | None:
    fix = _library()
    if fix is None:
        return None
    try:
        return html.unescape(html.unescape(fix(text)))
    except Exception:  # ValueError for a number of thousands of digits: the hosts fail alike
        return None


def _places_by_word(before: str, after: str) -> list[int]:
    """Places for a text whose repair nobody followed: those of the words, in order."""
    words = [match.span() for match in _WORD.finditer(before)] or [(0, 1)]
    places: list[int] = []
    for number, match in enumerate(_WORD.finditer(after)):
        first, last = words[min(number, len(words) - 1)]
        places += [first] * (match.start() - len(places))
        places += (min(first + n, last - 1) for n in range(len(match[0])))
    return places + [places[-1] if places else 0] * (len(after) - len(places))
