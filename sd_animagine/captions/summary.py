"""What is counted over many captions: by each job for itself, then put together.

No table grows without bound: beyond ``MOST`` different entries the rarest go, and from then on the
counts are approximate, which is said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final

from sd_animagine.captions.lines import Left
from sd_animagine.captions.reader import Checked
from sd_animagine.captions.tags import Tag
from sd_animagine.rules import of_captions
from sd_animagine.vocabulary import TagKind

MOST: Final = 200_000
"""Different entries of a table."""
_FOLDERS: Final = 2_000
"""Folders of which is told which words begin their captions."""
_WORDS: Final = 100
"""Different beginnings of a folder."""
SEVERAL: Final = "several"
NONE: Final = ""


class Table(Counter[str]):
    """A table of bounded size. ``is_exact`` is over once something had to go."""

    def __init__(self, values: Iterable[str] = (), most: int = MOST) -> None:
        super().__init__(values)
        self.most = most
        self.is_exact = True

    def count(self, values: Iterable[str]) -> None:
        """Count each of some values once more."""
        self.update(values)
        self._bound()

    def take_in(self, other: Table) -> None:
        """Add what another table has counted."""
        self.update(other)
        self.is_exact = self.is_exact and other.is_exact
        self._bound()

    def _bound(self) -> None:
        """Let the rarer half go where there are too many."""
        if len(self) <= self.most:
            return
        self.is_exact = False
        kept = sorted(self.items(), key=_rarest_last)[: self.most // 2]
        self.clear()
        self.update(dict(kept))

    def __reduce__(self) -> tuple[object, ...]:
        return _table, (dict(self), self.most, self.is_exact)


def _rarest_last(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]


def _table(values: dict[str, int], most: int, is_exact: bool) -> Table:
    made = Table(most=most)
    made.update(values)
    made.is_exact = is_exact
    return made


@dataclass
class Summary:
    """The counts. ``add`` takes a caption in, ``merge`` those of another job."""

    captions: int = 0
    changed: int = 0
    """Captions that trained order changes."""
    findings: Counter[str] = field(default_factory=Counter)
    """Code of a rule → how often it said something."""
    captions_of: Counter[str] = field(default_factory=Counter)
    """Code of a rule → in how many captions."""
    left: Counter[Left] = field(default_factory=Counter)
    """Why captions, or lines of them, stay as they are."""
    ratings: Counter[str] = field(default_factory=Counter)
    """Rating → captions; ``NONE`` without one, ``SEVERAL`` with more than one."""
    years: Counter[str] = field(default_factory=Counter)
    tags: Table = field(default_factory=Table)
    """Tag as it is written → how often."""
    counts: Table = field(default_factory=Table)
    """Counts of people that contradict each other → captions."""
    characters: Table = field(default_factory=Table)
    """Character → captions without a series of hers."""
    triggers: dict[str, Table] = field(default_factory=dict)
    """Folder → the unknown words at the start of its captions → captions."""
    folders_left_out: int = 0
    """Captions in folders beyond those of which triggers are told."""

    def add(self, given: str, checked: Checked, folder: str = "") -> None:
        """Count a caption.

        Args:
            given: the caption as it is.
            checked: what is to be said of it.
            folder: where it lies; empty where captions have none.
        """
        self.captions += 1
        self.changed += checked.text != given
        codes = [finding.code for finding in checked.findings]
        self.findings.update(codes)
        self.findings.update(checked.left_out)
        self.captions_of.update(set(codes))
        if checked.left:
            self.left[checked.left] += 1
        tags = checked.tags
        self.tags.count([tag.text for tag in tags])
        self._count_special(tags)
        self._count_found(given, checked)
        if checked.triggers:
            self._count_triggers(", ".join(checked.triggers), folder)

    def _count_special(self, tags: tuple[Tag, ...]) -> None:
        ratings = {tag.name for tag in tags if tag.kind is TagKind.RATING}
        rating = ratings.pop() if len(ratings) == 1 else SEVERAL if ratings else NONE
        self.ratings[rating] += 1
        for year in {tag.name for tag in tags if tag.kind is TagKind.YEAR}:
            self.years[year] += 1

    def _count_found(self, given: str, checked: Checked) -> None:
        """Count what findings tell of: people that do not add up, characters without series."""
        lonely = {given[f.start : f.end] for f in checked.findings if of_captions.lacks_series(f)}
        if lonely:
            self.characters.count(lonely)
        if any(map(of_captions.contradicts_count, checked.findings)):
            names = {tag.name for tag in checked.tags if tag.kind is TagKind.COUNT}
            if any(tag.name == "solo" for tag in checked.tags):
                names.add("solo")
            self.counts.count([" + ".join(sorted(names))])

    def _count_triggers(self, words: str, folder: str) -> None:
        if folder not in self.triggers and len(self.triggers) >= _FOLDERS:
            self.folders_left_out += 1
            return
        self.triggers.setdefault(folder, Table(most=_WORDS)).count([words])

    def merge(self, other: Summary) -> None:
        """Add what another job has counted."""
        self.captions += other.captions
        self.changed += other.changed
        self.folders_left_out += other.folders_left_out
        self.findings.update(other.findings)
        self.captions_of.update(other.captions_of)
        self.left.update(other.left)
        self.ratings.update(other.ratings)
        self.years.update(other.years)
        self.tags.take_in(other.tags)
        self.counts.take_in(other.counts)
        self.characters.take_in(other.characters)
        for folder, table in other.triggers.items():
            if folder in self.triggers or len(self.triggers) < _FOLDERS:
                self.triggers.setdefault(folder, Table(most=_WORDS)).take_in(table)
            else:
                self.folders_left_out += sum(table.values())

    @property
    def is_exact(self) -> bool:
        """Is every count exact?"""
        tables = (self.tags, self.counts, self.characters, *self.triggers.values())
        return not self.folders_left_out and all(table.is_exact for table in tables)
