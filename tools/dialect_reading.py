"""Asks another program's own parser about texts: ``python -m tools.dialect_reading PATH [COUNT]``.

``PATH`` is the folder of a ComfyUI, or the file ``lpw_stable_diffusion_xl.py`` of diffusers. The
functions that read weights are run, and nothing else, so none of what the program needs is. Of
made-up prompts is asked: does it read the raw text as we say it does, and the text that we write
for it as A1111 reads the prompt? It goes on until ``COUNT`` of them were carried over as a whole.
Exit status 1: one is read otherwise.
"""

from __future__ import annotations

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from random import Random
from typing import Any, Final, NamedTuple

from sd_animagine.syntax import COMFYUI, DIALECTS, HASH, Dialect, parse
from sd_animagine.syntax.attention import read
from sd_animagine.syntax.lines import lines
from sd_animagine.syntax.writing import write
from tests.texts import random_prompt

COUNT: Final = 20_000
CLOSE: Final = 5e-5
MOST_SHOWN: Final = 10
_WHOLE: Final = "prompts carried over as a whole"

Reading = list[tuple[str, float]]


class Program(NamedTuple):
    """One that reads prompts."""

    dialect: Dialect
    read: Callable[[str], Reading]
    """Raises ValueError where its own parser does."""


def program_at(path: Path) -> Program:
    """Return the program that lies in a folder or file."""
    if path.is_dir():
        file = path / "comfy" / "sd1_clip.py"
        escape, weigh, unescape, _ = _functions(
            file, "escape_important", "token_weights", "unescape_important", "parse_parentheses"
        )
        return Program(
            COMFYUI,
            lambda text: [(unescape(piece), w) for piece, w in weigh(escape(text), 1.0)],
        )
    (weigh,) = _functions(path, "parse_prompt_attention")
    return Program(DIALECTS["diffusers"], lambda text: [(piece, w) for piece, w in weigh(text)])


def _functions(file: Path, *wanted: str) -> list[Callable[..., Any]]:
    """The functions of a file, without anything else in it."""
    tree = ast.parse(file.read_text("utf-8"))
    functions = (node for node in tree.body if isinstance(node, ast.FunctionDef))
    tree.body = [node for node in functions if node.name in wanted]
    names: dict[str, Any] = {}
    exec(compile(tree, file.name, "exec"), names)
    return [names[name] for name in wanted]


def by_a1111(text: str) -> Reading:
    """Return what the encoders of A1111 get of a prompt without BREAK and AND."""
    return [(part.text, part.weight) for line in lines(parse(text)) for part in line]


def as_read(found: Iterable[tuple[str, float | None]], dialect: Dialect) -> Reading:
    """Return a reading without empty texts, neighbours of one weight joined where it does that."""
    kept: Reading = []
    for text, given in found:
        weight = given or 0.0
        if kept and dialect.joins and abs(kept[-1][1] - weight) < CLOSE**2:
            kept[-1] = kept[-1][0] + text, kept[-1][1]
        elif text:
            kept.append((text, weight))
    return kept


def is_same(one: Reading, other: Reading) -> bool:
    """Return whether two readings have the same texts with the same weights, of millions nearly.

    The model reads small letters, and BREAK is written in them where it is no mark.
    """
    if [text.lower() for text, _ in one] != [text.lower() for text, _ in other]:
        return False
    pairs = zip(one, other, strict=True)
    return all(w == x or abs(w - x) <= CLOSE * max(1, abs(w)) for (_, w), (_, x) in pairs)


def main(arguments: list[str]) -> int:
    """Ask, and tell how often it agrees. Returns the exit status."""
    program = program_at(Path(arguments[0]))
    count = int(arguments[1]) if len(arguments) > 1 else COUNT
    dialect = program.dialect
    rng = Random(1)
    told: Counter[str] = Counter()
    shown = 0
    while told[_WHOLE] < count:
        text = random_prompt(rng)
        try:
            raw = as_read(program.read(text), dialect)
        except ValueError:  # (a:1.2.3)
            told["texts on which its parser fails"] += 1
            continue
        weights, _, texts = read(text, dialect)
        raw_agrees = is_same(as_read(zip(texts, weights, strict=True), dialect), raw)
        written, notes = write(text, HASH, dialect)
        got = [] if notes else as_read(program.read(written), dialect)
        agrees = bool(notes) or is_same(as_read(by_a1111(text), dialect), got)
        told.update(
            {
                "raw texts read otherwise than we say": not raw_agrees,
                "prompts of which something is said to be lost": bool(notes),
                _WHOLE: not notes,
                "of these changed": not notes and written != text,
                "of these read otherwise than by A1111": not agrees,
            }
        )
        if not (raw_agrees and agrees) and shown < MOST_SHOWN:
            shown += 1
            sys.stdout.write(f"{text!r}\n  written {written!r}\n  read {got or raw!r}\n")
    sys.stdout.write("".join(f"{n:>6,} {what}\n" for what, n in told.items()))
    return 1 if shown else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
