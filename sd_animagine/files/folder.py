"""The files of a folder and of the folders in it, looked for anew each time."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path


def files_in(folder: Path, endings: Collection[str]) -> Iterator[Path]:
    """Yield the files with some endings, those nearer to the top first, else by their names.

    Folders whose name begins with a dot are left out.

    Args:
        folder: where to look; one that is not there has none.
        endings: such as ``.txt``, in small letters.
    """
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        for name in sorted(names):
            path = Path(place, name)
            if path.suffix.lower() in endings:
                yield path
