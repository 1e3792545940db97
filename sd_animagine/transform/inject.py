"""Putting a tag into a scope where the trained order wants it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from sd_animagine.model import QUALITY_KIND, Section
from sd_animagine.syntax import Item, Kind, Prompt, Scope
from sd_animagine.transform.arrangement import Arrangement, Placed, Readings, Unit
from sd_animagine.vocabulary import Reading, TagKind, is_year, opaque_names


def names_in(readings: Iterable[Reading]) -> set[str]:
    """Normal forms of everything present, also inside opaque items and unclosed brackets."""
    found: set[str] = set()
    for reading in readings:
        if reading.item.kind is Kind.TAG:
            found.add(reading.name)
        elif reading.item.kind is not Kind.NETWORK and reading.item.kind is not Kind.EMPTY:
            found.update(opaque_names(reading.item.text))
    return found


Tags = tuple[tuple[str, Section], ...]
"""Tags to put in, each with its section."""


def inject(arrangement: Arrangement, tag: str, section: Section) -> Placed | None:
    """Insert a tag behind the last unit that belongs in front of it.

    A year is the last of its section. Nothing goes behind a bracket that is never closed, nor
    behind or in front of what else closes or opens a scope; where there is nothing but that, there
    is no place at all.

    Returns:
        What was put where; None if there was no place.
    """
    index = _place(arrangement, tag, section)
    return None if index is None else arrangement.insert(index, unit_of(tag, section))


def inject_all(arrangement: Arrangement, tags: Tags) -> Sequence[Placed | None]:
    """Insert tags one after the other, as ``inject`` does; in one go where all go to the end."""
    _, end = arrangement.room()
    together = _in_order(tags)
    if together and _place(arrangement, *tags[0]) == end:
        return arrangement.insert_all(end, together)
    return [inject(arrangement, tag, section) for tag, section in tags]


def append_all(prompt: Prompt, scope: Scope, tags: Tags, readings: Readings) -> tuple[Placed, ...]:
    """Insert tags into a scope whose last tag all of them go behind, without taking it apart.

    What ``inject_all`` does where nothing but blanks and a weight follow, or a comma and a bracket
    that is never closed: so it is with most of thousands of parts.

    Returns:
        What was put where; empty where the scope has to be taken apart for it.
    """
    text, nodes = prompt.text, scope.nodes
    last = nodes[-1] if nodes else None
    is_reach = isinstance(last, Item) and last.kind is Kind.REACH and len(nodes) > 1
    before = nodes[-2] if is_reach else last
    if last is None or not isinstance(before, Item) or before.kind is not Kind.TAG:
        return ()
    if not _in_order(tags) or before.text[-1] == "\\":
        return ()
    if is_reach:
        if text[before.end : last.start] != ", ":
            return ()
    else:
        end = scope.end if scope.suffix is None else scope.suffix.start
        is_apart = scope.end == len(text) or text[before.end : scope.end][-1:].isspace()
        if text[before.end : end].strip() or not is_apart:
            return ()
    reading = readings[before]
    rank = reading.rank if reading.section is Section.QUALITY else reading.section * 10
    if rank > _rank(*tags[0]):
        return ()
    if is_reach:
        return _in_front_of(tags, scope.end - last.start)
    return _behind(tags, scope.end - last.end)


@lru_cache(maxsize=64)
def _behind(tags: Tags, behind: int) -> tuple[Placed, ...]:
    return tuple(Placed(", " + tag, behind) for tag, _ in tags)


@lru_cache(maxsize=64)
def _in_front_of(tags: Tags, behind: int) -> tuple[Placed, ...]:
    return tuple(Placed(tag + ", ", behind) for tag, _ in tags)


@lru_cache(maxsize=64)
def _in_order(tags: Tags) -> Sequence[Unit]:
    """The tags' units, if none has to go in front of one before it; else nothing."""
    ranks = [_rank(tag, section) for tag, section in tags]
    return [unit_of(tag, section) for tag, section in tags] if ranks == sorted(ranks) else []


def _place(arrangement: Arrangement, tag: str, section: Section) -> int | None:
    """Index of the unit in front of which a tag goes; None where there is no place."""
    units = arrangement.units
    first, end = arrangement.room()
    if end < first:
        return None
    rank = _rank(tag, section)
    index = end
    while index > first and (units[index - 1].fixed or units[index - 1].rank > rank):
        index -= 1
    while section is Section.GENERAL and not is_year(tag) and index > first:
        if not _is_year(units[index - 1]):
            break
        index -= 1
    while section is Section.QUALITY and index < end and units[index].fixed:
        index += 1  # a network keeps its place among what was typed
    return index


def _is_year(unit: Unit) -> bool:
    return len(unit.readings) == 1 and unit.readings[0].kind is TagKind.YEAR


def _rank(tag: str, section: Section) -> int:
    return section * 10 + QUALITY_KIND.get(tag, 0)


@lru_cache(maxsize=64)
def unit_of(tag: str, section: Section = Section.GENERAL) -> Unit:
    """A unit that was not in the text: the same one for each scope that gets it."""
    item = Item(0, len(tag), tag, Kind.TAG, 0)
    kind = TagKind.QUALITY if section is Section.QUALITY else TagKind.GENERAL
    return Unit(0, 0, tag, section, [Reading(item, tag, kind, section, False)], False)
