"""The file in which version 0.1 kept presets: taken over, and left as it is.

So whoever goes back to 0.1 finds them there.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine.files.regular import open_regular
from sd_animagine.store import exported
from sd_animagine.store.exported import Export, PresetError
from sd_animagine.words import Message, said_by

NAME: Final = "animagine-presets.json"


class Old(NamedTuple):
    """The file as it was once."""

    mark: str
    """Of its size and time: who has seen it need not read it again."""
    export: Export
    problem: str
    """Why nothing in it can be used; empty where that is not so."""


def mark_of(folder: Path) -> str:
    """The mark of the file as it is now; empty where there is none."""
    try:
        found = (folder / NAME).stat()
    except OSError:
        return ""
    return f"{NAME} {found.st_size} {found.st_mtime_ns}"


def read(folder: Path) -> Old:
    """What is in it."""
    mark = mark_of(folder)
    try:
        return Old(mark, exported.read(_text(folder / NAME)), "")
    except PresetError as error:
        return Old(mark, Export({}, {}), said_by(error))


def _text(path: Path) -> str:
    try:
        with open_regular(path) as file:
            content = file.read(exported.LARGEST_TEXT + 1)
        exported.check_length(len(content))
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PresetError(Message("This file is not UTF-8 text.")) from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise PresetError(Message("This file cannot be read ({reason}).", reason=reason)) from None
