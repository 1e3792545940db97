"""A prompt taken apart into what can be picked, and put together again without losing a byte.

Parts stand in the trained order (card §1)::

    subjects, characters and series, rating | free text | year, quality

Only what stands where the trained order has it, in its own spelling and joined by ``", "``, becomes
a part of ``parts_of``; everything else stays in ``free`` as it was typed. So
``prompt_of(parts_of(text)) == text`` for every text, and ``parts_of(prompt_of(parts)) == parts``
for all parts that were read from one.

What the page shows as picked is in the prompt wherever it stands (``found_in``), and what is picked
is an edit of that tag (``picking``). A style is no part of its own: its tags stand in ``free``.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from dataclasses import dataclass, replace
from typing import Final

from sd_animagine.model import QUALITY_KIND, RATINGS, YEARS
from sd_animagine.panel.parts.styles import STYLE_TAGS, style_of
from sd_animagine.syntax import Item, Kind, Node, parse
from sd_animagine.vocabulary import TagKind, Vocabulary, escape

JOIN: Final = ", "
_ENDS: Final = " ,\t\n"
IDENTITY: Final = frozenset((TagKind.CHARACTER, TagKind.SERIES))
_ENHANCEMENT: Final = frozenset((TagKind.QUALITY, TagKind.SCORE, TagKind.RESOLUTION))
PICKED: Final = ("subjects", "identity", "rating", "style", "year", "quality")
"""The fields of parts that hold tags."""
_FIELD_OF: Final = {
    TagKind.COUNT: "subjects",
    TagKind.RATING: "rating",
    TagKind.GENERAL: "style",
    TagKind.YEAR: "year",
    **dict.fromkeys(IDENTITY, "identity"),
    **dict.fromkeys(_ENHANCEMENT, "quality"),
}
ALLOWED: Final[dict[str, Container[str]]] = {
    "rating": RATINGS,
    "style": STYLE_TAGS,
    "year": frozenset(f"year {year}" for year in YEARS),
    "quality": frozenset(QUALITY_KIND),
}
"""What there is to pick, where that is not any name of the kind."""


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
    style: str = ""
    """Name of the style whose tags are there; only where all that can be picked was looked for."""
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
        identity = self.from_front(IDENTITY)
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
        return name if kind in IDENTITY or self.vocabulary.in_use(name) == name else ""


# --- finding ----------------------------------------------------------------------------------


def found_in(text: str, vocabulary: Vocabulary) -> Parts:
    """The parts of a prompt with every tag that can be picked, wherever it stands.

    ``free`` is as ``parts_of`` has it: what lies between the ends, verbatim.
    """
    names = names_in(text, vocabulary)
    year = names["year"][0].rpartition(" ")[2] if names["year"] else 0
    return replace(
        parts_of(text, vocabulary),
        subjects=tuple(names["subjects"]),
        identity=tuple(names["identity"]),
        rating=names["rating"][0] if names["rating"] else "",
        style=style_of(names["style"]),
        year=int(year),
        quality=tuple(names["quality"]),
    )


def names_in(text: str, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Field of the parts → the names of it, each once."""
    names: dict[str, list[str]] = {field: [] for field in PICKED}
    for item in parse(text, is_name=vocabulary.is_name).items:
        field, name = what(item, vocabulary)
        if field and name not in names[field]:
            names[field].append(name)
    return names


def what(item: Item, vocabulary: Vocabulary) -> tuple[str, str]:
    """The field of the parts that an item is of, and its name; both empty for any other.

    A name with plain brackets is meant as one, and a compile writes it so.
    """
    if item.kind is not Kind.TAG or (item.mixed and not vocabulary.is_name(item.text)):
        return "", ""
    name, kind = vocabulary.look_up(item.text)
    field = _FIELD_OF.get(kind, "")
    if field == "style":
        name = vocabulary.in_use(name)
    return (field, name) if field and name in ALLOWED.get(field, (name,)) else ("", "")
