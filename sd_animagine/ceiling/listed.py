"""Names to look for, in every form and order, as an automaton that reads letter by letter.

A name is found as a whole: at its ends stand no letters. Between its words may stand blanks or
nothing (``cowgirlposition``), each word may have another form (``undressed``), two or three words
may stand in another order (``breasts bare``). What is written as several characters and one for the
encoder (``tokens.spellings``) is read both ways.

Where the reading is, is a set of places. A place is a number (how far into a name, how far into its
next word) and the characters that may yet become one, the last begun last. Few sets ever occur, so
each is remembered with where every character leads from it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Final, NamedTuple

from sd_animagine.ceiling.folding import folded
from sd_animagine.ceiling.inflections import inflected
from sd_animagine.tokens.cleaning import plain
from sd_animagine.tokens.spellings import followed, starts

UNREADABLE: Final = "text that cannot be read"
"""Reported where a text may be read in more ways than are followed."""

Place = tuple[tuple[str, ...], int]
At = frozenset[Place]

_BEGIN: Final = 0
"""The state before the first letter of a name."""
_LOST: Final = -1
"""The state in a word that no name goes on with: every word may be one, so it is in every set."""
START: Final[At] = frozenset({((), _BEGIN), ((), _LOST)})
"""Before the first letter of a word."""
_NOWHERE: Final[At] = frozenset({((), _LOST)})
_DEEPEST: Final = 3
"""Characters begun in each other that are followed."""
_TOO_DEEP: Final = "…"
"""Stands in a place for whatever was begun before."""
_LETTERS: Final = 1 << 20
"""Above the number of places in words; a place in a name counts in these."""
_REMEMBERED: Final = 50_000
SMALL: Final = frozenset(
    (
        *("about", "after", "around", "at", "between", "by", "from", "in", "of", "on", "over"),
        *("through", "to", "under", "with", "without", "the", "a", "an", "another", "s", "own"),
        "no",
    )
)
"""Words that have no other form, and whose names have one order."""
_APART: Final = frozenset(",;.!?|")
"""What divides more than words; every other mark may stand between those of a name."""
_FILLERS: Final = ("a", "an", "the", "her", "his", "my", "their", "your", "its")
"""Words that may stand between those of a name."""


class Read(NamedTuple):
    """Where some characters lead, and what ended with them."""

    at: At
    found: frozenset[str]


class Automaton:
    """The automaton.

    Args:
        names: what is looked for.
        innocent: words that are no form of another one.
    """

    def __init__(self, names: Iterable[str], innocent: Iterable[str] = ()) -> None:
        self._words: list[dict[str, int]] = [{}]
        self._ends: list[tuple[int, ...]] = [()]
        """The words of which one form ends at a place."""
        self._numbers: dict[tuple[str, bool], int] = {}
        self._below: list[set[int]] = [set()]
        """The words of which one form ends at a place or behind it."""
        self._next: list[dict[int, int]] = [{}]
        """Place in a name, and the number of a word → the place behind that."""
        self._names: list[str] = [""]
        """The name that ends at a place."""
        self._innocent = frozenset(innocent)
        self._fillers = frozenset(self._number(word, inflect=False) for word in _FILLERS)
        for name in names:
            self._add(name)
        self._known: dict[tuple[At, str], Read] = {}

    # --- the lists -------------------------------------------------------------------------------

    def _add(self, name: str) -> None:
        words = spelled(name).split()
        orders: Iterable[Iterable[str]] = (words,)
        abbreviated = min(map(len, words), default=0) < 2
        if 1 < len(words) < 4 and not abbreviated and SMALL.isdisjoint(words):
            orders = permutations(words)
        for order in orders:
            place = 0
            for word in order:
                number = self._number(word, inflect=not abbreviated)
                if number not in self._next[place]:
                    self._next[place][number] = len(self._next)
                    self._next.append({})
                    self._names.append("")
                place = self._next[place][number]
            self._names[place] = self._names[place] or (name if place else "")

    def _number(self, word: str, *, inflect: bool) -> int:
        """The number of a word, all forms of which lead to it."""
        key = word, inflect
        if key in self._numbers:
            return self._numbers[key]
        number = self._numbers[key] = len(self._numbers)
        forms = {word}
        if inflect and word.isalpha() and len(word) > 2 and word not in SMALL:
            forms |= inflected(word) - self._innocent
        for form in forms:
            place = 0
            for letter in form:
                if letter not in self._words[place]:
                    self._words[place][letter] = len(self._words)
                    self._words.append({})
                    self._ends.append(())
                    self._below.append(set())
                place = self._words[place][letter]
                self._below[place].add(number)
            self._ends[place] += (number,)
        return number

    # --- reading ---------------------------------------------------------------------------------

    def letters(self, at: At, word: str) -> Read:
        """A run of Latin letters."""
        read = self._known.get((at, word))
        if read is not None:
            return read
        found: set[str] = set()
        now = at
        for letter in word:
            now = self._step(now, letter, found)
            if now == _NOWHERE:
                break
        return self._remembered(at, word, Read(now, frozenset(found)))

    def character(self, at: At, character: str) -> Read:
        """Any other character that is no mark of the prompt language."""
        read = self._known.get((at, character))
        if read is not None:
            return read
        found: set[str] = set()
        into = self._step(at, character, found)
        return self._remembered(at, character, Read(into, frozenset(found)))

    def mark(self, at: At, mark: str = "") -> Read:
        """A mark of the prompt language: a word may end, a blank may stand here, or nothing.

        What has begun may also go on with it, where it is no mark for this host.
        """
        key = f"mark {mark}"
        read = self._known.get((at, key))
        if read is not None:
            return read
        found: set[str] = set()
        ended = self._ended({state for begins, state in at if not begins}, found)
        into = {*at, *(((), state) for state in ended)}
        if mark:
            self._follow(into, found, at, {mark})
        return self._remembered(at, key, Read(frozenset(into), frozenset(found)))

    def _remembered(self, at: At, characters: str, read: Read) -> Read:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known[at, characters] = read
        return read

    def _step(self, at: At, character: str, found: set[str], *, may_end: bool = False) -> At:
        """Where a character leads; with ``may_end``, a word may as well end before it."""
        states = {state for begins, state in at if not begins}
        for each in folded(character) or ("",):
            states = self._plain(states, each, found, may_end)
        into: set[Place] = {((), state) for state in states}
        self._follow(into, found, at, {character, plain(character)})
        return frozenset(into)

    def _follow(self, into: set[Place], found: set[str], at: At, characters: set[str]) -> None:
        """What has begun goes on with one of some characters, or begins with it."""
        starting = characters & starts()
        for begins, state in at:
            if begins:
                self._continue(into, found, (begins, state), characters)
            for each in starting:
                outer = begins if len(begins) < _DEEPEST else (_TOO_DEEP,)
                into.add(((*outer, each), state))

    def _continue(
        self, into: set[Place], found: set[str], place: Place, characters: set[str]
    ) -> None:
        """One more of the characters that may become one."""
        begins, state = place
        outer = begins[:-1]
        for each in characters:
            if not each:  # the cleaning takes it out
                into.add(place)
                continue
            short, stands_for = followed(begins[-1], each)
            if short:
                into.add(((*outer, short), state))
            for meaning in stands_for:
                if outer == (_TOO_DEEP,):
                    found.add(UNREADABLE)
                    continue
                at: At = frozenset({(outer, state)})
                for one in meaning:
                    at = self._step(at, one, found, may_end=True)
                into |= at

    def _plain(self, states: set[int], character: str, found: set[str], may_end: bool) -> set[int]:
        """Where a folded character leads that is read as it stands."""
        letter = character.isascii() and character.isalnum()
        ended = set() if letter and not may_end else self._ended(states, found)
        if letter:
            return {into for state in states | ended for into in self._letter(state, character)}
        if not character:
            return states | ended
        apart = character in _APART or not character.isascii()
        return {_BEGIN, _LOST} if apart else ended

    def _letter(self, state: int, letter: str) -> Iterator[int]:
        yield _LOST
        name, word = divmod(state, _LETTERS)
        next_word = self._words[word].get(letter) if state != _LOST else None
        if next_word is None:
            return
        may_end_as = self._below[next_word]
        filler = name and not may_end_as.isdisjoint(self._fillers)
        if not filler and may_end_as.isdisjoint(self._next[name]):
            return
        yield name * _LETTERS + next_word
        for number in self._ends[next_word]:
            behind = self._next[name].get(number)
            if behind is not None and self._next[behind]:
                yield behind * _LETTERS  # the next word without a blank

    def _ended(self, states: set[int], found: set[str]) -> set[int]:
        """Where a next word begins if one ends here; what ends with it is found."""
        into = {_BEGIN, _LOST}
        for state in states - into:
            name, word = divmod(state, _LETTERS)
            if not word:
                into.add(state)
            for number in self._ends[word]:
                if name and number in self._fillers:
                    into.add(name * _LETTERS)
                behind = self._next[name].get(number)
                if behind is None:
                    continue
                if self._names[behind]:
                    found.add(self._names[behind])
                if self._next[behind]:
                    into.add(behind * _LETTERS)
        return into


def spelled(name: str) -> str:
    """A name as it is read: letters, digits and single blanks."""
    read = "".join(c if c.isascii() and c.isalnum() else " " for w in name for c in folded(w))
    return " ".join(read.split())
