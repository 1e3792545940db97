"""What this extension adds to the start of a WebUI, in instructions.

    python benchmarks/host_start.py --webui FOLDER --python FOLDER/venv/bin/python

Starts the host twice at once under ``valgrind --tool=callgrind``, with this checkout among its
extensions and without, ends both when they say that they are up, and prints the instructions of
both and our share. Before that it starts each once without valgrind, so that every ``.pyc`` is
there. What runs in the background after the start does not count, nor do the installers of
extensions, which are other processes.

The host's flags come from ``ANIMAGINE_WEBUI_FLAGS``, as for the host tests (docs/host-tests.md). A
start takes minutes. Linux only, as valgrind is.

AUTOMATIC1111 1.10.1, side by side: without 104.81 billion, with 105.34 billion, 0.50 % more.
Forge Neo 2.26, side by side: without 131.70 billion, with 132.98 billion, 0.97 % more.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import signal
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.host.hosting import EXTENSION, PROBE, STARTED, Host, HostError

VALGRIND = ("valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null")
COLLECTED = re.compile(r"Collected : (\d+)")


class Counted(Host):
    """A host that is ended when it is up."""

    def wait_for_start(self, times: int = 1) -> None:
        """Wait for the line that says so, however long it takes; then end the host.

        Raises:
            HostError: it ended before.
        """
        assert self.process is not None
        while not STARTED.search(self.log_text()):
            if self.process.poll() is not None:
                raise HostError(f"the host ended; its log ends with\n{self.log_text()[-3000:]}")
            time.sleep(0.05)
        os.killpg(self.process.pid, signal.SIGTERM)
        self.process.wait(600)  # valgrind adds up first

    def instructions(self) -> int:
        """Those of a start.

        Raises:
            HostError: valgrind does not say.
        """
        self.start()
        found = COLLECTED.search(self.log_text())
        if found is None:
            raise HostError(f"valgrind failed; its log ends with\n{self.log_text()[-3000:]}")
        return int(found[1])


def counted(folder: Path, data: Path, *, ours: bool) -> int:
    """Instructions of a start, with our extension or without any."""
    host = Counted(folder, data, None)
    host.prepare()
    shutil.rmtree(data / "extensions" / PROBE.name)
    if not ours:
        shutil.rmtree(data / "extensions" / EXTENSION)
    try:
        host.start()
        host.under = VALGRIND
        return host.instructions()
    finally:
        host.stop()


def main() -> None:
    """Count and compare."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--webui", type=Path, required=True, help="the host's folder")
    parser.add_argument("--python", required=True, help="the host's own Python")
    asked = parser.parse_args()
    os.environ |= {"ANIMAGINE_WEBUI_PYTHON": asked.python, "PYTHONHASHSEED": "0"}
    with tempfile.TemporaryDirectory() as name, ThreadPoolExecutor(2) as pool:
        runs = [
            pool.submit(counted, asked.webui, Path(name) / part, ours=part == "with")
            for part in ("without", "with")
        ]
        without, with_us = (run.result() for run in runs)
    added = with_us - without
    print(f"without {without:,}, with {with_us:,}: {added:,} more, {added / without:.2%}")


if __name__ == "__main__":
    main()
