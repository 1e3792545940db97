"""What becomes of every name of a board: kept, mended, told of, or silently wrong?

    python benchmarks/names.py PATH/tags/danbooru.csv [--every N]

Each name of tagcomplete's list goes through a compile as ``1girl, NAME``: as the list writes it
(with underscores, brackets bare) and as a prompt needs it (blanks, brackets escaped), without the
list and with it as a user's. What the text encoder gets of the result is read back by the weights
of A1111's attention parser. The list is not ours: whoever runs this fetches it.

kept      sent as it was typed, and read as the name
mended    changed, and read as the name, or as the one that is in use
told      read as something else, and a warning says so
silent    read as something else, and nothing says so
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sd_animagine.compiler import Options, Request, compile_request  # noqa: E402
from sd_animagine.compiler.context import Context  # noqa: E402
from sd_animagine.rules.base import Severity  # noqa: E402
from sd_animagine.syntax import parse  # noqa: E402
from sd_animagine.syntax.lines import lines  # noqa: E402
from sd_animagine.vocabulary import Vocabulary, bundled, escape, normalise  # noqa: E402
from sd_animagine.vocabulary.dressed import undressed  # noqa: E402
from sd_animagine.vocabulary.user_lists import read_list  # noqa: E402

KEPT = Options(quality="off", negative="off")
SHOWN = 40
"""Names of each result that are printed."""
COUNT = "1girl"


def names_of(path: Path, every: int) -> list[str]:
    """The first column of the list."""
    with path.open(encoding="utf-8", newline="") as file:
        return [row[0] for row in csv.reader(file) if row][::every]


def written(name: str, vocabulary: Vocabulary) -> str:
    """A name as a prompt needs it."""
    is_face = name.lower() in vocabulary.kaomoji
    return escape(name if is_face else name.replace("_", " "))


def reads(prompt: str, vocabulary: Vocabulary) -> list[tuple[str, float]]:
    """What the text encoder gets of a prompt: its pieces with their weights."""
    parsed = parse(prompt, is_name=vocabulary.is_name)
    return [(part.text, part.weight) for line in lines(parsed) for part in line]


def is_read(name: str, sent: str, vocabulary: Vocabulary) -> bool:
    """Does the encoder get the name, or the one in use, at weight 1, and nothing besides?"""
    pieces = reads(sent, vocabulary)
    if any(weight != 1 for _, weight in pieces):
        return False
    text = "".join(text for text, _ in pieces)
    got = {normalise(tag.replace("\\", "\\\\")) for tag in text.split(",")} - {COUNT, ""}
    meant = normalise(escape(name))
    wanted = {meant, vocabulary.in_use(meant), undressed(meant, vocabulary), name.lower()}
    return got <= wanted and (bool(got) or COUNT in wanted)


def judged(name: str, typed: str, context: Context) -> str:
    """What becomes of one name."""
    prompt = f"{COUNT}, {typed}"
    compiled = compile_request(Request(prompt, options=KEPT), context)
    if is_read(name, compiled.prompt, context.vocabulary):
        return "kept" if compiled.prompt == prompt else "mended"
    loud = any(finding.severity >= Severity.WARNING for finding in compiled.findings)
    return "told" if loud else "silent"


def main() -> None:
    """Print the counts, and the first names that are silently wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("list", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take every Nth name only")
    arguments = parser.parse_args()
    names = names_of(arguments.list, arguments.every)
    alone = bundled()
    beside = alone.with_lists([read_list(arguments.list, alone.kaomoji)])
    print(f"{len(names):,} names")
    for label, vocabulary in (("without the list", alone), ("with the list", beside)):
        context = Context(vocabulary)
        for form in ("raw", "escaped"):
            counts: Counter[str] = Counter()
            silent = []
            for name in names:
                typed = name if form == "raw" else written(name, alone)
                found = judged(name, typed, context)
                counts[found] += 1
                if found == "silent":
                    silent.append(typed)
            told = ", ".join(f"{counts[each]:,} {each}" for each in ("kept", "mended", "told"))
            print(f"{label}, {form}: {told}, {counts['silent']:,} silent {silent[:SHOWN]}")


if __name__ == "__main__":
    main()
