"""A studio of its own for a run: started, measured, ended."""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tools.longrun.case import CannotRun

_PATIENCE: Final = 180.0
"""Seconds that a start may take."""
_ADDRESS: Final = re.compile(r"http://(127\.0\.0\.1):(\d+)")
_RESIDENT: Final = re.compile(r"^VmRSS:\s*(\d+) kB", re.MULTILINE)


class Studio:
    """One that runs, and the folder with what it says."""

    def __init__(self, process: subprocess.Popen[bytes], folder: Path) -> None:
        self.process = process
        self.folder = folder
        self.address = self._address()

    def _address(self) -> tuple[str, int]:
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end and self.process.poll() is None:
            found = _ADDRESS.search(self.said("out"))
            if found is not None:
                return found[1], int(found[2])
            time.sleep(0.2)
        raise CannotRun(f"the studio does not start: {self.said('err')[-500:].strip()}")

    def said(self, where: str) -> str:
        """What it has written to ``out`` or ``err``."""
        return (self.folder / where).read_text("utf-8", "replace")

    def memory(self) -> float | None:
        """Megabytes that it and its workers hold now; None where the system does not tell."""
        waiting, found = [self.process.pid], 0
        while waiting:
            home = Path("/proc") / str(waiting.pop())
            try:
                resident = _RESIDENT.search((home / "status").read_text())
                for task in (home / "task").iterdir():
                    waiting += map(int, (task / "children").read_text().split())
            except OSError:
                continue
            found += int(resident[1]) if resident is not None else 0
        return found / 1024 or None

    def raised(self) -> int:
        """How many tracebacks it has written."""
        return self.said("err").count("Traceback (most recent call last)")


@contextmanager
def studio() -> Iterator[Studio]:
    """Start one that draws demo pictures, with this Python, on any free port.

    Raises:
        CannotRun: it does not start; with its own reason.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command = [sys.executable, "-m", "sd_animagine", "studio", "--model", "demo"]
        command += ["--port", "0", "--outputs", str(folder / "outputs")]
        with (folder / "out").open("wb") as out, (folder / "err").open("wb") as err:
            process = subprocess.Popen(command, stdout=out, stderr=err)
        try:
            yield Studio(process, folder)
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
