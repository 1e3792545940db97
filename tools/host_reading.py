"""Records what a host's own parser reads in texts, so that CI, which has no host, can compare.

Run from the repository's root, with the extra ``test`` and lark installed::

    python -m tools.host_reading --host-folder ../stable-diffusion-webui

It writes ``tests/golden/host_reading.json``: for each text what the encoders get of it, tag by tag
with its weight, and how ordering leaves it, where the host reads both the same at every step.
``tests/compiler/test_host_reading.py`` says what is compared. Exit status 1: an order is read
otherwise.
"""

from __future__ import annotations

import argparse
import json
import random
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from benchmarks import host_parser
from sd_animagine.compiler import Request, compile_request
from tests.host_reading import ONLY_ORDER, ends_in_a_name, seen
from tests.texts import random_prompt

FILE: Final = Path(__file__).parents[1] / "tests" / "golden" / "host_reading.json"
SEED: Final = 1
COUNT: Final = 300
LONGEST: Final = 200
"""Characters of a text."""

Scopes = list[Counter[tuple[str, float]]]


def plain(scopes: Scopes) -> list[list[str]]:
    """Each tag with its weight, to five digits: we add logarithms where the host multiplies."""
    return [
        sorted(f"{tag or 'weight'} {weight:.5g}" for tag, weight in tags.elements())
        for tags in scopes
    ]


def _texts() -> Iterator[str]:
    rng = random.Random(SEED)
    while True:
        text = random_prompt(rng)
        if len(text) <= LONGEST:
            yield text


def _facts(parser: ModuleType, text: str) -> dict[str, Any] | None:
    """What is read of it; None where the host's parser fails on it."""
    try:
        found: dict[str, Any] = {"text": text, "tags": plain(seen(parser, text, scheduled=False))}
        ordered = compile_request(Request(text, options=ONLY_ORDER)).prompt
        if ordered != text and not ends_in_a_name(parser, text):
            typed, sent = (seen(parser, each, scheduled=True) for each in (text, ordered))
            found["ordered"] = ordered if typed == sent else None
    except ValueError:  # (a:1.2.3)
        return None
    return found


def main() -> int:
    """Write the file. Returns the exit status."""
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--host-folder", required=True, help="where the host's modules/ lies")
    parser = host_parser.load(arguments.parse_args().host_folder)
    assert parser is not None
    facts = []
    for text in _texts():
        if len(facts) == COUNT:
            break
        found = _facts(parser, text)
        facts += [found] if found is not None else []
    lines = ",\n".join(json.dumps(fact) for fact in facts)
    FILE.write_text(f"[\n{lines}\n]\n", "utf-8")
    wrong = [fact["text"] for fact in facts if fact.get("ordered", "") is None]
    print(f"{FILE.name}: {len(facts)} texts", *map(repr, wrong), sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
