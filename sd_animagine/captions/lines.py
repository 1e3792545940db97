r"""A caption taken apart: lines, the parts that ``|||`` makes of a line, and what stands in each.

What trainers read is no prompt: a comma parts tags but in brackets and braces, a line is a caption
of its own, and blanks, empty places and separators are somebody's business. So everything between
two tags is kept as it is, and a line whose marks do not fit together is not taken apart at all.

Lines end at ``\n``, ``\r\n`` and ``\r``, as in Python's text files; no other sign ends one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from itertools import pairwise
from re import Match
from typing import Final, Literal, NamedTuple

BOM: Final = "\ufeff"
Left = Literal["", "braces", "brackets", "separators", "sentence", "empty", "blank"]
"""Why a line stays as it is."""

_LINE_END: Final = re.compile(r"\r\n|\n|\r")
_BRACE: Final = re.compile(r"\{\{|\}\}|[{}]")
_BRACKETS: Final = re.compile(r"[()\[\]{}]")
_ESCAPED: Final = re.compile(r"\\[()\[\]\\]")
_WORD: Final = re.compile(r"[^\s,]+")
_ALONE: Final = "()[]{}\\"
"""Signs that make no smiley by themselves."""
_OPEN: Final = {"(": ")", "[": "]"}
_MOST_PARTS: Final = 3
"""What ``A ||| B ||| C`` is; more are no parts to the trainer."""


class Piece(NamedTuple):
    """What stands between two commas, without the blanks around it."""

    start: int
    end: int


class Part(NamedTuple):
    """A stretch of a line that nothing leaves or enters."""

    start: int
    end: int
    pieces: list[Piece]
    """One for each place between two commas, empty ones too; none where nothing stands in it."""

    @property
    def filled(self) -> list[Piece]:
        """Those in which something stands."""
        return [piece for piece in self.pieces if piece.start < piece.end]

    @property
    def empty(self) -> Piece | None:
        """The first empty one that something follows; a comma at the end makes none."""
        return next((piece for piece in self.pieces[:-1] if piece.start == piece.end), None)

    def gaps(self, text: str) -> list[str]:
        """What stands between the pieces."""
        return [text[a.end : b.start] for a, b in pairwise(self.pieces)]


class Line(NamedTuple):
    """One caption of a text."""

    start: int
    end: int
    """Where its line end begins."""
    parts: list[Part]
    left: Left = ""
    """Why it stays as it is; then it has no parts."""
    place: tuple[int, int] = (0, 0)
    """Where what keeps it so stands."""


def line_spans(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each line, without line ends and without a BOM at the start."""
    start = len(BOM) if text.startswith(BOM) else 0
    for found in _LINE_END.finditer(text, start):
        yield start, found.start()
        start = found.end()
    yield start, len(text)


class Shape:
    """How the lines of captions are taken apart."""

    def __init__(self, separator: str, smileys: Collection[str]) -> None:
        """Take what decides.

        Args:
            separator: what parts a line; empty for nothing.
            smileys: tags of signs, in small letters; their brackets are none.
        """
        self.separator = separator
        self.smileys = frozenset(each for each in smileys if _BRACKETS.search(each))

    def line(self, text: str, start: int, end: int) -> Line:
        """Take a line apart."""
        masked = self._masked(text[start:end])
        braces = _braces(masked)
        if isinstance(braces, int):
            return Line(start, end, [], "braces", (start + braces, start + braces + 1))
        masked = _covered(masked, braces)
        spans = self._parts(masked)
        if len(spans) > _MOST_PARTS:
            third = spans[_MOST_PARTS][0]
            return Line(
                start, end, [], "separators", (start + third - len(self.separator), start + third)
            )
        parts: list[Part] = []
        for first, last in spans:
            pieces = _pieces(masked, first, last)
            if isinstance(pieces, int):
                return Line(start, end, [], "brackets", (start + pieces, start + pieces + 1))
            placed = [Piece(a + start, b + start) for a, b in pieces]
            parts.append(Part(first + start, last + start, placed))
        return Line(start, end, parts)

    def is_whole(self, text: str) -> bool:
        """Return whether a text between two commas has no mark that reaches out of it."""
        if self.separator and self.separator in text:
            return False
        masked = self._masked(text)
        opened: list[tuple[str, int]] = []
        _follow(masked, opened)
        return not opened and "{" not in masked and "}" not in masked

    def _masked(self, line: str) -> str:
        """The line with letters in place of brackets that are none: as long as it was."""
        if not _BRACKETS.search(line):
            return line
        line = _ESCAPED.sub("xx", line)
        line = _WORD.sub(_without_smiley, line)
        return ",".join(
            _BRACKETS.sub("x", each) if each.strip().lower() in self.smileys else each
            for each in line.split(",")
        )

    def _parts(self, masked: str) -> list[tuple[int, int]]:
        """The stretches between the separators of a line."""
        if not self.separator or self.separator not in masked:
            return [(0, len(masked))]
        places = [found.span() for found in re.finditer(re.escape(self.separator), masked)]
        bounds = [0, *(edge for place in places for edge in place), len(masked)]
        return list(zip(bounds[::2], bounds[1::2], strict=True))


def _without_smiley(word: Match[str]) -> str:
    """A word, with letters in place of its brackets if it is one of signs: ``:(``, ``>:)``."""
    signs = word[0]
    if len(signs) < 2 or any(sign.isalnum() or sign == "_" for sign in signs):
        return signs
    return _BRACKETS.sub("x", signs) if signs.strip(_ALONE) else signs


def _braces(masked: str) -> list[tuple[int, int]] | int:
    """The stretches in braces, or where one stands that does not fit the others.

    Two of a kind are letters to the trainer, so that braces in braces are none.
    """
    found: list[tuple[int, int]] = []
    letters: list[int] = []
    opened = -1
    for brace in _BRACE.finditer(masked):
        mark, at = brace[0], brace.start()
        if mark == "{{" and opened < 0:
            letters.append(at)
        elif mark == "}}" and opened < 0 and letters:
            found.append((letters.pop(), brace.end()))
        elif mark == "{" and opened < 0:
            opened = at
        elif mark == "}" and opened >= 0:
            found.append((opened, brace.end()))
            opened = -1
        else:
            return at
    if letters or opened >= 0:
        return max((*letters, opened))
    return sorted(found)


def _covered(masked: str, braces: list[tuple[int, int]]) -> str:
    """The line with letters in place of what stands in braces: as long as it was."""
    made: list[str] = []
    at = 0
    for start, end in braces:
        if start >= at:
            made += masked[at:start], "x" * (end - start)
            at = end
    return "".join((*made, masked[at:])) if made else masked


def _pieces(masked: str, start: int, end: int) -> list[tuple[int, int]] | int:
    """What stands between the commas of a part, or where a bracket is that nothing closes."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    first = start
    while first <= end:
        comma = masked.find(",", first, end)
        last = comma if comma >= 0 else end
        found.append(_without_blanks(masked, first, last))
        first = last + 1
    if not any(mark in masked for mark in _OPEN):
        return found if len(found) > 1 or found[0][0] < found[0][1] else []
    joined: list[tuple[int, int]] = []
    for piece in found:
        begin = joined.pop()[0] if opened else piece[0]
        _follow(masked[slice(*piece)], opened, piece[0])
        joined.append((begin, piece[1]))
    if opened:
        return opened[0][1]
    return joined if len(joined) > 1 or joined[0][0] < joined[0][1] else []


def _follow(masked: str, opened: list[tuple[str, int]], start: int = 0) -> None:
    """Bring the brackets that are open up to date with a text.

    Args:
        masked: the text.
        opened: what closes each of them, and its place; those that are open in front of the text.
        start: where it stands.
    """
    for bracket in _BRACKETS.finditer(masked):
        mark = bracket[0]
        if mark in _OPEN:
            opened.append((_OPEN[mark], start + bracket.start()))
        elif opened and opened[-1][0] == mark:
            opened.pop()


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    begin = start + len(piece) - len(piece.lstrip())
    return begin, max(begin, start + len(piece.rstrip()))
