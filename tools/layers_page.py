"""Writes the table of ``docs/architecture.md`` from the layers in ``pyproject.toml``.

Run from the repository's root::

    python -m tools.layers_page

``lint-imports`` holds the code to the same layers.
"""

from __future__ import annotations

import ast
import re
import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "architecture.md"

_HEAD = "| | room | what it is |\n|--:|---|---|\n"
_TABLE = re.compile(re.escape(_HEAD) + r"(?:\|.*\n)*")


def contracts() -> list[dict[str, Any]]:
    """Return the contracts of import-linter."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    return list(settings["tool"]["importlinter"]["contracts"])


def page() -> str:
    """Return the whole page with the table as it is to be."""
    layers = next(each["layers"] for each in contracts() if each["containers"] == ["sd_animagine"])
    rows = [
        f"| {level} | {_name(place)} | {_headline(place)} |\n"
        for level, rooms in zip(range(len(layers), 0, -1), layers, strict=True)
        for place in map(_place, rooms.split(" | "))
    ]
    table = _HEAD + "".join(rows)
    return _TABLE.sub(lambda _: table, PAGE.read_text("utf-8"))


def _name(place: Path) -> str:
    return f"`{place.name}/`" if place.is_dir() else f"`{place.name}`"


def _place(room: str) -> Path:
    folder = ROOT / "sd_animagine" / room
    return folder if folder.is_dir() else folder.with_suffix(".py")


def _headline(place: Path) -> str:
    file = place / "__init__.py" if place.is_dir() else place
    said = ast.get_docstring(ast.parse(file.read_text("utf-8"))) or ""
    return said.partition("\n")[0].replace("``", "`").rstrip(".")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8", newline="\n")
