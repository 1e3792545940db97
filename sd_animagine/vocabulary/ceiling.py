"""The rating ceiling: which words of a text lie above it, in anything the text may turn into.

The host builds many texts out of one prompt: another for each step of prompt editing, without
networks, without brackets. So the prompt is not searched as it stands but walked through with all
its alternatives at once. A position in a tree of forbidden words is kept for every way of reading
what came before; an alternative starts from the positions that its bracket started from. This
reads more than the host ever will (alternatives are not tied to a step), never less; its cost is
linear in the text.

A listed name that is allowed stays allowed where it stands by itself, although it contains a word
that is not: ``facial hair``, ``dick grayson``.

===============================  ==================================================================
character                        what it is for a word
===============================  ==================================================================
letter or digit                  goes on with it; a change between the two may end it, since the
                                 encoder separates them
blank ``_`` ``-``                ends it, or is a blank inside one of several words
bracket, ``:1.2)``               may end it, or is nothing
``[a|b]`` ``[a:b:0.5]`` ``{}``   alternatives: each part, or none
``<lora:…>``, lone backslash     nothing
everything else                  ends it
===============================  ==================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from sd_animagine.model import RATINGS
from sd_animagine.syntax.lexer import NETWORK
from sd_animagine.vocabulary.folding import folded
from sd_animagine.vocabulary.names import escape, normalise

_WEIGHT: Final = re.compile(r":\s*[+-]?[.\d]+\s*\)")
_BLANKS: Final = frozenset(" _-")
_LETTERS: Final = re.compile(r"[A-Za-z]+")
_ESCAPABLE: Final = frozenset("()[]\\|{}")
_NAME: Final = re.compile(r"(?:\\[()\[\]]|[^,，、\r\n()\[\]{}<>|:\\])+")
"""What may be a whole name: from one mark of the prompt language to the next."""
_ROOT: Final = 0
_START: Final = {_ROOT}


class _Tree:
    """Forbidden words, letter by letter; a node is a number."""

    def __init__(self, words: Iterable[str]) -> None:
        self.steps: list[dict[str, int]] = [{}]
        self.word: list[str] = [""]
        """The word that ends at a node."""
        self.nodes: dict[str, int] = {}
        """The node that the letters of a word's beginning lead to."""
        self.behind_blank: set[int] = set()
        for word in words:
            node = _ROOT
            spelled = _spelled(word)
            for n, character in enumerate(spelled, 1):
                if character not in self.steps[node]:
                    self.steps[node][character] = len(self.steps)
                    self.steps.append({})
                    self.word.append("")
                node = self.steps[node][character]
                self.nodes[spelled[:n]] = node
                if character == " ":
                    self.behind_blank.add(node)
            self.word[node] = word if node != _ROOT else ""

    def after(self, nodes: Iterable[int], character: str) -> set[int]:
        """Where a character leads from any of the nodes."""
        steps = self.steps
        return {steps[node][character] for node in nodes if character in steps[node]}


def _spelled(word: str) -> str:
    """A word as the walk sees it: letters, digits and single blanks."""
    plain = "".join(c if c.isascii() and c.isalnum() else " " for w in word for c in folded(w))
    return " ".join(plain.split())


class _Frame:
    """An open ``[`` or ``{``: where it began, and where its alternatives ended so far."""

    __slots__ = ("ends", "split", "start")

    def __init__(self, start: set[int]) -> None:
        self.start = frozenset(start)
        self.ends: set[int] = set()
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
        self._tree = _Tree(above)
        below = (name for name in ranks if name not in self.words)
        self._allowed = frozenset(name for name in below if self._walk(escape(name)))
        """Listed names that are allowed though a word above the ceiling is part of them."""

    def allows(self, rating: str) -> bool:
        """May this rating be asked for?"""
        return rating not in RATINGS or RATINGS.index(rating) <= RATINGS.index(self.rating)

    def exceeding(self, text: str) -> tuple[str, ...]:
        """The words above the ceiling that a text may say, each once."""
        found = self._walk(text)
        if found and self._allowed:
            found = self._walk(_NAME.sub(self._hide, text))
        return found

    def _walk(self, text: str) -> tuple[str, ...]:
        return _Walk(self._tree).run(text)

    def _hide(self, name: re.Match[str]) -> str:
        """``facial hair`` by itself is no ``facial``."""
        return "," if normalise(name[0]) in self._allowed else name[0]


class _Walk:
    """One pass over one text."""

    def __init__(self, tree: _Tree) -> None:
        self.tree = tree
        self.at: set[int] = {_ROOT}
        self.frames: list[_Frame] = []
        self.last_network = -1
        """Behind this place no network ends."""
        self.found: dict[str, None] = {}
        self.previous = ""
        """``a`` after a letter, ``0`` after a digit, empty after anything else."""

    def run(self, text: str) -> tuple[str, ...]:
        """Walk to the end of the text."""
        self.last_network = text.rfind(">")
        position = 0
        while position < len(text):
            position = self.step(text, position)
        self.end_words(self.at)
        for frame in self.frames:  # never closed: what stood before a bar counts as well
            self.end_words(frame.ends)
        return tuple(self.found)

    def step(self, text: str, position: int) -> int:
        """Take in what stands at a position; returns where the next thing begins."""
        raw = text[position]
        if self.at == _START and (letters := _LETTERS.match(text, position)):
            node = self.tree.nodes.get(letters[0].lower())
            self.at = set() if node is None else {node}
            self.previous = "a"
            return letters.end()
        if raw in "([{":
            self.may_end()
            if raw != "(":
                self.frames.append(_Frame(self.at))
        elif raw in ")]}":
            if raw != ")":
                self.close()
            self.may_end()
        elif raw == ":" and (weight := _WEIGHT.match(text, position)):
            self.may_end()
            return weight.end()
        elif raw in ":|":
            self.next_alternative()
        elif raw == "<" and position < self.last_network:
            network = NETWORK.match(text, position)
            if network is not None:
                return network.end()
            self.must_end()
        elif raw == "\\":
            if text[position + 1 : position + 2] in _ESCAPABLE:
                self.must_end()
                return position + 2
        else:
            for character in folded(raw):
                self.take(character)
        return position + 1

    def take(self, character: str) -> None:
        """One folded character that is no syntax."""
        if character in _BLANKS:
            self.end_words(self.at)
            behind = self.at & self.tree.behind_blank
            self.at = {_ROOT, *behind, *self.tree.after(self.at, " ")}
            self.previous = ""
        elif not (character.isascii() and character.isalnum()):
            self.must_end()
        else:
            kind = "0" if character.isdigit() else "a"
            if self.previous and self.previous != kind:
                self.may_end()
            self.at = self.tree.after(self.at, character)
            self.previous = kind

    def must_end(self) -> None:
        """Whatever word there was ends here."""
        self.end_words(self.at)
        self.at = {_ROOT}
        self.previous = ""

    def may_end(self) -> None:
        """A word may end here, go on after a blank, or go on as if nothing were here."""
        self.end_words(self.at)
        self.at |= self.tree.after(self.at, " ")
        self.at.add(_ROOT)
        self.previous = ""

    def next_alternative(self) -> None:
        """A bar or colon: the next part of the innermost bracket, else the end of a word."""
        if not self.frames:
            self.must_end()
            return
        self.may_end()
        frame = self.frames[-1]
        frame.ends |= self.at
        frame.split = True
        self.at = {_ROOT, *frame.start}

    def close(self) -> None:
        """The innermost bracket ends: go on from the end of every alternative, or from none."""
        if not self.frames:
            return
        frame = self.frames.pop()
        self.at |= frame.ends
        if frame.split:
            self.at |= frame.start

    def end_words(self, nodes: Iterable[int]) -> None:
        """Note the words that end here."""
        for node in nodes:
            word = self.tree.word[node]
            if word:
                self.found[word] = None
