from __future__ import annotations

import pytest
from hypothesis import given

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.compiler.context import default_context
from sd_animagine.report.marks import marks, sections, tokens, view_json
from sd_animagine.vocabulary import bundled
from tests import texts

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
    found = marks(request.prompt, compiled.prompt, compiled.changes)
    miku = next(m for m in found if compiled.prompt[m.start : m.end] == "hatsune miku")
    assert (miku.kind, miku.before) == ("rewritten", "hatsune_miku")


def test_each_part_of_a_bracket_that_was_taken_apart_is_marked() -> None:
    text, found = view("1girl, (smile, safe:1.2), masterpiece, high score, great score, absurdres")
    assert text.startswith("1girl, (safe:1.2), (smile:1.2)")
    assert ("moved", "(safe:1.2)") in found
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
    found = sections("1girl, hatsune miku, safe, smile, masterpiece", bundled())
    assert [part.section for part in found] == ["count", "identity", "rating", "general", "quality"]
    assert tokens("1girl, smile")["limit"] == 75
    assert len(tokens("a, " * 60)["chunks"]) == 2


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
