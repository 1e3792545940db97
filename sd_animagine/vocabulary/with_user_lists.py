"""The bundled tag lists with the user's own on top."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock

from sd_animagine.vocabulary import tables
from sd_animagine.vocabulary.user_lists import Stamp, paths_in, read_list, stamp
from sd_animagine.vocabulary.vocabulary import Vocabulary, bundled

_lock = Lock()
"""A list of 1.8 million rows takes seconds: it is read once, and whoever needs it waits."""


def extended(paths: Iterable[Path] = ()) -> Vocabulary:
    """The bundled lists with the files in ``tags/user/`` and these; read anew if one has changed.

    Without any file this is the bundled vocabulary itself and costs nothing more.
    """
    files = dict.fromkeys((*paths_in(tables.folder() / "user"), *paths))
    if not files:
        return bundled()
    with _lock:
        return _with_files(stamp(files))


@lru_cache(maxsize=1)
def _with_files(files: Stamp) -> Vocabulary:
    """The bundled lists and some files; the stamp tells when one of them has changed."""
    base = bundled()
    return base.with_lists([read_list(Path(file), base.kaomoji) for file, _, _ in files])
