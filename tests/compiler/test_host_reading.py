"""Ordering against the host's own reading of a prompt: it sees the same tags with the same weights.

Needs only the host's folder, not a running host: its ``prompt_parser`` is loaded as a file.
"""

from __future__ import annotations

import re
from collections import Counter
from types import ModuleType

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from benchmarks import host_parser
from sd_animagine.compiler import Options, Request, compile_request
from tests.texts import messy, tidy

ONLY_ORDER = Options(quality="off", negative="off", select=("ANI101",))
STEPS = 30
SEPARATOR = re.compile(r"[,，、\r\n]|\bADD(?:COMM|BASE|ROW|COL)\b")


@pytest.fixture(scope="module")
def parser() -> ModuleType:
    pytest.importorskip("lark")
    module = host_parser.load()
    if module is None:
        pytest.skip("ANIMAGINE_WEBUI names no host")
    return module


def without_comments(text: str) -> str:
    """What the host's comments script leaves."""
    text = re.sub("(^|\n)#[^\n]*(\n|$)", "\n", text)
    return re.sub("#[^\n]*(\n|$)", "\n", text)


def seen(parser: ModuleType, text: str, *, scheduled: bool) -> list[Counter[tuple[str, float]]]:
    """For each subprompt and BREAK scope the tags that the text encoder gets, and their weights."""
    text = re.sub(r"<(\w+):([^>]+)>", "", without_comments(text))
    found = []
    for sub in parser.re_AND.split(text):
        match = parser.re_weight.search(sub)
        body, weight = match.groups() if match is not None else (sub, None)
        found.append(Counter({("weight", float(weight or 1)): 1}))
        texts = [body]
        if scheduled:
            schedules = parser.get_learned_conditioning_prompt_schedules([body], STEPS)[0]
            texts = [step_text for _, step_text in schedules]
        for step_text in texts:
            found += _scopes(parser.parse_prompt_attention(step_text))
    return found


def ends_in_a_name(parser: ModuleType, text: str) -> bool:
    """Is a name such as ``:3`` read as a subprompt's weight? Moving it is a cure (ANI010)."""
    plain = re.sub(r"<(\w+):([^>]+)>", "", without_comments(text))
    return any(re.search(r":(3|1999)\s*$", sub) for sub in parser.re_AND.split(plain))


def _scopes(attention: list[list[object]]) -> list[Counter[tuple[str, float]]]:
    scopes: list[Counter[tuple[str, float]]] = [Counter()]
    for piece, weight in attention:
        if (piece, weight) == ("BREAK", -1):
            scopes.append(Counter())
            continue
        for tag in SEPARATOR.split(str(piece)):
            if tag.strip():
                scopes[-1][tag.strip(), round(float(str(weight)), 6)] += 1
    return scopes


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
