"""A folder of LoRAs: which there are, by the names that prompts call them by."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from sd_animagine.files.folder import files_in
from sd_animagine.files.regular import open_regular
from sd_animagine.files.safetensors_header import read_header

MOST: Final = 10_000
"""Files that are listed."""
_ENDING: Final = ".safetensors"
_UNWRITABLE: Final = frozenset(":<>\n")
"""Cannot stand in the name of a network in a prompt."""
_PIECE: Final = 1024 * 1024


class Loras:
    """The files of a folder and the folders in it, looked for anew each time."""

    def __init__(self, folder: Path | None = None) -> None:
        """Look for nothing yet; without a folder there are none."""
        self.folder = folder

    def names(self) -> tuple[str, ...]:
        """Return the names, sorted."""
        return tuple(sorted(self.files(), key=str.casefold))

    def files(self) -> dict[str, Path]:
        """Return name → file; of two with one name the one nearer to the top."""
        found: dict[str, Path] = {}
        if self.folder is None:
            return found
        for path in files_in(self.folder, (_ENDING,)):
            if not _UNWRITABLE & set(path.stem):
                found.setdefault(path.stem, path)
                if len(found) >= MOST:
                    break
        return found


def hash_of(path: Path) -> str:
    """Return the twelve digits by which WebUIs know a LoRA: of its tensors, not of its header.

    Raises:
        HeaderError: it is no safetensors file.
        OSError: it cannot be read.
    """
    status = path.stat()
    return _hash_of(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=64)
def _hash_of(path: Path, _changed: int, _size: int) -> str:
    told = read_header(path).metadata.get("sshs_model_hash", "")
    if told:
        return told[:12]
    digest = hashlib.sha256()
    with open_regular(path) as file:
        file.seek(int.from_bytes(file.read(8), "little"), os.SEEK_CUR)
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()[:12]
