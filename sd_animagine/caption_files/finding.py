"""Which files of a folder hold captions, and what trainers would trip over there."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from fnmatch import fnmatch
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine.caption_files.container import Kind
from sd_animagine.caption_files.csv_file import csv_file
from sd_animagine.caption_files.jsonl import jsonl
from sd_animagine.caption_files.kohya_json import kohya_json
from sd_animagine.caption_files.parquet import parquet
from sd_animagine.caption_files.shard import shard
from sd_animagine.caption_files.text_file import text_file
from sd_animagine.caption_files.writing import PART
from sd_animagine.values import shown

_PICTURES: Final = frozenset(
    (".png", ".jpg", ".jpeg", ".webp", ".bmp", ".gif", ".avif", ".jxl", ".tif", ".tiff")
)
_TEXTS: Final = (".txt", ".caption")
_KINDS: Final[dict[str, Kind]] = {
    ".txt": text_file,
    ".caption": text_file,
    ".jsonl": jsonl,
    ".json": kohya_json,
    ".csv": csv_file,
    ".tsv": csv_file,
    ".parquet": parquet,
    ".tar": shard,
    ".tar.gz": shard,
    ".tgz": shard,
    ".tar.xz": shard,
    ".txz": shard,
    ".tar.zst": shard,
}
_IN_FOLDERS: Final = (
    ".jsonl",
    ".parquet",
    ".tar",
    ".tar.gz",
    ".tgz",
    ".tar.xz",
    ".txz",
    ".tar.zst",
)
"""What is taken wherever it lies; of ``.json`` none."""
_TABLE: Final = "metadata.csv"
"""What is taken of ``.csv``."""
_CACHES: Final = ("metadata_cache.json", "*_te.npz", "*_te_outputs.npz")
"""What trainers keep of captions, and go on reading when these have changed."""
_CROP: Final = 4
"""Parts that face croppers add to a picture's name; kohya reads the caption without them."""


class Found(NamedTuple):
    """A file, or something to be said of a place."""

    path: Path
    said: str | None = None
    is_warning: bool = False
    """Is the file of use all the same?"""


def kind_of(path: Path) -> Kind | None:
    """Return how a file is read; None where its name tells of no captions."""
    name = path.name.lower()
    at = name.rfind(".")
    if at < 1:
        return None
    packed = name[name.rfind(".tar.") :] if ".tar." in name else ""
    return _KINDS.get(packed) or _KINDS.get(name[at:])


def find(
    paths: Sequence[Path], *, exclude: Sequence[str] = (), every_text: bool = False
) -> Iterator[Found]:
    """Find files of captions, in the order of their names.

    Args:
        paths: files, which are taken as they are, and folders.
        exclude: patterns of names or of paths that are passed over.
        every_text: take texts without a picture beside them too.
    """
    named = {path.absolute() for path in paths} if len(paths) > 1 else set()
    for path in dict.fromkeys(paths):
        if path.is_dir():
            yield from _in_folder(path, path, exclude, every_text, named)
        elif not path.exists():
            yield Found(path, "There is no such file.")
        elif kind_of(path) is None:
            said = f"This is no file of captions; it must be one of {' '.join(_KINDS)}."
            yield Found(path, said)
        else:
            yield Found(path)


def _in_folder(
    folder: Path, top: Path, exclude: Sequence[str], every_text: bool, named: set[Path]
) -> Iterator[Found]:
    """What is in a folder; of those that are named by themselves none."""
    try:
        with os.scandir(folder) as scanned:
            entries = sorted(scanned, key=lambda entry: entry.name)
    except OSError as error:
        said = f"This folder cannot be read: {error.strerror or error}"
        yield Found(folder, said)
        return
    kept = entries
    if exclude:
        kept = [entry for entry in entries if not _is_excluded(Path(entry.path), top, exclude)]
    files = [entry for entry in kept if entry.is_file()]
    stems = _stems(files)
    yield from _warnings(folder, files)
    for entry in files:
        name = entry.name.lower()
        if not name.endswith((*_TEXTS, *_IN_FOLDERS, _TABLE)):
            continue
        path = Path(entry.path)
        if entry.name.startswith(".") or (named and path.absolute() in named):
            continue
        if path.suffix.lower() in _TEXTS:
            if every_text or path.stem in stems:
                yield Found(path)
        elif name == _TABLE or name.endswith(_IN_FOLDERS):
            yield Found(path)
    for entry in kept:
        if entry.name.startswith(".") or not entry.is_dir(follow_symlinks=False):
            continue
        path = Path(entry.path)
        if path.absolute() not in named:
            yield from _in_folder(path, top, exclude, every_text, named)


def _is_excluded(path: Path, top: Path, exclude: Sequence[str]) -> bool:
    inner = path.relative_to(top).as_posix()
    return any(fnmatch(path.name, each) or fnmatch(inner, each) for each in exclude)


def _stems(files: Sequence[os.DirEntry[str]]) -> set[str]:
    """The names that a caption of a picture may have."""
    found: set[str] = set()
    for entry in files:
        stem, ending = os.path.splitext(entry.name)  # noqa: PTH122 - a million of them
        if ending.lower() in _PICTURES:
            found.add(stem)
            if stem.count("_") >= _CROP:
                found.add(stem.rsplit("_", _CROP)[0])
    return found


def _warnings(folder: Path, files: Sequence[os.DirEntry[str]]) -> Iterator[Found]:
    """What is to be said of a folder: old captions in caches, two captions of one picture."""
    names = {entry.name for entry in files}
    for pattern in _CACHES:
        if any(fnmatch(name, pattern) for name in names):
            said = f"{pattern} may hold old captions. Delete it before you train."
            yield Found(folder, said, is_warning=True)
    stems = {Path(name).stem for name in names if name.endswith(".caption")}
    both = sorted(stem for stem in stems if f"{stem}.txt" in names)
    if both:
        said = f"{shown(both[0])} has a .txt and a .caption. Trainers read one of them. Keep one."
        yield Found(folder / both[0], said, is_warning=True)


def leftovers(paths: Sequence[Path]) -> Iterator[Path]:
    """Find what runs that were killed have left half written."""
    for path in paths:
        if path.is_dir():
            yield from path.rglob(f".*{PART}")
        elif path.parent.is_dir():
            yield from path.parent.glob(f".*{PART}")
