"""What importing the package adds to the start of an empty Python, process against process."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]
RUNS = 40


def start(code: str) -> float:
    """Wall time of a fresh process that runs the code."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    return time.perf_counter() - started


def main() -> None:
    """Print medians and the ratio of pairs, run in turn."""
    pairs = [(start("pass"), start("import sd_animagine")) for _ in range(RUNS)]
    empty = statistics.median(a for a, _ in pairs)
    ratio = statistics.median(b / a for a, b in pairs)
    print(f"empty Python {empty * 1e3:.1f} ms; with import sd_animagine {ratio:.2f} times that")


if __name__ == "__main__":
    main()
