"""install.py as the host runs it, with a pip that only pretends."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

PIP = """
import os, pathlib, sys, time
pathlib.Path(os.environ["PIP_LOG"]).write_text(" ".join(sys.argv[1:]), encoding="utf-8")
action = os.environ["PIP_ACTION"]
if action == "hang":
    time.sleep(60)
if action == "fail":
    sys.exit("no network here")
"""


class Extension:
    """A copy of what install.py needs, and the fake pip beside it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "extension"
        self.folder.mkdir()
        for name in ("install.py", "pyproject.toml"):
            shutil.copy(ROOT / name, self.folder / name)
        self.modules = folder / "modules"
        (self.modules / "pip").mkdir(parents=True)
        (self.modules / "pip" / "__init__.py").touch()
        (self.modules / "pip" / "__main__.py").write_text(PIP, encoding="utf-8")
        self.log = folder / "pip.log"
        self.note = self.folder / ".rapidfuzz-failed"

    def run(self, action: str = "succeed") -> str:
        """Run it in a Python that has nothing installed; what it printed."""
        known = {"PYTHONPATH": str(self.modules), "PIP_LOG": str(self.log), "PIP_ACTION": action}
        done = subprocess.run(
            [sys.executable, "-S", str(self.folder / "install.py")],
            env={**os.environ, **known},
            capture_output=True,
            text=True,
            check=False,
            timeout=30,
        )
        assert (done.returncode, done.stderr) == (0, ""), "the host's start must never fail"
        return done.stdout

    def asked(self) -> str:
        """What pip was asked for last, once."""
        if not self.log.exists():
            return ""
        text = self.log.read_text(encoding="utf-8")
        self.log.unlink()
        return text


@pytest.fixture
def extension(tmp_path: Path) -> Extension:
    return Extension(tmp_path)


def test_it_installs_the_pinned_version_and_nothing_else(extension: Extension) -> None:
    assert "installed" in extension.run()
    words = extension.asked().split()
    assert words[0] == "install" and "--no-deps" in words
    assert re.fullmatch(r"rapidfuzz>=\d+\.\d+,<\d+", words[-1])
    assert [word for word in words[1:-1] if not word.startswith("--")] == []
    assert not extension.note.exists()


def test_in_comfyui_it_leaves_installing_to_the_manager(tmp_path: Path) -> None:
    """Its registry forbids nodes to call pip; the file beside ours names the same package."""
    folder = tmp_path / "custom_nodes"
    folder.mkdir()
    extension = Extension(folder)
    assert extension.run() == "" and extension.asked() == ""
    (line,) = (ROOT / "requirements.txt").read_text("utf-8").splitlines()
    wanted = re.search(r'"(rapidfuzz[^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"))
    assert wanted is not None and line.split("  #")[0] == wanted[1]


def test_it_does_nothing_where_it_is_installed(extension: Extension) -> None:
    (extension.modules / "rapidfuzz.py").touch()
    assert extension.run("fail") == ""
    assert extension.asked() == ""


def test_a_failure_is_told_and_not_repeated_for_a_week(extension: Extension) -> None:
    assert "no network here" in extension.run("fail")
    assert "no network here" in extension.note.read_text(encoding="utf-8")
    assert extension.asked()
    assert extension.run("fail") == ""
    assert extension.asked() == ""
    week_ago = time.time() - 7 * 24 * 3600 - 60
    os.utime(extension.note, (week_ago, week_ago))
    assert "no network here" in extension.run("fail")


def test_a_clock_set_back_does_not_block_it_for_ever(extension: Extension) -> None:
    extension.note.touch()
    future = time.time() + 10**6
    os.utime(extension.note, (future, future))
    assert "installed" in extension.run()


def test_it_gives_up_after_five_seconds(extension: Extension) -> None:
    assert "over 5 seconds" in extension.run("hang")
    assert extension.note.exists()


def test_the_note_is_ignored_by_git() -> None:
    assert ".rapidfuzz-failed" in (ROOT / ".gitignore").read_text(encoding="utf-8").split()
