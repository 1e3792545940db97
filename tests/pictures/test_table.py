from __future__ import annotations

import io
from dataclasses import asdict

import pytest

from sd_animagine.pictures.file import read
from sd_animagine.pictures.read_back import read_back
from tests.pictures.table import FACTS, TABLE


@pytest.mark.parametrize("name", TABLE)
def test_a_picture_tells_what_it_was_asked_for_with(name: str) -> None:
    row = TABLE[name]
    found = asdict(read_back(read(io.BytesIO(row.data)).texts))
    told = {key: found[key] for key in ("tool", *FACTS)}
    assert told == {"tool": row.tool, **FACTS, **row.different}
