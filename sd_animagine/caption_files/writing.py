"""A file written anew: whole or not at all, whenever the run ends."""

from __future__ import annotations

import os
import platform
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final
from zlib import crc32

from sd_animagine.caption_files.container import FileError

PART: Final = ".animagine-part"
"""How the name ends of what is not whole yet; it begins with a dot, and no trainer reads it."""
_BACKUP: Final = ".bak"
_NAME: Final = 40
"""Signs of a file's name in that of its part."""
_HOST: Final = f"{crc32(platform.node().encode()):08x}"
"""This machine, on a disk that several share."""


class Part:
    """What is written beside a file, to be put in its place; otherwise it is gone at the end."""

    def __init__(self, path: Path, seen: os.stat_result) -> None:
        """Open it.

        Args:
            path: the file; no symbolic link.
            seen: how it was when it was read.

        Raises:
            OSError: nothing can be written there.
        """
        self.path = path
        self.seen = seen
        self.part = _beside(path)
        self.target: BinaryIO = self.part.open("wb")

    def __enter__(self) -> Part:
        return self

    def __exit__(self, *error: object) -> None:
        if not self.target.closed:
            self.target.close()
            self.part.unlink(missing_ok=True)

    def put(self, *, backup: bool) -> None:
        """Put it in the place of the file, with its rights.

        Args:
            backup: keep the file as it was, once: a copy that there is already stays.

        Raises:
            FileError: somebody has changed the file meanwhile.
            OSError: it cannot be written.
        """
        self.target.flush()
        os.fsync(self.target.fileno())
        mode = stat.S_IMODE(os.fstat(self.target.fileno()).st_mode)
        now = self.path.stat()
        if (now.st_size, now.st_mtime_ns) != (self.seen.st_size, self.seen.st_mtime_ns):
            raise FileError("It was changed meanwhile by somebody else. Run this again.")
        if backup:
            _keep(self.path)
        self.target.close()
        try:
            if mode != stat.S_IMODE(self.seen.st_mode):
                self.part.chmod(stat.S_IMODE(self.seen.st_mode))
            self.part.replace(self.path)
        except OSError:
            self.part.unlink(missing_ok=True)
            raise


def _keep(path: Path) -> None:
    """Keep a copy of a file, if there is none yet: whole or not at all."""
    kept = path.with_name(path.name + _BACKUP)
    if kept.exists():
        return
    part = _beside(kept, _BACKUP)
    try:
        shutil.copy2(path, part)
        part.replace(kept)
    finally:
        part.unlink(missing_ok=True)


def _beside(path: Path, what: str = "") -> Path:
    """A name beside a file that is this process's own; not longer than names may be."""
    return path.with_name(f".{path.name[:_NAME]}{what}.{_HOST}.{os.getpid()}{PART}")


def sweep(parts: Iterator[Path], is_running: Callable[[int], bool]) -> None:
    """Remove what runs of this machine have left that were killed."""
    for part in parts:
        before, _, number = part.name.removesuffix(PART).rpartition(".")
        if before.endswith(f".{_HOST}") and number.isdigit() and not is_running(int(number)):
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
