"""Studios and a WebUI that share one data folder."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Final, Protocol

from tests.host.hosting import Host

_ADDRESS: Final = re.compile(r"http://127\.0\.0\.1:\d+")
_PATIENCE: Final = 180.0
"""Seconds that a start may take."""


class Program(Protocol):
    """What can be started and killed, again and again."""

    name: str

    def start(self) -> str:
        """Start, and return its address when it answers."""

    def kill(self) -> None:
        """End it where it stands, with whatever it has started."""


class Studio:
    """``animagine studio`` with the demo."""

    def __init__(self, number: int, data: Path, logs: Path) -> None:
        self.name = f"studio {number}"
        self._data = data
        self._log = logs / f"studio-{number}.txt"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> str:
        """Start on any free port."""
        command = [sys.executable, "-m", "sd_animagine", "studio", "--model", "demo"]
        command += ["--port", "0", "--outputs", str(self._data)]
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, start_new_session=True
            )
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self._process.poll() is None:
            found = _ADDRESS.search(self._log.read_text("utf-8", "replace"))
            if found is not None:
                return found[0]
            time.sleep(0.1)
        raise RuntimeError(f"{self.name} does not start; {self._log} says why")

    def kill(self) -> None:
        """End it."""
        _kill(self._process)


class Webui:
    """The WebUI of docs/host-tests.md, with the shared folder as its data folder."""

    name = "webui"

    def __init__(self, folder: Path, data: Path) -> None:
        self._host = Host(folder, data, None)
        if not (data / "extensions").exists():
            self._host.prepare()

    def start(self) -> str:
        """Start, and wait until all its routes are there."""
        self._host.start()
        return self._host.url

    def kill(self) -> None:
        """End it."""
        _kill(self._host.process)


def _kill(process: subprocess.Popen[bytes] | None) -> None:
    if process is None or process.poll() is not None:
        return
    if os.name == "posix":
        os.killpg(process.pid, signal.SIGKILL)
    else:
        process.kill()
    process.wait()
