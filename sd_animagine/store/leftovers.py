"""Half-written files of a program that was killed."""

from __future__ import annotations

import os
import re
import stat
import time
from contextlib import suppress
from pathlib import Path
from typing import Final

AGE: Final = 24 * 3600.0
"""Seconds after which nobody is writing a file any more, also by another machine's clock."""


def remove(folder: Path, names: re.Pattern[str], *, empty: bool = False) -> list[str]:
    """Delete the old files in a folder whose whole name matches; what cannot be deleted stays.

    Args:
        folder: where they are, not further down.
        names: what only ours are called.
        empty: those alone that nothing has been written into.

    Returns:
        The names of those that are gone.
    """
    before = time.time() - AGE
    removed = []
    with suppress(OSError), os.scandir(folder) as entries:  # no folder, nothing to tidy
        for entry in entries:
            if names.fullmatch(entry.name) and _is_left(entry, before, empty):
                with suppress(OSError):  # not ours to delete, or another process was quicker
                    Path(entry.path).unlink()
                    removed.append(entry.name)
    return removed


def _is_left(entry: os.DirEntry[str], before: float, empty: bool) -> bool:
    try:
        found = entry.stat(follow_symlinks=False)
    except OSError:  # gone meanwhile
        return False
    old = stat.S_ISREG(found.st_mode) and found.st_mtime < before
    return old and not (empty and found.st_size)
