"""A prompt of one dialect in another: what is carried over exactly, and what is said to be lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from sd_animagine.syntax import COMFYUI, DIALECTS, HASH, parse
from sd_animagine.syntax.attention import comfyui, read
from sd_animagine.syntax.lines import BREAK, lines
from sd_animagine.syntax.writing import write
from tests.texts import anything

AS_TYPED = (
    *("1girl, solo,\n  smile ,,", "(b)", "((b))", "(((b)))", "(b:1.2)", "(b:.5)", "(b:-1)"),
    *("(b:+1.2)", "(b: 1.2)", "(b:1.2 )", "(a (b) c:1.5)", r"firefly \(honkai: star rail\)"),
    *(
        r"(firefly \(honkai: star rail\):1.2)",
        "(a:b:1.2)",
        "a\r\nb\tc",
        "，、：",
        "__wild__",
        "",
        " ",
    ),
    *("(a, b:1.2), (c)", "^_^, >_<, :d, +_+", "(a\nb:1.2)", "", " "),
)
"""What A1111 and ComfyUI read alike."""

TO_COMFYUI = {
    "[b]": "(b:0.9091)",
    "[[b]]": "(b:0.8264)",
    "((b:1.2))": "(b:1.32)",
    "(a (b:1.2) c:1.5)": "(a :1.5)(b:1.8)( c:1.5)",
    "(a (b:0.5):2)": "(a :2)b",
    "[(a:1.2)]": "(a:1.0909)",
    "(a [b] c)": "(a :1.1)b( c:1.1)",
    r"\[x\], \\, \m/": r"[x], \, m/",
    "(a:1.2, b": "(a:1.2, b:1.1)",
    "a, (b, (c:1.2), d": "a, (b, :1.1)(c:1.32)(, d:1.1)",
    "a:1.2), b": r"a:1.2\), b",
    "a :) b, (c:1.2), (d:1.3)": r"a :\) b, (c:1.2), (d:1.3)",
    "a ;), ((c)), d": r"a ;\), ((c)), d",
    "a :( b, (c:1.2)": "a :( b, :1.1)(c:1.32)",
    "(a:1e1)": "(a:1e1:1.1)",
    "(a:1_0)": "(a:1_0:1.1)",
    "(a:inf)": "(a:inf:1.1)",
    "a (:1.2) b": "a  b",
    "(a)(b)": "(ab:1.1)",
    "a (b:1) c": "a b c",
    "(a (b c": "(a :1.1)(b c:1.21)",
    "1girl, ((smile)), [hat], (a (b:1.2) c:1.5), firefly \\(honkai: star rail\\)": (
        "1girl, ((smile)), (hat:0.9091), (a :1.5)(b:1.8)( c:1.5), firefly \\(honkai: star rail\\)"
    ),
    r"\\\(b": r"\\(b",
    "(a BREAK b:1.2)": "(a:1.2)(BREAK:-1.2)(b:1.2)",
}

LOST: dict[str, tuple[str, dict[str, str]]] = {
    "a, BREAK, b\nBREAK\nc": ("a, b,\nc", {"BREAK": "has no BREAK"}),
    "a :1.2 AND b :0.5": ("a, b", {"AND": "does not join prompts by AND"}),
    "x, [a:b:0.5]": ("x, a", {"[a:b:0.5]": "only “a” is written"}),
    "[a|b], ([c::3]:1.2)": (
        "a, (c:1.2)",
        {"[a|b]": "only “a” is written", "[c::3]": "only “c” is written"},
    ),
    "([x [a:b:0.5]], c": ("x a(, c:1.1)", {"[a:b:0.5]": "only “a” is written"}),
    "a, <lora:x:0.8>, b": ("a, b", {"<lora:x:0.8>": "loads nothing for “<lora:x:0.8>”"}),
    "a, b <lora:x:0.8>": ("a, b ", {"<lora:x:0.8>": "loads nothing for “<lora:x:0.8>”"}),
    "a, # one\n# two\nb": ("a,\nb", {"# one": "no comments", "# two": "no comments"}),
    "reverse:1999": ("reverse:1999", {":1999": "the weight of the whole prompt"}),
    "a :0.5 AND_TOPK b :1.2": (
        "a :0.5 AND_TOPK b :1.2",
        {":1.2": "the weight of the whole prompt"},
    ),
    r"\\(b:1.2)": (r"\ (b:1.2)", {"\\": "A blank is put behind the backslash"}),
    "{a|b} dress": ("{a|b} dress", {"{a|b}": "picks a part of “{a|b}”"}),
    "a, http://b c": ("a, http://b c", {"//b c": "leaves out “//b c”"}),
}
"""Prompt → what is written in ComfyUI's dialect, and places with a part of what is said of them."""


@pytest.mark.parametrize("text", AS_TYPED)
def test_what_both_read_alike_stays_as_it_was_typed(text: str) -> None:
    assert write(text, HASH, COMFYUI) == (text, ())


@pytest.mark.parametrize("text", TO_COMFYUI)
def test_weights_are_multiplied_out_for_comfyui(text: str) -> None:
    assert write(text, HASH, COMFYUI) == (TO_COMFYUI[text], ())


@pytest.mark.parametrize("text", LOST)
def test_what_comfyui_cannot_hold_is_said_with_its_place(text: str) -> None:
    written, notes = write(text, HASH, COMFYUI)
    assert written == LOST[text][0]
    places = {text[note.start : note.end].strip(): note.message for note in notes}
    said = LOST[text][1]
    assert places.keys() == said.keys()
    assert all(part in places[place] for place, part in said.items())


def test_a_negative_prompt_has_neither_and_nor_networks() -> None:
    text = "a AND <lora:x:1> [b]"
    assert write(text, HASH, COMFYUI, negative=True).text == "a AND <lora:x:1> (b:0.9091)"


NAMES = ("EasyNegative", "bad-hands-5")


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("easynegative, a", "embedding:EasyNegative, a"),
        ("a,easynegative", "a, embedding:EasyNegative"),
        ("(easynegative:1.2)", "(embedding:EasyNegative:1.2)"),
        ("[bad-hands-5]", "(embedding:bad-hands-5:0.9091)"),
        ("very easynegative2, bad-hands-55", "very easynegative2, bad-hands-55"),
    ],
)
def test_known_embeddings_get_their_word_and_lose_it(typed: str, expected: str) -> None:
    assert write(typed, HASH, COMFYUI, embeddings=NAMES).text == expected
    back = write(expected, COMFYUI, HASH).text
    assert "embedding:" not in back
    assert "".join(back.lower().split()).replace("0.9091", "") in (
        "".join(typed.lower().split()),
        "(bad-hands-5:)",
    )


FROM_COMFYUI = {
    "[b], ((b:1.2))": r"\[b\], (b:1.2)",
    r"\(a\) \[b\] \m/": r"\(a\) \\\[b\\\] \\m/",
    "(a (b:1.2) c:1.5)": "(a :1.5)(b:1.2)( c:1.5)",
    "(a:1.2, b": r"\(a:1.2, b",
    "a :) b, (c:1.2)": r"a :\) b, \(c:1.2\)",
    "(a)(b)": "(a) (b)",
    "(a:1e1)": "(a:10)",
    "embedding:easynegative.pt, (embedding:x:1.2)": "easynegative, (x:1.2)",
    "a, BREAK, b AND c": "a, break, b and c",
}


@pytest.mark.parametrize("text", FROM_COMFYUI)
def test_comfyui_s_text_for_a1111(text: str) -> None:
    assert write(text, COMFYUI, HASH).text == FROM_COMFYUI[text]


OTHERS: dict[str, dict[str, str]] = {
    "diffusers": {
        "(b: 1.2)": "(b:1.2)",
        "[b], ((c:1.2))": "[b], ((c:1.2))",
        "a BREAK b": "a, b",
        "([a BREAK b": "a, b",
        "(a BREAK b: 1.2)": "(a:1.2)(break:-1.2)(b:1.2)",
        "[x](a: 1.1)(b BREAK c)": "[x](ab:1.1)(break:-1.1)(c:1.1)",
    },
    "compel": {
        "1girl, (b:1.2), [c]": "1girl, (b)1.2, (c)0.9091",
        "a(b:1.2)d": "a (b)1.2 d",
        r"rem \(re:zero\)": r"rem \(re:zero\)",
    },
    "caption": {"1girl, (b:1.2), [c]": "1girl, b, c", r"rem \(re:zero\)": "rem (re:zero)"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_the_other_dialects(name: str) -> None:
    for text, expected in OTHERS[name].items():
        assert write(text, HASH, DIALECTS[name]).text == expected


def test_weights_and_signs_that_are_lost_are_said() -> None:
    assert "has no weights" in write("a, (b:1.2)", HASH, DIALECTS["caption"]).notes[0].message
    said = write("c++, :-), a-b, (>_=, d-:1.2), (x:-1)", HASH, DIALECTS["compel"]).notes
    assert [note.message for note in said] == [
        "compel reads a sign in “c++” as part of a weight.",
        "compel reads a sign in “>_=” as part of a weight.",
        "compel reads a sign in “d-” as part of a weight.",
        "compel has no weight -1. “x” is written without it.",
    ]
    assert "no weight inf" in write("(a:inf)", COMFYUI, HASH).notes[0].message


def _merged(texts: list[str], weights: list[float | None]) -> list[tuple[str, float | None]]:
    """Words with their weights; what ComfyUI keeps apart a blank keeps apart in A1111."""
    kept: list[tuple[str, float | None]] = []
    for text, weight in zip(texts, weights, strict=True):
        bare = "".join(text.split())
        if kept and kept[-1][1] == weight:
            kept[-1] = kept[-1][0] + bare, weight
        elif bare:
            kept.append((bare, weight))
    return kept


@settings(max_examples=1500, deadline=None)
@given(anything)
def test_comfyui_reads_what_a1111_reads(text: str) -> None:
    written, notes = write(text, HASH, COMFYUI)
    if notes:
        return
    parts = [part for line in lines(parse(text)) for part in line]
    assert BREAK not in parts
    expected = [(part.text, part.weight) for part in parts if part.text]
    _, _, texts = got = comfyui.stretches(written)
    assert texts == [text for text, _ in expected]
    assert got.weights == pytest.approx([weight for _, weight in expected], abs=5e-5)


@settings(max_examples=800, deadline=None)
@given(anything)
def test_a1111_reads_what_comfyui_reads(text: str) -> None:
    written, notes = write(text, COMFYUI, HASH)
    if notes or "embedding:" in text:
        return
    weights, _, texts = comfyui.stretches(text)
    again, _, found = read(written, HASH)
    expected, got = _merged(texts, weights), _merged(found, again)
    assert [piece for piece, _ in got] == [piece for piece, _ in expected]
    assert [w for _, w in got] == pytest.approx([w for _, w in expected], abs=5e-5)
