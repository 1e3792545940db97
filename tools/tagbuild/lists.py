"""Puts sources and hand-written tables together: general tags, characters, series."""

from __future__ import annotations

import fnmatch
import re
from dataclasses import dataclass, field
from typing import Final

from sd_animagine.vocabulary import normalise
from tools.tagbuild.hand import Hand, Row
from tools.tagbuild.sources import STREAM_END, Sources

CHARACTERS_KEPT: Final = 62_000
"""So many from the front of the stream: about the first 45,000 by use, and some rare ones."""
NEWER_CHARACTERS_KEPT: Final = 8_000
SERIES_KEPT: Final = 9_000
NEWER_SERIES_KEPT: Final = 600
ARTISTS_KEPT: Final = 150_000

CUT_OFF: Final = "2025-01"
"""The model knows nothing younger than 2025-01-07: a rename from then on is only suggested."""

_QUALIFIER = re.compile(r"(.+) \(([^()]+(?:\([^()]*\))?[^()]*)\)")


@dataclass
class Tag:
    """One row of a list while it is being made; ``score`` sorts, small is popular."""

    name: str
    score: float
    posts: str = ""
    group: str = ""
    series: str = ""
    broader: str = ""
    parent: str = ""
    count: str = ""
    new: bool = False
    aliases: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)


class Lists:
    """All lists, ready to be written; what is wrong in the hand-written tables goes to them."""

    def __init__(self, sources: Sources, hand: Hand) -> None:
        self.sources = sources
        self.hand = hand
        popular = [name.replace("_", " ") for name in sources.popular]
        self.popularity = {name: rank for rank, name in enumerate(popular, 1)}
        self.all_characters = {name: n for n, name in enumerate(sources.characters)}
        self.all_series = {name: n for n, name in enumerate(sources.series)}
        self.qualifiers = {r["qualifier"]: r["series"] for r in hand["series_qualifiers.csv"]}
        self.special = {row["name"] for row in hand["special.csv"]}
        self.kaomoji = {row["name"] for row in hand["kaomoji.csv"]}
        self.series = self._series()
        self.characters = self._characters()
        self.general = self._general()
        self.artists = set(sources.artists[:ARTISTS_KEPT])
        self._apply_aliases()
        self._check_hand()
        self._apply_series()
        self._apply_parents()
        self._apply_groups()

    # --- which names there are -----------------------------------------------------------------

    def _series(self) -> dict[str, Tag]:
        end = STREAM_END["series"]
        kept = self.sources.series[:SERIES_KEPT]
        kept += self.sources.series[end : end + NEWER_SERIES_KEPT]
        named = [r["series"] for r in self.hand["series_qualifiers.csv"]]
        named += [r[c] for r in self.hand["series_by_hand.csv"] for c in ("series", "broader")]
        named += [r[c] for r in self.hand["series.csv"] for c in ("name", "parent")]
        named += [r["name"] for r in self.hand["aliases.csv"]]
        kept += [name for name in named if name in self.all_series]
        kept += [name for name in self.popularity if name in self.all_series]
        return self._rows(kept, self.all_series, end, 150)

    def _characters(self) -> dict[str, Tag]:
        end = STREAM_END["characters"]
        kept = self.sources.characters[:CHARACTERS_KEPT]
        kept += self.sources.characters[end : end + NEWER_CHARACTERS_KEPT]
        named = [r["name"] for r in self.hand["series_by_hand.csv"]]
        named += [r["name"] for r in self.hand["characters.csv"]]
        named += [r["name"] for r in self.hand["aliases.csv"]]
        kept += [name for name in named if name in self.all_characters]
        kept += [name for name in self.popularity if name in self.all_characters]
        return self._rows(kept, self.all_characters, end, 800)

    def _rows(self, kept: list[str], order: dict[str, int], end: int, first: int) -> dict[str, Tag]:
        """Rows for the names. Those that text2tags-lib ranks come by its order.

        The others have their place in the stream, corrected to the scale of ranks: index 7,500
        was about the 5,000th most used. A stream begins with chance, so none of them is put
        before ``first``.
        """
        ranked = [name for name in self.popularity if name in order]
        place = {name: rank for rank, name in enumerate(ranked, 1)}
        rows: dict[str, Tag] = {}
        for name in kept:
            if name in rows:
                continue
            n = order[name]
            if name in place:
                score = float(place[name])
            elif n < end:
                score = first + n * 2 / 3
            else:
                score = first + 1 + (n - end) * 7.5
            posts = self.sources.posts.get(name)
            rows[name] = Tag(name, score, "" if posts is None else str(posts), new=n >= end)
        return rows

    def _general(self) -> dict[str, Tag]:
        foreign = {normalise(row["name"]) for row in self.hand["foreign.csv"]}
        others = set(self.all_characters) | set(self.all_series) | set(self.sources.artists)
        others |= foreign | self.special
        written = {normalise(name): name for name in self.kaomoji}
        rows: dict[str, Tag] = {}
        for name, rank in self.popularity.items():
            if name not in others:
                actual = written.get(normalise(name), name)
                rows[actual] = Tag(actual, float(rank))
        last = len(self.popularity)
        for n, name in enumerate(self.sources.meta):
            if name not in self.special:
                score = rows[name].score if name in rows else float(last + n)
                rows[name] = Tag(name, score, group="meta")
        for row in self.hand["aliases.csv"]:
            name = row["name"]
            if row["alias"] in rows and name not in rows and name not in others:
                rows[name] = Tag(name, rows[row["alias"]].score)
        return rows

    # --- other spellings -----------------------------------------------------------------------

    def _apply_aliases(self) -> None:
        taken: dict[str, str] = {}
        for row in self.hand["aliases.csv"]:
            rows = self._list_of(row["name"])
            if rows is None:
                self.hand.say(row, f"“{row['name']}” is in no list")
                continue
            self._merge(row, row["alias"], rows, rows[row["name"]], row["since"], taken)
        for table, rows in (("series.csv", self.series), ("characters.csv", self.characters)):
            for row in self.hand[table]:
                if row["name"] in rows:
                    for alias in row.several("aliases"):
                        self._merge(row, alias, rows, rows[row["name"]], "", taken)

    def _list_of(self, name: str) -> dict[str, Tag] | None:
        found = (rows for rows in (self.characters, self.series, self.general) if name in rows)
        return next(found, None)

    def _merge(
        self,
        row: Row,
        alias: str,
        rows: dict[str, Tag],
        target: Tag,
        since: str,
        taken: dict[str, str],
    ) -> None:
        """Give the target an alias; a row that bears the alias as its name goes into the target."""
        if alias != normalise(alias) or "," in alias:
            self.hand.say(row, f"the alias “{alias}” is not written as a name")
        elif taken.setdefault(alias, target.name) != target.name:
            self.hand.say(row, f"“{alias}” stands already for “{taken[alias]}”")
        elif alias in self.special or alias == target.name:
            self.hand.say(row, f"“{alias}” is itself a special tag or the very same name")
        elif not since and self._is_common(alias, rows):
            self.hand.say(row, f"“{alias}” is itself a tag in use; a rename needs its date")
        else:
            merged = self._take_out(alias)
            if merged is not None:
                target.score = min(target.score, merged.score)
                target.new = target.new and merged.new
                target.group = target.group or merged.group
                target.aliases += merged.aliases
            young = since >= CUT_OFF and rows is self.general
            names = target.renamed if young else target.aliases
            if alias not in names:
                names.append(alias)

    def _is_common(self, alias: str, rows: dict[str, Tag]) -> bool:
        found = self._list_of(alias)
        if found is None:
            return False
        return found is not self.general or rows is self.general

    def _take_out(self, name: str) -> Tag | None:
        rows = self._list_of(name)
        return None if rows is None else rows.pop(name)

    # --- checks --------------------------------------------------------------------------------

    def _check_hand(self) -> None:
        added = {row["name"] for row in self.hand["series.csv"]}
        for row in self.hand["series.csv"]:
            if row["name"] not in self.series:
                self.series[row["name"]] = Tag(row["name"], float(len(self.all_series)))
        for table, columns in (
            ("series_qualifiers.csv", ("series",)),
            ("series_by_hand.csv", ("series", "broader")),
            ("series.csv", ("parent",)),
        ):
            for row in self.hand[table]:
                for column in columns:
                    name = row[column]
                    if name and name not in self.series and name not in added:
                        self.hand.say(row, f"there is no series “{name}”")
        for table in ("series_by_hand.csv", "characters.csv"):
            for row in self.hand[table]:
                if row["name"] not in self.characters:
                    self.hand.say(row, f"there is no character “{row['name']}”")
        known = self.general.keys() | self.special
        for table, column in (("groups.csv", "tag"), ("ceiling.csv", "name")):
            for row in self.hand[table]:
                if row[column] not in known:
                    self.hand.say(row, f"there is no general tag “{row[column]}”")

    # --- what belongs to a name ----------------------------------------------------------------

    def _apply_series(self) -> None:
        by_hand = {row["name"]: row for row in self.hand["series_by_hand.csv"]}
        for row in self.hand["characters.csv"]:
            if row["name"] in self.characters:
                self.characters[row["name"]].count = row["count"]
        for tag in self.characters.values():
            tag.series, tag.broader = self._series_of(tag.name, by_hand)
            if tag.series and tag.series not in self.series and tag.series in self.all_series:
                n = self.all_series[tag.series]
                self.series[tag.series] = Tag(tag.series, 150 + n * 2 / 3)
            if not tag.count:
                tag.count = self._count_of_base(tag.name)

    def _series_of(self, name: str, by_hand: dict[str, Row]) -> tuple[str, str]:
        """By hand; else by the last qualifier; else what the name without it has."""
        while True:
            if name in by_hand:
                return by_hand[name]["series"], by_hand[name]["broader"]
            found = _QUALIFIER.fullmatch(name)
            if found is None:
                return "", ""
            name, qualifier = found.groups()
            series = self._series_by_qualifier(qualifier)
            if series:
                return series, ""
            if name not in self.all_characters and name not in by_hand and "(" not in name:
                return "", ""

    def _series_by_qualifier(self, qualifier: str) -> str:
        if qualifier in self.qualifiers:
            return self.qualifiers[qualifier]
        for name in (qualifier, f"{qualifier} (series)"):
            if name in self.all_series:
                return name
        return ""

    def _count_of_base(self, name: str) -> str:
        found = _QUALIFIER.fullmatch(name)
        while found is not None:
            base = self.characters.get(found[1])
            if base is not None and base.count:
                return base.count
            found = _QUALIFIER.fullmatch(found[1])
        return ""

    def _apply_parents(self) -> None:
        places = {row["name"]: row for row in self.hand["series.csv"]}
        for name, row in places.items():
            if name in self.series:
                self.series[name].parent = row["parent"]
            seen = [name]
            while (above := places.get(seen[-1])) and above["parent"]:
                if above["parent"] in seen:
                    self.hand.say(row, f"its parents go in a circle: {' → '.join(seen)}")
                    break
                seen.append(above["parent"])
        for tag in self.characters.values():
            if tag.broader and tag.broader == self.series[tag.series].parent:
                tag.broader = ""

    def _apply_groups(self) -> None:
        patterns = [(row["pattern"], row["group"]) for row in self.hand["group_patterns.csv"]]
        expressions = [(re.compile(fnmatch.translate(p)), group) for p, group in patterns]
        groups = {row["tag"]: row["group"] for row in self.hand["groups.csv"]}
        for tag in self.general.values():
            if tag.name in groups:
                tag.group = groups[tag.name]
            elif not tag.group:
                fits = (group for regex, group in expressions if regex.match(tag.name))
                tag.group = next(fits, "")


def in_order(rows: dict[str, Tag]) -> list[Tag]:
    """Most used first; names break ties."""
    return sorted(rows.values(), key=lambda tag: (tag.score, tag.name))
