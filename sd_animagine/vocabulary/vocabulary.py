"""Which tags there are: one dictionary over all lists, details on demand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine import model
from sd_animagine.model import Section
from sd_animagine.vocabulary import tables
from sd_animagine.vocabulary.names import normalise


class TagKind(IntEnum):
    """What a name is; the special kinds come from the model card."""

    UNKNOWN = 0
    COUNT = 1
    CHARACTER = 2
    SERIES = 3
    RATING = 4
    YEAR = 5
    GENERAL = 6
    FOREIGN = 7
    QUALITY = 8
    SCORE = 9
    RESOLUTION = 10


SECTION_OF: Final = {
    TagKind.UNKNOWN: Section.GENERAL,
    TagKind.COUNT: Section.COUNT,
    TagKind.CHARACTER: Section.IDENTITY,
    TagKind.SERIES: Section.IDENTITY,
    TagKind.RATING: Section.RATING,
    TagKind.YEAR: Section.GENERAL,
    TagKind.GENERAL: Section.GENERAL,
    TagKind.FOREIGN: Section.GENERAL,
    TagKind.QUALITY: Section.QUALITY,
    TagKind.SCORE: Section.QUALITY,
    TagKind.RESOLUTION: Section.QUALITY,
}
"""Where a tag of each kind belongs (card §1)."""


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


_YEAR = re.compile(r"year (\d{1,5})")


class Vocabulary:
    """All bundled lists behind one look-up. Reading never fails: see ``problems``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        general = tables.Table(folder / "general.csv")
        series = tables.Table(folder / "series.csv")
        self._characters = tables.Table(folder / "characters.csv")
        self._series = series
        self._foreign = tables.Table(folder / "foreign.csv")
        self._typos = tables.Table(folder / "typos.csv")
        self._never = tables.Table(folder / "never.csv")
        kaomoji, problems = tables.words(folder / "kaomoji.txt")
        self.problems: list[str] = problems
        self._aliased = (general, series, self._characters)
        for table in (*self._aliased, self._foreign, self._typos, self._never):
            self.problems.extend(table.problems)
        self.kaomoji = frozenset(kaomoji)
        self.kinds: dict[str, TagKind] = {}
        """Normal form of every known name → what it is. Later lists win."""
        self.kinds.update(dict.fromkeys(general.names, TagKind.GENERAL))
        self.kinds.update(dict.fromkeys(series.names, TagKind.SERIES))
        self.kinds.update(dict.fromkeys(self._characters.names, TagKind.CHARACTER))
        self.kinds.update(dict.fromkeys(kaomoji, TagKind.GENERAL))
        self.kinds.update(dict.fromkeys(self._foreign.names, TagKind.FOREIGN))
        self.kinds.update(_card_words())

    @cached_property
    def _character_rows(self) -> dict[str, int]:
        names = self._characters.names
        return dict(zip(names, range(len(names)), strict=True))

    @cached_property
    def aliases(self) -> dict[str, str]:
        """Alias or former name → the name in use; never a name that a list holds itself."""
        found: dict[str, str] = {}
        for table in self._aliased:
            for alias, name in table.aliases().items():
                if alias not in self.kinds:
                    found.setdefault(alias, name)
        return found

    @cached_property
    def typos(self) -> dict[str, str]:
        """Hand-written corrections of special tags that are safe to make."""
        cells = (self._typos.row(n) for n in range(len(self._typos.names)))
        return {row["wrong"]: row["right"] for row in cells}

    @cached_property
    def never(self) -> frozenset[str]:
        """Words that are never corrected to a special tag, however near."""
        return frozenset(self._never.names)

    @cached_property
    def foreign(self) -> dict[str, Foreign]:
        """Tags of other models, by name."""
        rows = (self._foreign.row(n) for n in range(len(self._foreign.names)))
        return {
            row["name"]: Foreign(row["model"], row["severity"], row["replacement"], row["note"])
            for row in rows
        }

    @cached_property
    def parents(self) -> dict[str, str]:
        """Series → the broader series it belongs to, where one is known."""
        rows = (self._series.row(n) for n in range(len(self._series.names)))
        return {row["name"]: row["parent"] for row in rows if row["parent"]}

    def character(self, name: str) -> Character | None:
        """What is known of a character, by normal form."""
        index = self._character_rows.get(name)
        if index is None:
            return None
        row = self._characters.row(index)
        return Character(row["series"], row["broader"], row["count"], row["new"] == "new")

    def look_up(self, text: str) -> tuple[str, TagKind]:
        """Normal form and kind of a text; an alias has the kind of what it stands for."""
        kind = self.kinds.get(text)
        if kind is not None:
            return text, kind
        lower = text.lower()
        if lower in self.kaomoji or self.kinds.get(lower) is TagKind.FOREIGN:
            return lower, self.kinds[lower]
        name = normalise(text)
        kind = self.kinds.get(name)
        if kind is not None:
            return name, kind
        actual = self.aliases.get(name)
        if actual is not None:
            return name, self.kinds[actual]
        return name, TagKind.YEAR if _YEAR.fullmatch(name) else TagKind.UNKNOWN

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
