"""Rows of tags that no comma parts: ``1girl solo long_hair``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from sd_animagine.syntax import Item
from sd_animagine.syntax.lexer import words_in
from sd_animagine.vocabulary import TagKind, Vocabulary, normalise
from sd_animagine.vocabulary.dressed import is_underscored

_LONGEST: Final = 7
"""Words of the longest tag that is looked for; hardly any has more."""
_MOST: Final = 200
_MOST_CHARACTERS: Final = 3000
"""Words and characters beyond which it is a text, not a tag."""
_LEAST_KNOWN: Final = 3
"""Known tags of a row with a word in it that is none."""

_JOINT: Final = re.compile(r"\s|[)\]][(\[]")
"""What may stand between two words."""

_SIGN: Final = re.compile(r"[;/•]|\\n|\.(?:\s|\Z)|\A(?:[-*–+?]|\d{1,3}[.)])\s")
"""What a text has that may be a list."""
_BETWEEN: Final = re.compile(r"[;/•]|\\n|\.(?=\s|\Z)(?<!\A\d\.)(?<!\A\d\d\.)")
"""What stands between the tags of a list."""
_BULLET: Final = re.compile(r"\s?(?:[-*–+?]|\d{1,3}[.)])\s")
_POSTS: Final = re.compile(r"\s\d{1,6}(?:[.,]\d{1,3})?[kKmM]?\Z")

_NO_TAGS: Final = (TagKind.UNKNOWN, TagKind.FOREIGN)
_CLEAR: Final = frozenset(
    (TagKind.COUNT, TagKind.YEAR, TagKind.QUALITY, TagKind.SCORE, TagKind.RESOLUTION)
)
"""Kinds that are never part of a longer description."""

_SMALL: Final = frozenset(
    (
        *("a", "an", "and", "are", "as", "at", "behind", "beside", "by", "from", "has", "her"),
        *("his", "in", "into", "is", "it", "its", "of", "on", "or", "over", "she", "that", "the"),
        *("their", "they", "this", "to", "under", "wearing", "which", "while", "who", "with"),
    )
)
"""Words of sentences."""


class Tag(NamedTuple):
    """One tag of a row: its text, and where it stands in the item."""

    text: str
    start: int
    end: int


def row_in(item: Item, vocabulary: Vocabulary) -> list[Tag]:
    """Return the tags of an item that is a row of them; empty if it may be one description."""
    text = item.text if item.mixed and "<" not in item.text else item.label
    if len(text) > _MOST_CHARACTERS or (" " not in text and not _JOINT.search(text)):
        return []
    words = [Tag(text[start:end], start, end) for start, end in words_in(text)]
    if not 1 < len(words) <= _MOST:
        return []
    if any(word.text[0] in "([" for word in words):
        return _groups(words, vocabulary)
    return _known(words, vocabulary) or _boards(words, vocabulary) or _mixed(words, vocabulary)


def listed_in(text: str, vocabulary: Vocabulary) -> list[Tag]:
    r"""Return the tags of a text with other signs than commas: ``1girl; solo``, ``- 1girl 7M``."""
    if len(text) > _MOST_CHARACTERS or not _SIGN.search(text):
        return []
    ends = [*(sign.span() for sign in _BETWEEN.finditer(text)), (len(text), len(text))]
    tags, at = [], 0
    for start, end in ends:
        tag = _bare(text, at, start)
        if tag is not None:
            tags.append(tag)
        at = end
    known = [_is_tag(tag.text, vocabulary) for tag in tags]
    is_changed = len(tags) > 1 or (len(tags) == 1 and tags[0].text != text.rstrip("."))
    return tags if is_changed and any(known) and _is_enough(tags, known) else []


def _bare(text: str, start: int, end: int) -> Tag | None:
    """A piece of a list without its bullet and the number of its posts; None if nothing is left."""
    bullet = _BULLET.match(text, start, end)
    start = bullet.end() if bullet is not None else start
    count = _POSTS.search(text, start, end)
    end = count.start() if count is not None and bullet is not None else end
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return Tag(piece.strip(), start, start + len(piece.strip())) if piece.strip() else None


def _known(words: list[Tag], vocabulary: Vocabulary) -> list[Tag]:
    """Words that are known tags and nothing else, with what says that they are not one."""
    if not _may_be_row(words, vocabulary):
        return []
    tags = [tag for tag, _ in _fewest(words, vocabulary, unknown=0)]
    if any(_is_clear(tag, vocabulary) for tag in tags):
        return tags
    phrases = [n for n, tag in enumerate(tags) if _is_phrase(tag, vocabulary)]
    return [_joined(tags[a:b]) for a, b in _cuts(phrases[:-1], len(tags))] if phrases[:-1] else []


def _cuts(behind: list[int], length: int) -> Iterator[tuple[int, int]]:
    """Stretches of a list that is cut behind some of its places."""
    starts = [0, *(n + 1 for n in behind)]
    return zip(starts, [*starts[1:], length], strict=True)


def _boards(words: list[Tag], vocabulary: Vocabulary) -> list[Tag]:
    """A board's line: each word is a tag, with underscores for blanks."""
    if not any("_" in word.text.strip("_") for word in words):
        return []
    known = [_is_tag(word.text, vocabulary) for word in words]
    whole = [word for word, is_known in zip(words, known, strict=True) if is_known]
    is_board = any("_" in word.text.strip("_") for word in whole)
    return words if is_board and _is_enough(words, known) else []


def _mixed(words: list[Tag], vocabulary: Vocabulary) -> list[Tag]:
    """A row with a count or the like and at least three known tags, and few words that are none."""
    if not any(_is_clear(word, vocabulary) for word in words):
        return []
    parted = _fewest(words, vocabulary, unknown=max(1, len(words) // 4))
    tags, known = [tag for tag, _ in parted], [is_known for _, is_known in parted]
    if not _is_enough(tags, known) or not any(_is_clear(tag, vocabulary) for tag in tags):
        return []
    ends = [n for n in range(len(tags) - 1) if known[n] or not tags[n].text.isalpha()]
    return [_joined(tags[a:b]) for a, b in _cuts(ends, len(tags))]


def _groups(words: list[Tag], vocabulary: Vocabulary) -> list[Tag]:
    """Brackets side by side, each around a tag: ``(smile) (hat:1.2)``."""
    inner = [_inner(word) for word in words]
    known = [_is_tag(text, vocabulary) for text in inner]
    count = sum(word.text[0] in "([" for word in words)
    clear = any(_is_clear(word, vocabulary) for word in words)
    return words if (count > 1 or clear) and _is_enough(words, known) else []


def _inner(word: Tag) -> str:
    """What stands in brackets, without a weight."""
    text = word.text
    if text[0] not in "([" or text[-1] not in ")]":
        return text
    head, colon, weight = text[1:-1].rpartition(":")
    is_weight = colon and weight.strip().replace(".", "", 1).isdigit()
    return head if is_weight else text[1:-1]


def _is_enough(tags: list[Tag], known: list[bool]) -> bool:
    """Are all of them tags, or so many that one that is none may stand among them?"""
    strange = [tag for tag, is_known in zip(tags, known, strict=True) if not is_known]
    if not strange:
        return True
    if any(tag.text.lower() in _SMALL for tag in strange):
        return False
    return sum(known) >= _LEAST_KNOWN and len(strange) <= max(1, len(tags) // 4)


def _is_tag(text: str, vocabulary: Vocabulary) -> bool:
    name, kind = vocabulary.look_up(text)
    return kind is not TagKind.UNKNOWN or is_underscored(text) or vocabulary.is_artist(name)


def _is_clear(tag: Tag, vocabulary: Vocabulary) -> bool:
    name, kind = vocabulary.look_up(tag.text)
    return kind in _CLEAR or name == "solo"


def _is_phrase(tag: Tag, vocabulary: Vocabulary) -> bool:
    """Several words that need nothing more; a series may tell whose uniform is meant."""
    has_parts = " " in tag.text or "_" in tag.text
    return has_parts and vocabulary.look_up(tag.text)[1] is not TagKind.SERIES


def _may_be_row(words: list[Tag], vocabulary: Vocabulary) -> bool:
    """Do its first words, and its last ones, stand for a tag? A cheap look before the real one."""
    kinds, aliases = vocabulary.kinds, vocabulary.aliases
    names = [_name(word.text, vocabulary) for word in words]
    cuts = range(1, min(len(names), _LONGEST + 1))
    starts = (" ".join(names[:n]) for n in cuts)
    ends = (" ".join(names[-n:]) for n in cuts)
    return any(text in kinds or text in aliases for text in starts) and any(
        text in kinds or text in aliases for text in ends
    )


def _name(word: str, vocabulary: Vocabulary) -> str:
    lower = word.lower()
    return lower if lower in vocabulary.kaomoji else normalise(word)


def _fewest(words: list[Tag], vocabulary: Vocabulary, *, unknown: int) -> list[tuple[Tag, bool]]:
    """The words as the fewest tags, each known or not; empty if that is impossible.

    Args:
        words: the row.
        vocabulary: the tag lists.
        unknown: how many of the words may be no tag.
    """
    best: list[tuple[int, int, list[tuple[Tag, bool]]] | None] = [(0, 0, [])]
    for end in range(1, len(words) + 1):
        found: tuple[int, int, list[tuple[Tag, bool]]] | None = None
        for start in range(max(0, end - _LONGEST), end):
            before = best[start]
            if before is None:
                continue
            strange, count, tags = before
            if found is not None and (strange, count + 1) >= found[:2]:
                continue
            tag = _joined(words[start:end])
            if vocabulary.look_up(tag.text)[1] not in _NO_TAGS:
                found = strange, count + 1, [*tags, (tag, True)]
            elif end - start == 1 and strange < unknown:
                known = _is_tag(tag.text, vocabulary)
                cost = strange + (not known)
                if found is None or (cost, count + 1) < found[:2]:
                    found = cost, count + 1, [*tags, (tag, known)]
        best.append(found)
    return best[-1][2] if best[-1] is not None else []


def _joined(tags: list[Tag]) -> Tag:
    first, last = tags[0], tags[-1]
    return Tag(" ".join(tag.text for tag in tags), first.start, last.end)
