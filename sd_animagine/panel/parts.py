"""A prompt taken apart into what can be picked, and put together again without losing a byte.

Parts stand in the trained order (card §1)::

    subjects, characters and series, rating | free text | year, quality

Only what stands where the trained order has it, in its own spelling and joined by ``", "``, becomes
a part of ``parts_of``; everything else stays in ``free`` as it was typed. So
``prompt_of(parts_of(text)) == text`` for every text, and ``parts_of(prompt_of(parts)) == parts``
for all parts that were read from one.

What the page shows as picked is in the prompt wherever it stands (``found_in``), and what is picked
is an edit of that tag (``with_parts``).
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sd_animagine.model import COUNT_TAGS, QUALITY_KIND, RATINGS, YEARS
from sd_animagine.syntax import Edit, Item, Kind, Node, Scope, apply_edits, parse
from sd_animagine.syntax.removal import removal
from sd_animagine.vocabulary import TagKind, Vocabulary, escape, normalise

JOIN: Final = ", "
_ENDS: Final = " ,\t\n"
_IDENTITY: Final = frozenset((TagKind.CHARACTER, TagKind.SERIES))
_ENHANCEMENT: Final = frozenset((TagKind.QUALITY, TagKind.SCORE, TagKind.RESOLUTION))
PICKED: Final = ("subjects", "identity", "rating", "year", "quality")
"""The fields of parts that hold tags."""
_FIELD_OF: Final = {
    TagKind.COUNT: "subjects",
    TagKind.RATING: "rating",
    TagKind.YEAR: "year",
    **dict.fromkeys(_IDENTITY, "identity"),
    **dict.fromkeys(_ENHANCEMENT, "quality"),
}
_ALLOWED: Final[dict[str, Container[str]]] = {
    "rating": RATINGS,
    "year": frozenset(f"year {year}" for year in YEARS),
    "quality": frozenset(QUALITY_KIND),
}
"""What there is to pick, where that is not any name of the kind."""
_ORDERS: Final = {
    "subjects": [tag for tags in COUNT_TAGS.values() for tag in tags],
    "quality": list(QUALITY_KIND),
}


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


# --- finding ----------------------------------------------------------------------------------


def found_in(text: str, vocabulary: Vocabulary) -> Parts:
    """The parts of a prompt with every tag that can be picked, wherever it stands.

    ``free`` is as ``parts_of`` has it: what lies between the ends, verbatim.
    """
    names = _names_in(text, vocabulary)
    year = names["year"][0].rpartition(" ")[2] if names["year"] else 0
    return replace(
        parts_of(text, vocabulary),
        subjects=tuple(names["subjects"]),
        identity=tuple(names["identity"]),
        rating=names["rating"][0] if names["rating"] else "",
        year=int(year),
        quality=tuple(names["quality"]),
    )


def _names_in(text: str, vocabulary: Vocabulary) -> dict[str, list[str]]:
    """Field of the parts → the names of it, each once."""
    names: dict[str, list[str]] = {field: [] for field in PICKED}
    for item in parse(text, is_name=vocabulary.is_name).items:
        field, name = _what(item, vocabulary)
        if field and name not in names[field]:
            names[field].append(name)
    return names


def _what(item: Item, vocabulary: Vocabulary) -> tuple[str, str]:
    """The field of the parts that an item is of, and its name; both empty for any other."""
    if item.kind is not Kind.TAG or item.mixed:
        return "", ""
    name, kind = vocabulary.look_up(item.text)
    field = _FIELD_OF.get(kind, "")
    return (field, name) if field and name in _ALLOWED.get(field, (name,)) else ("", "")


def _named(text: str, name: str, vocabulary: Vocabulary) -> list[tuple[Item, Scope]]:
    """The items of a name, with the scope of each."""
    prompt = parse(text, is_name=vocabulary.is_name)
    scopes = prompt.scopes()
    return [
        (item, next(scope for scope in scopes if item.end <= scope.end))
        for item in prompt.items
        if _what(item, vocabulary)[1] == name
    ]


# --- picking ----------------------------------------------------------------------------------


def with_parts(text: str, wanted: Parts, fields: Container[str], vocabulary: Vocabulary) -> str:
    """The prompt with what is wanted of it; all else stays byte for byte.

    A tag takes the place of one that it cannot stand beside: another rating or year, another number
    of the same subjects. One that is new goes where the trained order has it.

    Args:
        text: the prompt.
        wanted: its parts as they are to be.
        fields: those of them that something was picked in.
        vocabulary: the tag lists.
    """
    now = parts_of(text, vocabulary)
    if "free" in fields and wanted.free != now.free:
        text = prompt_of(replace(now, free=wanted.free))
    found = _names_in(text, vocabulary)
    for field in PICKED:
        if field not in fields:
            continue
        have, want = found[field], _names(wanted, field)
        new = [name for name in want if name not in have]
        for name in have:
            if name not in want:
                text = _traded(text, name, new, vocabulary)
        text = _added(text, field, new, vocabulary)
    return text


def _names(parts: Parts, field: str) -> tuple[str, ...]:
    value = getattr(parts, field)
    if field == "year":
        return (f"year {value}",) if value else ()
    return value if isinstance(value, tuple) else tuple(filter(None, (value,)))


def _traded(text: str, name: str, new: list[str], vocabulary: Vocabulary) -> str:
    """Without a tag; what cannot stand beside it takes its place, and is none of ``new`` then."""
    heir = next((each for each in new if _same_choice(each) == _same_choice(name)), None)
    if heir is not None and _same_choice(heir):
        new.remove(heir)
        edits = [Edit(item.start, item.end, heir) for item, _ in _named(text, name, vocabulary)]
        return apply_edits(text, edits)
    while there := _named(text, name, vocabulary):
        item, scope = there[-1]
        text = apply_edits(text, [removal(text, item, scope.start, scope.end)])
    return text


def _same_choice(name: str) -> str:
    """What there can be only one of, and a tag is; empty where it stands beside any other."""
    if name in RATINGS:
        return "rating"
    return "year" if name in _ALLOWED["year"] else _gender(name) or ""


def _added(text: str, field: str, names: Iterable[str], vocabulary: Vocabulary) -> str:
    """With further tags, where the trained order has them."""
    for name in names:
        parts = parts_of(text, vocabulary)
        changed: dict[str, Any] = {field: name}
        if field == "year":
            changed = {field: int(name.rpartition(" ")[2])}
        elif field != "rating":
            held = getattr(parts, field)
            at = _place(name, held, _ORDERS.get(field, ()))
            changed = {field: (*held[:at], name, *held[at:])}
            if field == "quality" and at < parts.before_networks:
                changed["before_networks"] = parts.before_networks + 1
        text = prompt_of(replace(parts, **changed))
    return text


def _place(name: str, held: Sequence[str], order: Sequence[str]) -> int:
    """In front of the first that comes later in an order."""
    rank = {each: n for n, each in enumerate(order)}
    own = rank.get(name, len(rank))
    return next((n for n, each in enumerate(held) if rank.get(each, len(rank)) > own), len(held))


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
