"""The tag lists in use: the bundled ones, and what the user has added.

Files in ``tags/user/`` are always read, others where somebody names them (``use_lists``). Without
any, this is the bundled vocabulary itself and costs nothing more.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock

from sd_animagine.vocabulary import tables
from sd_animagine.vocabulary.user_lists import Stamp, paths_in, read_list, stamp
from sd_animagine.vocabulary.vocabulary import Vocabulary, bundled


class _Named:
    """The files that were named, and what was made of all of them."""

    paths: tuple[Path, ...] = ()
    made: Vocabulary | None = None


_lock = Lock()
"""A list of 1.8 million rows takes seconds: it is read once, and whoever needs it waits."""


def use_lists(paths: Iterable[Path] = ()) -> None:
    """Read these files too, from the next look-up on; also notices files that have changed."""
    with _lock:
        _Named.paths = tuple(dict.fromkeys(paths))
        _Named.made = None


def current() -> Vocabulary:
    """The vocabulary to use where nobody gives one."""
    made = _Named.made
    if made is not None:
        return made
    with _lock:
        if _Named.made is None:
            paths = dict.fromkeys((*paths_in(tables.folder() / "user"), *_Named.paths))
            _Named.made = _with_files(stamp(paths)) if paths else bundled()
        return _Named.made


@lru_cache(maxsize=1)
def _with_files(files: Stamp) -> Vocabulary:
    """The bundled lists and some files; the stamp tells when one of them has changed."""
    base = bundled()
    return base.with_lists([read_list(Path(file), base.kaomoji) for file, _, _ in files])
