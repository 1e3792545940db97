"""Typed prompts of compel: what its own parser (2.5.1) reads, and what becomes of them here."""

from __future__ import annotations

import pytest
from hypothesis import given

from sd_animagine.compiler import Context, Options, Request, compile_request
from sd_animagine.syntax import DIALECTS, Kind, parse
from sd_animagine.syntax.attention import compel
from sd_animagine.syntax.writing import write
from sd_animagine.vocabulary import bundled
from tests.texts import anything

A1111, COMPEL = DIALECTS["a1111"], DIALECTS["compel"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smile", [("smile", 1.0)]),
        ("(smile)1.2", [("smile", 1.2)]),
        ("(smile)++, 1girl", [("smile", 1.21), (",1girl", 1.0)]),
        ("hat-, 1girl", [("hat", 0.9), (",1girl", 1.0)]),
        ("long hair+", [("long", 1.0), ("hair", 1.1)]),
        ("(a, b)1.1, c", [("a,b", 1.1), (",c", 1.0)]),
        ("((a)1.2 b)0.5", [("a", 0.6), ("b", 0.5)]),
        ('"blue eyes"1.3', [("blueeyes", 1.3)]),
        ("(smile:1.2)", [("smile:1.2", 1.0)]),
        ("(x).attend(1.4)", [("x", 1.4)]),
        (r"rem \(re:zero\)+", [("rem", 1.0), ("(re:zero)", 1.1)]),
        ("t-shirt", [("t-shirt", 1.0)]),
        ("(open", [("(open", 1.0)]),
        ("a,b", [("a,b", 1.0)]),
    ],
)
def test_words_and_weights_are_compels(text: str, expected: list[tuple[str, float]]) -> None:
    """Blanks are left out: between two words of one weight they part tokens all the same."""
    found = compel.stretches(text)
    told = [
        ("".join(t.split()), round(w, 6)) for t, w in zip(found.texts, found.weights, strict=True)
    ]
    assert told == expected


@pytest.mark.parametrize(
    ("text", "ordered", "for_a1111"),
    [
        ("smile, (1girl)1.2, hat+", "(1girl)1.2, smile, hat+", "(1girl:1.2), smile, (hat:1.1)"),
        ("(long hair)++, 1girl", "1girl, (long hair)++", "1girl, (long hair:1.21)"),
        ("(1girl, smile)1.1, hat", "(1girl, smile)1.1, hat", "(1girl, smile:1.1), hat"),
        (r"1girl, rem \(re:zero\)", r"1girl, rem \(re:zero\)", r"1girl, rem \(re:zero\)"),
    ],
)
def test_tags_are_put_in_order_with_their_weights(text: str, ordered: str, for_a1111: str) -> None:
    context = Context(vocabulary=bundled(), dialect=COMPEL)
    compiled = compile_request(Request(text, options=Options(quality="off")), context)
    assert compiled.prompt == ordered
    assert compiled.to("a1111").prompt == for_a1111


@pytest.mark.parametrize("text", ['("a cat", "a dog").and()', '("a", "b").blend(0.5, 0.5)'])
def test_prompts_that_are_joined_stay_and_are_told(text: str) -> None:
    assert [item.kind for item in parse(text, dialect=COMPEL).items] == [Kind.NETWORK]
    written = write(text, COMPEL, A1111)
    assert written.text == text
    assert [note.message.template.partition(" “")[0] for note in written.notes] == [
        "Only compel reads"
    ]


def test_what_is_joined_is_compiled_as_it_is() -> None:
    context = Context(vocabulary=bundled(), dialect=COMPEL)
    text = '("smile, 1girl", "night").and()'
    compiled = compile_request(Request(text, text), context)
    assert (compiled.prompt, compiled.negative_prompt, compiled.changes) == (text, text, ())
    assert [finding.code for finding in compiled.findings] == ["ANI023", "ANI023"]


@given(anything)
def test_any_text_is_read_without_loss(text: str) -> None:
    prompt = parse(text, dialect=COMPEL)
    places = [(item.start, item.end) for item in prompt.items]
    assert places == sorted(places)
    assert all(0 <= start <= end <= len(text) for start, end in places)
    assert [text[start:end] for start, end in places] == [item.text for item in prompt.items]
