r"""How a dialect writes letters, and letters with a weight.

``BREAK`` is no word for a WebUI's parser, but in small letters, which the model reads alike.
ComfyUI cannot write a backslash in front of a bracket that weighs: ``\(`` is a letter there.
"""

from __future__ import annotations

import math
import re
from typing import Final

from sd_animagine.syntax.dialect import Dialect

_DIGITS: Final = 4
"""Behind the point of a weight."""
BREAK: Final = re.compile(r"\bBREAK\b")
_BRACKETS: Final = re.compile(r"[()]")
_ALL: Final = re.compile(r"[()\[\]\\]")
_COMPEL: Final = re.compile(r'[()"]')


def holds(weight: float, dialect: Dialect) -> bool:
    """Return whether a dialect can write a weight: captions have none, compel none below zero."""
    if dialect.weights == "compel":
        return 0 <= weight < math.inf
    return dialect.weights != "" and math.isfinite(weight)


def letters(text: str, dialect: Dialect) -> str:
    """Return a text such that a dialect reads all of it as letters of weight 1."""
    if dialect.weights == "webui":
        return _ALL.sub(r"\\\g<0>", BREAK.sub("break", text))
    if dialect.weights == "comfyui":
        return _BRACKETS.sub(r"\\\g<0>", text)
    if dialect.weights == "compel":
        return _COMPEL.sub(r"\\\g<0>", text)
    return text


def weighed(text: str, weight: float, dialect: Dialect) -> str:
    """Return a text such that a dialect gives it a weight; captions have none."""
    if weight == 1 or not holds(weight, dialect):
        return letters(text, dialect)
    if dialect.weights == "compel":
        return f"({letters(text, dialect)}){number(weight)}"
    return f"({letters(text, dialect)}:{number(weight)})"


def number(weight: float) -> str:
    """Return a weight as every dialect reads it: without an exponent, rounded."""
    return f"{weight:.{_DIGITS}f}".rstrip("0").rstrip(".") if weight else "0"
