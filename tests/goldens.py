"""The golden prompts, read once for every surface they are tested on."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def read_toml(path: Path) -> dict[str, Any]:
    """A TOML file of cases."""
    return tomllib.loads(path.read_text("utf-8"))


Q = "masterpiece, high score, great score, absurdres"
_FILE = Path(__file__).with_name("golden") / "prompts.toml"
_TABLE = read_toml(_FILE)


def _spelled_out(text: str) -> str:
    return text.replace("Q", Q).replace(", q", ", " + Q.partition(", ")[2])


UNCHANGED: list[str] = _TABLE["unchanged"]
CHANGED: list[tuple[str, str, list[str]]] = [
    (case["in"], _spelled_out(case["out"]), case.get("codes", [])) for case in _TABLE["changed"]
]
