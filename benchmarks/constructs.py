"""What does each construct of the prompt language cost, beside plain tags of the same length?

    …/python benchmarks/constructs.py [--only compile | --only check] [--length BYTES] … [NAME …]

For each construct the processor time of a compile (the text as prompt, then as negative prompt) and
of a check, divided by that of plain tags of as many bytes (UTF-8, as requests are limited), by
default at 50,000, 200,000 and 1,000,000 bytes. Plain tags are 3,000 general ones drawn with one
seed, repeated to length; they are timed again before each construct, so that a busy machine meets
both sides. Twice is the most allowed, and a ratio that grows along a row is not linear. Which
constructs are above it, and by how much, stands in ``docs/trust.md``.
"""

from __future__ import annotations

import argparse
import gc
import random
import sys
import time
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sd_animagine.compiler import Request, check_request, compile_request  # noqa: E402
from sd_animagine.vocabulary import bundled, escape  # noqa: E402

TAGS: Final = 3000
SEED: Final = 13
LENGTHS: Final = (50_000, 200_000, 1_000_000)
ALLOWED: Final = 2.0


@lru_cache(maxsize=1)
def tags() -> tuple[str, ...]:
    """General tags, drawn with one seed."""
    names = [n for n, kind in bundled().kinds.items() if kind.name == "GENERAL" and n.isascii()]
    plain = [name for name in names if not set(name) & set("()[]:<>#|\\,_")]
    return tuple(random.Random(SEED).sample(plain, TAGS))


def joined() -> str:
    """The plain tags as a prompt."""
    return ", ".join(tags()) + ", "


def _names(*kinds: str) -> str:
    """Names of some kinds by turns, as many as there are plain tags."""
    rng = random.Random(SEED)
    known = bundled().kinds.items()
    lists = [[name for name, kind in known if kind.name == wanted] for wanted in kinds]
    drawn = zip(*(rng.choices(names, k=TAGS // len(lists)) for names in lists), strict=True)
    return ", ".join(escape(name) for names in drawn for name in names) + ", "


def _aliases() -> str:
    aliases = sorted(bundled().aliases)
    return ", ".join(map(escape, random.Random(SEED).choices(aliases, k=TAGS))) + ", "


def _misspelled() -> str:
    """The plain tags, two letters of each exchanged."""
    rng = random.Random(SEED)
    wrong = []
    for tag in tags():
        at = rng.randrange(max(1, len(tag) - 1))
        wrong.append(tag[:at] + tag[at : at + 2][::-1] + tag[at + 2 :])
    return ", ".join(wrong) + ", "


def _unknown() -> str:
    rng = random.Random(SEED)
    words = ("".join(rng.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(TAGS))
    return ", ".join(words) + ", "


REPEATED: Final[dict[str, str | Callable[[], str]]] = {
    "commas": ",",
    "commas and blanks": ", ",
    "full-width commas": "，",
    "ideographic commas": "、",
    "tags, full-width commas": "smile，",
    "AND": "a AND ",
    "AND alone": "AND ",
    "BREAK": "a BREAK ",
    "BREAK alone": "BREAK ",
    "BREAK in brackets": "(a BREAK b), ",
    "AND in brackets": "(a AND b), ",
    "ADDROW": "a ADDROW ",
    "[SEP]": "a [SEP] ",
    "groups out of order": "(masterpiece, smile, 1girl), ",
    "nested brackets": "((a:1.1), ",
    "deep brackets": "(" * 8 + "a" + ")" * 8 + ", ",
    "open brackets": "(",
    "open square brackets": "[",
    "closing brackets": ")",
    "closing square brackets": "]",
    "crossed brackets": "(a [b) c], ",
    "both brackets open": "([",
    "empty brackets": "()",
    "open braces": "{",
    "braces": "{a|b}, ",
    "nested braces": "{a|{b|c}}, ",
    "editing": "[a:b:0.5], ",
    "editing, nested": "[a:[b:c:5]:10], ",
    "alternation": "[a|b], ",
    "networks": "<lora:a:1>, ",
    "networks, glued": "<lora:a:1>",
    "networks, open": "<a:",
    "less-than signs": "<",
    "wildcards": "__a__, ",
    "wildcards, glued": "__a__",
    "underscores": "_",
    "tags with underscores": "long_hair, ",
    "comments": "# a\n",
    "comments and tags": "smile # a\n",
    "hashes": "#",
    "newlines": "\n",
    "newlines and tags": "smile\n",
    "carriage returns": "\r",
    "lines out of order": "smile\n1girl\nsafe\n",
    "blanks": " ",
    "tabs": "\t",
    "kaomoji": ":d, ;d, ^_^, >_<, :3, ",
    "kaomoji with brackets": ":), :(, ",
    "emoji": "😀",
    "emoji and commas": "😀, ",
    "escapes": "\\(",
    "escaped names": r"firefly \(honkai: star rail\), ",
    "unescaped names": "firefly (honkai: star rail), ",
    "half escaped": r"a \(b), ",
    "backslashes": "\\",
    "misspelled": _misspelled,
    "misspelled special tags": "mastrepiece, absurdes, hihg score, ",
    "one tag again": "long hair, ",
    "long word": "a",
    "long words": "a" * 300 + ", ",
    "words": "aaa bbb ccc ",
    "tags without commas": "1girl solo long hair ",
    "unknown words": _unknown,
    "foreign tags": "score_9, score_8_up, source_anime, ",
    "characters": lambda: _names("CHARACTER"),
    "series": lambda: _names("SERIES"),
    "characters and series by turns": lambda: _names("SERIES", "CHARACTER"),
    "aliases": _aliases,
    "artists": "by wlop, ",
    "CJK": "漢字仮名",
    "CJK and commas": "漢字, 仮名, ",
    "hangul, apart": "\u1112\u1161\u11ab",
    "combining": "a\u0301\u0323",
    "combining, many": "\u0301",
    "zero width": "a\u200b",
    "full width": "ｓｍｉｌｅ, ",
    "full-width brackets": "（a：1.2）, ",
    "long ligatures": "\ufdfa",
    "control characters": "\x01",
    "surrogates": "\ud800",
    "years": "year 2024, ",
    "years out of range": "year 1999, year 2050, ",
    "ratings": "safe, nsfw, explicit, ",
    "quality": "masterpiece, worst quality, ",
    "counts": "1girl, 2boys, solo, ",
    "prose": "she is standing in the rain with an umbrella, ",
    "one sentence": "she is standing in the rain with an umbrella ",
    ":number": "a:1.2, ",
    "AND and numbers": "a:1.2 AND ",
    "weights": "(a:1.2), ",
    "extreme weights": "(a:9), ",
    "weights that are none": "(a:1.2.3), ",
    "colons": ":",
    "colons and blanks": ": ",
    "digits": "1",
    "points": ".",
    "bars": "|",
    "quotes": '"',
    "apostrophes": "'s",
}
"""Name → a piece that is repeated to length."""

AROUND: Final[dict[str, tuple[str, str | Callable[[], str], str]]] = {
    "group": ("(", joined, ")"),
    "group out of order": ("(", "smile, 1girl, ", "a)"),
    "group of four sections": ("(", "smile, safe, masterpiece, 1girl, ", "a:1.2)"),
    "groups in a group": ("(", "(smile, 1girl), ", "a)"),
    "brackets closed at the end": ("((((", "a, ", "))))"),
    "editing with many parts": ("[", "a:", "0.5]"),
    "editing of many tags": ("[", "a, ", ":b:0.5]"),
    "alternation with many parts": ("[", "a|", "]"),
    "braces with many parts": ("{", "a|", "}"),
    "one network": ("<lora:", "a", ":1>"),
    "network that never ends": ("<lora:", "a", ""),
    "wildcard that never ends": ("__", "a", ""),
    "comment": ("#", "a, ", ""),
    "bracket before tags": ("(", "smile, 1girl, ", ""),
    "tags before a bracket": ("", "smile, 1girl, ", "(a"),
    "out of order": ("masterpiece, ", joined, "1girl"),
    "out of order by turns": ("", "smile, 1girl, ", "a"),
    "blanks before a number": ("a:", " ", "1"),
    "digits before a bracket": ("(a:", "1", ")"),
    "blanks before a bracket": ("(a:", " ", "1)"),
    "escapes in a bracket": ("(", "\\(", ")"),
    "one step after the other": ("", "[a:b:20], ", "c"),
}
"""Name → what begins, what is repeated, what ends."""
REPEATED["everything"] = "".join(
    random.Random(SEED).choices([p for p in REPEATED.values() if isinstance(p, str)], k=TAGS)
)
CONSTRUCTS: Final = (*REPEATED, *AROUND)


def text_of(name: str, length: int) -> str:
    """So many bytes of a construct, none of it cut through; ``plain`` are the tags beside it."""
    start, piece, end = AROUND.get(name) or ("", REPEATED.get(name, joined), "")
    repeated = piece if isinstance(piece, str) else piece()
    size = len(repeated.encode("utf-8", "surrogatepass"))
    whole, rest = divmod(length - len(start) - len(end), size)
    part = repeated[: rest * len(repeated) // size]
    return start + repeated * whole + part[: part.rfind(", ") + 2] + end


def compile_both(text: str) -> None:
    """A compile of a prompt, and one of a negative prompt."""
    compile_request(Request(text))
    compile_request(Request("1girl", text))


def check_both(text: str) -> None:
    """A check of a prompt and of a negative prompt."""
    check_request(Request(text))
    check_request(Request("1girl", text))


def seconds(call: Callable[[str], None], text: str) -> float:
    """Processor time of one call."""
    gc.collect()
    started = time.process_time()
    call(text)
    return time.process_time() - started


def row(name: str, call: Callable[[str], None], lengths: Sequence[int]) -> list[float]:
    """How many times plain tags cost the same, at each length; none behind one that is too slow."""
    found: list[float] = []
    for length in lengths:
        repeats = range(max(1, 100_000 // length) + 1)
        plain = min(seconds(call, text_of("plain", length)) for _ in repeats)
        found.append(min(seconds(call, text_of(name, length)) for _ in repeats) / plain)
        if found[-1] > 20:
            break
    return found


def main() -> int:
    """Print a row for each construct; 1 where one is above what is allowed."""
    parser = argparse.ArgumentParser(description="What each construct costs beside plain tags.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="constructs; by default all")
    parser.add_argument("--only", choices=("compile", "check"))
    parser.add_argument("--length", type=int, action="append", metavar="BYTES", default=[])
    args = parser.parse_args()
    calls = {"compile": compile_both, "check": check_both}
    names, lengths = args.names or CONSTRUCTS, args.length or LENGTHS
    check_both(", ".join((*tags()[:50], "unknown wrod")))  # loads the lists
    worst = 0.0
    print(f"{'':34}" + "".join(f"{length:>11,}" for length in lengths))
    for what, call in calls.items():
        if args.only not in (None, what):
            continue
        for name in names:
            ratios = row(name, call, lengths)
            worst = max(worst, *ratios)
            marked = " <--" if max(ratios) > ALLOWED else ""
            shown = "".join(f"{ratio:>11.2f}" for ratio in ratios)
            print(f"{what + ' ' + name:34}{shown}{marked}", flush=True)
    print(f"the worst: {worst:.2f} times plain tags, allowed are {ALLOWED}")
    return int(worst > ALLOWED)


if __name__ == "__main__":
    sys.exit(main())
