"""Half-written files of a program that was killed."""

from __future__ import annotations

import os
import re
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

AGE: Final = 24 * 3600.0
"""Seconds after which nobody is writing a file any more, also by another machine's clock."""


def remove(folder: Path, names: re.Pattern[str]) -> list[str]:
    """Delete the old files in a folder whose whole name matches; what cannot be deleted stays.

    Returns:
        The names of those that are gone.
    """
    before = time.time() - AGE
    removed = []
    with suppress(OSError), os.scandir(folder) as entries:  # no folder, nothing to tidy
        for entry in entries:
            if names.fullmatch(entry.name) and _is_old_file(entry, before):
                with suppress(OSError):  # not ours to delete, or another process was quicker
                    Path(entry.path).unlink()
                    removed.append(entry.name)
    return removed


def _is_old_file(entry: os.DirEntry[str], before: float) -> bool:
    try:
        return entry.is_file(follow_symlinks=False) and entry.stat().st_mtime < before
    except OSError:  # gone meanwhile
        return False
