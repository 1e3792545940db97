"""Putting a tag into a scope where the trained order wants it."""

from __future__ import annotations

from collections.abc import Iterable

from sd_animagine.model import QUALITY_KIND, Section
from sd_animagine.syntax import Item, Kind
from sd_animagine.transform.arrangement import Arrangement, Placed, Unit
from sd_animagine.vocabulary import Reading, TagKind, opaque_names


def names_in(readings: Iterable[Reading]) -> set[str]:
    """Normal forms of everything present, also inside opaque items and unclosed brackets."""
    found: set[str] = set()
    for reading in readings:
        if reading.item.kind is Kind.TAG:
            found.add(reading.name)
        elif reading.item.kind is not Kind.NETWORK and reading.item.kind is not Kind.EMPTY:
            found.update(opaque_names(reading.item.text))
    return found


def inject(arrangement: Arrangement, tag: str, section: Section) -> Placed | None:
    """Insert a tag behind the last unit that belongs in front of it.

    Nothing goes behind a bracket that is never closed; where such a bracket opens the scope
    there is no place at all.

    Returns:
        What was put where; None if there was no place.
    """
    units = arrangement.units
    end = len(units)
    if units and units[-1].is_reach:
        end -= 1
        if end == 0:
            return None
    rank = section * 10 + QUALITY_KIND.get(tag, 0)
    index = end
    while index and (units[index - 1].fixed or units[index - 1].rank > rank):
        index -= 1
    while section is Section.QUALITY and index < end and units[index].fixed:
        index += 1  # a network keeps its place among what was typed
    return arrangement.insert(index, unit_of(tag, section))


def unit_of(tag: str, section: Section = Section.GENERAL) -> Unit:
    """A unit that was not in the text."""
    item = Item(0, len(tag), tag, Kind.TAG, 0)
    kind = TagKind.QUALITY if section is Section.QUALITY else TagKind.GENERAL
    return Unit(0, 0, tag, section, [Reading(item, tag, kind, section, False)], False)
