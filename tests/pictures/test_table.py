from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import pytest

from sd_animagine.pictures.read_back import read_picture
from tests.pictures.graphs import rows
from tests.pictures.table import FACTS, TABLE, Row, stealthy

PICTURES = {**TABLE, **rows()}


def tell_of(row: Row, folder: Path) -> dict[str, object]:
    path = folder / "picture"
    path.write_bytes(row.data)
    found = asdict(read_picture(path)[1])
    return {key: found[key] for key in ("tool", *FACTS)}


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_tells_what_it_was_asked_for_with(name: str, tmp_path: Path) -> None:
    row = PICTURES[name]
    assert tell_of(row, tmp_path) == {"tool": row.tool, **FACTS, **row.different}


def test_a_text_hidden_in_the_pixels(tmp_path: Path) -> None:
    pytest.importorskip("PIL.Image", reason="needs Pillow")
    for name, row in stealthy().items():
        assert tell_of(row, tmp_path) == {"tool": row.tool, **FACTS, **row.different}, name
