"""Puts sources and hand-written tables together, and checks the tables against the lists."""

from __future__ import annotations

from typing import Final

from sd_animagine.vocabulary import normalise
from tools.tagbuild import details
from tools.tagbuild.hand import Hand, Row
from tools.tagbuild.names import Names
from tools.tagbuild.sources import STREAM_END, Sources
from tools.tagbuild.tag import Rows, Tag

ARTISTS_KEPT: Final = 150_000
"""From the front of the stream; rarer artists are no names that the model could know."""

CUT_OFF: Final = "2025-01"
"""The model knows nothing younger than 2025-01-07: a rename from then on is only suggested."""


class Lists:
    """All lists, ready to be written. What is wrong in a table is told to the table."""

    def __init__(self, sources: Sources, hand: Hand) -> None:
        self.sources = sources
        self.hand = hand
        self.special = {row["name"] for row in hand["special.csv"]}
        names = Names(sources, hand)
        self.names = names
        self.series = names.rows("series", _named(hand, "series"))
        self._add_series()
        self.characters = names.rows("characters", _named(hand, "characters"))
        self.general = names.general(self.special, hand)
        ranked = {n for n, row in names.left_out.items() if row["what"] == "artist"}
        ranked |= names.popular.keys() & names.artists
        self.artists = {*sources.artists[:ARTISTS_KEPT], *ranked}
        self._taken: dict[str, str] = {}
        self._give_aliases()
        self._check()
        details.give_parents(self.series, hand)
        details.give_series(self.characters, self.series, names, hand)
        details.give_counts(self.characters, hand)
        details.merge_qualified(self.characters, self.series)
        details.give_groups(self.general, hand)

    def _add_series(self) -> None:
        """A series of the hand-written table is in the list, whether a source has it or not."""
        for row in self.hand["series.csv"]:
            if row["name"] not in self.series:
                last = float(len(self.names.places["series"]))
                self.series[row["name"]] = Tag(row["name"], last, known=False)

    # --- other names -------------------------------------------------------------------------

    def _give_aliases(self) -> None:
        for row in self.hand["not_general.csv"]:
            if row["now"]:
                self._alias(row, row["name"], row["now"], "known")
        for row in self.hand["aliases.csv"]:
            self._alias(row, row["alias"], row["name"], row["since"])
        for table in ("series.csv", "characters.csv"):
            for row in self.hand[table]:
                for alias in row.several("aliases"):
                    self._alias(row, alias, row["name"], "")

    def _alias(self, row: Row, alias: str, name: str, since: str) -> None:
        """Give a name its alias; a row that bears the alias as its name goes into the other.

        A character or series renamed after the model's cut-off keeps the name that the model
        knows, and the new one becomes the alias.
        """
        if CUT_OFF <= since < "known" and self._list_of(alias) not in (None, self.general):
            alias, name = name, alias
        rows = self._list_of(name)
        problem = self._wrong(alias, name, since, rows)
        if rows is None or problem:
            self.hand.say(row, problem)
            return
        former = self._list_of(alias)
        if former is not None:
            rows[name].take(former.pop(alias))
        young = CUT_OFF <= since < "known" and rows is self.general
        names = rows[name].renamed if young else rows[name].aliases
        if alias not in names:
            names.append(alias)

    def _wrong(self, alias: str, name: str, since: str, rows: Rows | None) -> str:
        if rows is None:
            return f"“{name}” is in no list"
        if not alias or alias != normalise(alias) or "," in alias:
            return f"the alias “{alias}” is not written as a name: “{normalise(alias)}”"
        if alias in self.special or alias == name:
            return f"the alias “{alias}” is a special tag or the very name"
        if self._taken.setdefault(alias, name) != name:
            return f"the alias “{alias}” stands already for “{self._taken[alias]}”"
        if not since and self._list_of(alias) is not None:
            return f"the alias “{alias}” is itself a tag in use; a rename needs its date"
        return ""

    def _list_of(self, name: str) -> Rows | None:
        for rows in (self.characters, self.series, self.general):
            if name in rows:
                return rows
        return None

    # --- checks --------------------------------------------------------------------------------

    def _check(self) -> None:
        for table, columns in (
            ("series_qualifiers.csv", ("series",)),
            ("series_by_hand.csv", ("series", "broader")),
            ("series.csv", ("parent",)),
        ):
            for row in self.hand[table]:
                for column in columns:
                    if row[column] and row[column] not in self.series:
                        self._unknown(row, "series", row[column])
        for table in ("series_by_hand.csv", "characters.csv"):
            for row in self.hand[table]:
                if row["name"] not in self.characters:
                    self._unknown(row, "character", row["name"])
        known = self.general.keys() | self.special | self.names.left_out.keys()
        foreign = {normalise(row["name"]) for row in self.hand["foreign.csv"]}
        for row in self.hand["groups.csv"]:
            if row["tag"] not in known:
                self._unknown(row, "general tag", row["tag"])
        known |= foreign | self.characters.keys() | self.series.keys()
        for row in self.hand["ceiling.csv"]:
            if row["what"] == "word":
                if row["name"] in known:
                    self.hand.say(row, f"“{row['name']}” is a tag")
            elif row["name"] not in known:
                self._unknown(row, "tag", row["name"])

    def _unknown(self, row: Row, what: str, name: str) -> None:
        now = self._taken.get(name)
        hint = f"; it is “{now}” now" if now else ""
        self.hand.say(row, f"there is no {what} “{name}”{hint}")

    # --- figures -------------------------------------------------------------------------------

    def ranked_characters(self) -> list[Tag]:
        """The characters that text2tags-lib ranks, most used first."""
        names = (self._taken.get(name, name) for name in self.names.popular)
        found = dict.fromkeys(name for name in names if name in self.characters)
        return [self.characters[name] for name in found]

    def newer(self, kind: str) -> int:
        """How many names of a kind the newer part of tipo-kgen's list has."""
        return len(self.names.places[kind]) - STREAM_END[kind]


def _named(hand: Hand, kind: str) -> list[str]:
    """The names that hand-written tables speak of: they are kept however rare."""
    found = [row["name"] for row in hand["aliases.csv"]]
    found += [row["now"] for row in hand["not_general.csv"]]
    if kind == "characters":
        tables = {"series_by_hand.csv": ("name",), "characters.csv": ("name",)}
    else:
        tables = {
            "series_by_hand.csv": ("series", "broader"),
            "series_qualifiers.csv": ("series",),
            "series.csv": ("name", "parent"),
        }
    for table, columns in tables.items():
        found += [row[column] for row in hand[table] for column in columns]
    return found
