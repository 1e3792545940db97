"""What belongs to a name: a character's series and count, a series' parent, a tag's group."""

from __future__ import annotations

import fnmatch
import re

from tools.tagbuild.hand import Hand, Row
from tools.tagbuild.names import FIRST, STREAM_TO_RANK, Names
from tools.tagbuild.tag import Rows, Tag

_QUALIFIER = re.compile(r"(.+) \(([^()]*(?:\([^()]*\))?[^()]*)\)")
"""A name and its last qualifier, which may hold brackets itself."""


def without_qualifier(name: str) -> str:
    """The name without its last bracket; nothing if it has none."""
    found = _QUALIFIER.fullmatch(name)
    return found[1] if found else ""


class SeriesOf:
    """Finds a character's series.

    By hand; else by the last qualifier that the table of qualifiers has; else by the last one that
    is a series' name. A name that goes on to be a hand-written character is that character in a
    costume, even if the qualifier is some series' name too (``amane kanata (another world)``),
    unless both belong together (``tohsaka rin (fate/extra)``). Other qualifiers are costumes and
    states (``1st costume``, ``swimsuit``, ``alter``): the name without it counts, if there is such
    a character.
    """

    def __init__(self, names: Names, series: Rows, hand: Hand) -> None:
        self._names = names
        self._rows = series
        self._by_hand = {row["name"]: row for row in hand["series_by_hand.csv"]}
        self._qualifiers = {r["qualifier"]: r["series"] for r in hand["series_qualifiers.csv"]}

    def __call__(self, name: str) -> tuple[str, str]:
        """Series and broader series; empty where not known."""
        found = ""
        while True:
            row = self._by_hand.get(name)
            if row is not None:
                if found and self._related(found, row):
                    return found, ""
                return row["series"], row["broader"]
            match = _QUALIFIER.fullmatch(name)
            if match is None:
                return found, ""
            name, qualifier = match.groups()
            if qualifier in self._qualifiers:
                return self._qualifiers[qualifier], ""
            found = found or self._named(qualifier)
            if not found and not self._is_character(name):
                return "", ""

    def _named(self, qualifier: str) -> str:
        for name in (qualifier, f"{qualifier} (series)"):
            if name in self._names.places["series"]:
                return name
        return ""

    def _is_character(self, name: str) -> bool:
        return "(" in name or name in self._names.places["characters"] or name in self._by_hand

    def _related(self, series: str, row: Row) -> bool:
        return bool(self._family(series) & (self._family(row["series"]) | {row["broader"]} - {""}))

    def _family(self, name: str) -> set[str]:
        found: set[str] = set()
        while name and name not in found:
            found.add(name)
            name = self._rows[name].parent if name in self._rows else ""
        return found


def give_series(characters: Rows, series: Rows, names: Names, hand: Hand) -> None:
    """Every character gets its series, which joins the list of series if it was not in it."""
    series_of = SeriesOf(names, series, hand)
    for tag in characters.values():
        tag.series, tag.broader = series_of(tag.name)
        if tag.series and tag.series not in series:
            place = names.places["series"].get(tag.series)
            if place is not None:
                score = FIRST["series"] + place * STREAM_TO_RANK
                series[tag.series] = Tag(tag.series, score)
        if tag.broader and tag.series in series and series[tag.series].parent == tag.broader:
            tag.broader = ""


def merge_qualified(characters: Rows, series: Rows) -> None:
    """A newer name that only adds its own series to an older one is that character, renamed since.

    ``kasane teto (utau)`` beside ``kasane teto``, both of utau: the model knows the older name,
    which keeps the row and gets the newer one as an alias.
    """
    for tag in [tag for tag in characters.values() if tag.new]:
        match = _QUALIFIER.fullmatch(tag.name)
        older = characters.get(match[1]) if match else None
        if older is None or older.new or not tag.series:
            continue
        parent = series[older.series].parent if older.series in series else ""
        if match and tag.series in (older.series, parent) and tag.series.startswith(match[2]):
            older.take(characters.pop(tag.name))
            older.aliases.append(tag.name)


def give_counts(characters: Rows, hand: Hand) -> None:
    """Count tags by hand; a costume or state has its base's."""
    for row in hand["characters.csv"]:
        if row["name"] in characters:
            characters[row["name"]].count = row["count"]
    for tag in characters.values():
        base = without_qualifier(tag.name)
        while base and not tag.count:
            if base in characters:
                tag.count = characters[base].count
            base = without_qualifier(base)


def give_parents(series: Rows, hand: Hand) -> None:
    """Parents by hand; a circle among them is a problem."""
    table = {row["name"]: row for row in hand["series.csv"]}
    for name, row in table.items():
        if name in series:
            series[name].parent = row["parent"]
        way = [name]
        while (above := table.get(way[-1])) and above["parent"]:
            if above["parent"] in way:
                hand.say(row, f"its parents go in a circle: {' → '.join([*way, above['parent']])}")
                break
            way.append(above["parent"])


def give_groups(general: Rows, hand: Hand) -> None:
    """Groups by name; else by the first pattern that fits."""
    patterns = [_pattern(row) for row in hand["group_patterns.csv"]]
    groups = {row["tag"]: row["group"] for row in hand["groups.csv"]}
    for tag in general.values():
        if tag.name in groups:
            tag.group = groups[tag.name]
        elif not tag.group:
            tag.group = next((group for regex, group in patterns if regex.match(tag.name)), "")


def _pattern(row: Row) -> tuple[re.Pattern[str], str]:
    return re.compile(fnmatch.translate(row["pattern"])), row["group"]
