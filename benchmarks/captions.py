"""How many captions a second: beside a compile of version 0.1, and beside other programs' sorting.

    python benchmarks/captions.py
    ANIMAGINE_PEERS=FOLDER python benchmarks/captions.py

Reads captions of 30 tags, JSONL as data sets have them, and brings each into trained order (write),
or checks it with all rules (check). Version 0.1 compiles the same captions in a process of its own,
taken out of the history; the programs take turns block by block, in one run; a ratio is the median
over the blocks, of CPU time.

Other programs stand in a folder of their own, unpacked (``pip download --no-deps dghs-imgutils
tipo-kgen``, ``unzip``), and only the files that sort tags are loaded from it: the package
``imgutils.tagging`` installs software when it is imported.
"""

from __future__ import annotations

import io
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterable, Iterator
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from time import process_time
from types import ModuleType

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from sd_animagine.captions import CaptionReader  # noqa: E402
from sd_animagine.vocabulary import bundled  # noqa: E402

VERSION = "eeeea8f"
"""The commit of version 0.1."""
TAGS = 30
BLOCKS, BLOCK = 12, 50
TIMES = 10
"""Captions that the quick ones read for one that 0.1 compiles, so that a block takes a while."""
ENDLESS = 200_000
"""Captions of the run that shows whether memory stays flat."""

_WORKER = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
from sd_animagine.compiler import compile_prompt
compile_prompt("1girl, unknown word")
for line in sys.stdin:
    texts = json.loads(line)
    started = time.process_time()
    for text in texts:
        compile_prompt(json.loads(text)["text"])
    print(time.process_time() - started, flush=True)
"""


def captions(seed: int, number: int) -> list[str]:
    """Lines of JSONL: 30 known tags in some tagger's order, one in twenty captions misspelled."""
    rng = random.Random(seed)
    kinds = bundled().kinds
    plain = [name for name in kinds if name.isascii() and not set(name) & set("()[]:<>#|\\,_{}")]
    general = [name for name in plain if kinds[name].name == "GENERAL"][:3000]
    people = [name for name in plain if kinds[name].name == "CHARACTER"][:2000]
    lines = []
    for _ in range(number):
        who = rng.choice(people)
        tags = ["1girl", "solo", who, bundled().series_of(who) or "original"]
        tags += [rng.choice(("safe", "sensitive", "nsfw")), f"year {rng.randrange(2005, 2026)}"]
        tags += ["masterpiece", "absurdres"]
        tags += rng.sample(general, TAGS - len(tags))
        if rng.random() < 0.05:
            tags[-1] = tags[-1][:-1]
        rng.shuffle(tags)
        lines.append(json.dumps({"file_name": "0001.png", "text": ", ".join(tags)}))
    return lines


class Old:
    """Version 0.1, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        archive = subprocess.run(
            ["git", "archive", VERSION], cwd=ROOT, check=True, capture_output=True
        ).stdout
        with tarfile.open(fileobj=io.BytesIO(archive)) as packed:
            packed.extractall(folder, filter="data")
        command = [sys.executable, "-c", _WORKER, str(folder)]
        self.process = subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def seconds(self, lines: list[str]) -> float:
        """CPU time of compiling some captions."""
        assert self.process.stdin is not None and self.process.stdout is not None
        self.process.stdin.write(json.dumps(lines) + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait()


def seconds(call: Callable[[str], object], lines: Iterable[str]) -> float:
    """CPU time of calls with the captions of some lines."""
    started = process_time()
    for line in lines:
        call(json.loads(line)["text"])
    return process_time() - started


def written(reader: CaptionReader) -> Callable[[str], object]:
    """What becomes of a caption that is written back: a line of JSON again."""
    return lambda text: json.dumps({"file_name": "0001.png", "text": reader.write(text)})


FORM = (
    "<|special|>,\n<|characters|>,\n<|copyrights|>,\n<|rating|>,\n<|artist|>,\n<|general|>,\n"
    "<|quality|>,\n<|meta|>"
)
"""The model's order as kgen's template says it."""


def peers(folder: Path) -> Iterator[tuple[str, Callable[[str], str]]]:
    """What other programs do with a caption."""
    kgen = _loaded(folder / "kgen", "formatter")

    def by_kgen(text: str) -> str:
        made = kgen.apply_format(kgen.seperate_tags(text.split(",")), FORM)
        return " ".join(str(made).split())

    yield "kgen", by_kgen
    tagging = folder / "imgutils" / "tagging"
    order, form = _loaded(tagging, "order"), _loaded(tagging, "format")

    def by_imgutils(text: str) -> str:
        tags = order.sort_tags(text.split(", "), mode="original")
        return str(
            form.tags_to_text(dict.fromkeys(tags, 1.0), use_spaces=True, score_descend=False)
        )

    yield "imgutils", by_imgutils


def _loaded(folder: Path, name: str) -> ModuleType:
    """A module loaded by its file, and with it only the modules beside it that it names."""
    package = ModuleType(folder.name)
    package.__path__ = [str(folder)]
    sys.modules.setdefault(folder.name, package)
    spec = spec_from_file_location(f"{folder.name}.{name}", folder / f"{name}.py")
    assert spec is not None and spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


MISTAKES = (
    "safe, 1girl, Hatsune Miku, vocaloid, smile",
    r"re:zero kara hajimeru isekai seikatsu, rem \(re:zero\), 1girl, smile",
    "no humans, safe, scenery",
    "1girl, newest, year 2024, safe, smile",
    "1girl, smile, (masterpiece:1.2), low score",
    "1girl, {smile, wink|grin}, safe",
    "1girl, safe ||| smile, long_hair ||| masterpiece",
    "sks style, smile, 1girl",
    "1girl, smile, smile,",
    "1girl, ^_^, >_<, safe",
)
"""Captions of which others make something else than the same tags in trained order."""


def compare(found: dict[str, Callable[[str], str]]) -> None:
    """Print what each makes of some captions."""
    for text in MISTAKES:
        print(text)
        for name, call in found.items():
            print(f"    {name + ':':10} {call(text)}")


def flat(reader: CaptionReader) -> None:
    """Print what memory a long run takes at its first tenth and at its end, no caption twice."""
    lines = captions(3, 2000)
    grown = []
    for part in range(10):
        for again in range(ENDLESS // 10 // len(lines)):
            seconds(
                lambda text, n=(part, again): reader.write(f"{text}, word {n} {text[:9]}"), lines
            )
        grown.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    print(
        f"memory of {ENDLESS:,} captions: {grown[0]:.0f} MB at a tenth, {grown[-1]:.0f} at the end"
    )


def main() -> None:
    """Print the figures."""
    reader = CaptionReader(bundled())
    write, check = written(reader), reader.check
    lines = captions(1, BLOCKS * BLOCK)
    more = captions(2, BLOCKS * BLOCK * TIMES)
    seconds(write, more), seconds(check, lines)  # the tags are known, as in any data set's middle
    sides: dict[str, Callable[[str], object]] = {"write": write, "check": check}
    folder = os.environ.get("ANIMAGINE_PEERS")
    found = dict(peers(Path(folder))) if folder else {}
    sides.update(found)
    times: dict[str, list[float]] = {name: [] for name in (*sides, "compile")}
    with tempfile.TemporaryDirectory() as kept:
        old = Old(Path(kept))
        old.seconds(lines[:5])
        for n in range(BLOCKS):
            block = lines[n * BLOCK : (n + 1) * BLOCK]
            times["compile"].append(old.seconds(block) / BLOCK)
            own = more[n * BLOCK * TIMES : (n + 1) * BLOCK * TIMES]
            for name, call in sides.items():
                times[name].append(seconds(call, own) / len(own))
        old.close()
    told = sum(len(reader.check(json.loads(line)["text"]).findings) for line in lines) / len(lines)
    for name, each in times.items():
        middle = statistics.median(each)
        ratio = statistics.median(a / b for a, b in zip(times["compile"], each, strict=True))
        print(
            f"{name:9} {middle * 1e6:6.0f} us, {1 / middle:7,.0f} a second, {ratio:5.1f} times 0.1"
        )
    print(f"findings: {told:.1f} a caption")
    for name in found:
        ratio = statistics.median(a / b for a, b in zip(times["write"], times[name], strict=True))
        print(f"write takes {ratio:.2f} times what {name} takes")
    if found:
        compare({"ours": reader.write, **found})
    flat(reader)


if __name__ == "__main__":
    main()
