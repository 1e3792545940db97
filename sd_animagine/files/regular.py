"""Opening a file that somebody names: a regular file, or an error at once.

A named pipe waits for ever for somebody to write, a device for ever gives more, and a path may be
any of them: a list in ``tags/user``, a checkpoint, a LoRA, a picture.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import BinaryIO, Final

_FLAGS: Final = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NONBLOCK", 0)
"""Without waiting: between the look and the opening another thing may have taken the place."""
_KINDS: Final = (
    (stat.S_ISDIR, "a folder"),
    (stat.S_ISFIFO, "a named pipe"),
    (stat.S_ISSOCK, "a socket"),
)


def open_regular(path: Path) -> BinaryIO:
    """Open a regular file for reading, as bytes.

    Raises:
        OSError: there is none, it cannot be read, or it is something else.
    """
    _check(path, path.stat().st_mode)  # the mere opening of a device can have effects
    handle = os.open(path, _FLAGS)
    try:
        _check(path, os.fstat(handle).st_mode)
        return os.fdopen(handle, "rb")
    except OSError:
        os.close(handle)
        raise


def _check(path: Path, mode: int) -> None:
    if stat.S_ISREG(mode):
        return
    kind = next((name for holds, name in _KINDS if holds(mode)), "a device")
    raise OSError(errno.EINVAL, f"it is {kind}, not a file", str(path))
