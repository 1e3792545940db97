"""What captions in files cost: folders beside bare writing, two jobs beside one, memory.

    python benchmarks/caption_files.py

Three figures, each of one run in which both sides take turns: processor time of putting 10,000
small text files in order, divided by that of reading each and writing it anew beside its place
(fsync, rename); processor time of two jobs divided by one, on eight files of JSON lines; and the
most memory of a run, of 20,000 captions and of twenty times as many. POSIX only.
"""

from __future__ import annotations

import json
import random
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sd_animagine.vocabulary import bundled  # noqa: E402

TEXTS: Final = 10_000
LINES: Final = 20_000
ROUNDS: Final = 3
TIMES: Final = 20
SEED: Final = 19
BARE: Final = """
import os, sys
from pathlib import Path
for path in sorted(Path(sys.argv[1]).glob("*.txt")):
    data = path.read_bytes()
    part = path.with_name("." + path.name + ".part")
    with part.open("wb") as file:
        file.write(data[::-1])
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
"""


def captions(number: int) -> list[str]:
    """Captions of 30 tags in no order, the most used ones more often."""
    drawn = random.Random(SEED)
    names = [name for name, kind in bundled().kinds.items() if kind.name == "GENERAL"][:3000]
    weights = [1 / (n + 10) for n in range(len(names))]
    made = []
    for _ in range(number):
        tags = [*drawn.choices(names, weights, k=27), "masterpiece", "safe", "1girl"]
        drawn.shuffle(tags)
        made.append(", ".join(tags))
    return made


def spent(*command: str) -> float:
    """Processor seconds of a command and its processes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, *command], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def memory(folder: Path) -> int:
    """The most memory of a run (KiB)."""
    code = (
        "import resource, runpy, sys; sys.argv[1:] = sys.argv[2:]\n"
        "try: runpy.run_module('sd_animagine', run_name='__main__')\n"
        "except SystemExit: print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
    )
    command = [sys.executable, "-c", code, "-", "captions", "--write", str(folder)]
    run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return int(run.stdout.split()[-1])


def ours(folder: Path, *more: str) -> float:
    """A run of the command."""
    return spent("-m", "sd_animagine", "captions", "--write", *more, str(folder))


def texts(folder: Path, made: list[str]) -> Path:
    """A folder of small files."""
    folder.mkdir(exist_ok=True)
    for n, caption in enumerate(made):
        (folder / f"{n}.png").touch()
        (folder / f"{n}.txt").write_text(caption, "utf-8")
    return folder


def lines(folder: Path, made: list[str], files: int, times: int = 1) -> Path:
    """A folder of files of JSON lines."""
    folder.mkdir(exist_ok=True)
    for n in range(files):
        with (folder / f"{n}.jsonl").open("w", encoding="utf-8") as file:
            for _ in range(times):
                file.writelines(json.dumps({"text": each}) + "\n" for each in made[n::files])
    return folder


def main() -> None:
    """Print the figures."""
    made = captions(max(TEXTS, LINES))
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        own, bare, one, two = [], [], [], []
        for _ in range(ROUNDS):
            own.append(ours(texts(top / "texts", made[:TEXTS])))
            bare.append(spent("-c", BARE, str(texts(top / "texts", made[:TEXTS]))))
            one.append(ours(lines(top / "lines", made, 8)))
            two.append(ours(lines(top / "lines", made, 8), "--jobs", "2"))
        few, many = (memory(lines(top / "one", made, 1, times)) for times in (1, TIMES))
        print(f"folders of small files: {min(own) / min(bare):.2f} times bare reading and writing")
        print(f"  {min(own) / TEXTS * 1e6:.0f} and {min(bare) / TEXTS * 1e6:.0f} µs a file")
        print(f"two jobs: {min(two) / min(one):.2f} times the processor time of one")
        rate = LINES / min(one)
        print(f"  {rate:,.0f} captions a processor second, the start of the program among it")
        print(f"memory: {few / 1024:.0f} MB for {LINES:,} captions in one file, ", end="")
        print(f"{many / 1024:.0f} MB for {LINES * TIMES:,}")


if __name__ == "__main__":
    main()
