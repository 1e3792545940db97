"""Which tags there are: one dictionary over all lists, details on demand."""

from __future__ import annotations

import re
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine import model
from sd_animagine.vocabulary import tables
from sd_animagine.vocabulary.artists import Artists
from sd_animagine.vocabulary.kinds import TagKind
from sd_animagine.vocabulary.names import normalise
from sd_animagine.vocabulary.user_lists import UserList


@dataclass(frozen=True)
class Character:
    """What is known of a character; empty where it is not."""

    series: str
    broader: str
    count: str
    new: bool


class Foreign(NamedTuple):
    """A tag that another model was trained on."""

    model: str
    severity: str
    replacement: str
    note: str


_YEAR = re.compile(r"year \d{1,5}")
_KEPT: Final = 10_000
"""Texts of which is remembered what was told: each pass asks again, and so do some rules."""
_SHORT: Final = 100
"""Characters of a text that is remembered."""


def is_year(name: str) -> bool:
    """Is a normal form a year tag, trained or not?"""
    return _YEAR.fullmatch(name) is not None


class Vocabulary:
    """All bundled lists behind one look-up. Reading never fails: see ``problems``.

    At start only the names are taken in; what belongs to a name is read when it is asked for.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._general = tables.Table(folder / "general.csv")
        self._series = tables.Table(folder / "series.csv")
        self._characters = tables.Table(folder / "characters.csv")
        self._foreign = tables.Table(folder / "foreign.csv")
        self._typos = tables.Table(folder / "typos.csv")
        self._never = tables.Table(folder / "never.csv")
        self._ceiling = tables.Table(folder / "ceiling.csv")
        self._artists = Artists(folder / "artists.txt")
        kaomoji, problems = tables.words(folder / "kaomoji.txt")
        self.problems: list[str] = problems
        """One sentence for each list, or line of a list, that could not be read."""
        self._aliased = (self._general, self._series, self._characters)
        hand_written = (self._foreign, self._typos, self._never, self._ceiling)
        for source in (*self._aliased, *hand_written, self._artists):
            self.problems.extend(source.problems)
        self._users: tuple[UserList, ...] = ()
        self._without_users: Vocabulary = self
        self._asked: dict[str, Character | None] = {}
        """What was told of characters."""
        self._looked_up: dict[str, tuple[str, TagKind]] = {}
        """What was told of texts that no list holds as they stand."""
        self.kaomoji = frozenset(kaomoji)
        self.kinds: dict[str, TagKind] = dict.fromkeys(self._characters.names, TagKind.CHARACTER)
        """Normal form of every known name → what it is."""
        for table, kind in ((self._series, TagKind.SERIES), (self._general, TagKind.GENERAL)):
            for name in table.names:
                self.kinds.setdefault(name, kind)
        self.kinds.update(dict.fromkeys(kaomoji, TagKind.GENERAL))
        self.kinds.update(dict.fromkeys(self._foreign.names, TagKind.FOREIGN))
        self.kinds.update(_card_words())

    def with_lists(self, lists: Iterable[UserList]) -> Vocabulary:
        """This vocabulary and lists of the user's.

        Their rows win over the bundled ones, of two lists the first; but the special tags and the
        words of the model card stay what they are.
        """
        extended = copy(self)
        for name in ("aliases", "renamed"):
            extended.__dict__.pop(name, None)
        extended._users = tuple(lists)
        extended._without_users = self
        extended._asked = {}
        extended._looked_up = {}
        extended.kinds = dict(self.kinds)
        for each in reversed(extended._users):
            extended.kinds.update(each.kinds)
        extended.kinds.update(_card_words())
        extended.problems = self.problems + [p for each in extended._users for p in each.problems]
        return extended

    @property
    def user_lists(self) -> tuple[UserList, ...]:
        """The user's lists, of which the first wins."""
        return self._users

    # --- other names ---------------------------------------------------------------------------

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Other spelling, abbreviation or old name → the name in use.

        Never a name that a list holds itself. Each is older than the model, or no rename at all:
        the name in use is what the model was trained on.
        """
        found: dict[str, str] = {}
        for each in self._users:
            for alias, name in each.aliases.items():
                if alias not in self.kinds:
                    found.setdefault(alias, name)
        for table in self._aliased:
            for alias, name in table.other_names("aliases").items():
                if alias not in self.kinds:
                    found.setdefault(alias, name)
        return found

    def is_sure(self, alias: str) -> bool:
        """Is this other name older than the model, or no rename? A user's list does not say."""
        name = self.aliases.get(alias)
        return name is not None and self._without_users.aliases.get(alias) == name

    @cached_property
    def renamed(self) -> dict[str, str]:
        """Former name → name in use, where the rename is younger than the model's knowledge.

        The model may know only the former name, so this is never more than a suggestion.
        """
        pairs = self._general.other_names("renamed").items()
        return {former: name for former, name in pairs if former not in self.kinds}

    def in_use(self, name: str) -> str:
        """The name in use, by normal form: what another or a former name stands for.

        What belongs to a name stands in the row of the name in use, so everything that is asked of
        a name below may be asked of its other names too. A text that is no name comes back.
        """
        if name in self.kinds:
            return name
        return self.aliases.get(name) or self.renamed.get(name, name)

    # --- hand-written lists --------------------------------------------------------------------

    @cached_property
    def typos(self) -> dict[str, str]:
        """Hand-written corrections of special tags that are safe to make."""
        return {row["wrong"]: row["right"] for row in self._typos.rows()}

    @cached_property
    def never(self) -> frozenset[str]:
        """Words that are never corrected to a special tag, however near."""
        return frozenset(self._never.names)

    @cached_property
    def ceiling(self) -> dict[str, str]:
        """Tag → the lowest rating under which it may be drawn."""
        return {row["name"]: row["rating"] for row in self._ceiling.rows()}

    @cached_property
    def foreign(self) -> dict[str, Foreign]:
        """Tags of other models, by name."""
        return {
            row["name"]: Foreign(row["model"], row["severity"], row["replacement"], row["note"])
            for row in self._foreign.rows()
        }

    # --- what belongs to a name ----------------------------------------------------------------

    @cached_property
    def parents(self) -> dict[str, str]:
        """Series → the broader series it belongs to, where one is known."""
        return dict(self._series.filled("parent"))

    def character(self, name: str) -> Character | None:
        """What is known of a character, by normal form of any of its names."""
        if name not in self._asked:
            if len(self._asked) >= _KEPT:
                self._asked.clear()
            self._asked[name] = self._character(self.in_use(name))
        return self._asked[name]

    def _character(self, name: str) -> Character | None:
        index = self._characters.places.get(name)
        if index is None:
            return self._users_character(name)
        row = self._characters.row(index)
        broader = row["broader"] or self.parents.get(row["series"], "")
        new = row["new"] == "new" or self._is_new_to_users(name)
        return Character(row["series"], broader, row["count"], new)

    def _users_character(self, name: str) -> Character | None:
        """A character of a user's list: its series is what stands in its last brackets."""
        if not any(each.kinds.get(name) is TagKind.CHARACTER for each in self._users):
            return None
        qualifier = name[name.rfind(" (") + 2 : -1] if name.endswith(")") else ""
        series = qualifier if self.kinds.get(qualifier) is TagKind.SERIES else ""
        return Character(series, self.parents.get(series, ""), "", self._is_new_to_users(name))

    def _is_new_to_users(self, name: str) -> bool:
        return any(name in each.new for each in self._users)

    def is_new(self, name: str) -> bool:
        """Did this name probably come up after the model was trained?"""
        name = self.in_use(name)
        if self.kinds.get(name) is TagKind.CHARACTER:
            known = self.character(name)
            return known is not None and known.new
        return self._is_new_to_users(name)

    def series_of(self, name: str) -> str:
        """The narrow series of a character, or nothing where none is known."""
        known = self.character(name)
        return known.series if known else ""

    def rank(self, name: str) -> int | None:
        """Place in the order of use inside the list of the name's kind, 1 = most used.

        Special tags and unknown names have none.
        """
        name = self.in_use(name)
        table = self._table_of(name)
        index = None if table is None else table.places.get(name)
        if index is None:
            ranks = (each.places[name] for each in self._users if name in each.kinds)
            index = next(ranks, None)
        return None if index is None else index + 1

    def posts(self, name: str) -> int | None:
        """Number of pictures with this tag, where a source tells it."""
        cell = self._cell(self.in_use(name), "posts")
        return int(cell) if cell.isdigit() else None

    def other_names(self, name: str) -> list[str]:
        """The aliases of a name, as the lists have them."""
        name = self.in_use(name)
        cell = self._cell(name, "aliases")
        found = [" ".join(alias.split()) for alias in cell.split(",") if alias.strip()]
        for each in self._users:
            found += [alias for alias, target in each.aliases.items() if target == name]
        return [alias for alias in dict.fromkeys(found) if alias not in self.kinds]

    def _cell(self, name: str, column: str) -> str:
        """A cell of the row of a name in the list of its kind; empty where it has none."""
        table = self._table_of(name)
        index = None if table is None else table.places.get(name)
        return "" if table is None or index is None else table.cell(index, column)

    def group(self, name: str) -> str:
        """The group of a general tag (``hair``, ``pose`` …), or nothing."""
        index = self._general.places.get(self.in_use(name))
        return "" if index is None else self._general.cell(index, "group")

    def is_artist(self, name: str) -> bool:
        """Is this normal form the name of an artist? Asked only where nothing else is known."""
        return name in self._artists or any(name in each.artists for each in self._users)

    def _table_of(self, name: str) -> tables.Table | None:
        kind = self.kinds.get(name)
        if kind is TagKind.CHARACTER:
            return self._characters
        if kind is TagKind.SERIES:
            return self._series
        return self._general if kind is TagKind.GENERAL else None

    # --- look-up -------------------------------------------------------------------------------

    def look_up(self, text: str) -> tuple[str, TagKind]:
        """Normal form and kind of a text; another name has the kind of what it stands for."""
        kind = self.kinds.get(text)
        if kind is not None:
            return text, kind
        found = self._looked_up.get(text)
        if found is None:
            found = self._look_up(text)
            if len(text) <= _SHORT:
                if len(self._looked_up) >= _KEPT:
                    self._looked_up.clear()
                self._looked_up[text] = found
        return found

    def _look_up(self, text: str) -> tuple[str, TagKind]:
        lower = text.lower()
        if lower in self.kaomoji or self.kinds.get(lower) is TagKind.FOREIGN:
            return lower, self.kinds[lower]
        name = normalise(text)
        kind = self.kinds.get(name)
        if kind is not None:
            return name, kind
        actual = self.aliases.get(name) or self.renamed.get(name)
        if actual is not None:
            return name, self.kinds[actual]
        return name, TagKind.YEAR if is_year(name) else TagKind.UNKNOWN

    def is_name(self, text: str) -> bool:
        """Is this text, as a whole, a known name?"""
        return self.look_up(text)[1] not in (TagKind.UNKNOWN, TagKind.YEAR)


def _card_words() -> dict[str, TagKind]:
    """The special tags and every word the model card prints: they win over any list."""
    found: dict[str, TagKind] = dict.fromkeys(model.CARD_GENERAL, TagKind.GENERAL)
    found.update(dict.fromkeys(model.CARD_CHARACTERS, TagKind.CHARACTER))
    found.update(dict.fromkeys(model.CARD_SERIES, TagKind.SERIES))
    for tags in model.COUNT_TAGS.values():
        found.update(dict.fromkeys(tags, TagKind.COUNT))
    found[model.NO_HUMANS] = TagKind.COUNT
    found.update(dict.fromkeys(model.RATINGS, TagKind.RATING))
    found.update((f"year {year}", TagKind.YEAR) for year in model.YEARS)
    found.update(dict.fromkeys(model.QUALITY_TAGS, TagKind.QUALITY))
    found.update(dict.fromkeys(model.SCORE_TAGS, TagKind.SCORE))
    found.update(dict.fromkeys(model.RESOLUTION_TAGS, TagKind.RESOLUTION))
    return found


@lru_cache(maxsize=1)
def bundled() -> Vocabulary:
    """The lists that come with the package, read once."""
    return Vocabulary(tables.folder())
