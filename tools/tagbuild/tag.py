"""One row of a list while it is being made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Tag:
    """A name and all that is known of it; each list writes the columns it has."""

    name: str
    score: float
    """Sorts the list: small is much used."""
    posts: str = ""
    group: str = ""
    series: str = ""
    broader: str = ""
    parent: str = ""
    count: str = ""
    new: bool = False
    """Only among the tags that tipo-kgen's first dump lacked."""
    aliases: list[str] = field(default_factory=list)
    renamed: list[str] = field(default_factory=list)
    known: bool = True
    """Does a source say how much it is used? Else the score is where it may stand."""

    def take(self, other: Tag) -> None:
        """Take over what a row of the same thing under another name had."""
        if other.score < self.score:
            self.score, self.known = other.score, other.known
        self.posts = self.posts or other.posts
        self.count = self.count or other.count
        self.new = self.new and other.new
        self.aliases += [alias for alias in other.aliases if alias not in self.aliases]
        self.renamed += [alias for alias in other.renamed if alias not in self.renamed]


Rows = dict[str, Tag]
"""A list: name → row."""


def in_order(rows: Iterable[Tag]) -> list[Tag]:
    """Most used first; of two with one score the one of more posts, else the one met first."""
    return sorted(rows, key=lambda tag: (tag.score, -int(tag.posts or 0)))
