"""The rating ceiling: which words of a text lie above it, in anything the text may turn into.

The host builds many texts out of one prompt: another for each step of prompt editing, without
networks, without brackets; and the encoders' own cleaning turns each into another one still. So the
prompt is not searched as it stands but walked through with all its alternatives at once: where the
reading of names (``listed``) is, is kept for every way of reading what came before; an alternative
starts from where its bracket started. This reads more than the host ever will (alternatives are not
tied to a step), never less; its cost is linear in the text.

A listed name that is allowed is innocent although it contains a word that is not: ``facial hair``,
``dick grayson``.

===============================  ==================================================================
character                        what it is for a word
===============================  ==================================================================
letter or digit                  goes on with it; a change between the two may end it, since the
                                 encoder separates them
blank, ``_ - ' : /`` …           ends it, or is a blank inside one of several words
bracket, ``:1.2)``, invisible    may end it, or is nothing
``[a|b]`` ``[a:b:0.5]`` ``{}``   alternatives: each part, or none
``<lora:…>``, lone backslash     may end it, or is nothing
``&#110;``, mojibake             what it stands for once the encoder has cleaned it, or itself
``, ; . ! ?``, everything else   ends it
===============================  ==================================================================
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from sd_animagine.ceiling.listed import START, UNREADABLE, At, Automaton, Read
from sd_animagine.model import RATINGS
from sd_animagine.syntax.lexer import NAME, marks
from sd_animagine.tokens.cleaning import cleaned
from sd_animagine.vocabulary.names import escape, normalise

_MOST_PLACES: Final = 600
_OPENING: Final = frozenset("([{")
_CLOSING: Final = frozenset(")]}")
_DIVIDING: Final = frozenset(":|")


class _Frame:
    """An open ``[`` or ``{``: where it began, and where its alternatives ended so far."""

    __slots__ = ("ends", "split", "start")

    def __init__(self, start: At) -> None:
        self.start = start
        self.ends: At = frozenset()
        self.split = False
        """Has it alternatives at all?"""


class Ceiling:
    """The highest rating that an operator allows, and the words above it."""

    def __init__(self, rating: str, words: Mapping[str, str]) -> None:
        """Keep the words that lie above a rating.

        Args:
            rating: one of the card's four.
            words: tag → the rating that it stands for.
        """
        self.rating = rating
        highest = RATINGS.index(rating)
        ranks = {**words, **dict(zip(RATINGS, RATINGS, strict=True))}
        above = [w for w, r in ranks.items() if r in RATINGS and RATINGS.index(r) > highest]
        self.words: Final = frozenset(above)
        below = [name for name in ranks if name not in self.words]
        self._names = Automaton(above, below)
        walked = ((name, frozenset(self._walk(escape(name)))) for name in below)
        self._allowed = {name: found for name, found in walked if found}
        """Listed names that are allowed, and the words above the ceiling that are part of them."""
        longest_first = sorted(map(re.escape, self._allowed), key=len, reverse=True)
        self._allowed_name = re.compile(rf"(?<![^\W_])(?:{'|'.join(longest_first)})(?![^\W_])")

    def allows(self, rating: str) -> bool:
        """May this rating be asked for?"""
        return rating not in RATINGS or RATINGS.index(rating) <= RATINGS.index(self.rating)

    def exceeding(self, text: str) -> tuple[str, ...]:
        """The words above the ceiling that a text may say, each once."""
        found = self._read(text)
        if found and self._allowed:
            found = self._less_allowed(text, found)
        return tuple(found)

    def _read(self, text: str) -> dict[str, None]:
        """What the text says as it stands, and cleaned as a whole."""
        found = self._walk(text)
        clean = cleaned(text)
        if clean.places is not None:
            found |= self._walk(clean.text)
        return found

    def _walk(self, text: str) -> dict[str, None]:
        return _Walk(self._names).run(text)

    def _less_allowed(self, text: str, found: dict[str, None]) -> dict[str, None]:
        """What is found besides the parts of allowed names: ``facial hair`` is no ``facial``."""
        innocent: set[str] = set()

        def hide(match: re.Match[str]) -> str:
            innocent.update(self._allowed[match[0]])
            return ","

        def hide_in(segment: re.Match[str]) -> str:
            name = normalise(segment[0])
            hidden = self._allowed_name.sub(hide, name)
            return segment[0] if hidden == name else escape(hidden)

        hidden = NAME.sub(hide_in, text)
        if not innocent:
            return found
        rest = {word: None for word in found if word not in innocent}
        return rest | self._read(hidden)


class _Walk:
    """One pass over one text."""

    def __init__(self, names: Automaton) -> None:
        self.names = names
        self.at = START
        self.frames: list[_Frame] = []
        self.found: dict[str, None] = {}
        self.previous = ""
        """``a`` after a letter, ``0`` after a digit, empty after anything else."""

    def run(self, text: str) -> dict[str, None]:
        """Walk to the end of the text."""
        for mark in marks(text):
            self.step(mark)
        self.may_end()
        for frame in self.frames:  # never closed: what stood before a bar counts as well
            self.take(self.names.mark(frame.ends))
        return self.found

    def step(self, mark: str) -> None:
        """Take in one run of letters, mark of the prompt language, or other character."""
        first = mark[0]
        if first.isascii() and first.isalpha():
            self.change_to("a")
            self.take(self.names.letters(self.at, mark))
        elif mark in _OPENING:
            self.may_end(mark)
            if mark != "(":
                self.frames.append(_Frame(self.at))
        elif mark in _CLOSING:
            if mark != ")":
                self.close()
            self.may_end(mark)
        elif mark in _DIVIDING:
            self.next_alternative(mark)
        elif len(mark) > 1 and first == "\\":
            self.literal(mark[1])
        elif len(mark) > 1 or first == "\\":  # a weight, a network, a backslash that goes
            self.may_end()
        else:
            self.literal(mark)

    def literal(self, character: str) -> None:
        """A character that is no mark of the prompt language."""
        self.change_to("0" if character.isdigit() else "a" if character.isalpha() else "")
        self.take(self.names.character(self.at, character))

    def change_to(self, kind: str) -> None:
        """Between letters and digits a word may end."""
        if kind and self.previous and self.previous != kind:
            self.may_end()
        self.previous = kind

    def take(self, read: Read) -> None:
        """Go where something led."""
        self.go_on_from(read.at)
        if read.found:
            self.found.update(dict.fromkeys(sorted(read.found)))

    def go_on_from(self, at: At) -> None:
        """Be somewhere else; in too many places at once, nothing can be ruled out."""
        self.at = at
        if len(at) > _MOST_PLACES:
            self.found[UNREADABLE] = None
            self.at = START

    def may_end(self, mark: str = "") -> None:
        """A word may end here, go on after a blank, or go on as if nothing were here."""
        self.take(self.names.mark(self.at, mark))
        self.previous = ""

    def next_alternative(self, mark: str) -> None:
        """A bar or colon: the next part of the innermost bracket, else the end of a word."""
        if not self.frames:
            self.literal(mark)
            return
        self.may_end(mark)
        frame = self.frames[-1]
        frame.split = True
        as_text = self.at if mark == ":" else START  # divides nothing where no number follows
        self.go_on_from(self.at | frame.ends)
        frame.ends = self.at
        self.at = frame.start | as_text

    def close(self) -> None:
        """The innermost bracket ends: go on from the end of every alternative, or from none."""
        if not self.frames:
            return
        frame = self.frames.pop()
        self.go_on_from(self.at | frame.ends | (frame.start if frame.split else frozenset()))
