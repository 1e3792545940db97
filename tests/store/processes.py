"""Other processes that use a folder of presets."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_BEGIN = """
import sys
from pathlib import Path
from sd_animagine.store.presets import Presets
folder, number = Path(sys.argv[1]), int(sys.argv[2])
print("ready", flush=True)
input()
"""


def started(code: str, folder: Path, number: int = 0) -> subprocess.Popen[str]:
    """A process that is about to run code; it waits for a line."""
    command = [sys.executable, "-c", _BEGIN + code, str(folder), str(number)]
    pipe = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    """Let it run."""
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def at_once(count: int, code: str, folder: Path) -> list[str]:
    """What processes print that run the same code at the same time."""
    processes = [started(code, folder, number) for number in range(count)]
    for process in processes:
        go(process)
    told = []
    for process in processes:
        with process:
            told.append(process.communicate(timeout=120)[0].strip())
            assert process.returncode == 0
    return told
