"""Which names fit what was typed so far: for tools that have no search of their own.

The page completes by itself, see ``javascript/lookup_match.js``, and forgives more. Here all names
lie in one text, one a line, the most used first: a search through it finds them in the right order,
and ends with the last one wanted. Five steps, each taken only while there is room:

1. the series of the character in front, where it fits
2. the special tags of the model card
3. names that begin like it, then names of which a later word does
4. other names that begin like it
5. from three letters on, names that hold it anywhere
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import chain
from threading import Lock
from typing import Final, NamedTuple

from sd_animagine.lookup.browser_index import COMMON_RANK, special_names
from sd_animagine.vocabulary.kinds import TagKind
from sd_animagine.vocabulary.names import normalise
from sd_animagine.vocabulary.vocabulary import Vocabulary

LIMIT: Final = 30
"""Names where nobody says how many."""
LONGEST: Final = 120
"""A longer query fits nothing."""
_INSIDE_FROM: Final = 3
_BLANKS: Final = str.maketrans(dict.fromkeys('(-/:"', " "))
"""What stands before a later word of a name."""
_OFFERED: Final = frozenset(COMMON_RANK)


class Completion(NamedTuple):
    """A name that fits."""

    name: str
    kind: TagKind
    alias: str = ""
    """The other name that fits where the name itself does not."""


class _Lines:
    """Names, one a line."""

    def __init__(self, names: Iterable[str]) -> None:
        self.text = "\n".join(("", *names, ""))
        self.plain = self.text.translate(_BLANKS)
        """The same with a blank for all that separates words, so that one search finds them."""

    def hold(self, query: str) -> bool:
        """Return whether it stands anywhere in them."""
        return query.translate(_BLANKS) in self.plain

    def beginning(self, query: str) -> Iterator[str]:
        """The names that begin with it."""
        return self._holding("\n" + query)

    def later_word(self, query: str) -> Iterator[str]:
        """The names of which a word, but not the first one, begins with it."""
        return self._holding(" " + query)

    def anywhere(self, query: str) -> Iterator[str]:
        """The names that hold it."""
        return self._holding(query)

    def _holding(self, needle: str) -> Iterator[str]:
        """The lines in which the needle is, in their order."""
        text, plain, needle = self.text, self.plain, needle.translate(_BLANKS)
        at = plain.find(needle)
        while 0 <= at < len(text) - 1:
            start = text.rfind("\n", 0, at + 1) + 1
            end = text.find("\n", at + 1)
            yield text[start:end]
            at = plain.find(needle, end)


class _Index:
    """The names of a vocabulary, ready to be searched."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        kinds = vocabulary.kinds

        def place(name: str) -> float:
            rank = vocabulary.rank(name)
            return math.inf if rank is None else COMMON_RANK[kinds[name]](rank)

        names = sorted((name for name, kind in kinds.items() if kind in _OFFERED), key=place)
        at = {name: n for n, name in enumerate(names)}
        self.special = _Lines(special_names())
        self.names = _Lines(names)
        aliases = ((alias, at.get(name)) for alias, name in vocabulary.aliases.items())
        known = [(place, alias) for alias, place in aliases if place is not None and alias]
        self.aliases = _Lines(alias for _, alias in sorted(known))

    def fitting(self, query: str, series: list[str]) -> Iterator[tuple[str, str]]:
        """Each name that fits and the alias by which it does, best first, some more than once."""
        held = False
        for lines in (_Lines(series), self.special, self.names):
            held = lines.hold(query)
            for name in chain(lines.beginning(query), lines.later_word(query)) if held else ():
                yield name, ""
        for alias in self.aliases.beginning(query):
            yield self.vocabulary.aliases[alias], alias
        if held and len(query) >= _INSIDE_FROM:
            for name in self.names.anywhere(query):
                yield name, ""


_lock = Lock()
"""Making an index takes a fraction of a second: whoever comes meanwhile waits for it."""
_made: list[_Index] = []


def _index(vocabulary: Vocabulary) -> _Index:
    with _lock:
        if not _made or _made[0].vocabulary is not vocabulary:
            _made[:] = [_Index(vocabulary)]
        return _made[0]


def complete(
    vocabulary: Vocabulary, typed: str, *, limit: int = LIMIT, after: str = ""
) -> list[Completion]:
    """The names that fit best, most used first.

    Args:
        vocabulary: the tag lists.
        typed: the tag up to the caret, in any spelling.
        limit: names at most.
        after: the tag in front; a character brings its series.
    """
    query = _query(typed)
    if len(query) > LONGEST:
        return []
    index = _index(vocabulary)
    series = _series(vocabulary, after)
    found = _first(index.fitting(query, series), limit)
    lower = typed.strip().lower()
    if not found and "_" in lower:  # a kaomoji is written with it
        found = _first(index.fitting(lower, series), limit)
    return [Completion(name, vocabulary.kinds[name], alias) for name, alias in found.items()]


def _query(typed: str) -> str:
    """The normal form of what was typed; a blank behind it says that the word has ended."""
    query = normalise(typed)
    return query + " " if query and typed[-1:] in (" ", "_") else query


def _series(vocabulary: Vocabulary, after: str) -> list[str]:
    """The series of the character in front, the narrow one first."""
    name, kind = vocabulary.look_up(after)
    if kind is not TagKind.CHARACTER:
        return []
    known = vocabulary.character(name)
    series = (known.series, known.broader) if known is not None else ()
    return [name for name in series if name in vocabulary.kinds]


def _first(fitting: Iterable[tuple[str, str]], limit: int) -> dict[str, str]:
    """The first names of these, each once, with the alias by which it was found."""
    found: dict[str, str] = {}
    for name, alias in fitting:
        found.setdefault(name, alias)
        if len(found) >= limit:
            break
    return found
