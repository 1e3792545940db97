"""“Did you mean”: the known names nearest to an unknown one, nearest first, popular first.

Three looks, each only if the one before found nothing:

1. the same words in another form: plural, hyphen or blank, swapped (``kana arima``), with an
   article (``a robot``). A few dictionary look-ups, see ``forms``.
2. the same name with something in brackets: ``hu tao`` → ``hu tao (genshin impact)``.
3. names a few edits away. rapidfuzz measures, and only names that share three letters with the
   word at their beginning or end; without rapidfuzz this look is left out (special tags are looked
   up by the rule ANI201 itself).

What is offered must be what somebody may have meant, or people stop reading: an edit that takes
one real word for another (``bed dress``), another first letter, two letters exchanged or a rare
name next to a short word is no typing error.

The index is built when the first unknown name asks, from names that are in memory already: lists
of numbers, one for each beginning and each end of three letters.
"""

from __future__ import annotations

import string
from collections import Counter, defaultdict
from collections.abc import Container
from functools import cached_property, lru_cache
from importlib import import_module
from typing import Any, Final

from sd_animagine.vocabulary.distance import distance
from sd_animagine.vocabulary.forms import forms, singular
from sd_animagine.vocabulary.vocabulary import TagKind, Vocabulary

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

_SOLID: Final = str.maketrans("", "", string.punctuation + string.whitespace)
_ENDS: Final = 3
"""Letters of a beginning or an end that the index knows."""

_WELL_KNOWN: Final = {TagKind.GENERAL: 4000, TagKind.SERIES: 1000, TagKind.CHARACTER: 1500}
"""How far down its list a name may stand to be what a short or single word was meant to be."""

_FAMOUS: Final = 300
"""How far down a series may stand that is called by a single word."""
_RARE: Final = 10**9

Bucket = dict[int, tuple[list[str], list[int]]]
"""Number of letters → names without blanks and punctuation, and their positions."""


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
            "suggestions: own look-up, special tags and other forms of a word only; "
            "install rapidfuzz for typing errors in all names"
        )
    return f"suggestions: rapidfuzz {import_module('rapidfuzz').__version__}, all names"


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
        self._buckets: dict[tuple[int, str], Bucket] = {}

    def suggest(self, name: str, context: Container[str]) -> list[str]:
        """See ``suggestions``."""
        letters = _solid(name)
        if not _SHORTEST <= len(letters) <= _LONGEST or name in self.vocabulary.never:
            return []
        return self._other_forms(name) or self._bare(name, context) or self._near(name, letters)

    def _target(self, name: str) -> str:
        """What is offered for a known name or alias, empty if nothing is."""
        actual = name if name in self.kinds else self.vocabulary.aliases.get(name, "")
        return actual if self.kinds.get(actual) in _OFFERED else ""

    # --- other forms -----------------------------------------------------------------------------

    def _other_forms(self, name: str) -> list[str]:
        found = dict.fromkeys(map(self._target, forms(name)))
        found.pop("", None)
        return list(found)[:LIMIT]

    def _bare(self, name: str, context: Container[str]) -> list[str]:
        """Names that are this one with something in brackets."""
        start = name + " ("
        names = (self._names[n] for n in self._ends[0].get(start[:_ENDS], ()))
        found = [full for full in names if full.startswith(start)]
        plain = [full for full in found if full.find(" (", len(start)) < 0]
        found = plain or found  # costumes only where there is nothing else
        beside = [full for full in found if self._is_of(full, context)]
        if beside or " " in name:
            return [full for full in beside or found if self._target(full)][:LIMIT]
        return [full for full in found if self._is_short_for(full)][:LIMIT]

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
    def _names(self) -> list[str]:
        """Everything that can be found: by kind, popular names first, aliases at the end."""
        of_kind: list[list[str]] = [[] for _ in TagKind]
        for name, kind in self.kinds.items():
            of_kind[kind].append(name)
        names = (name for kind in _OFFERED for name in of_kind[kind])
        return [*names, *self.vocabulary.aliases]

    @cached_property
    def _ends(self) -> tuple[dict[str, list[int]], dict[str, list[int]]]:
        """First three letters, and last three letters → positions in ``_names``."""
        starts: defaultdict[str, list[int]] = defaultdict(list)
        ends: defaultdict[str, list[int]] = defaultdict(list)
        for n, name in enumerate(self._names):
            starts[name[:_ENDS]].append(n)
            ends[name[-_ENDS:]].append(n)
        return starts, ends

    @cached_property
    def _words(self) -> frozenset[str]:
        """Words that tags and series are made of: to use one of them is no typing error."""
        made_of = (TagKind.GENERAL, TagKind.SERIES)
        names = (name for name, kind in self.kinds.items() if kind in made_of)
        return frozenset(word for name in names for word in name.split())

    def _bucket(self, which: int, key: str) -> Bucket:
        """The names with a beginning (0) or an end (1), taken apart by their number of letters."""
        found = self._buckets.get((which, key))
        if found is None:
            found = self._buckets[which, key] = {}
            for n in self._ends[which].get(key, ()):
                letters = _solid(self._names[n])
                texts, numbers = found.setdefault(len(letters), ([], []))
                texts.append(letters)
                numbers.append(n)
        return found

    def _near(self, name: str, letters: str) -> list[str]:
        fuzzy = _rapidfuzz()
        if fuzzy is None:
            return []
        extract, scorer = fuzzy
        reach = _reach(len(letters))
        texts: list[str] = []
        numbers: list[int] = []
        keys = {(0, name[:_ENDS]), (0, letters[:_ENDS]), (1, name[-_ENDS:]), (1, letters[-_ENDS:])}
        for key in keys:
            bucket = self._bucket(*key)
            for length in range(len(letters) - reach, len(letters) + reach + 1):
                if length in bucket:
                    texts += bucket[length][0]
                    numbers += bucket[length][1]
        hits = extract(letters, texts, scorer=scorer, score_cutoff=reach, limit=None)
        ranked = sorted({(edits, numbers[at]) for _, edits, at in hits})
        meant = (n for edits, n in ranked if self._is_meant(name, n, edits))
        found = dict.fromkeys(self._target(self._names[n]) for n in meant)
        found.pop("", None)
        return list(found)[:LIMIT]

    def _is_meant(self, typed: str, number: int, edits: int) -> bool:
        """Can somebody have meant the name at a position, so many edits away?"""
        known = self._names[number]
        if edits == 0:
            return True
        if _digits(typed) != _digits(known):
            return False
        ours, theirs = typed.split(), known.split()
        if len(ours) != len(theirs):
            return edits == 1 and len(typed) >= 12
        if len(ours) == 1 and len(typed) < 9 and not self._is_well_known(self._target(known)):
            return False
        return all(
            a == b or (self._is_odd(a) and _is_slip(a, b))
            for a, b in zip(ours, theirs, strict=True)
        )

    def _is_well_known(self, name: str) -> bool:
        kind = self.kinds.get(name, TagKind.UNKNOWN)
        return (self.vocabulary.rank(name) or _RARE) <= _WELL_KNOWN.get(kind, 0)

    def _is_odd(self, word: str) -> bool:
        """Is this no word that tags are made of, nor two of them in one (``blacklight``)?"""
        words = self._words
        if word in words or singular(word) in words:
            return False
        cuts = range(_ENDS, len(word) - _ENDS + 1)
        return not any(word[:n] in words and word[n:] in words for n in cuts)


def _reach(letters: int) -> int:
    """Edits that a word of so many letters may be away."""
    return 1 if letters < 8 else 2


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _is_slip(a: str, b: str) -> bool:
    """Is one word the other, mistyped? The first letter is rarely wrong, two others hardly ever."""
    if a[0] != b[0] and sorted(a[:2]) != sorted(b[:2]):
        return False
    exchanged = min((Counter(a) - Counter(b)).total(), (Counter(b) - Counter(a)).total())
    if exchanged > (len(a) > 5):
        return False
    return distance(a, b) <= _reach(max(len(a), len(b)))
