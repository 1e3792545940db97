"""Can a regular expression take more than linear time? Told exactly, by its automaton.

``re`` tries one way of matching after the other. There are many to try where two of its repeats
can both read the same text: between "still in the first" and "already in the second" there is then
a choice at every character. A search adds a repeat of its own in front, the characters it skips.

So a pattern is made an automaton whose states are its single characters (Glushkov's construction),
and it is linear if no text leads from a repeating state back to itself, and to another one, which
it also leads back to itself (Weber and Seidl's criterion for infinite ambiguity), and if no text
leads from a state back to itself in two ways. A repeat that passes a state in which the match is
already complete is excused: there is nothing left that could fail and be tried again.

Assertions are taken as always met, which may find too much but never too little.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

try:
    from re import _constants as constants  # type: ignore[attr-defined]
    from re import _parser as parser  # type: ignore[attr-defined]
except ImportError:  # before Python 3.11
    import sre_constants as constants
    import sre_parse as parser

ALPHABET = [*map(chr, range(0x180)), *"‘’“”　…、。あ漢가АЯ\u0663\u2028\U0001f600，：（）"]
"""A character of every kind that any pattern tells apart."""
MOST_COPIES = 70
"""A repeat of up to so many is written out; a longer one counts as endless."""
_ENDLESS = constants.MAXREPEAT


class _Part(NamedTuple):
    """A piece of a pattern: the states it begins and ends with, each as often as there are ways."""

    first: list[int]
    last: list[int]
    empty: bool


class Automaton:
    """States are numbers; ``reads[s]`` is a set of characters as bits."""

    def __init__(self, pattern: str, flags: int, *, searched: bool, strict: bool = False) -> None:
        self.flags = flags
        self.searched = searched
        self.strict = strict
        """May no assertion be skipped? Tells what is complete whatever follows."""
        self.reads: list[int] = []
        self.follow: list[list[int]] = []
        tree = parser.parse(pattern, flags)
        self.flags |= tree.state.flags
        whole = self.sequence(list(tree))
        if searched:
            skip = self.state(_bits(ALPHABET))
            self.join([skip], [skip])
            self.join([skip], whole.first)
        self.complete = set(whole.last)

    def state(self, reads: int) -> int:
        """A new state that reads some characters."""
        self.reads.append(reads)
        self.follow.append([])
        return len(self.reads) - 1

    def join(self, before: list[int], after: list[int]) -> None:
        """What is behind what."""
        for state in before:
            self.follow[state] += after

    def sequence(self, nodes: list[Any]) -> _Part:
        """Pieces behind each other."""
        whole = _Part([], [], True)
        for node in nodes:
            part = self.node(*node)
            self.join(whole.last, part.first)
            whole = _Part(
                whole.first + part.first if whole.empty else whole.first,
                whole.last + part.last if part.empty else part.last,
                whole.empty and part.empty,
            )
        return whole

    def node(self, kind: Any, value: Any) -> _Part:
        """One piece."""
        name = str(kind)
        if name in ("LITERAL", "NOT_LITERAL", "ANY", "IN"):
            state = self.state(self.characters(name, value))
            return _Part([state], [state], False)
        if name == "SUBPATTERN":
            return self.sequence(list(value[-1]))
        if name == "BRANCH":
            parts = [self.sequence(list(branch)) for branch in value[1]]
            return _Part(
                [state for part in parts for state in part.first],
                [state for part in parts for state in part.last],
                any(part.empty for part in parts),
            )
        if name in ("MAX_REPEAT", "MIN_REPEAT"):
            return self.repeat(*value)
        if name == "AT":
            return _Part([], [], not self.strict and not self.is_start(value))
        if name in ("ASSERT", "ASSERT_NOT"):
            inner = self.sequence(list(value[1])) if value[0] > 0 else _Part([], [], True)
            return _Part(inner.first, [], not self.strict)
        raise ValueError(f"a pattern with {name} is not understood")

    def is_start(self, at: Any) -> bool:
        """Is it an assertion that nothing is met by once a character was skipped?"""
        begins = str(at) == "AT_BEGINNING_STRING" or (
            str(at) == "AT_BEGINNING" and not self.flags & re.MULTILINE
        )
        return begins and self.searched

    def repeat(self, least: int, most: int, tree: Any) -> _Part:
        """Copies that must be, then copies that may be, or one that repeats itself."""
        nodes = list(tree)
        endless = most == _ENDLESS or most > MOST_COPIES
        must = min(least, MOST_COPIES)
        whole = _Part([], [], True)
        for n in range(max(must, 1) if endless else most):
            part = self.sequence(nodes)
            if n >= must:
                part = part._replace(empty=True)
            if endless and n >= must - 1:
                self.join(part.last, part.first)
            self.join(whole.last, part.first)
            whole = _Part(
                whole.first + part.first if whole.empty else whole.first,
                whole.last + part.last if part.empty else part.last,
                whole.empty and part.empty,
            )
        return whole

    def characters(self, name: str, value: Any) -> int:
        """The characters that a single piece reads, as bits: asked of ``re`` itself."""
        tree = parser.SubPattern(parser.State(), [(getattr(constants, name), value)])
        tree.state.flags = self.flags
        tree.state.str = ""
        compiled = re._compiler.compile(tree) if hasattr(re, "_compiler") else _compile(tree)
        return _bits([c for c in ALPHABET if compiled.match(c)])


def _compile(tree: Any) -> re.Pattern[str]:
    import sre_compile

    return sre_compile.compile(tree)


def _bits(characters: list[str]) -> int:
    bits = 0
    for character in characters:
        bits |= 1 << ALPHABET.index(character)
    return bits


def fault(pattern: str, flags: int = 0, *, searched: bool = True) -> str:
    """Why a pattern may take more than linear time; empty if it does not.

    Args:
        pattern: the regular expression.
        flags: as ``re`` takes them.
        searched: is it looked for anywhere in a text, or only matched at its start?
    """
    flags = flags & ~re.UNICODE
    made = Automaton(pattern, flags, searched=searched)
    certain = Automaton(pattern, flags, searched=searched, strict=True).complete
    all_loops = _loops(made)
    loops = _loops(made, without=certain)
    for loop in loops:
        for state in loop:
            twice = [s for s in loop if made.follow[state].count(s) > 1]
            if twice:
                return f"a repeat of a repeat reads {_shown(made, twice[0])} in two ways"
    for second in loops:
        for first in all_loops:
            for p in first:
                for q in second:
                    if p != q and _both(made, first, p, second, q):
                        return f"two repeats read the same: {_shown(made, p)}, {_shown(made, q)}"
    return ""


def _shown(made: Automaton, state: int) -> str:
    if made.searched and state == len(made.reads) - 1:
        return "what a search skips"
    reads = [c for n, c in enumerate(ALPHABET) if made.reads[state] >> n & 1]
    return repr("".join(reads[:12])) + ("…" if len(reads) > 12 else "")


def _loops(made: Automaton, without: Collection[int] = ()) -> list[frozenset[int]]:
    """The sets of states that lead to each other and to themselves, past none of some others."""
    reach = [_reached(made, state, without) for state in range(len(made.reads))]
    found = {
        frozenset(t for t in reach[s] if s in reach[t]) for s in range(len(reach)) if s in reach[s]
    }
    return sorted(found, key=min)


def _reached(made: Automaton, state: int, without: Collection[int]) -> set[int]:
    seen: set[int] = set()
    waiting = [] if state in without else list(made.follow[state])
    while waiting:
        each = waiting.pop()
        if each not in seen and each not in without:
            seen.add(each)
            waiting += made.follow[each]
    return seen


def _both(made: Automaton, first: frozenset[int], p: int, second: frozenset[int], q: int) -> bool:
    """Is there a text that leads from p to p, from p to q and from q to q?"""
    start = (p, p, q)
    seen = {start}
    waiting = [start]
    while waiting:
        for step in _steps(made, waiting.pop(), first, second):
            if step == (p, q, q):
                return True
            if step not in seen:
                seen.add(step)
                waiting.append(step)
    return False


def _steps(
    made: Automaton, at: tuple[int, int, int], first: frozenset[int], second: frozenset[int]
) -> Iterator[tuple[int, int, int]]:
    reads, follow = made.reads, made.follow
    for a in follow[at[0]]:
        if a not in first:
            continue
        for c in follow[at[2]]:
            common = reads[a] & reads[c] if c in second else 0
            if common:
                for b in follow[at[1]]:
                    if reads[b] & common:
                        yield a, b, c
