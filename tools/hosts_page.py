"""The tables of WebUIs in docs/hosts.md and README.md, made from runs of ``tests/host``.

``python -m tools.hosts_page`` writes them. ``python -m tools.hosts_page HOST FOLDER RUN.xml…``
first puts runs into ``tests/host/results.json``: what pytest wrote with ``--junitxml``. Of a test
that is in several of them the last counts, so that some can be run again; the files that ran
replace those of the results. Without ``RUN.xml`` only the names are looked up.
"""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ElementTree
from collections import Counter
from pathlib import Path
from typing import Any

from tools.host_names import missing
from tools.marked import with_part

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "tests" / "host" / "results.json"
OUTCOMES = ("passed", "failed", "skipped")


def outcomes(*runs: Path) -> dict[str, dict[str, int]]:
    """Return how many tests of each file passed, failed and were skipped when they ran last."""
    cases: dict[tuple[str, str], str] = {}
    for run in runs:
        cases.update(_cases(run))
    counted: dict[str, Counter[str]] = {}
    for (file, _), said in cases.items():
        counted.setdefault(file, Counter())[said] += 1
    return {file: {one: count[one] for one in OUTCOMES} for file, count in sorted(counted.items())}


def _cases(run: Path) -> dict[tuple[str, str], str]:
    """What became of each test of a run, by file and name.

    A test that passed and then left an error in the host's log has failed.
    """
    cases: dict[tuple[str, str], str] = {}
    for case in ElementTree.parse(run).iter("testcase"):
        file = case.get("classname", "").rpartition(".")[2]
        if not file:  # what the run itself was ended by
            continue
        kinds = {child.tag for child in case}
        said = "failed" if kinds & {"failure", "error"} else "passed"
        said = "skipped" if "skipped" in kinds else said
        key = (file, case.get("name", ""))
        cases[key] = "failed" if "failed" in (said, cases.get(key)) else said
    return cases


def record(results: dict[str, Any], host: str, folder: Path, *runs: Path) -> None:
    """Put what is known of a host into the results.

    Raises:
        KeyError: the results have no such host.
    """
    entry = results[host]
    entry["names"] = sorted({use.full for use in missing(folder)})
    entry["tests"] = dict(sorted({**entry["tests"], **outcomes(*runs)}.items()))


def how_many(tests: dict[str, dict[str, int]]) -> str:
    """Return a cell that says how many passed, of which files."""
    if not tests:
        return "not run"
    passed, failed, skipped = (sum(each[one] for each in tests.values()) for one in OUTCOMES)
    files = "1 file" if len(tests) == 1 else f"{len(tests)} files"
    return f"{passed} of {passed + failed} passed, {skipped} skipped ({files})"


def tables(results: dict[str, Any]) -> dict[str, str]:
    """Return the table of each page, by the page's path."""
    long = ["| WebUI | version tested | since | tests | names it lacks | missing for users |"]
    short = ["| WebUI | version tested | since | missing |"]
    for each in results.values():
        names = ", ".join(f"`{name}`" for name in each["names"]) or "none"
        what = each["missing"]
        head = f"| {each['title']} | {each['version']} | {each['since']} |"
        long.append(f"{head} {how_many(each['tests'])} | {names} | {what} |")
        short.append(f"{head} {what} |")
    long.insert(1, "|---" * 6 + "|")
    short.insert(1, "|---" * 4 + "|")
    return {"docs/hosts.md": "\n".join(long) + "\n", "README.md": "\n".join(short) + "\n"}


def main(arguments: list[str]) -> int:
    """Record a run where one is given, then write the pages."""
    results = json.loads(RESULTS.read_text("utf-8"))
    if arguments:
        host, folder, *runs = arguments
        record(results, host, Path(folder), *map(Path, runs))
        RESULTS.write_text(json.dumps(results, indent=1) + "\n", "utf-8")
    for name, table in tables(results).items():
        page = ROOT / name
        page.write_text(with_part(page.read_text("utf-8"), "hosts", table), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
