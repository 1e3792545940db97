"""Finished pictures into the outputs folder: numbered as a WebUI numbers them, never overwritten.

``outputs/2026-11-24/00007-1234567.png``: a folder for each day, the next number, the seed. A
picture appears under its name only when all of it is written.
"""

from __future__ import annotations

import os
import re
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.store import leftovers
from sd_animagine.studio.engines.base import Picture
from sd_animagine.words import Message

_NUMBER: Final = re.compile(r"\A(\d+)-")
_DIGITS: Final = 5
_SCRATCH: Final = re.compile(r"\.drawing-[a-z0-9_]{8}\.png")
_PICTURE: Final = re.compile(r"\A\d{5,}-\d+\.png")
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
_TIDIED: Final = 30
"""Days that are looked through for what a killed studio has left."""


def save(drawn: Picture, outputs: Path, day: date | None = None) -> Path:
    """Write a picture and return where it is.

    Args:
        drawn: the picture.
        outputs: the folder that holds the days' folders; made where it is missing.
        day: today by default.

    Raises:
        EngineError: it cannot be written: no room, no permission.
    """
    folder = outputs / (day or date.today()).isoformat()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _write(drawn, folder)
    except OSError as error:
        reason = error.strerror or type(error).__name__
        raise EngineError(
            Message(
                "The picture cannot be saved in {folder}: {error}. "
                "Check that the disk has room and the folder can be written.",
                folder=str(folder),
                error=reason,
            )
        ) from error


def tidy(outputs: Path) -> None:
    """Delete what studios that were killed while saving have left: half pictures, empty ones.

    Args:
        outputs: the folder that holds the days' folders.
    """
    with suppress(OSError):  # what cannot be looked through cannot be tidied; saving says why
        days = sorted(path for path in outputs.iterdir() if _DAY.fullmatch(path.name))
        for folder in days[-_TIDIED:]:
            leftovers.remove(folder, _SCRATCH)
            leftovers.remove(folder, _PICTURE, empty=True)  # held, see ``_rename_to_new``


def _write(drawn: Picture, folder: Path) -> Path:
    handle, name = tempfile.mkstemp(prefix=".drawing-", suffix=".png", dir=folder)
    scratch = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(drawn.png)
            file.flush()
            os.fsync(file.fileno())
        scratch.chmod(0o644)
        return _take_name(scratch, folder, drawn.seed)
    finally:
        scratch.unlink(missing_ok=True)


def _take_name(scratch: Path, folder: Path, seed: int) -> Path:
    """Give the file the first free number; another program may take numbers at the same time."""
    number = _next_number(folder)
    while True:
        target = folder / f"{number:0{_DIGITS}}-{seed}.png"
        try:
            _rename_to_new(scratch, target)
        except FileExistsError:
            number += 1
            continue
        return target


def _rename_to_new(scratch: Path, target: Path) -> None:
    try:
        target.hardlink_to(scratch)
    except FileExistsError:
        raise
    except OSError:  # a file system without links: hold the name, then fill it
        target.open("xb").close()
        try:
            scratch.replace(target)
        except OSError:
            target.unlink(missing_ok=True)
            raise


def _next_number(folder: Path) -> int:
    numbers = (_NUMBER.match(path.name) for path in folder.iterdir())
    return max((int(found[1]) for found in numbers if found), default=-1) + 1
