"""A folder of LoRAs: which there are, by the names that prompts call them by."""

from __future__ import annotations

import hashlib
import os
from functools import lru_cache
from pathlib import Path
from typing import Final

from sd_animagine.files.folder import NamedFiles
from sd_animagine.files.regular import open_regular
from sd_animagine.files.safetensors_header import read_header

_UNWRITABLE: Final = frozenset(":<>\n")
"""Cannot stand in the name of a network in a prompt."""
_PIECE: Final = 1024 * 1024


class Loras(NamedFiles):
    """The files of a folder and the folders in it."""

    endings = (".safetensors",)

    def name_of(self, path: Path) -> str:
        """See ``NamedFiles``."""
        return "" if _UNWRITABLE & set(path.stem) else path.stem


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
