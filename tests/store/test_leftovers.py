"""Files that a killed program left: which are deleted, and which never."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

from sd_animagine.store import leftovers


def made(path: Path, age: float) -> Path:
    path.touch()
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_only_ours_and_only_old_ones_go(tmp_path: Path) -> None:
    old = leftovers.AGE + 60
    stays = [
        made(tmp_path / ".half-new", 60),
        made(tmp_path / ".half-old.txt", old),
        made(tmp_path / "x.half-old", old),
    ]
    made(tmp_path / ".half-old", old)
    (tmp_path / ".half-link").symlink_to(stays[1])
    (tmp_path / ".half-folder").mkdir()
    os.utime(tmp_path / ".half-folder", (1, 1))
    assert leftovers.remove(tmp_path, re.compile(r"\.half-[a-z]+")) == [".half-old"]
    left = {*stays, tmp_path / ".half-link", tmp_path / ".half-folder"}
    assert set(tmp_path.iterdir()) == left
    assert leftovers.remove(tmp_path / "not there", re.compile(".*")) == []
