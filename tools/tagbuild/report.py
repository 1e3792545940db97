"""What there is and what is missing: ``tags/README.md`` and ``--report``."""

from __future__ import annotations

from tools.tagbuild.lists import Lists
from tools.tagbuild.sources import PACKAGES

DATE = "2026-11-24"
"""When the sources were last looked at; a constant, so that the bytes stay the same."""


def text(lists: Lists) -> str:
    """Figures, and the ranked characters without a series, most used first."""
    ranked = lists.ranked_characters()
    missing = [tag.name for tag in ranked if not tag.series]
    head = f"{len(missing)} of {len(ranked)} ranked characters have no series:"
    return "\n".join([figures(lists), head, *missing])


def figures(lists: Lists) -> str:
    """One line for each list."""
    characters = lists.characters.values()
    ranked = lists.ranked_characters()
    share = 100 * sum(bool(tag.series) for tag in ranked) / len(ranked)
    return "\n".join(
        (
            f"- general.csv: {len(lists.general):,} tags",
            f"- characters.csv: {len(characters):,} names, "
            f"{sum(tag.new for tag in characters):,} of them flagged new, "
            f"{sum(bool(tag.series) for tag in characters):,} with a series; of the "
            f"{len(ranked):,} that text2tags-lib ranks, {share:.1f} % have a series",
            f"- series.csv: {len(lists.series):,} names",
            f"- artists.txt: {len(lists.artists):,} names",
        )
    )


def readme(lists: Lists) -> str:
    """``tags/README.md``."""
    packages = "\n".join(f"- {p.name} {p.version} ({p.licence})" for p in PACKAGES)
    return f"""# The tag lists

Written by `tools/build_tags.py`; do not edit. Sources as of {DATE}:

{packages}
- the hand-written tables under `tools/`

{figures(lists)}
"""
