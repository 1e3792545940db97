"""Prompts of other programs as trees: what is a mark there, and what is letters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from sd_animagine.syntax import DIALECTS, Kind, parse
from sd_animagine.syntax.attention import comfyui, read
from sd_animagine.tokens.chunks import measure_text
from tests.texts import anything

COMFYUI, DIFFUSERS, CAPTION = (DIALECTS[name] for name in ("comfyui", "diffusers", "caption"))

MARKS = (
    "[b]",
    "BREAK",
    "x AND y :0.5",
    "<lora:x:1>",
    "[a:b:0.5]",
    "a|b",
    "[SEP]",
    "[a|b]",
    "# note",
    "c // d",
    "reverse:1999",
)


@pytest.mark.parametrize("text", MARKS)
def test_what_comfyui_does_not_know_is_a_tag(text: str) -> None:
    prompt = parse(f"1girl, {text}, smile", dialect=COMFYUI)
    assert [item.text for item in prompt.items] == ["1girl", text, "smile"]
    assert all(item.kind is Kind.TAG and item.weight == 1 for item in prompt.items)
    assert (prompt.oddities, prompt.comments, len(prompt.scopes())) == ([], [], 1)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("((b:1.2))", {"b": 1.2}),
        ("(a, (b:1.2), c:1.5)", {"a": 1.5, "b": 1.2, "c": 1.5}),
        ("((a, b):1.5), (((c)))", {"a": 1.65, "b": 1.65, "c": 1.331}),
        ("(a, [b], c)", {"a": 1.1, "[b]": 1.1, "c": 1.1}),
        ("(a, (b:0), (c):-1)", {"a": -1, "b": 0, "c": -1.1}),
        ("(x, a:1e1)", {"x": 10, "a:1e1": 10}),
        ("(5), (a:1.2.3), (:1.2, b)", {"5": 1.1, "a": 1.1, ":1.2": 1.1, "b": 1.1}),
    ],
)
def test_in_comfyui_a_number_takes_the_place_of_those_around_it(
    text: str, expected: dict[str, float]
) -> None:
    found = {item.text: item.weight for item in parse(text, dialect=COMFYUI).items}
    assert found == pytest.approx(expected)


def test_diffusers_weighs_as_a1111_does_and_knows_no_other_mark() -> None:
    prompt = parse(
        "1girl, [b], ((c:1.2)), BREAK, [a:b:0.5], x AND y, <lora:x:1>", dialect=DIFFUSERS
    )
    assert [(item.text, round(item.weight, 4)) for item in prompt.items] == [
        ("1girl", 1),
        ("b", 0.9091),
        ("c", 1.32),
        ("BREAK", 1),
        ("a:b:0.5", 0.9091),
        ("x AND y", 1),
        ("<lora:x:1>", 1),
    ]
    assert read("(b: 1.2)", DIFFUSERS).texts == ["b: 1.2"]


def test_a_weight_that_is_no_number_is_none_for_comfyui() -> None:
    prompt = parse("((1girl:1.2.3):1.2), (a:.)", dialect=COMFYUI)
    assert [round(item.weight, 4) for item in prompt.items] == [1.32, 1.1]
    assert [odd.kind for odd in prompt.oddities] == ["bad-number"] * 2


def test_a_caption_is_letters_and_commas() -> None:
    prompt = parse("1girl, rem (re:zero), (a:1.2), [b", dialect=CAPTION)
    assert [item.text for item in prompt.items] == ["1girl", "rem (re:zero)", "(a:1.2)", "[b"]
    assert prompt.oddities == prompt.groups == []


def test_letters_count_as_tokens() -> None:
    text = "1girl, <lora:foo:0.8>, [cat:dog:0.5]"
    assert measure_text(text, dialect=COMFYUI).tokens > measure_text(text).tokens


@settings(max_examples=500, deadline=None)
@given(anything)
def test_the_weights_of_the_tree_are_those_that_comfyui_reads(text: str) -> None:
    """Where all brackets have their partner: of others a rule speaks."""
    prompt = parse(text, dialect=COMFYUI)
    if prompt.oddities or any(item.kind is not Kind.TAG or item.mixed for item in prompt.items):
        return
    weights, _, texts = comfyui.stretches(text)
    told = {}
    for weight, piece in zip(weights, texts, strict=True):
        told.update(dict.fromkeys(map(str.strip, piece.replace("\\", "").split(",")), weight))
    for item in prompt.items:
        bare = item.text.replace("\\", "")
        if bare in told and told[bare] == told[bare]:
            assert any(abs((w or 0) - item.weight) < 1e-6 for w in weights), item
