r"""What is syntax in which program's prompts: the dialects of the prompt language.

What each construct is in each; a blank place means that it is letters there:

=================  ============  ===========  =============  ===========  ===========
construct          ``a1111``     ``comfyui``  ``diffusers``  ``compel``   ``caption``
=================  ============  ===========  =============  ===========  ===========
``(b)``            1.1           1.1          1.1            a group
``(b:1.2)``        multiplies    replaces     multiplies
``(b: 1.2 )``      multiplies    replaces
``(b)1.2``, ``b+``                                           multiplies
``[b]``            divides                    divides
a backslash        ``()[]\``    ``()``       ``()[]\``     ``()``
``BREAK``          a new chunk
``AND``            a new prompt
``[a:b:N]``        editing
``<lora:x:1>``     a network
an embedding       its name      embedding:   its name       its name
=================  ============  ===========  =============  ===========  ===========

``diffusers`` is its pipeline ``lpw_stable_diffusion_xl``, ``caption`` the text beside a picture of
a training set. Of ``a1111`` there are four, which differ in what they cut out as a comment:

=========================  ======================  ================================================
dialect                    comments                hosts
=========================  ======================  ================================================
``none``                   –                       AUTOMATIC1111 before 1.8, SD.Next; switched off
``hash``                   ``#`` to the line end   AUTOMATIC1111, Forge, Forge Classic before 2026
``hash-slash``             ``#``, ``//`` to the    Forge Neo, Forge Classic
                           line end, ``/* */``
``hash-slash-line-start``  as before, but          reForge
                           ``/* */`` on lines of
                           its own only; any other
                           ``/*`` or ``*/`` cuts
                           to the line end
=========================  ======================  ================================================

A line ends at a line feed alone, as in all of them.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate
from re import Match, Pattern
from typing import Any, Final, Literal

from sd_animagine.syntax.span import Span, blanked

Weights = Literal["webui", "comfyui", "compel", ""]


@dataclass(frozen=True)
class Dialect:
    """A way to read prompts."""

    name: str
    marks: tuple[str, ...] = ()
    """What begins a comment that the line's end ends."""
    blocks: str = ""
    """Where ``/* */`` is a comment: ``anywhere``, ``line-start`` or, empty, nowhere."""
    language: str = "a1111"
    """What the dialect is called where it does not matter what a comment is."""
    weights: Weights = "webui"
    """Whose parser reads the brackets; empty where they are letters."""
    blanks: bool = True
    """May blanks stand beside the number of a bracket?"""
    square: bool = True
    """Do square brackets weigh?"""
    escapes: str = "()[]\\"
    """What a backslash makes a letter of."""
    breaks: bool = True
    """Is ``BREAK`` a mark?"""
    ands: bool = True
    """Is ``AND``?"""
    editing: bool = True
    """Is there prompt editing and alternation?"""
    networks: bool = True
    """Is ``<word:…>`` taken out of a positive prompt?"""
    embedding: str = ""
    """What stands in front of an embedding's name."""

    @property
    def joins(self) -> bool:
        """Does it read neighbours of one weight as one text?"""
        return self.weights != "comfyui"

    def comments(self, text: str, *, line_start: bool = True) -> list[Span]:
        """Return where the comments of a text are: in order, apart from each other.

        Args:
            text: a prompt, or a part of one.
            line_start: does the text begin at a line's start?
        """
        blocks = list(self._blocks(text, line_start)) if self.blocks and "/*" in text else []
        if not blocks:
            return self._lines(text) if any(map(text.__contains__, self.marks)) else []
        kept = _without(text, blocks)  # the hosts look for the other marks when blocks are gone
        return _united(sorted((*blocks, *_placed(self._lines(kept), blocks))))

    def visible(self, text: str) -> str:
        """Return a text with blanks in place of its comments."""
        return blanked(text, self.comments(text))

    def cut(self, text: str) -> str:
        """Return what is left of a text without its comments."""
        return _without(text, self.comments(text))

    def _lines(self, text: str) -> list[Span]:
        found = list(map(Span._make, map(Match.span, _pattern(self.marks).finditer(text))))
        if "\r\n" in text:  # which is the line's end
            return [Span(a, b - text.startswith("\r\n", b - 1)) for a, b in found]
        return found

    def _blocks(self, text: str, line_start: bool) -> Iterator[Span]:
        alone = self.blocks == "line-start"
        at = text.find("/*")
        while at >= 0:
            if alone and not (text[at - 1] == "\n" if at else line_start):
                at = text.find("/*", at + 1)
                continue
            end = text.find("*/", at + 2)
            while alone and end >= 0 and text[end + 2 : end + 3] not in ("", "\n"):
                end = text.find("*/", end + 1)
            if end < 0:
                return
            yield Span(at, end + 2)
            at = text.find("/*", end + 2)


def _pattern(marks: tuple[str, ...]) -> Pattern[str]:
    """From any of the marks to the line's end; in ``*//`` the host has seen ``//`` first."""
    tails = ("(?!/)" if mark == "*/" else "" for mark in marks)
    begins = "|".join(re.escape(mark) + tail for mark, tail in zip(marks, tails, strict=True))
    return re.compile(f"(?:{begins})[^\n]*")


def _without(text: str, spans: list[Span]) -> str:
    kept: list[str] = []
    at = 0
    for start, end in spans:
        kept.append(text[at:start])
        at = end
    return "".join(kept) + text[at:]


def _placed(found: Iterable[Span], gone: list[Span]) -> Iterator[Span]:
    """Spans of the text without some others, as they lie in the text with them."""
    shifts = [0, *accumulate(end - start for start, end in gone)]
    starts = [start - shift for (start, _), shift in zip(gone, shifts, strict=False)]
    for start, end in found:
        before, inside = bisect_right(starts, start), bisect_right(starts, end - 1)
        yield Span(start + shifts[before], end + shifts[inside])


def _united(spans: list[Span]) -> list[Span]:
    """Spans in order, those that touch or overlap as one."""
    found: list[Span] = []
    for start, end in spans:
        if found and start <= found[-1].end:
            found[-1] = Span(found[-1].start, max(end, found[-1].end))
        else:
            found.append(Span(start, end))
    return found


NONE: Final = Dialect("none")
HASH: Final = Dialect("hash", ("#",))
HASH_SLASH: Final = Dialect("hash-slash", ("#", "//"), "anywhere")
LINE_START: Final = Dialect("hash-slash-line-start", ("#", "//", "/*", "*/"), "line-start")
WEBUI_DIALECTS: Final = {each.name: each for each in (NONE, HASH, HASH_SLASH, LINE_START)}
"""Name → the dialect of a WebUI that cuts these comments."""


def _other(name: str, **differences: Any) -> Dialect:
    """A dialect that has nothing of what a WebUI does before it reads brackets."""
    nothing = dict.fromkeys(("breaks", "ands", "editing", "networks"), False)
    return Dialect(name, **{"language": name, **nothing, **differences})


COMFYUI: Final = _other(
    "comfyui", weights="comfyui", square=False, escapes="()", embedding="embedding:"
)
DIFFUSERS: Final = _other("diffusers", blanks=False)
COMPEL: Final = _other("compel", weights="compel", square=False, escapes="()")
CAPTION: Final = _other("caption", weights="", square=False, escapes="")
DIALECTS: Final = {each.language: each for each in (HASH, COMFYUI, DIFFUSERS, COMPEL, CAPTION)}
"""Name → dialect; of a WebUI's the most common."""
