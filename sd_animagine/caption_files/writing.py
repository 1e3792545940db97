"""A file written anew: whole or not at all, whenever the run ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final

from sd_animagine.caption_files.container import FileError

PART: Final = ".animagine-part"
"""How the name ends of what is not whole yet; it begins with a dot, and no trainer reads it."""
_BACKUP: Final = ".bak"


@contextlib.contextmanager
def part_of(path: Path) -> Iterator[tuple[BinaryIO, Path]]:
    """Open a file beside this one to write to; unless it was moved away, it is gone at the end."""
    part = path.with_name(f".{path.name}.{os.getpid()}{PART}")
    try:
        with part.open("wb") as target:
            yield target, part
    finally:
        part.unlink(missing_ok=True)


def put(path: Path, seen: os.stat_result, part: Path, target: BinaryIO, *, backup: bool) -> None:
    """Put what was written in the place of a file.

    Args:
        path: the file; no symbolic link.
        seen: how it was when it was read.
        part: what was written.
        target: the same, open.
        backup: keep the file as it was, once: a copy that there is already stays.

    Raises:
        FileError: somebody has changed the file meanwhile.
        OSError: it cannot be written.
    """
    target.flush()
    os.fsync(target.fileno())
    target.close()
    part.chmod(stat.S_IMODE(seen.st_mode))
    now = path.stat()
    if (now.st_size, now.st_mtime_ns) != (seen.st_size, seen.st_mtime_ns):
        raise FileError("It was changed meanwhile by somebody else. Run this again.")
    if backup:
        kept = path.with_name(path.name + _BACKUP)
        if not kept.exists():
            shutil.copy2(path, kept)
    part.replace(path)


def sweep(parts: Iterator[Path], is_running: Callable[[int], bool]) -> None:
    """Remove what runs have left that were killed."""
    for part in parts:
        number = part.name.removesuffix(PART).rpartition(".")[2]
        if number.isdigit() and not is_running(int(number)):
            part.unlink(missing_ok=True)


def is_running(process: int) -> bool:
    """Return whether a process runs; where that cannot be asked, True."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True
