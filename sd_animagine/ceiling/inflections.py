"""An English word in its other forms: plural, ``-ing``, ``-ed``, ``-er``, and back from them."""

from __future__ import annotations

from typing import Final

_VOWELS: Final = "aeiou"
_HISSING: Final = ("s", "x", "z", "ch", "sh")
_NO_PLURAL: Final = ("ss", "us", "is")
_VERB: Final = ("ing", "ed", "er", "ers")
_NOUNS: Final = {"ization": "iz", "ation": "at", "sion": "s", "tion": "t"}
"""Ending of a noun → that of its verb, less the ``e`` that ``-ing`` takes away."""


def inflected(word: str) -> frozenset[str]:
    """The word and its forms; many are no words, none is another word's on purpose."""
    found = {word}
    for base in _bases(word):
        found |= {base, _plural(base), *(stem + end for stem in _stems(base) for end in _VERB)}
    return frozenset(found)


def _bases(word: str) -> set[str]:
    """The word without an ending that it may have."""
    found = {word}
    if word.endswith("ies"):
        found.add(word[:-3] + "y")
    elif word.endswith("s") and not word.endswith(_NO_PLURAL):
        found.add(word[:-1])
        if word.endswith("es"):
            found.add(word[:-2])
    for end in ("ing", "ed"):
        stem = word.removesuffix(end)
        if stem != word and len(stem) > 2:
            found |= {stem, stem + "e"}
            if stem[-1] == stem[-2] and stem[-1] not in _VOWELS + "s":
                found.add(stem[:-1])
    for noun, verb in _NOUNS.items():
        if word.endswith(noun) and len(word) > len(noun) + 2:
            found.add(word.removesuffix(noun) + verb + "e")
            break
    return found


def _plural(word: str) -> str:
    if word.endswith("y") and word[-2:-1] not in _VOWELS:
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(_HISSING) else "s")


def _stems(word: str) -> tuple[str, ...]:
    """What ``-ing`` is put behind."""
    if word.endswith("e") and not word.endswith("ee"):
        return (word[:-1],)
    short = len(word) > 2 and word[-1] not in _VOWELS + "wxy" and word[-2] in _VOWELS
    if short and word[-3] not in _VOWELS:
        return (word, word + word[-1])
    return (word,)
