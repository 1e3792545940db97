"""A second or third WebUI of the same kind, with other people's extensions, or without ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.host.hosting import EXTENSION, Host


def folder_of(name: str) -> Path:
    """Where an extension lies; skips the test where it is not given."""
    named = os.environ.get("ANIMAGINE_EXTENSIONS")
    if not named or not (Path(named) / name).is_dir():
        pytest.skip(f"needs {name} in the folder that ANIMAGINE_EXTENSIONS names")
    return Path(named).resolve() / name


@contextmanager
def another(
    like: Host,
    data: Path,
    *neighbours: str,
    flags: tuple[str, ...] = (),
    ours: bool = True,
    start: bool = True,
) -> Iterator[Host]:
    """A host in a data folder of its own, stopped in the end.

    Args:
        like: the host whose program it runs.
        data: its data folder, made here.
        *neighbours: names of the extensions that it has.
        flags: further ones for its start.
        ours: has it this checkout too?
        start: or is there more to be put into its data folder first?
    """
    folders = [folder_of(name) for name in neighbours]
    running = Host(like.folder, data, None)
    running.prepare()
    running.flags = ("--gradio-allowed-path", str(data / "extensions"), *flags)
    for folder in folders:
        shutil.copytree(folder, data / "extensions" / folder.name)
    if not ours:
        shutil.rmtree(data / "extensions" / EXTENSION)
    try:
        if start:
            running.start()
        yield running
    finally:
        running.stop()
