"""Ordering against the host's own reading of a prompt: it sees the same tags with the same weights.

Its parser is not ours to carry along, so what it read in some hundred texts was recorded
(``tools/host_reading.py``) and is compared everywhere. Where a host's folder is named, its
``prompt_parser`` is loaded as a file, and texts that nobody thought of are tried on it.
"""

from __future__ import annotations

import json
import os
from types import ModuleType
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks import host_parser
from sd_animagine.compiler import Request, compile_request
from sd_animagine.syntax import HASH
from sd_animagine.syntax.weighed_tags import weights
from tests.host_reading import ONLY_ORDER, ends_in_a_name, seen
from tests.texts import anything, messy, tidy
from tools.host_reading import FILE, plain

RECORDED: list[dict[str, Any]] = json.loads(FILE.read_text("utf-8"))


@pytest.fixture(scope="module")
def parser() -> ModuleType:
    if not os.environ.get("ANIMAGINE_WEBUI"):
        pytest.skip("ANIMAGINE_WEBUI names no host")
    pytest.importorskip("lark")
    module = host_parser.load()
    assert module is not None
    return module


@pytest.mark.parametrize("n", range(0, len(RECORDED), 20))
def test_our_own_reading_is_what_a_host_s_parser_read(n: int) -> None:
    for fact in RECORDED[n : n + 20]:
        assert plain(weights(HASH.visible(fact["text"]))) == fact["tags"], fact["text"]


def test_ordering_leaves_what_a_host_s_parser_read_as_the_same() -> None:
    """A text that is ordered otherwise by now was not read; too many such want a new record."""
    ordered = [fact for fact in RECORDED if "ordered" in fact]
    options = ONLY_ORDER
    now = [compile_request(Request(fact["text"], options=options)).prompt for fact in ordered]
    same = sum(fact["ordered"] == text for fact, text in zip(ordered, now, strict=True))
    assert same > 0.9 * len(ordered) > 100, "run tools/host_reading.py with a host's folder"


@pytest.mark.parametrize("scheduled", [False, True], ids=["attention", "schedules"])
@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(text=st.one_of(tidy, messy))
def test_ordering_moves_tags_and_changes_none(
    parser: ModuleType, scheduled: bool, text: str
) -> None:
    assume(not ends_in_a_name(parser, text))
    ordered = compile_request(Request(text, options=ONLY_ORDER)).prompt
    try:
        before = seen(parser, text, scheduled=scheduled)
    except ValueError:  # (a:1.2.3): the host's own parser fails on what was typed
        return
    assert seen(parser, ordered, scheduled=scheduled) == before


@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(text=st.one_of(tidy, messy, anything))
def test_our_own_reading_is_the_hosts(parser: ModuleType, text: str) -> None:
    try:
        theirs = seen(parser, text, scheduled=False)
    except ValueError:
        return
    assert plain(weights(HASH.visible(text))) == plain(theirs)
