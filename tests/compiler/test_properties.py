"""What holds for every text and every set of options."""

from __future__ import annotations

import re
from collections import Counter
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.compiler.options import COMMENTS
from sd_animagine.rules.registry import CODES
from sd_animagine.syntax import Kind, parse
from sd_animagine.vocabulary import bundled
from tests.host_reading import ONLY_ORDER
from tests.promises import problem_of, problem_of_request
from tests.texts import anything, messy, random_request, tidy

option_sets = st.builds(
    Options,
    mode=st.sampled_from(("fix", "strict")),
    reorder=st.booleans(),
    quality=st.sampled_from(("card", "off", "best quality, good score")),
    negative=st.sampled_from(("after", "before", "if-empty", "replace", "off")),
    rating=st.sampled_from(("", "safe", "explicit")),
    year=st.sampled_from((0, 2023)),
    complete_series=st.booleans(),
    suggested_fixes=st.booleans(),
    newline_is_boundary=st.sampled_from(("on", "off")),
    comments=st.sampled_from(COMMENTS),
    ignore=st.lists(st.sampled_from(CODES), max_size=3),
)


@settings(max_examples=300)
@given(st.one_of(tidy, anything), st.one_of(st.none(), tidy, messy), option_sets)
def test_what_is_promised_holds(prompt: str, negative: str | None, options: Options) -> None:
    assert problem_of(prompt, negative, options) is None


@pytest.mark.parametrize("seed", range(10))
def test_what_is_promised_holds_for_whole_requests(seed: int) -> None:
    for n in range(60):
        request = random_request(Random(f"{seed}-{n}"))
        assert problem_of_request(request) is None, request


@given(anything, anything)
def test_report_changes_nothing(prompt: str, negative: str) -> None:
    compiled = compile_request(
        Request(prompt, negative, width=500, height=700, options=Options(mode="report"))
    )
    assert (compiled.prompt, compiled.negative_prompt) == (prompt, negative)
    assert (compiled.width, compiled.height) == (500, 700)
    assert not compiled.changes


@given(anything)
def test_findings_say_something(text: str) -> None:
    for finding in compile_request(Request(text, text)).findings:
        assert finding.message.endswith((".", "?"))


@settings(max_examples=400)
@given(st.one_of(tidy, messy))
def test_ordering_keeps_every_tag_and_weight_in_its_scope(text: str) -> None:
    ordered = compile_request(Request(text, options=ONLY_ORDER)).prompt
    assert _content(ordered) == _content(text)


def _content(text: str) -> list[Counter[tuple[str, float]]]:
    """For each scope, how often each text stands there at each effective weight."""
    prompt = parse(text, is_name=bundled().is_name)
    found: list[Counter[tuple[str, float]]] = [Counter() for _ in prompt.scopes()]
    for item in prompt.items:
        if item.kind is not Kind.EMPTY:
            found[item.scope][item.text, round(item.weight, 6)] += 1
    return found


@given(messy)
def test_networks_and_comments_stay(text: str) -> None:
    compiled = compile_request(Request(text)).prompt
    for pattern in (r"<\w+:[^>]+>", r"#[^\r\n]*"):
        assert sorted(re.findall(pattern, compiled)) == sorted(re.findall(pattern, text))


def test_a_text_of_any_length_comes_back() -> None:
    for fragment in ("(", "long_hair, ", "a,\n", "[a:b:0.5], (", "1girl, oshi no ko, ", ",,", "♥"):
        text = (fragment * 1_000_000)[:100_000]
        compiled = compile_request(Request(text, ""))
        assert compiled.prompt
