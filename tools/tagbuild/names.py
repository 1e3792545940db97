"""Which names are the same thing, and how much each is used."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from typing import Final

from sd_animagine.vocabulary import normalise
from tools.tagbuild.hand import Hand
from tools.tagbuild.sources import STREAM_END, Sources
from tools.tagbuild.tag import Rows, Tag

KEPT: Final = {"characters": (62_000, 8_000), "series": (9_000, 600)}
"""How many from the front of the stream, and how many of the newer part's most used."""

FIRST: Final = {"characters": 800, "series": 150}
"""No name that only the stream knows is ranked before this: a stream begins with chance."""

STREAM_TO_RANK: Final = 2 / 3
"""Index 7,500 of the stream is about the 5,000th most used name."""

LIKENED_FIRST: Final = 500
"""No tag of the hand-written table, whose use nobody has counted, is put before this."""

NEWER_TO_RANK: Final = 7.5
"""The newer part is spread evenly over the stream's: 8,000 names over 60,000 ranks."""


class Names:
    """The sources' names under the names they have now."""

    def __init__(self, sources: Sources, hand: Hand) -> None:
        self.sources = sources
        self.places = {
            "characters": {name: n for n, name in enumerate(sources.characters)},
            "series": {name: n for n, name in enumerate(sources.series)},
        }
        """List → every name a source has for it → its index."""
        self.artists = frozenset(sources.artists)
        self.left_out = {row["name"]: row for row in hand["not_general.csv"]}
        self.now = self._now(hand)
        """Former name of text2tags-lib's list → the name in use."""
        self.popular: dict[str, int] = {}
        """Every name that text2tags-lib ranks, under its name in use → rank, 1 = most used."""
        for rank, name in enumerate(sources.popular, 1):
            plain = name.replace("_", " ")
            self.popular.setdefault(self.now.get(plain, plain), rank)

    def _now(self, hand: Hand) -> dict[str, str]:
        found = {row["name"]: row["now"] for row in self.left_out.values() if row["now"]}
        in_use = self.places["characters"].keys() | self.places["series"].keys()
        for row in hand["aliases.csv"]:
            if row["since"] and row["alias"] not in in_use:
                found.setdefault(row["alias"], row["name"])
        return found

    def rows(self, kind: str, wanted: list[str]) -> Rows:
        """The rows of characters or series: the most used, those ranked and those wanted."""
        end, places = STREAM_END[kind], self.places[kind]
        front, newer = KEPT[kind]
        names = list(places)
        kept = [*names[:front], *names[end : end + newer], *wanted, *self.popular]
        ranked = [name for name in self.popular if name in places]
        score = dict(zip(ranked, map(float, range(1, len(ranked) + 1)), strict=True))
        by_posts = _Quantiles(
            [
                (self.sources.posts[name], score[name])
                for name in ranked
                if self.sources.posts.get(name)
            ]
        )
        found: Rows = {}
        for name in kept:
            n = places.get(name)
            if n is None or name in found:
                continue
            posts = self.sources.posts.get(name, 0)
            counted = score.get(name) or by_posts.score(posts)
            found[name] = Tag(
                name,
                counted or self._guess(kind, n),
                str(posts or ""),
                known=counted is not None,
                new=n >= end,
            )
        return found

    @staticmethod
    def _guess(kind: str, n: int) -> float:
        end, first = STREAM_END[kind], FIRST[kind]
        if n < end:
            return first + n * STREAM_TO_RANK
        return first + 1 + (n - end) * NEWER_TO_RANK

    def general(self, special: set[str], hand: Hand) -> Rows:
        """General tags: what text2tags-lib ranks and no other list has, and the tags made since.

        Then the meta tags.
        """
        others: set[str] = set().union(*self.places.values()) | self.artists | special
        others |= {normalise(row["name"]) for row in hand["foreign.csv"]}
        others |= self.left_out.keys()
        written = {normalise(row["name"]): row["name"] for row in hand["kaomoji.csv"]}
        rows: Rows = {}
        for name, rank in self.popular.items():
            if name not in others:
                actual = written.get(normalise(name), name)
                rows[actual] = Tag(actual, float(rank))
        kin = Counter(row["near"] for row in hand["general.csv"])
        for row in hand["general.csv"]:
            if row["near"] not in rows:
                hand.say(row, f"there is no general tag “{row['near']}”")
            elif row["name"] in others:
                hand.say(row, f"“{row['name']}” is in another list")
            else:
                score = _share(rows[row["near"]].score, kin[row["near"]])
                rows.setdefault(row["name"], Tag(row["name"], score, known=False))
        last = len(self.popular)
        for n, name in enumerate(self.sources.meta):
            if name not in special:
                rank = self.popular.get(name)
                rows[name] = Tag(
                    name, float(rank or last + n), known=rank is not None, group="meta"
                )
        return rows


def _share(score: float, kin: int) -> float:
    """Where a tag may stand of which only the one it is likened to is counted, and its likes."""
    return max(LIKENED_FIRST, score * (1 + kin))


class _Quantiles:
    """From a count of posts to a rank, by the names that have both.

    Counts and ranks come from different years, so single pairs lie; the n-th largest count is
    set against the n-th best rank. Below the smallest count half the posts are twice the rank.
    """

    def __init__(self, pairs: list[tuple[int, float]]) -> None:
        self._posts = sorted(-posts for posts, _ in pairs)
        self._ranks = sorted(rank for _, rank in pairs)

    def score(self, posts: int) -> float | None:
        """The rank, or nothing where nothing is counted."""
        if not posts or not self._ranks:
            return None
        n = bisect_left(self._posts, -posts)
        if n < len(self._ranks):
            return self._ranks[n]
        return self._ranks[-1] * -self._posts[-1] / posts
