"""What is picked, put into a prompt: edits of the tags that it is about, and of no others."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from sd_animagine.model import COUNT_TAGS, QUALITY_KIND, RATINGS, YEARS, Section
from sd_animagine.panel.parts.reading import (
    ALLOWED,
    IDENTITY,
    JOIN,
    PICKED,
    Parts,
    names_in,
    parts_of,
    prompt_of,
    what,
)
from sd_animagine.panel.parts.styles import STYLES, style_of
from sd_animagine.syntax import Edit, Item, Scope, apply_edits, parse
from sd_animagine.syntax.removal import removal
from sd_animagine.transform.arrangement import arrange
from sd_animagine.transform.inject import inject
from sd_animagine.transform.quality import quality_scopes
from sd_animagine.vocabulary import Vocabulary, classify, escape, normalise

_ORDERS: Final = {
    "subjects": [tag for tags in COUNT_TAGS.values() for tag in tags],
    "quality": list(QUALITY_KIND),
}
_SECTIONS: Final = {"year": Section.GENERAL, "quality": Section.QUALITY}
"""Of what stands at the end of a prompt."""


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
    found = names_in(text, vocabulary)
    for field in PICKED:
        if field not in fields:
            continue
        have, want = found[field], _names(wanted, field)
        new = [name for name in want if name not in have]
        for name in have if field != "style" else STYLES.get(style_of(have), ()):
            if name not in want:
                text = _traded(text, name, new, vocabulary)
        text = _added(text, field, new, vocabulary)
    return text


def _names(parts: Parts, field: str) -> tuple[str, ...]:
    value = getattr(parts, field)
    if field == "year":
        return (f"year {value}",) if value else ()
    if field == "style":
        return STYLES.get(value, ())
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


def _named(text: str, name: str, vocabulary: Vocabulary) -> list[tuple[Item, Scope]]:
    """The items of a name, with the scope of each."""
    prompt = parse(text, is_name=vocabulary.is_name)
    scopes = prompt.scopes()
    return [
        (item, next(scope for scope in scopes if item.end <= scope.end))
        for item in prompt.items
        if what(item, vocabulary)[1] == name
    ]


def _same_choice(name: str) -> str:
    """What there can be only one of, and a tag is; empty where it stands beside any other."""
    if name in RATINGS:
        return "rating"
    return "year" if name in ALLOWED["year"] else _gender(name) or ""


def _added(text: str, field: str, names: Iterable[str], vocabulary: Vocabulary) -> str:
    """With further tags, where the trained order has them."""
    for name in names:
        if field == "style":
            text = _joined(text, name, Section.GENERAL, vocabulary)
        elif field in _SECTIONS and not _ends_plainly(text):
            text = _joined(text, name, _SECTIONS[field], vocabulary)
        else:
            text = _put_among_parts(text, field, name, vocabulary)
    return text


def _put_among_parts(text: str, field: str, name: str, vocabulary: Vocabulary) -> str:
    """With a tag among those parts of its field that stand where the trained order has them."""
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
    return prompt_of(replace(parts, **changed))


def _ends_plainly(text: str) -> bool:
    """Return whether what is put behind a text is read as a part of all of it.

    It would be none behind a comment, and take the weight from the last part of an ``AND``.
    """
    prompt = parse(text)
    return not prompt.comments and len(prompt.subprompts) < 2


def _joined(text: str, name: str, section: Section, vocabulary: Vocabulary) -> str:
    """With a tag that goes for all of the picture, in each part that its quality tags go in."""
    prompt = parse(text, is_name=vocabulary.is_name)
    readings = dict(zip(prompt.items, classify(prompt, vocabulary), strict=True))
    edits = []
    for sub in prompt.subprompts:
        for number in quality_scopes(sub):
            scope = sub.scopes[number]
            arrangement = arrange(prompt, scope, scope.suffix, readings, split=False)
            if inject(arrangement, escape(name), section):
                edits.append(Edit(scope.start, scope.end, arrangement.text()))
    if edits:
        return apply_edits(text, edits)
    behind = JOIN if text.strip() else ""
    return f"{escape(name)}{behind}{text}"


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
    if kind not in IDENTITY or name in parts.identity:
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
    style: str = "",
) -> Parts:
    """Parts as the controls of a page say; what the model does not know of is left out."""
    tags = sorted({q for q in quality if q in QUALITY_KIND}, key=list(QUALITY_KIND).index)
    names = (normalise(name) for name in identity)
    return Parts(
        subjects=tuple(dict.fromkeys(subjects)),
        identity=tuple(dict.fromkeys(name for name in names if name)),
        rating=rating if rating in RATINGS else "",
        free=free,
        style=style if style in STYLES else "",
        year=year if year in YEARS else 0,
        quality=tuple(tags),
        networks=parts.networks,
        before_networks=min(parts.before_networks, len(tags)),
        tail=parts.tail,
    )
