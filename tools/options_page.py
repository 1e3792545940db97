"""Writes the table of options in README.md from their declarations.

Run from the repository's root::

    python -m tools.options_page
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sd_animagine.compiler.options import FIELDS, Field
from sd_animagine.model import YEARS
from tools.marked import with_part

PAGE: Final = Path(__file__).parents[1] / "README.md"


def table() -> str:
    """Return the table."""
    rows = ["| option | values, default first | |", "|---|---|---|"]
    for field in FIELDS:
        rows.append(f"| `{field.name}` | {_values(field)} | {field.about} |")
    return "\n".join(rows) + "\n"


def _values(field: Field) -> str:
    if field.kind == "bool":
        return "true, false" if field.default else "false, true"
    if field.kind == "year":
        return f"0 for none, {YEARS[0]} to {YEARS[-1]}"
    if field.kind == "codes":
        return "a list, empty by default"
    words = sorted(field.choices, key=lambda word: word != field.default)
    shown = ", ".join(f"`{word}`" if word else "none" for word in words)
    return f"{shown}, or tags" if field.kind == "quality" else shown


def page() -> str:
    """Return README.md with the table as it ought to be."""
    return with_part(PAGE.read_text("utf-8"), "options", table())


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
