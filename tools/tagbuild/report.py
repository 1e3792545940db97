"""What there is and what is missing: ``tags/README.md`` and ``--report``."""

from __future__ import annotations

from tools.tagbuild.lists import Lists
from tools.tagbuild.sources import PACKAGES

DATE = "2026-11-24"
"""When the sources were last looked at; a constant, so that the bytes stay the same."""


def without_series(lists: Lists) -> list[str]:
    """The characters that text2tags-lib ranks and whose series is not known, most used first."""
    names = ranked(lists)
    return [name for name in names if not lists.characters[name].series]


def ranked(lists: Lists) -> list[str]:
    """The characters that text2tags-lib ranks, most used first."""
    return [name for name in lists.popularity if name in lists.characters]


def text(lists: Lists) -> str:
    """Figures, and the names without a series."""
    missing = without_series(lists)
    lines = [f"{len(missing)} of {len(ranked(lists))} ranked characters have no series:", *missing]
    return "\n".join([figures(lists), *lines])


def figures(lists: Lists) -> str:
    """One line for each list."""
    characters = lists.characters.values()
    known = sum(bool(tag.series) for tag in characters)
    share = 100 - 100 * len(without_series(lists)) / max(1, len(ranked(lists)))
    return "\n".join(
        (
            f"- general.csv: {len(lists.general):,} tags",
            f"- characters.csv: {len(lists.characters):,} names, "
            f"{sum(tag.new for tag in characters):,} of them flagged new, "
            f"{known:,} with a series; of the {len(ranked(lists)):,} that text2tags-lib ranks, "
            f"{share:.1f} % have a series",
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
