r"""What compel's ``PromptParser`` makes of a text.

A group (``(words)`` or ``"words"``) begins at a word's start and weighs by what stands right behind
it: ``(a)1.2``, ``(a)++``, ``(a).attend(1.2)``; of words ``a+`` and ``a--``, the last one only. What
is no such thing is letters up to the next blank. Words of one weight are joined by blanks, and
behind a comma comes one. ``.and()``, ``.blend()``, ``.swap()`` and LoRAs are no weights: of those
``joins`` tells.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final, NamedTuple

from sd_animagine.syntax.attention.stretches import Stretches
from sd_animagine.syntax.span import Span

MAX_DEPTH: Final = 32
"""Brackets nested deeper than this are letters: compel comes to no end long before."""
_PLUS, _MINUS = 1.1, 0.9
_BLANKS: Final = " \t\n\r\x0b\x0c"
_GLUED_COMMA: Final = re.compile(r",\S")
_GAP: Final = re.compile(f"[{_BLANKS}]*")
_TO_BLANK: Final = re.compile(f"[^{_BLANKS}]+")
_PLAIN_WORD: Final = re.compile(
    rf"""(?:\\[()",.+=-]|[-+](?![{_BLANKS}()",.+=-]|\Z)|[^{_BLANKS}()",.+=-])+"""
)
"""A word without anything that may be a mark; pluses and minuses within it are letters."""
_IN_QUOTES: Final = re.compile(r'"(?:\\"|[^"\n\r])*"')
_FACTOR: Final = r"\++|-+|\d+\.\d*|\.\d+|\d+"
_BEHIND_GROUP: Final = re.compile(_FACTOR)
_BEHIND_WORD: Final = re.compile(r"\++|-+")
_ATTEND: Final = re.compile(rf"\s*\.attend\s*\(\s*({_FACTOR})\s*\)")
_SIGN_ESCAPED: Final = re.compile(r'\\{1,2}([()"])')
"""It takes a backslash away twice."""
_JOINS: Final = re.compile(r"\)\s*\.(?:and|add|blend)\s*\(")
_CALLS: Final = re.compile(r"\.swap\s*\(|\b(?:use|with)Lora\s*\(")


class Part(NamedTuple):
    """A word, or a group."""

    start: int
    end: int
    factor: float = 1.0
    inside: tuple[Part, ...] | None = None
    """What a group holds; None for a word."""


def joins(text: str) -> Span | None:
    """Return where a prompt joins, blends or swaps others, or loads something; None if nowhere."""
    found = _CALLS.search(text)
    if found is None and text.lstrip().startswith("("):
        found = _JOINS.search(text)
    return None if found is None else Span(*found.span())


def stretches(text: str) -> Stretches:
    """The stretches of a text in order, without its marks."""
    found = Stretches([], [], [])
    if joins(text):
        return Stretches([1.0], [0], [text])
    behind = 0
    for start, end, weight in words(text):
        word = _SIGN_ESCAPED.sub(r"\1", text[start:end])
        blanks = "".join(filter(str.isspace, text[behind:start]))
        before = found.texts[-1] if found.texts else ""
        if found.weights and found.weights[-1] == weight:
            found.texts[-1] += (blanks or _blank(before, word)) + word
        else:
            if found.weights and found.weights[-1] == 1:
                found.texts[-1] += blanks
                blanks = ""
            elif weight != 1:
                blanks = ""
            found.weights.append(weight)
            found.starts.append(start - len(blanks))
            found.texts.append(blanks + word)
        behind = end
    if found.weights and found.weights[-1] == 1:
        found.texts[-1] += "".join(filter(str.isspace, text[behind:]))
    return found


def _blank(before: str, word: str) -> str:
    """What keeps a word apart from another that the encoder would read as one with it."""
    return " " if before[-1:].isalnum() == word[0].isalnum() else ""


def words(text: str) -> Iterator[tuple[int, int, float]]:
    """Where the words of a text stand, and what they weigh."""
    return _words(parts(text))


def _words(found: tuple[Part, ...], weight: float = 1.0) -> Iterator[tuple[int, int, float]]:
    for start, end, factor, inside in found:
        if inside is None:
            yield start, end, weight
        else:
            yield from _words(inside, weight * factor)


def parts(text: str) -> tuple[Part, ...]:
    """The words and groups of a text that are in no group."""
    cuts = [found.start() + 1 for found in _GLUED_COMMA.finditer(text)]
    if not cuts:
        return tuple(_Reading(text).all())
    apart = [cut + n for n, cut in enumerate(cuts)]
    """Where the blanks stand that come behind the commas."""
    parted = _GLUED_COMMA.sub(lambda found: f", {found[0][1:]}", text)
    return tuple(_placed(part, apart) for part in _Reading(parted).all())


def _placed(part: Part, apart: list[int]) -> Part:
    """A part of a text with more blanks, as it lies in that without them."""
    start, end, factor, inside = part
    shifts = bisect_left(apart, start), bisect_left(apart, end)
    within = None if inside is None else tuple(_placed(each, apart) for each in inside)
    return Part(start - shifts[0], end - shifts[1], factor, within)


class _Reading:
    """One walk over a text; what begins at a bracket is read once, whoever asks."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.known: dict[tuple[int, int], Part | None] = {}

    def all(self) -> Iterator[Part]:
        """Words and groups in order."""
        size = len(self.text)
        at = self.behind_blanks(0, size)
        while at < size:
            part = self.weighed(at, size, 0)
            if part is None or (part.inside is None and self.text[at] not in '("'):
                found = _TO_BLANK.match(self.text, at)
                part = Part(at, found.end() if found else at + 1)
            yield part
            at = self.behind_blanks(part.end, size)

    def behind_blanks(self, at: int, end: int) -> int:
        """The place behind blanks."""
        found = _GAP.match(self.text, at, end)
        return found.end() if found else at

    def weighed(self, at: int, end: int, depth: int) -> Part | None:
        """What begins at a place, with the weight behind it; None where that is no such thing."""
        is_group = self.text[at] in '("'
        part = self.group(at, end, depth) if is_group else self.word(at, end)
        if part is None:
            return None
        found = _ATTEND.match(self.text, part.end, end)
        said = found[1] if found else ""
        if found is None:
            if is_group:
                found = _BEHIND_GROUP.match(self.text, part.end, end)
            else:
                found = _BEHIND_WORD.match(self.text, part.end, end)
            said = found[0] if found else ""
        if found is None:
            return part
        inside = (part,) if part.inside is None else part.inside
        return Part(at, found.end(), _factor(said), inside)

    def word(self, at: int, end: int) -> Part | None:
        """A word without marks."""
        found = _PLAIN_WORD.match(self.text, at, end)
        return Part(at, found.end()) if found else None

    def group(self, at: int, end: int, depth: int) -> Part | None:
        """Words in brackets or quotes."""
        key = at, end
        if key not in self.known:
            self.known[key] = self.opened(at, end, depth) if depth < MAX_DEPTH else None
        return self.known[key]

    def opened(self, at: int, end: int, depth: int) -> Part | None:
        """The same, not read before."""
        if self.text[at] == '"':
            quoted = _IN_QUOTES.match(self.text, at, end)
            if quoted is None:
                return None
            inside, last = self.row(at + 1, quoted.end() - 1, depth + 1)
            return Part(at, quoted.end(), 1.0, inside) if last == quoted.end() - 1 else None
        inside, last = self.row(at + 1, end, depth + 1)
        if self.text[last : last + 1] != ")" or last >= end:
            return None
        return Part(at, last + 1, 1.0, inside)

    def row(self, at: int, end: int, depth: int) -> tuple[tuple[Part, ...], int]:
        """Words and groups in a group, and where they end: anything else may not stand there."""
        found: list[Part] = []
        at = self.behind_blanks(at, end)
        while at < end:
            part = Part(at, at + 1) if self.text[at] in ",." else self.weighed(at, end, depth)
            if part is None:
                break
            found.append(part)
            at = self.behind_blanks(part.end, end)
        return tuple(found), at


def _factor(said: str) -> float:
    if said[0] in "+-":
        return float((_PLUS if said[0] == "+" else _MINUS) ** len(said))
    return float(said)
