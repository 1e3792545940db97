"""The tag lists for the browser: one compact JSON text, most used names first.

A name's number is its place in ``names``; everything else refers to numbers. Lists of numbers that
grow are written as steps, names are lines of one text: that is what gzip packs best and what the
browser unpacks without making an object for each name. Artists and other models' tags are not in
it: they are known, not offered.

========== =======================================================================================
format     of this file, raised when it changes its meaning
kinds      what names can be: letter, name, section in trained order (card §1)
facts      what the browser offers by place: ratings, enhancement run, recommended negative, and
           what is often said of each aspect of a picture
names      one a line
known      steps to the names of which a source or the user says how much they are used: they
           have a rank among those of their kind, the others only a place where they may stand
kind_of    one letter for each name
aspect_of  for each general tag, in order, the digit of the aspect that it tells of, or a dot
series     series, steps to its characters, series, …
parents    series, broader series, series, …
posts      name, post count, … where a source has one
newer      steps to the names newer than the model
aliases    one a line; ``alias_of`` holds the name of each
dropped    how many names were left out because there are too many
========== =======================================================================================
"""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
import math
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sd_animagine import model
from sd_animagine.lookup.aspects import ALONE, ASPECTS, aspect_of
from sd_animagine.vocabulary import tables
from sd_animagine.vocabulary.kinds import SECTION_OF, TagKind
from sd_animagine.vocabulary.user_lists import stamp
from sd_animagine.vocabulary.vocabulary import Vocabulary

FORMAT: Final = 3
MOST_NAMES: Final = 300_000
"""More than this and a page would notice the unpacking; the least used are left out."""

LETTERS: Final = {
    TagKind.COUNT: "n",
    TagKind.CHARACTER: "c",
    TagKind.SERIES: "s",
    TagKind.RATING: "r",
    TagKind.YEAR: "y",
    TagKind.GENERAL: "g",
    TagKind.QUALITY: "q",
    TagKind.SCORE: "o",
    TagKind.RESOLUTION: "a",
}

COMMON_RANK: Final[dict[TagKind, Callable[[int], float]]] = {
    TagKind.GENERAL: lambda rank: 1.4 * rank,
    TagKind.CHARACTER: lambda rank: 300 + 175 * math.sqrt(rank),
    TagKind.SERIES: lambda rank: 25 + 215 * math.sqrt(rank),
}
"""Rank in a list → about the rank among all names, as the mixed list of text2tags-lib has them."""

_LISTS: Final = (
    ("general.csv", TagKind.GENERAL),
    ("series.csv", TagKind.SERIES),
    ("characters.csv", TagKind.CHARACTER),
)


class Packed(NamedTuple):
    """The index as it goes over the wire."""

    plain: bytes
    packed: bytes
    """The same, gzipped."""


def build(vocabulary: Vocabulary) -> dict[str, Any]:
    """The index as JSON values; see the module for what they mean."""
    rows = {row["name"]: row for row in _rows(vocabulary)}
    ordered = _ordered(vocabulary, rows)
    names = ordered[:MOST_NAMES]
    number = {name: n for n, name in enumerate(names)}
    aliases = _aliases(rows, vocabulary, number)
    return {
        "format": FORMAT,
        "kinds": [
            {"letter": letter, "name": kind.name.lower(), "section": int(SECTION_OF[kind])}
            for kind, letter in LETTERS.items()
        ],
        "facts": _facts(),
        "names": "\n".join(names),
        "known": _steps(
            number[name] for name, row in rows.items() if row["rank"] and name in number
        ),
        "kind_of": "".join(LETTERS[vocabulary.kinds[name]] for name in names),
        "aspect_of": "".join(
            aspect_of(vocabulary, name)
            for name in names
            if vocabulary.kinds[name] is TagKind.GENERAL
        ),
        "series": _series(rows, vocabulary, number),
        "parents": _flat(
            (number[name], number[row["parent"]])
            for name, row in rows.items()
            if name in number and row.get("parent") in number
        ),
        "posts": _flat(
            (number[name], int(row["posts"]))
            for name, row in rows.items()
            if name in number and (row.get("posts") or "").isdigit()
        ),
        "newer": _newer(rows, vocabulary, number),
        "aliases": "\n".join(alias for alias, _ in aliases),
        "alias_of": [target for _, target in aliases],
        "dropped": len(ordered) - len(names),
    }


def _facts() -> dict[str, Any]:
    """What the page knows of the model besides its names."""
    return {
        "ratings": list(model.RATINGS),
        "enhancement": list(model.ENHANCEMENT),
        "negative": list(model.NEGATIVE),
        "alone": list(ALONE),
        "aspects": [list(aspect.offers) for aspect in ASPECTS],
    }


@lru_cache(maxsize=1)
def encoded(vocabulary: Vocabulary) -> Packed:
    """The index as UTF-8 JSON, plain and gzipped; made once, about a second for the bundled lists.

    The same lists always give the same bytes.
    """
    text = json.dumps(build(vocabulary), ensure_ascii=False, separators=(",", ":"))
    plain = text.encode("utf-8", "replace")
    return Packed(plain, gzip.compress(plain, 9, mtime=0))


@lru_cache(maxsize=1)
def version(vocabulary: Vocabulary) -> str:
    """A hash of what the index is made from, without making it: 16 hexadecimal digits."""
    folder = vocabulary.folder
    users = stamp(each.path for each in vocabulary.user_lists)
    digest = hashlib.sha256(
        f"{FORMAT} {model.RATINGS} {model.NEGATIVE} {ASPECTS} {ALONE} {users}".encode()
    )
    for path in (*sorted(folder.glob("*.csv")), folder / "kaomoji.txt"):
        digest.update(path.name.encode())
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def special_names() -> list[str]:
    """The card's special tags in the order in which they are offered."""
    names = [name for tags in model.COUNT_TAGS.values() for name in tags]
    names += [model.NO_HUMANS, *model.RATINGS, *model.ENHANCEMENT]
    names += [*model.QUALITY_TAGS, *model.SCORE_TAGS, *model.RESOLUTION_TAGS]
    names += [f"year {year}" for year in reversed(model.YEARS)]
    return list(dict.fromkeys(names))


def _rows(vocabulary: Vocabulary) -> Iterator[dict[str, str]]:
    """The rows of the ranked lists; a name in two of them keeps the row of its own kind.

    The user's lists come first, so that a bundled row of the same name completes them. Each row has
    its place in the list beside its columns, whether its rank is known or not.
    """
    for each in reversed(vocabulary.user_lists):
        for place, name in enumerate(each.kinds, 1):
            if vocabulary.kinds.get(name) in COMMON_RANK:
                yield {"name": name, "rank": str(place), "place": str(place)}
    for file, kind in _LISTS:
        table = tables.Table(vocabulary.folder / file)
        for place, cells in enumerate(csv.reader(table.lines), 1):
            row = dict(zip(table.columns, cells, strict=False))
            if vocabulary.kinds.get(row["name"]) is kind:
                yield row | {"place": str(place)}


def _ordered(vocabulary: Vocabulary, rows: dict[str, dict[str, str]]) -> list[str]:
    """All names to be offered.

    The card's special tags come first, then the lists by common rank, then what is in no list.
    """
    kinds = vocabulary.kinds

    def common_rank(name: str) -> float:
        return COMMON_RANK[kinds[name]](int(rows[name]["place"]))

    others = (name for name, kind in kinds.items() if kind in LETTERS)
    return list(dict.fromkeys((*special_names(), *sorted(rows, key=common_rank), *others)))


def _aliases(
    rows: dict[str, dict[str, str]], vocabulary: Vocabulary, number: dict[str, int]
) -> list[tuple[str, int]]:
    """Aliases and the numbers of their names, the most used names first."""
    found: dict[str, int] = {}
    for each in vocabulary.user_lists:
        for alias, name in each.aliases.items():
            if alias not in vocabulary.kinds and name in number:
                found.setdefault(alias, number[name])
    for name, row in rows.items():
        if row.get("aliases") and name in number:
            for alias in row["aliases"].split(","):
                text = " ".join(alias.split())
                if text and text not in vocabulary.kinds:
                    found.setdefault(text, number[name])
    return sorted(found.items(), key=lambda item: (item[1], item[0]))


def _series(
    rows: dict[str, dict[str, str]], vocabulary: Vocabulary, number: dict[str, int]
) -> list[int | list[int]]:
    members: dict[int, list[int]] = {}
    for name in (*rows, *model.CARD_CHARACTERS):
        if name not in number or vocabulary.kinds[name] is not TagKind.CHARACTER:
            continue
        row = rows.get(name, {})
        series = row["series"] if "series" in row else vocabulary.series_of(name)
        if series in number:
            members.setdefault(number[series], []).append(number[name])
    flat: list[int | list[int]] = []
    for place in sorted(members):
        flat += [place, _steps(set(members[place]))]
    return flat


def _newer(
    rows: dict[str, dict[str, str]], vocabulary: Vocabulary, number: dict[str, int]
) -> list[int]:
    """Names that the bundled lists or the user's call newer than the model."""
    newer = {name for name, row in rows.items() if row.get("new") == "new"}
    for each in vocabulary.user_lists:
        newer |= each.new
    return _steps(number[name] for name in newer if name in number)


def _steps(numbers: Iterable[int]) -> list[int]:
    ordered = sorted(numbers)
    return [b - a for a, b in zip([0, *ordered], ordered, strict=False)]


def _flat(pairs: Iterable[tuple[int, int]]) -> list[int]:
    return [value for pair in sorted(pairs) for value in pair]
