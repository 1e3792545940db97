"""The golden prompts, read once for every surface they are tested on."""

from __future__ import annotations

import sys
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Q = "masterpiece, high score, great score, absurdres"
_FILE = Path(__file__).with_name("golden") / "prompts.toml"
_TABLE = tomllib.loads(_FILE.read_text("utf-8"))


def _spelled_out(text: str) -> str:
    return text.replace("Q", Q).replace(", q", ", " + Q.partition(", ")[2])


UNCHANGED: list[str] = _TABLE["unchanged"]
CHANGED: list[tuple[str, str, list[str]]] = [
    (case["in"], _spelled_out(case["out"]), case.get("codes", [])) for case in _TABLE["changed"]
]
