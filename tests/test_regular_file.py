"""Whatever stands at a path that somebody names: a file is read, anything else refused at once."""

from __future__ import annotations

import ast
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sd_animagine.files.regular import open_regular

ROOT = Path(__file__).parents[1]


def pipe(path: Path) -> Path:
    if not hasattr(os, "mkfifo"):
        pytest.skip("no named pipes here")
    os.mkfifo(path)
    return path


def folder(path: Path) -> Path:
    path.mkdir()
    return path


def bound(path: Path) -> Path:
    if not hasattr(socket, "AF_UNIX"):
        pytest.skip("no sockets in folders here")
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(path))
    return path


def device(_: Path) -> Path:
    if not Path("/dev/zero").exists():
        pytest.skip("no devices in folders here")
    return Path("/dev/zero")


def linked(path: Path) -> Path:
    target = pipe(path.with_name("target"))
    path.symlink_to(target)
    return path


ODD: list[tuple[Callable[[Path], Path], str]] = [
    (pipe, "a named pipe"),
    (linked, "a named pipe"),
    (folder, "a folder"),
    (bound, "a socket"),
    (device, "a device"),
]


def test_a_file(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"what stands\r\nin it\x1a")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    for name in ("a", "b"):
        with open_regular(tmp_path / name) as file:
            assert file.read() == b"what stands\r\nin it\x1a"
    with pytest.raises(FileNotFoundError):
        open_regular(tmp_path / "c")


@pytest.mark.parametrize(("make", "kind"), ODD)
def test_what_is_no_file(tmp_path: Path, make: Callable[[Path], Path], kind: str) -> None:
    with pytest.raises(OSError, match=f"it is {kind}, not a file"):
        open_regular(make(tmp_path / "a"))


READERS = """
import sys
from pathlib import Path
from sd_animagine.files.checkpoint import hash_file, judge_file
from sd_animagine.pictures.containers.base import PictureError
from sd_animagine.pictures.read_back import read_picture
from sd_animagine.files.safetensors_header import read_header
from sd_animagine.files.triggers import words_of
from sd_animagine.vocabulary.user_lists import read_list
path = Path(sys.argv[1])
def raised(call):
    try:
        return call(path)
    except (OSError, PictureError) as error:
        return str(error)
print(judge_file(path).reason)
print(read_list(path).problems[0])
for call in (hash_file, read_header, read_picture):
    print(raised(call))
assert words_of(path) == frozenset()
"""


@pytest.mark.parametrize(("make", "kind"), ODD)
def test_every_reader(tmp_path: Path, make: Callable[[Path], Path], kind: str) -> None:
    path = make(tmp_path / "a.safetensors")
    if path.suffix != ".safetensors":
        path = tmp_path / "a.safetensors"
        path.symlink_to("/dev/zero")
    run = subprocess.run(
        [sys.executable, "-c", READERS, str(path)],
        cwd=ROOT, capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    lines = run.stdout.splitlines()
    assert len(lines) == 5
    assert all(f"it is {kind}, not a file" in line for line in lines), lines


OWN = {
    "vocabulary/tables.py", "vocabulary/artists.py", "lookup/browser_index.py",
    "tokens/bpe.py", "studio/page/assets.py", "studio/page/chunks.py", "words/languages.py",
}  # fmt: skip
"""They read what comes with the package, and nothing that a user names."""


def reads(path: Path) -> list[str]:
    """Where a module opens a file for reading by other means than ours."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if not isinstance(node, ast.Call):
            continue
        call = ast.unparse(node)
        name = ast.unparse(node.func)
        opened = name == "open" or (name.endswith(".open") and "'rb'" in call)
        if opened or name.endswith((".read_text", ".read_bytes")):
            found.append(f"line {node.lineno}: {call}")
    return found


def test_nothing_that_a_user_names_is_opened_by_other_means() -> None:
    package = ROOT / "sd_animagine"
    found = {p.relative_to(package).as_posix(): reads(p) for p in package.rglob("*.py")}
    assert {name: calls for name, calls in found.items() if calls and name not in OWN} == {}
