"""“Did you mean”: the known names nearest to an unknown one, nearest first, popular first.

Four looks, each only if the one before found nothing:

1. the same words in another form: plural, hyphen or blank, swapped (``yuno gasai``), with an
   article (``a robot``). A few dictionary look-ups, see ``forms``.
2. the same name with something in brackets: ``hu tao`` → ``hu tao (genshin impact)``.
3. names a few edits away. rapidfuzz measures, and only names that share three letters with the
   word at their beginning or end; without rapidfuzz those of the most used names that are one edit
   away (special tags are looked up by the rule ANI201 itself);
4. a name that differs in blanks and punctuation only: ``firefly honkai star rail``.

What is offered must be what somebody may have meant, or people stop reading: an edit that takes
one real word for another (``bed dress``), another first letter, two letters exchanged or a rare
name next to a short word is no typing error.

The index is built when the first unknown name asks: lists of names that are in memory already, one
for each beginning and each end of three letters.
"""

from __future__ import annotations

import string
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from functools import cached_property, lru_cache
from heapq import nsmallest
from importlib import import_module
from typing import Any, Final

from sd_animagine.lookup.distance import distance, strange
from sd_animagine.lookup.forms import forms, singular, swapped
from sd_animagine.vocabulary.kinds import TagKind
from sd_animagine.vocabulary.vocabulary import Vocabulary

LIMIT: Final = 3
"""Suggestions at most."""

_SHORTEST: Final = 3
_LONGEST: Final = 60
"""Letters of a word that is looked up at all, blanks and punctuation left out."""

_OFFERED: Final = (
    *(TagKind.QUALITY, TagKind.SCORE, TagKind.RESOLUTION),
    *(TagKind.GENERAL, TagKind.SERIES, TagKind.CHARACTER),
)
"""Of equally near names one of an earlier kind comes first. Ratings are never guessed, and other
models' tags are no advice."""

_KEPT: Final = 10_000
"""Answers that are kept: while somebody types, the same unknown names are asked for at each key,
and a long prompt repeats its own."""

_SOLID: Final = str.maketrans("", "", string.punctuation + " ")
_ENDS: Final = 3
"""Letters of a beginning or an end that the index knows."""
_MOST_BLANKS: Final = 9
"""Blanks and punctuation that a name may have besides its letters, to be found without them."""

_WELL_KNOWN: Final = {TagKind.GENERAL: 4000, TagKind.SERIES: 1000, TagKind.CHARACTER: 1500}
"""How far down its list a name may stand to be what a short or single word was meant to be."""

_COMMON: Final = 500
"""The same for a word of four letters."""
_SHORTEST_MISTYPED: Final = 4
"""Letters of a name that one edit does not make another word of."""
_MOST_USED: Final = 5000
"""Names in which a typing error is found without rapidfuzz."""

_CALLED: Final = 3000
"""How far down a character may stand that is called by a word which is nearly another tag."""
_FAMOUS: Final = 300
"""How far down a series may stand that is called by a single word."""
_RARE: Final = 10**9


def suggestions(
    vocabulary: Vocabulary, name: str, context: Container[str] = frozenset()
) -> list[str]:
    """The names that may have been meant, at most ``LIMIT``; empty if nothing is near.

    Args:
        vocabulary: the tag lists.
        name: normal form of a name that none of them holds.
        context: names that stand beside it; a character of one of these series is nearer.
    """
    return _suggester(vocabulary).suggest(name, context)


def engine() -> str:
    """What looks unknown names up, in one sentence for people."""
    if _rapidfuzz() is None:
        return (
            f"suggestions: one typing error in the {_MOST_USED} most used names; "
            "install rapidfuzz for typing errors in all names"
        )
    return f"suggestions: rapidfuzz {import_module('rapidfuzz').__version__}, all names"


def uses_rapidfuzz() -> bool:
    """Are typing errors looked for in all names?"""
    return _rapidfuzz() is not None


@lru_cache(maxsize=1)
def _rapidfuzz() -> tuple[Any, Any] | None:
    """``process.extract`` and the distance to use with it, or None where it is not installed."""
    try:
        process = import_module("rapidfuzz.process")
        metrics = import_module("rapidfuzz.distance")
    except ImportError:
        return None
    return process.extract, metrics.OSA.distance


@lru_cache(maxsize=2)
def _suggester(vocabulary: Vocabulary) -> _Suggester:
    return _Suggester(vocabulary)


def _solid(name: str) -> str:
    """The name without blanks and punctuation: what typing errors are counted in."""
    return name.translate(_SOLID)


class _Suggester:
    """The look-ups over one vocabulary."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.kinds = vocabulary.kinds
        self.vocabulary = vocabulary
        self._kept: dict[str, tuple[list[str], list[str]]] = {}

    def suggest(self, name: str, context: Container[str]) -> list[str]:
        """See ``suggestions``."""
        letters = _solid(name)
        if not _SHORTEST <= len(letters) <= _LONGEST or name in self.vocabulary.never:
            return []
        if name not in self._kept:
            if len(self._kept) >= _KEPT:
                self._kept.clear()
            self._kept[name] = self._forms_and_near(name, letters)
        other_forms, near = self._kept[name]
        bare, is_beside = self._bare(name, context)
        if is_beside:
            return bare
        if other_forms:
            return [*other_forms, *self._called(name)][:LIMIT]
        return bare or near

    def _forms_and_near(self, name: str, letters: str) -> tuple[list[str], list[str]]:
        words = name.split()
        odd = [self._is_odd(word) for word in words]
        found = self._other_forms(name, any(odd))
        if found:
            return found, []
        return [], self._mistyped(name, words, odd) or self._same_letters(name, letters)

    def _target(self, name: str) -> str:
        """What is offered for a text: the name in use, empty where it is none or never offered."""
        actual = self.vocabulary.in_use(name)
        return actual if self.kinds.get(actual) in _OFFERED else ""

    # --- other forms -----------------------------------------------------------------------------

    def _other_forms(self, name: str, has_odd: bool) -> list[str]:
        written = swapped(name) if has_odd else forms(name)
        found = dict.fromkeys(map(self._target, written))
        found.pop("", None)
        return list(found)[:LIMIT]

    def _bare(self, name: str, context: Container[str]) -> tuple[list[str], bool]:
        """Names that are this one with something in brackets; does their series stand beside it?"""
        if name not in self._bases:
            return [], False
        start = name + " ("
        begun = [full for full in self._ends[0][start[:_ENDS]] if full.startswith(start)]
        plain = [full for full in begun if full.find(" (", len(name) + 2) < 0]
        found = self._in_use(plain) or self._in_use(begun)  # costumes only without anything else
        beside = [full for full in found if self._is_of(full, context)]
        if beside or " " in name:
            return (beside or found)[:LIMIT], bool(beside)
        return [full for full in found if self._is_short_for(full)][:LIMIT], False

    def _called(self, name: str) -> list[str]:
        """The best known character of a single word: ``firefly`` is one, too."""
        if " " in name or name not in self._bases:
            return []
        begun = (full for full in self._ends[0][name[:_ENDS]] if full.startswith(name + " ("))
        known = self._in_use(
            full
            for full in begun
            if self.kinds.get(full) is TagKind.CHARACTER
            and (self.vocabulary.rank(full) or _RARE) <= _CALLED
        )
        return known[:1]

    def _in_use(self, names: Iterable[str]) -> list[str]:
        """What is offered for known names and other names, each once, the more usual first."""
        return sorted({self._target(name) for name in names} - {""}, key=self._order)

    def _is_of(self, name: str, context: Container[str]) -> bool:
        """Is the character of a series that stands beside it?"""
        known = self.vocabulary.character(name)
        return known is not None and any(s in context for s in (known.series, known.broader) if s)

    def _is_short_for(self, full: str) -> bool:
        """May a single word stand for this name? Characters are called by too common ones."""
        if self.kinds.get(full) is TagKind.SERIES:
            return (self.vocabulary.rank(full) or _RARE) <= _FAMOUS
        return self.kinds.get(full) is TagKind.GENERAL and self._is_well_known(full)

    # --- a few edits away ------------------------------------------------------------------------

    @cached_property
    def _ends(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        """First three letters, and last three letters → names, the shorter ones first."""
        starts: defaultdict[str, list[str]] = defaultdict(list)
        ends: defaultdict[str, list[str]] = defaultdict(list)
        for name in sorted((*self.kinds, *self.vocabulary.aliases), key=len):
            starts[name[:_ENDS]].append(name)
            ends[name[-_ENDS:]].append(name)
        return starts, ends

    @cached_property
    def _bases(self) -> frozenset[str]:
        """What stands before the brackets of names that end in brackets."""
        return frozenset(name.partition(" (")[0] for name in self.kinds if name[-1:] == ")")

    @cached_property
    def _words(self) -> frozenset[str]:
        """Words that tags and series are made of: to use one of them is no typing error."""
        made_of = (TagKind.GENERAL, TagKind.SERIES)
        names = (name for name, kind in self.kinds.items() if kind in made_of)
        return frozenset(word for name in names for word in name.split())

    @cached_property
    def _neighbours(self) -> dict[str, tuple[str, ...]]:
        """The most used names without one of their letters → these names."""
        found: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
        for name in self._most_used():
            for short in {name, *_without_one(name)}:
                found[short] += (name,)
        return dict(found)

    def _most_used(self) -> list[str]:
        """The names that come first in their lists, of each kind its share."""
        ranked = (
            (rank / _WELL_KNOWN[kind], name)
            for name, kind in self.kinds.items()
            if kind in _WELL_KNOWN and len(name) >= _SHORTEST_MISTYPED
            for rank in (self.vocabulary.rank(name) or _RARE,)
            if rank <= _WELL_KNOWN[kind]
        )
        return [name for _, name in nsmallest(_MOST_USED, ranked)]

    def _one_edit_away(self, name: str, words: list[str], odd: list[bool]) -> list[str]:
        """The most used names that differ in one letter, or in two exchanged ones."""
        near = {
            known
            for short in (name, *_without_one(name))
            for known in self._neighbours.get(short, ())
            if distance(name, known) == 1
        }
        meant = {self._target(k) for k in near if self._is_meant(name, words, odd, k, _bounded)}
        return sorted(meant - {""}, key=self._order)[:LIMIT]

    def _mistyped(self, name: str, words: list[str], odd: list[bool]) -> list[str]:
        if not any(odd):
            return []
        fuzzy = _rapidfuzz()
        if fuzzy is None:
            return self._one_edit_away(name, words, odd)
        extract, distance = fuzzy
        reach = _reach(len(name))
        starts, ends = self._ends
        meant: dict[str, tuple[int, int, int]] = {}
        for names in (starts.get(name[:_ENDS], []), ends.get(name[-_ENDS:], [])):
            near = _of_length(names, len(name) - reach, len(name) + reach)
            for known, edits, _ in extract(
                name, near, scorer=distance, score_cutoff=reach, limit=None
            ):
                target = self._target(known)
                if target and self._is_meant(name, words, odd, known, distance):
                    meant.setdefault(target, (edits, *self._order(target)))
            if meant and min(meant.values())[0] == 1:  # nothing can be nearer
                break
        return sorted(meant, key=meant.__getitem__)[:LIMIT]

    def _order(self, name: str) -> tuple[int, int]:
        """Of equally near names in use the more usual one first: by kind, then by use."""
        return _OFFERED.index(self.kinds[name]), self.vocabulary.rank(name) or 0

    def _is_meant(
        self, typed: str, words: list[str], odd: list[bool], known: str, distance: Any
    ) -> bool:
        """Can somebody have meant a known name a few edits away?"""
        if _digits(typed) != _digits(known):
            return False
        theirs = known.split()
        if len(words) != len(theirs):
            apart = distance(_solid(typed), _solid(known))
            return apart == 0 or (apart == 1 and len(typed) > 12)
        if len(words) == 1 and len(typed) < 9 and not self._is_well_known(self._target(known)):
            return False
        if len(words) == 1 and len(typed) == _SHORTEST_MISTYPED and self._is_common(known):
            return typed[0] == known[0] and min(strange(typed, known), strange(known, typed)) == 0
        differ = [pair for pair in zip(words, theirs, odd, strict=True) if pair[0] != pair[1]]
        alone = len(differ) > 1 or len(words) == 1
        return all(is_odd and _is_slip(a, b, distance, alone) for a, b, is_odd in differ)

    def _same_letters(self, name: str, letters: str) -> list[str]:
        """The name that differs in blanks and punctuation only."""
        names = self._ends[0].get(name[:_ENDS], [])
        near = _of_length(names, len(letters), len(letters) + _MOST_BLANKS)
        solids = _solid("\n".join(near)).split("\n")  # all in one go
        pairs = zip(near, solids, strict=False)
        return self._in_use(each for each, solid in pairs if solid == letters)[:1]

    def _is_well_known(self, name: str) -> bool:
        kind = self.kinds.get(name, TagKind.UNKNOWN)
        return (self.vocabulary.rank(name) or _RARE) <= _WELL_KNOWN.get(kind, 0)

    def _is_common(self, name: str) -> bool:
        target = self._target(name)
        return self.kinds.get(target) is TagKind.GENERAL and (
            (self.vocabulary.rank(target) or _RARE) <= _COMMON
        )

    def _is_odd(self, word: str) -> bool:
        """Is this no word that tags are made of, nor two of them in one (``blacklight``)?"""
        words = self._words
        if word in words or singular(word) in words:
            return False
        cuts = range(_ENDS, len(word) - _ENDS + 1)
        return not any(word[:n] in words and word[n:] in words for n in cuts)


def _without_one(name: str) -> Iterator[str]:
    """The name without each of its letters."""
    return (name[:n] + name[n + 1 :] for n in range(len(name)))


def _bounded(a: str, b: str, *, score_cutoff: int = 0) -> int:
    """Edits between two words, as rapidfuzz is asked for them."""
    return distance(a, b)


def _of_length(names: list[str], least: int, most: int) -> list[str]:
    """Of names, the shorter ones first, those of so many letters."""
    return names[bisect_left(names, least, key=len) : bisect_right(names, most, key=len)]


def _reach(letters: int) -> int:
    """Edits that a word of so many letters may be away."""
    return 1 if letters < 8 else 2


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _is_slip(a: str, b: str, distance: Any, alone: bool) -> bool:
    """Is one word the other, mistyped?

    Standing alone it must be more like it than beside the right other words: the first letter is
    rarely wrong, and two exchanged ones are another word.
    """
    reach = _reach(max(len(a), len(b)))
    if distance(a, b, score_cutoff=reach) > reach:
        return False
    if not alone:
        return len(a) > 2
    if a[0] != b[0] and sorted(a[:2]) != sorted(b[:2]):
        return False
    if len(a) < 5:  # a letter more or less makes too many other words
        return sorted(a) == sorted(b)
    return min(strange(a, b), strange(b, a)) <= (len(a) > 5)
