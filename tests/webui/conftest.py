"""The fake host, started once for each test, with this checkout as its extension."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.webui.fake_host import Host, running

ROOT = Path(__file__).parents[2]


@pytest.fixture
def host() -> Iterator[Host]:
    with running(ROOT) as started:
        yield started
