from __future__ import annotations

import pytest
from hypothesis import given

from sd_animagine.ceiling import ceiling_at
from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.compiler.context import default_context
from sd_animagine.report.marks import marks, view_json
from tests import texts
from tests.contexts import under

ALWAYS = Options(gate="always")


def view(prompt: str, negative: str | None = None) -> tuple[str, list[tuple[str, str]]]:
    request = Request(prompt=prompt, negative_prompt=negative, options=ALWAYS)
    compiled = compile_request(request)
    seen = view_json(request, compiled, default_context())
    return compiled.prompt, [
        (mark["kind"], compiled.prompt[mark["start"] : mark["end"]])
        for mark in seen["marks"]["prompt"]
    ]


@pytest.mark.parametrize(
    ("prompt", "expected"),
    [
        (
            "smile, 1girl, masterpiece, high score, great score, absurdres",
            [("moved", "1girl")],
        ),
        (
            "1girl, long_hair, masterpiece, high score, great score, absurdres",
            [("rewritten", "long hair")],
        ),
        (
            "1girl, masterpiece",
            [("added", "high score"), ("added", "great score"), ("added", "absurdres")],
        ),
        ("1girl, smile, masterpiece, high score, great score, absurdres", []),
    ],
)
def test_what_was_done_is_marked_where_it_stands(
    prompt: str, expected: list[tuple[str, str]]
) -> None:
    assert view(prompt)[1] == expected


def test_something_rewritten_and_then_moved_tells_what_was_typed() -> None:
    request = Request(prompt="hat, long_hair, hatsune_miku, 1girl", options=ALWAYS)
    compiled = compile_request(request)
    found = marks(compiled.texts["prompt"])
    miku = next(m for m in found if compiled.prompt[m.start : m.end] == "hatsune miku")
    assert (miku.kind, miku.before) == ("rewritten", "hatsune_miku")


def test_what_goes_beside_a_tag_is_not_the_tag_s() -> None:
    _, found = view("smile, long_hair, 1girl, smile")
    assert found[:2] == [("moved", "1girl"), ("rewritten", "long hair")]


def test_each_part_of_a_bracket_that_was_taken_apart_is_marked() -> None:
    text, found = view("1girl, (smile, safe:1.2), masterpiece, high score, great score, absurdres")
    assert text.startswith("1girl, (safe:1.2), (smile:1.2)")
    assert {("moved", "safe"), ("moved", "smile")} <= set(found)
    assert all(kind == "moved" for kind, _ in found)


@given(texts.anything)
def test_marks_lie_in_the_text_one_behind_the_other(prompt: str) -> None:
    request = Request(prompt=prompt, negative_prompt="", options=ALWAYS)
    compiled = compile_request(request)
    seen = view_json(request, compiled, default_context())
    for field, text in (("prompt", compiled.prompt), ("negative_prompt", compiled.negative_prompt)):
        at = 0
        for mark in seen["marks"][field]:
            assert at <= mark["start"] < mark["end"] <= len(text or "")
            at = mark["end"]


def test_sections_and_tokens_of_a_prompt() -> None:
    options = Options(mode="report")
    request = Request("1girl, hatsune miku, safe, smile, masterpiece", "a, " * 60, options=options)
    seen = view_json(request, compile_request(request), default_context())
    assert [part["section"] for part in seen["sections"]][:5] == [
        "count", "identity", "rating", "general", "quality"
    ]  # fmt: skip
    assert seen["tokens"]["prompt"]["limit"] == 75
    assert len(seen["tokens"]["negative_prompt"]["chunks"]) == 2


@pytest.mark.parametrize(
    ("prompt", "negative", "expected"),
    [
        (">:(, smile", None, [("rewritten", ">:\\(")]),
        (":(, smile, night", None, [("rewritten", ":\\(")]),
        ("1girl", ":3", []),
    ],
)
def test_what_was_not_touched_is_not_marked(
    prompt: str, negative: str | None, expected: list[tuple[str, str]]
) -> None:
    request = Request(prompt, negative, options=Options(quality="off"))
    compiled = compile_request(request)
    seen = view_json(request, compiled, default_context())["marks"]
    assert [(m["kind"], compiled.prompt[m["start"] : m["end"]]) for m in seen["prompt"]] == expected
    assert all(mark["kind"] == "added" for mark in seen.get("negative_prompt", ()))


@pytest.mark.parametrize(
    ("prompt", "before", "after"),
    [
        ("(long_hair, mastepiece:1.2), 1girl", "long_hair", "long hair"),
        ("((long_hair)), 1girl", "((long_hair))", "((long hair))"),
        ("1girl, >:(", ">:(", ">:\\("),
    ],
)
def test_what_was_typed_is_told_with_its_own_brackets(prompt: str, before: str, after: str) -> None:
    request = Request(prompt, options=ALWAYS)
    compiled = compile_request(request)
    found = {
        (mark.before, compiled.prompt[mark.start : mark.end])
        for mark in marks(compiled.texts["prompt"])
        if mark.kind == "rewritten"
    }
    assert (before, after) in found


def test_the_same_tag_twice_is_told_apart() -> None:
    """Which of two equal tags was moved is known, not guessed."""
    request = Request("night BREAK smile, 1girl BREAK 1girl, smile", options=Options(quality="off"))
    compiled = compile_request(request)
    assert compiled.prompt == "night BREAK 1girl, smile BREAK 1girl, smile"
    (mark,) = marks(compiled.texts["prompt"])
    assert (mark.kind, mark.start) == ("moved", len("night BREAK "))


def test_a_removal_above_the_ceiling_leaves_the_other_tags_in_place() -> None:
    request = Request("1girl, nsfw, smile", options=Options(quality="off"))
    compiled = compile_request(request, under(ceiling_at("safe")))
    text = compiled.texts["prompt"]
    assert [text.text[piece.start : piece.end] for piece in text.pieces] == ["1girl", "smile"]
    assert [text.typed[slice(*piece.source)] for piece in text.pieces if piece.source] == [
        "1girl", "smile"
    ]  # fmt: skip


def test_what_is_switched_off_still_has_sections() -> None:
    request = Request("1girl, smile", options=Options(mode="off"))
    seen = view_json(request, compile_request(request), default_context())
    assert [part["section"] for part in seen["sections"]] == ["count", "general"]


def test_of_an_infotext_each_tag_that_is_sent_tells_its_place() -> None:
    typed = "smile, long_hair\nNegative prompt: lowres, text\nSteps: 20, Sampler: Euler a, Seed: 1"
    whole = ["Negative prompt: lowres", "text", "Steps: 20", "Sampler: Euler a", "Seed: 1"]
    for taken_apart, rest in ((True, []), (False, whole)):
        options = Options(gate="always", suggested_fixes=taken_apart, quality="off")
        text = compile_request(Request(typed, "hat", options=options)).texts["prompt"]
        assert [text.typed[slice(*piece.source)] for piece in text.pieces if piece.source] == [
            "smile", "long_hair", *rest
        ]  # fmt: skip
