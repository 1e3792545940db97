"""Asks ComfyUI's own parser about texts: ``python -m tools.comfyui_reading FOLDER [COUNT]``.

``FOLDER`` is a ComfyUI. Of its ``comfy/sd1_clip.py`` the functions that read weights are run, and
nothing else, so none of what it needs is. Of made-up prompts is asked: does it read the raw text as
we say it does, and the text that we write for it as A1111 reads the prompt? It goes on until
``COUNT`` of them were carried over as a whole. Exit status 1: one is read otherwise.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any, Final

from sd_animagine.syntax import COMFYUI, HASH, parse
from sd_animagine.syntax.attention import comfyui
from sd_animagine.syntax.lines import lines
from sd_animagine.syntax.writing import write
from tests.texts import random_prompt

NEEDED: Final = ("parse_parentheses", "token_weights", "escape_important", "unescape_important")
COUNT: Final = 20_000
CLOSE: Final = 5e-5
MOST_SHOWN: Final = 10
_WHOLE: Final = "prompts carried over as a whole"

Reading = list[tuple[str, float]]


def load(folder: Path) -> Callable[[str], Reading]:
    """Return what reads a text as the ComfyUI in a folder does."""
    tree = ast.parse((folder / "comfy" / "sd1_clip.py").read_text("utf-8"))
    tree.body = [
        node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name in NEEDED
    ]
    names: dict[str, Any] = {}
    exec(compile(tree, "sd1_clip.py", "exec"), names)

    def read(text: str) -> Reading:
        found = names["token_weights"](names["escape_important"](text), 1.0)
        return [(names["unescape_important"](piece), weight) for piece, weight in found]

    return read


def by_a1111(text: str) -> Reading:
    """Return what the encoders of A1111 get of a prompt without BREAK and AND."""
    parts = (part for line in lines(parse(text)) for part in line)
    return [(part.text, part.weight) for part in parts if part.text]


def is_same(one: Reading, other: Reading) -> bool:
    """Return whether two readings have the same texts with the same weights."""
    if [text for text, _ in one] != [text for text, _ in other]:
        return False
    return all(abs(w - x) <= CLOSE or w == x for (_, w), (_, x) in zip(one, other, strict=True))


def main(arguments: list[str]) -> int:
    """Ask, and tell how often it agrees. Returns the exit status."""
    read = load(Path(arguments[0]))
    count = int(arguments[1]) if len(arguments) > 1 else COUNT
    rng = Random(1)
    told: Counter[str] = Counter()
    while told[_WHOLE] < count:
        text = random_prompt(rng)
        weights, _, texts = comfyui.stretches(text)
        ours = [(piece, weight or 0.0) for piece, weight in zip(texts, weights, strict=True)]
        raw_agrees = is_same(ours, read(text))
        written, notes = write(text, HASH, COMFYUI)
        is_whole = not notes
        agrees = not is_whole or is_same(by_a1111(text), read(written))
        told.update(
            {
                "raw texts read otherwise than we say": not raw_agrees,
                "prompts of which something is said to be lost": not is_whole,
                _WHOLE: is_whole,
                "of these changed": is_whole and written != text,
                "of these read otherwise than by A1111": not agrees,
            }
        )
        if not (raw_agrees and agrees) and told["shown"] < MOST_SHOWN:
            told["shown"] += 1
            sys.stdout.write(f"{text!r}\n  written {written!r}\n  read {read(written)!r}\n")
    shown = told.pop("shown", 0)
    sys.stdout.write("".join(f"{n:>6,} {what}\n" for what, n in told.items()))
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
