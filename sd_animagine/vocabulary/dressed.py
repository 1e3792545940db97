r"""Names as boards and other tools dress them up: ``ask_(askzy)``, ``hatsune_miku_(vocaloid)``.

On Danbooru a blank is an underscore, so ``name_(qualifier)`` is a name whether a list knows it or
not: nobody means emphasis by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from sd_animagine.syntax.lexer import BOUNDARY, COMMAS, FACTOR
from sd_animagine.vocabulary.kinds import TagKind
from sd_animagine.vocabulary.names import normalise
from sd_animagine.vocabulary.vocabulary import Vocabulary

_MOST_WORDS: Final = 6
"""Words in front of a bracket that may belong to a name."""
_BARE: Final = rf"[^\s()\[\]{{}}\\{COMMAS}|]"
_UNDERSCORED: Final = re.compile(rf"{_BARE}+(?:_\((?!__){_BARE}+\))+")
"""``name_(word)`` and ``name_(word)_(word)``, no blank in it."""
_NETWORK: Final = re.compile(r"<[^<>]*>")
_WEIGHT: Final = re.compile(rf":{FACTOR}\)\Z")
_BRACKETS: Final = re.compile(r"\([^()\[\]\\]+\)")
_WORD: Final = re.compile(r"[^\s_:\[\]{}|]+")
_WORD_AT_LEAST: Final = 3
"""Letters in brackets behind signs, as in ``@_(symbol)``; a kaomoji has fewer."""
_ENDS: Final = re.compile(rf"[\s\[\]{{}}|{COMMAS}<>]")
_LONGEST: Final = 80
"""Characters in front of a bracket that may belong to a name."""


class Found(NamedTuple):
    """A name in a text: where it stands, and whether a list knows it."""

    start: int
    end: int
    is_known: bool


def is_underscored(text: str) -> bool:
    """Return whether a whole text is ``name_(qualifier)``, its brackets escaped or not."""
    plain = text
    if "\\" in text:
        plain = text.replace(r"\(", "(").replace(r"\)", ")")
        if len(text) - len(plain) != plain.count("(") + plain.count(")"):
            return False  # not all of them are
    if not _UNDERSCORED.fullmatch(_flat(plain)) or (plain == text and _WEIGHT.search(text)):
        return False
    if "<" in text and _NETWORK.search(text):
        return False
    if BOUNDARY.search(_flat(plain).replace("_", " ")):
        return False  # with blanks it would be a mark of the prompt language
    base, _, qualifier = plain.partition("_(")
    letters = sum(map(str.isalnum, qualifier))
    return letters >= _WORD_AT_LEAST or (letters > 0 and any(map(str.isalnum, base)))


def _flat(text: str) -> str:
    """The text without the brackets in other brackets: ``name_(word_(word))``."""
    if text.count("(") < 2:
        return text
    kept = []
    depth = 0
    for char in text:
        depth += (char == "(") - (char == ")")
        if not (char in "()" and depth + (char == ")") > 1):
            kept.append(char)
    return "".join(kept)


def undressed(name: str, vocabulary: Vocabulary) -> str:
    """Return the character that a normal form with its series in brackets is; empty if it is none.

    ``hatsune miku (vocaloid)`` is called ``hatsune miku``.
    """
    base, bracket, qualifier = name.removesuffix(")").partition(" (")
    if not bracket or name[-1:] != ")" or vocabulary.look_up(base)[1] is not TagKind.CHARACTER:
        return ""
    base = vocabulary.in_use(base)
    if "(" in base:
        return ""
    known = vocabulary.character(base)
    series = {known.series, known.broader} - {""} if known is not None else set()
    return base if vocabulary.in_use(qualifier) in series else ""


def names_with_brackets(text: str, vocabulary: Vocabulary) -> Iterator[Found]:
    """Find the names with plain brackets in a text, apart from each other."""
    after = 0
    brackets = [match.span() for match in _BRACKETS.finditer(text)]
    for n, (opened, end) in enumerate(brackets):
        first = max(after, opened - _LONGEST)
        if opened <= first:
            continue
        ends = [end]
        if n + 1 < len(brackets) and text[end : brackets[n + 1][0]] in (" ", "_"):
            ends.insert(0, brackets[n + 1][1])
        found = _underscored_at(text, first, opened, end) or _known_at(
            text, first, opened, ends, vocabulary
        )
        if found is not None:
            after = found.end
            yield found


def _underscored_at(text: str, first: int, opened: int, end: int) -> Found | None:
    start = opened - len(_ENDS.split(text[first:opened])[-1])
    match = _UNDERSCORED.match(text, start)
    if match is None or match.end() < end or not is_underscored(match[0]):
        return None
    return Found(start, match.end(), False)


def _known_at(
    text: str, first: int, opened: int, ends: list[int], vocabulary: Vocabulary
) -> Found | None:
    """The longest known name that the bracket belongs to, with another bracket or without."""
    words = [word.start() for word in _WORD.finditer(text, first, opened)]
    for end in ends:
        for start in words[-_MOST_WORDS:]:
            name = normalise(text[start:end])
            if vocabulary.is_name(name) or vocabulary.is_artist(name):
                return Found(start, end, True)
    return None
