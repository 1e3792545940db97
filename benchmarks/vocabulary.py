"""What the bundled lists cost: a cold load against a bare ``csv.reader`` over the same rows.

Every run is a fresh process, the three kinds in turn; the ratio is the median of ratios of
neighbours, so that a busy machine does not lie. Memory is the growth of the resident set.
"""

from __future__ import annotations

import csv
import gc
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 15


def resident() -> float:
    """Resident set of this process, in megabytes."""
    status = Path("/proc/self/status")
    if status.is_file():
        line = next(x for x in status.read_text().splitlines() if x.startswith("VmRSS"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def bare() -> object:
    """Every row of every list in a dictionary, by name."""
    from sd_animagine.vocabulary import tables

    found = {}
    for name in tables.COLUMNS:
        with (tables.folder() / name).open(encoding="utf-8", newline="") as file:
            found[name] = {row[0]: row for row in csv.reader(file)}
    return found


def load() -> object:
    """All lists as the package loads them."""
    from sd_animagine.vocabulary import bundled

    return bundled()


def everything() -> object:
    """The same, and every look-up asked once, so that nothing is lazy any more."""
    from sd_animagine.vocabulary import bundled

    vocabulary = bundled()
    vocabulary.look_up("no such tag")
    for name in ("hatsune miku", "touhou", "solo"):
        vocabulary.character(name)
        vocabulary.rank(name)
    return (vocabulary, vocabulary.foreign, vocabulary.ceiling, vocabulary.is_artist("nobody"))


def once(kind: str) -> None:
    """Print seconds and megabytes of one kind; the imports are paid before."""
    import sd_animagine.vocabulary  # noqa: F401

    gc.collect()
    before = resident()
    started = time.perf_counter()
    kept = globals()[kind]()
    spent = time.perf_counter() - started
    print(spent, resident() - before, bool(kept))


def child(kind: str) -> tuple[float, float]:
    """One fresh process: seconds and megabytes."""
    command = [sys.executable, "-m", "benchmarks.vocabulary", kind]
    out = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return float(out.split()[0]), float(out.split()[1])


def main() -> None:
    """Print medians and ratios."""
    kinds = ("bare", "load", "everything")
    runs = [{kind: child(kind) for kind in kinds} for _ in range(RUNS)]
    for kind in kinds:
        seconds = statistics.median(run[kind][0] for run in runs)
        memory = statistics.median(run[kind][1] for run in runs)
        ratio = statistics.median(run[kind][0] / run["bare"][0] for run in runs)
        print(f"{kind:>10}: {seconds * 1e3:6.1f} ms  {ratio:.2f} x bare  {memory:5.1f} MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        once(sys.argv[1])
    else:
        main()
