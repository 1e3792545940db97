"""Ordering against the host's own reading of a prompt: it sees the same tags with the same weights.

Needs only the host's folder, not a running host: its ``prompt_parser`` is loaded as a file.
"""

from __future__ import annotations

from collections import Counter
from types import ModuleType

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks import host_parser
from sd_animagine.compiler import Request, compile_request
from sd_animagine.syntax import HASH
from sd_animagine.syntax.weighed_tags import weights
from tests.host_reading import ONLY_ORDER, ends_in_a_name, seen
from tests.texts import anything, messy, tidy


@pytest.fixture(scope="module")
def parser() -> ModuleType:
    pytest.importorskip("lark")
    module = host_parser.load()
    if module is None:
        pytest.skip("ANIMAGINE_WEBUI names no host")
    return module


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
    ours = weights(HASH.visible(text))
    assert list(map(rounded, ours)) == list(map(rounded, theirs))


def rounded(tags: Counter[tuple[str, float]]) -> dict[tuple[str, str], int]:
    """Weights to five digits: we add logarithms where the host multiplies."""
    found: Counter[tuple[str, str]] = Counter()
    for (tag, weight), times in tags.items():
        found[tag or "weight", f"{weight:.5g}"] += times
    return found
