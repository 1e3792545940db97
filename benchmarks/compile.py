"""How much faster is a whole compile than the host's own reading of the same prompt?

    ANIMAGINE_WEBUI=… …/venv/bin/python benchmarks/compile.py

Compiles distinct prompts of 60 tags with all rules, nothing cached between them, and lets the
host's prompt parser (lark's Earley) read the same prompts, block by block in turn, in one run; the
ratio is the median over the blocks. So with the look for words above a rating ceiling, which comes
on top where there is one. Then the cost per character of a compile at growing lengths. Run it with
the host's Python, which has lark.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks import host_parser  # noqa: E402
from sd_animagine.ceiling import ceiling_at  # noqa: E402
from sd_animagine.compiler import Request, compile_request  # noqa: E402
from sd_animagine.vocabulary import bundled  # noqa: E402

TAGS = 60
BLOCKS, BLOCK = 12, 10
"""Prompts are timed in blocks, so that a busy moment of the machine meets both sides alike."""
HARD = ("open brackets", "("), ("nested brackets", "((a:1.1), "), ("one tag again", "long hair, ")


def distinct_prompts(seed: int) -> list[str]:
    """Prompts of 60 known tags in random order, one in ten weighted, a few of them misplaced."""
    rng = random.Random(seed)
    vocabulary = bundled()
    names = [n for n, kind in vocabulary.kinds.items() if kind.name == "GENERAL" and n.isascii()]
    names = [name for name in names if not set(name) & set("()[]:<>#|\\,_")][:3000]
    special = ["1girl", "solo", "safe", "masterpiece", "high score", "arima kana", "oshi no ko"]
    prompts = []
    for _ in range(BLOCKS * BLOCK):
        tags = special + rng.sample(names, min(TAGS - len(special), len(names)))
        rng.shuffle(tags)
        prompts.append(", ".join(f"({t}:1.2)" if rng.random() < 0.1 else t for t in tags))
    return prompts


def host_reader() -> Callable[[str], object] | None:
    """The host's reading of one prompt, where a host is named."""
    parser = host_parser.load()
    if parser is None:
        return None
    return lambda text: parser.get_learned_conditioning_prompt_schedules([text], 28)


def seconds(call: Callable[[str], object], text: str) -> float:
    """Wall time of one call."""
    started = time.perf_counter()
    call(text)
    return time.perf_counter() - started


def mean_milliseconds(call: Callable[[str], object], texts: list[str]) -> float:
    """Mean wall time of a call over some texts."""
    return statistics.fmean(seconds(call, text) for text in texts) * 1e3


def compile_text(text: str) -> object:
    """A compile as the script does it for a picture."""
    return compile_request(Request(text, ""))


def main() -> None:
    """Print both figures and their ratio, then the cost per character."""
    read = host_reader()
    compile_text("1girl, unknown word")  # loads the tag lists
    prompts = distinct_prompts(1)
    blocks = [prompts[n : n + BLOCK] for n in range(0, len(prompts), BLOCK)]
    ceiling = ceiling_at("safe")
    assert ceiling is not None
    ours, theirs, looks = [], [], []
    for block in blocks:
        ours.append(mean_milliseconds(compile_text, block))
        looks.append(mean_milliseconds(ceiling.exceeding, block))
        if read is not None:
            theirs.append(mean_milliseconds(read, block))
    print(f"compile, {TAGS} tags, all rules: {statistics.median(ours):.3f} ms (median)")
    if theirs:
        ratio = statistics.median(t / o for o, t in zip(ours, theirs, strict=True))
        print(f"host's parser alone:         {statistics.median(theirs):.3f} ms, {ratio:.1f} times")
    else:
        print("host's parser: set ANIMAGINE_WEBUI to compare")
    share = statistics.median(look / o for o, look in zip(ours, looks, strict=True))
    print(f"a rating ceiling's look:     {statistics.median(looks):.3f} ms, {share:.2f} times")
    for name, fragment in (("plain tags", ", ".join(prompts) + ", "), *HARD):
        costs = []
        for length in (1_000, 100_000, 1_000_000):
            text = (fragment * (length // len(fragment) + 1))[:length]
            best = min(seconds(compile_text, text) for _ in range(3))
            costs.append(f"{best / length * 1e9:.0f}")
        print(f"{name}: {' / '.join(costs)} ns per character at 1e3 / 1e5 / 1e6")


if __name__ == "__main__":
    main()
