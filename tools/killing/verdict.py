"""Is everything there that was told as saved, and nothing else?"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from sd_animagine.store import FILE_NAME, StoreError
from sd_animagine.store.presets import Presets
from tools.killing.record import NAMES, Record

_LEFTOVER: Final = re.compile(
    rf"{re.escape(FILE_NAME)}.+|\.animagine-.*|\.drawing-.*|.*\.tmp", re.IGNORECASE
)
"""Journals, files set aside, half-written ones."""


def faults(data: Path, record: Record) -> Iterator[str]:
    """Everything that is not as it should be, when all programs have ended."""
    presets = Presets(data)
    presets.save("afterwards", {})  # what a kill left is taken back by whoever writes next
    there = presets.names()
    for name, number in record.kept.items():
        yield from _kept(presets, name, number, record)
    ours = {f"{program}, {n}" for program in record.sent for n in range(NAMES)}
    for name in set(there) - ours - {"afterwards"}:
        yield f"preset “{name}” was never saved"
    yield from presets.notices()
    with closing(sqlite3.connect(data / FILE_NAME)) as db:
        found = db.execute("PRAGMA integrity_check").fetchall()
    if found != [("ok",)]:
        yield f"{FILE_NAME} is damaged: {found}"
    for path in data.rglob("*"):
        if _LEFTOVER.fullmatch(path.name) and "extensions" not in path.parts:
            yield f"{path.relative_to(data)} was left over"


def _kept(presets: Presets, name: str, number: int, record: Record) -> Iterator[str]:
    """The save that was told, or a later one of the same name whose answer was never heard."""
    try:
        there = int(presets.get(name)["prompt"])
    except (StoreError, KeyError, ValueError) as error:
        yield f"preset “{name}” is lost: {error}"
        return
    program = name.rpartition(", ")[0]
    later = number < there <= record.sent[program] and (there - number) % NAMES == 0
    if there != number and not later:
        yield f"preset “{name}” holds save {there}, told as saved was {number}"
