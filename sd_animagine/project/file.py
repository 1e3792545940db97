"""The project file of a place: the first one on the way up."""

from __future__ import annotations

import importlib
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from sd_animagine.files.regular import open_regular
from sd_animagine.project.settings import Project, ProjectError, project_from

_OWN: Final = "animagine.toml"
_SHARED: Final = "pyproject.toml"
_TABLE: Final = b"[tool.animagine"
"""What a ``pyproject.toml`` that says something to us has in it."""


def project_for(place: Path) -> Project:
    """Return the project of a file or folder: what the nearest project file above it says.

    Raises:
        ProjectError: that file cannot be used.
    """
    place = place.absolute()
    return _of_folder(place if place.is_dir() else place.parent)


@lru_cache(maxsize=1024)
def _of_folder(folder: Path) -> Project:
    for name in (_OWN, _SHARED):
        file = folder / name
        if file.is_file():
            raw = _bytes(file)
            if name == _OWN:
                return project_from(_toml(raw, file), file)
            if _TABLE in raw:
                found = _toml(raw, file).get("tool", {}).get("animagine", {})
                return project_from(found, file)
    return Project() if folder == folder.parent else _of_folder(folder.parent)


def _bytes(file: Path) -> bytes:
    try:
        with open_regular(file) as opened:
            return opened.read()
    except OSError as error:
        raise ProjectError(f"{file} cannot be read: {error.strerror}") from None


def _toml(raw: bytes, file: Path) -> dict[str, Any]:
    name = "tomllib" if sys.version_info >= (3, 11) else "tomli"
    try:
        values: dict[str, Any] = importlib.import_module(name).loads(raw.decode())
    except ImportError:
        raise ProjectError(
            f"{file} cannot be read on Python 3.10 without tomli; to install it: pip install tomli"
        ) from None
    except (ValueError, RecursionError) as error:
        raise ProjectError(f"{file} is no TOML: {error}"[:300]) from None
    return values
