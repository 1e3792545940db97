"""How much faster is a check than the host's own reading of the same prompt, with unknown tags too?

    ANIMAGINE_WEBUI=… …/venv/bin/python benchmarks/check.py

Checks distinct prompts of 60 tags with all rules and all names, then the same with five of the tags
misspelled, each in its own way; the host's prompt parser reads the same prompts, block by block in
turn, in one run; the ratio is the median over the blocks. The first look-up of an unknown tag,
which builds the index, is timed by itself. Run it with the host's Python, which has lark.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Iterable

from compile import BLOCK, TAGS, distinct_prompts, host_reader, mean_milliseconds, seconds

from sd_animagine.compiler import Request, check_request
from sd_animagine.lookup.suggest import engine
from sd_animagine.vocabulary import bundled

UNKNOWN = 5


def check_text(text: str) -> object:
    """A check of a prompt, as the page does it while somebody types."""
    return check_request(Request(text))


def misspelled(prompt: str, rng: random.Random) -> str:
    """The prompt with five of its tags misspelled."""
    tags = prompt.split(", ")
    long = [n for n, tag in enumerate(tags) if len(tag) > 8 and "(" not in tag]
    for n in rng.sample(long, UNKNOWN):
        at = rng.randrange(2, len(tags[n]) - 3)
        before, pair, after = tags[n][:at], tags[n][at : at + 2], tags[n][at + 2 :]
        tags[n] = before + rng.choice((pair[::-1], pair[0], pair[0] + pair)) + after
    return ", ".join(tags)


def found(code: str, prompts: Iterable[str]) -> int:
    """Findings of one rule in all the prompts."""
    return sum(f.code == code for prompt in prompts for f in check_request(Request(prompt)))


def main() -> None:
    """Print the figures for known and for misspelled tags."""
    read = host_reader()
    check_text("1girl, long hair")  # loads the tag lists
    print(engine())
    print(f"first unknown tag: {seconds(check_text, '1girl, looking at veiwer') * 1e3:.0f} ms")
    vocabulary = bundled()
    print(f"{len(vocabulary.kinds):,} names, {len(vocabulary.aliases):,} aliases")
    known = distinct_prompts(2)
    rng = random.Random(3)
    unknown = [misspelled(prompt, rng) for prompt in known]
    for name, prompts in (("all known", known), (f"{UNKNOWN} misspelled", unknown)):
        blocks = [prompts[n : n + BLOCK] for n in range(0, len(prompts), BLOCK)]
        pairs = [
            (mean_milliseconds(check_text, block), mean_milliseconds(read, block) if read else 0.0)
            for block in blocks
        ]
        ours = statistics.median(our for our, _ in pairs)
        print(f"check, {TAGS} tags, {name}: {ours:.3f} ms (median)")
        if read is not None:
            theirs = statistics.median(their for _, their in pairs)
            ratio = statistics.median(their / our for our, their in pairs)
            print(f"    host's parser alone: {theirs:.3f} ms, {ratio:.1f} times")
    share = found("ANI301", unknown) / (UNKNOWN * len(unknown))
    print(f"misspelled tags for which something is suggested: {share:.0%}")
    if read is None:
        print("host's parser: set ANIMAGINE_WEBUI to compare")


if __name__ == "__main__":
    main()
