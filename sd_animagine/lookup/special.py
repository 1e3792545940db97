"""The special tag that a word beside one was meant to be: ``masterpeice``, ``absurd res``."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sd_animagine import model
from sd_animagine.lookup.distance import distance, strange
from sd_animagine.vocabulary.vocabulary import Vocabulary

TARGETS: Final = (
    *model.QUALITY_KIND,
    *(tag for tags in model.COUNT_TAGS.values() for tag in tags),
    model.NO_HUMANS,
    *(f"year {year}" for year in model.YEARS),
    "lowres",
)
"""Every special tag but the ratings."""

_LONGEST = max(map(len, TARGETS)) + 2


def special_meant(name: str, vocabulary: Vocabulary) -> tuple[str, bool]:
    """Return the special tag that was meant and whether that is sure.

    The tag is empty where none fits, or several do.
    """
    if name in vocabulary.typos:
        return vocabulary.typos[name], True
    if not 3 <= len(name) <= _LONGEST or name in vocabulary.never:
        return "", False
    return _nearest(name)


@lru_cache(maxsize=10_000)
def _nearest(name: str) -> tuple[str, bool]:
    """Kept for a moment, since each pass asks again, and so do two rules."""
    solid = name.replace(" ", "")
    sure = _by_solid_text().get(solid)
    if sure is not None:
        return sure, True
    reach = 2 if len(solid) >= 8 else 1
    ranked = sorted(_within(solid, reach))
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return "", False
    return ranked[0][1], False


def _within(solid: str, reach: int) -> Iterator[tuple[int, str]]:
    """The special tags so many edits away, whose digits are the same."""
    digits, letters = _digits(solid), _letters(solid)
    for length in range(len(solid) - reach, len(solid) + reach + 1):
        for text, tag, theirs in _by_shape().get((digits, length), ()):
            apart = (letters & ~theirs).bit_count(), (theirs & ~letters).bit_count()
            if max(apart) <= reach and strange(solid, text) <= reach:
                edits = distance(solid, text)
                if edits <= reach:
                    yield edits, tag


def _digits(text: str) -> str:
    return "" if text.isalpha() else "".join(filter(str.isdigit, text))


def _letters(text: str) -> int:
    """Which letters occur, as bits: an edit brings in at most one, so most words are far off."""
    bits = 0
    for char in text:
        bits |= 1 << (ord(char) & 63)
    return bits


@lru_cache(maxsize=1)
def _by_solid_text() -> dict[str, str]:
    return {target.replace(" ", ""): target for target in TARGETS}


@lru_cache(maxsize=1)
def _by_shape() -> dict[tuple[str, int], list[tuple[str, str, int]]]:
    """Digits and length → the special tags: without blanks, as they are, and their letters."""
    found: dict[tuple[str, int], list[tuple[str, str, int]]] = {}
    for solid, target in _by_solid_text().items():
        entry = (solid, target, _letters(solid))
        found.setdefault((_digits(solid), len(solid)), []).append(entry)
    return found
