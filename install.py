"""Run by the WebUI at every start: sees that rapidfuzz is there, which finds misspelled tags.

Usually it finds everything in place and ends at once. Nothing of the WebUI's own is touched: one
package without dependencies is added, only if it is missing, in five seconds at most. A failure is
noted beside this file and not tried again for a week; the extension works without, it then only
suggests special tags. This file imports nothing of the extension, so it cannot break its start.
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOTE = HERE / ".rapidfuzz-failed"
"""When the installation last failed, and why; git does not see it."""
SECONDS = 5
WEEK = 7 * 24 * 3600


def requirement() -> str:
    """What to install, from pyproject.toml."""
    found = re.search(r'"(rapidfuzz[^"]+)"', (HERE / "pyproject.toml").read_text("utf-8"))
    return found[1] if found else "rapidfuzz"


def failed_lately() -> bool:
    """Was it tried in vain in the last week?"""
    try:
        return 0 <= time.time() - NOTE.stat().st_mtime < WEEK
    except OSError:
        return False


def install() -> str:
    """Install it; what went wrong in one sentence, empty if nothing did."""
    command = [sys.executable, "-m", "pip", "install", "--no-deps", "--only-binary=:all:"]
    command += ["--no-input", "--disable-pip-version-check", "--retries=0", f"--timeout={SECONDS}"]
    try:
        done = subprocess.run(
            [*command, requirement()], capture_output=True, text=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return f"it took over {SECONDS} seconds"
    except OSError as error:
        return str(error)
    last = (done.stderr.strip() or f"pip ended with {done.returncode}").splitlines()[-1]
    return "" if done.returncode == 0 else last


def main() -> None:
    """Install rapidfuzz if it is missing and that did not fail lately."""
    if HERE.parent.name == "custom_nodes":  # ComfyUI installs what requirements.txt names
        return
    if importlib.util.find_spec("rapidfuzz") is not None or failed_lately():
        return
    problem = install()
    if not problem:
        print("Animagine: rapidfuzz installed, misspelled tags are now recognised")  # noqa: T201
        return
    print(f"Animagine: rapidfuzz was not installed ({problem}); next try in a week")  # noqa: T201
    try:
        NOTE.write_text(problem + "\n", encoding="utf-8")
    except OSError as error:
        print(f"Animagine: that could not be noted ({error})")  # noqa: T201


if __name__ == "__main__":
    main()
