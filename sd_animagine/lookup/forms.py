"""The same words in another form: what a tag is called, written as people also write it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

_ARTICLES: Final = frozenset(("a", "an", "the", "her", "his", "their", "my"))
_BETWEEN: Final = ("at", "in", "of", "on", "over", "to", "with", "own")
"""Small words that are easily left out: ``looking viewer``."""


def forms(name: str) -> Iterator[str]:
    """Other spellings of a name in normal form, the likeliest first; most are no names at all."""
    yield from _numbers(name)
    if "-" in name:
        yield name.replace("-", " ")
        yield name.replace("-", "")
    words = name.split()
    if len(words) > 1:
        yield from _joined(words)
        yield from _small_words(words)
    yield from swapped(name)


def swapped(name: str) -> Iterator[str]:
    """Two words the other way round, as names of people often stand."""
    first, blank, second = name.partition(" ")
    if blank and " " not in second:
        yield f"{second} {first}"


def singular(word: str) -> str:
    """The word without the ending of a plural."""
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") else word


def _numbers(name: str) -> Iterator[str]:
    """Singular and plural of the last word."""
    if not name[-1:].isalpha() or name[-2:-1].isdigit():
        return
    yield name + "s"
    if name.endswith("s"):
        yield name[:-1]
    if name.endswith("es"):
        yield name[:-2]
    if name.endswith("ies"):
        yield name[:-3] + "y"
    elif name.endswith("y"):
        yield name[:-1] + "ies"
    else:
        yield name + "es"


def _joined(words: list[str]) -> Iterator[str]:
    """Two words as one, with and without a hyphen."""
    for n in range(1, len(words)):
        before, after = words[: n - 1], words[n + 1 :]
        for hyphen in ("", "-"):
            yield " ".join((*before, words[n - 1] + hyphen + words[n], *after))


def _small_words(words: list[str]) -> Iterator[str]:
    """Without articles, or with a small word that was left out."""
    bare = [word for word in words if word not in _ARTICLES]
    if len(bare) < len(words):
        yield " ".join(bare)
    elif len(words) == 2:
        for small in _BETWEEN:
            yield f"{words[0]} {small} {words[1]}"
