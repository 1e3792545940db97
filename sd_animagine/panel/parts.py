"""A prompt taken apart into what can be picked, and put together again without losing a byte.

Parts stand in the trained order (card §1)::

    subjects, characters and series, rating | free text | year, quality

Only what stands where the trained order has it, in its own spelling and joined by ``", "``, becomes
a part; everything else stays in ``free`` as it was typed. So ``prompt_of(parts_of(text)) == text``
for every text, and ``parts_of(prompt_of(parts)) == parts`` for all parts that were read from one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from sd_animagine.model import COUNT_TAGS, QUALITY_KIND, RATINGS, YEARS
from sd_animagine.syntax import Item, Kind, Node, parse
from sd_animagine.vocabulary import TagKind, Vocabulary, escape, normalise

JOIN: Final = ", "
_ENDS: Final = " ,\t\n"
_IDENTITY: Final = frozenset((TagKind.CHARACTER, TagKind.SERIES))
_ENHANCEMENT: Final = frozenset((TagKind.QUALITY, TagKind.SCORE, TagKind.RESOLUTION))


@dataclass(frozen=True)
class Parts:
    """What a prompt is made of; names are without the backslashes that a prompt needs."""

    subjects: tuple[str, ...] = ()
    """Count tags, such as ``1girl``."""
    identity: tuple[str, ...] = ()
    """Characters and series, in the order of the prompt."""
    rating: str = ""
    free: str = ""
    """Prompt text, verbatim: general tags, emphasis, networks, everything that is no part."""
    year: int = 0
    quality: tuple[str, ...] = ()
    """Quality, score and resolution tags."""
    networks: str = ""
    """What loads networks behind the year or among the quality tags, verbatim: it has no place of
    its own in the order, so it stays there. In front of all of them it belongs to ``free``."""
    before_networks: int = 0
    """Quality tags that stand before it."""
    tail: str = ""
    """Commas and blanks at the very end, as they stand there while somebody types."""


def prompt_of(parts: Parts) -> str:
    """The prompt that the parts make."""
    pieces = [*map(escape, (*parts.subjects, *parts.identity))]
    if parts.rating:
        pieces.append(parts.rating)
    if parts.free:
        pieces.append(parts.free)
    if parts.year:
        pieces.append(f"year {parts.year}")
    at = parts.before_networks
    pieces += parts.quality[:at]
    if parts.networks:
        pieces.append(parts.networks)
    pieces += parts.quality[at:]
    return JOIN.join(pieces) + parts.tail


def parts_of(text: str, vocabulary: Vocabulary) -> Parts:
    """What a prompt is made of.

    Args:
        text: any text.
        vocabulary: the tag lists.
    """
    body = text.rstrip(_ENDS)
    reader = _Reader(body, vocabulary)
    parts = replace(reader.parts(), tail=text[len(body) :])
    return parts if prompt_of(parts) == text else Parts(free=text)


class _Reader:
    """Goes in from both ends of a text as far as the trained order holds."""

    def __init__(self, text: str, vocabulary: Vocabulary) -> None:
        self.text = text
        self.vocabulary = vocabulary
        prompt = parse(text, is_name=vocabulary.is_name)
        scopes = prompt.scopes()
        self.first: list[Node] = scopes[0].nodes if scopes else []
        self.last: list[Node] = scopes[-1].nodes if scopes else []

    def parts(self) -> Parts:
        """The parts, without the tail."""
        self.start, self.end = 0, len(self.text)
        subjects = self.from_front({TagKind.COUNT})
        identity = self.from_front(_IDENTITY)
        rating = self.from_front({TagKind.RATING}, most=1)
        after = self.from_back(_ENHANCEMENT)
        behind = self.end
        networks = self.networks()
        before = self.from_back(_ENHANCEMENT) if networks else []
        year = self.from_back({TagKind.YEAR}, most=1)
        if not before and not year:
            networks, self.end = "", behind
        return Parts(
            subjects=tuple(subjects),
            identity=tuple(identity),
            rating="".join(rating),
            free=self.text[self.start : self.end],
            year=int(year[0].rpartition(" ")[2]) if year else 0,
            quality=(*before, *after),
            networks=networks,
            before_networks=len(before),
        )

    def networks(self) -> str:
        """What loads networks, and nothing else, at the end; moves ``end`` in front of it."""
        start, end = self.end, self.end
        for node in reversed(self.last):
            if node.end > self.end:
                continue
            before = self.text[max(0, node.start - len(JOIN)) : node.start]
            is_network = isinstance(node, Item) and node.kind is Kind.NETWORK
            if not is_network or node.end != self.end or before != JOIN:
                break
            start = node.start
            self.end = max(start - len(JOIN), self.start)
        return self.text[start:end]

    def from_front(self, kinds: Iterable[TagKind], most: int = 1000) -> list[str]:
        """Names of the items at the front that are of some kinds; moves ``start`` behind them."""
        found: list[str] = []
        for node in self.first:
            if node.start < self.start:
                continue
            name = self.name(node, kinds)
            after = self.text[node.end : node.end + len(JOIN)]
            if not name or node.start != self.start or len(found) == most:
                break
            if after != JOIN and node.end != len(self.text):
                break
            found.append(name)
            self.start = min(node.end + len(JOIN), len(self.text))
        return found

    def from_back(self, kinds: Iterable[TagKind], most: int = 1000) -> list[str]:
        """The same from the end; moves ``end`` in front of them."""
        found: list[str] = []
        for node in reversed(self.last):
            if node.end > self.end:
                continue
            name = self.name(node, kinds)
            before = self.text[max(0, node.start - len(JOIN)) : node.start]
            if not name or node.end != self.end or node.start < self.start or len(found) == most:
                break
            if before != JOIN and node.start != 0:
                break
            found.insert(0, name)
            self.end = max(node.start - len(JOIN), self.start)
        return found

    def name(self, node: Node, kinds: Iterable[TagKind]) -> str:
        """The name of a node that is a plain tag of these kinds, in its own spelling.

        Another name counts for characters and series only: nothing else has one on the page.
        """
        if not isinstance(node, Item) or node.kind is not Kind.TAG:
            return ""
        name, kind = self.vocabulary.look_up(node.text)
        if kind not in kinds or escape(name) != node.text:
            return ""
        return name if kind in _IDENTITY or self.vocabulary.in_use(name) == name else ""


# --- picking ----------------------------------------------------------------------------------


def add_character(parts: Parts, name: str, vocabulary: Vocabulary) -> Parts:
    """The parts with one more character, its series behind it and its subject counted.

    A name that is no character, or that is there already, changes nothing but what is missing.
    """
    name, kind = vocabulary.look_up(name.strip())
    if kind not in _IDENTITY or name in parts.identity:
        return parts
    identity = [*parts.identity, name]
    known = vocabulary.character(name)
    if known is None:
        return replace(parts, identity=tuple(identity))
    for series in (known.series, known.broader):
        if series and series not in identity:
            identity.append(series)
    return replace(
        parts, identity=tuple(identity), subjects=counted(parts, known.count, vocabulary)
    )


def counted(parts: Parts, count: str, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The subjects once a character of this count tag has come in.

    As many of a gender as there are characters of it now, never fewer than were asked for.
    """
    gender = _gender(count)
    if gender is None:
        return parts.subjects
    tags = COUNT_TAGS[gender]
    others = [vocabulary.character(name) for name in parts.identity]
    there = sum(1 for each in others if each and _gender(each.count) == gender)
    asked = [tags.index(tag) + 1 for tag in parts.subjects if tag in tags]
    if any(number > there for number in asked):
        return parts.subjects
    wanted = tags[min(there, len(tags) - 2)]
    kept = [tag for tag in parts.subjects if tag not in tags]
    order: Callable[[str], int] = lambda tag: list(COUNT_TAGS).index(_gender(tag) or "other")  # noqa: E731
    return tuple(sorted((*kept, wanted), key=order))


def _gender(count: str) -> str | None:
    return next((gender for gender, tags in COUNT_TAGS.items() if count in tags), None)


def chosen(
    parts: Parts,
    subjects: Iterable[str],
    identity: Iterable[str],
    rating: str,
    year: int,
    quality: Iterable[str],
    free: str,
) -> Parts:
    """Parts as the controls of a page say; what the model does not know of is left out."""
    tags = sorted({q for q in quality if q in QUALITY_KIND}, key=list(QUALITY_KIND).index)
    names = (normalise(name) for name in identity)
    return Parts(
        subjects=tuple(dict.fromkeys(subjects)),
        identity=tuple(dict.fromkeys(name for name in names if name)),
        rating=rating if rating in RATINGS else "",
        free=free,
        year=year if year in YEARS else 0,
        quality=tuple(tags),
        networks=parts.networks,
        before_networks=min(parts.before_networks, len(tags)),
        tail=parts.tail,
    )
