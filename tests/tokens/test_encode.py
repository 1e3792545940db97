"""Numbers and weights for the text encoders, and what is said at which step."""

from __future__ import annotations

import pytest
from hypothesis import given

from sd_animagine.syntax import parse
from sd_animagine.tokens import CHUNK, EMPTY, encode, measure
from sd_animagine.tokens.bpe import bundled
from tests.texts import anything

TOKENS = {number: token for token, number in bundled().ids.items()}


def said(chunk: object) -> list[tuple[str, float]]:
    """Tokens and weights of a chunk, without what fills it up."""
    ids, weights, _ = chunk  # type: ignore[misc]
    end = ids.index(EMPTY.ids[-1])
    tokens = (TOKENS[number].removesuffix("</w>") for number in ids[1:end])
    return [(token, round(weight, 6)) for token, weight in zip(tokens, weights[1:end], strict=True)]


def only(text: str) -> list[tuple[str, float]]:
    """What a prompt of one chunk says."""
    (line,) = encode(parse(text))
    ((chunk,),) = line.texts
    return said(chunk)


def test_numbers_are_clip_s() -> None:
    """As ``openai/clip-vit-large-patch14`` has them."""
    ids = bundled().ids
    assert len(ids) == 49_408
    known = {"!": 0, "!</w>": 256, ",</w>": 267, "the</w>": 518, "girl</w>": 1611}
    assert {token: ids[token] for token in known} == known
    assert EMPTY.ids[:2] == (49_406, 49_407)
    assert len(EMPTY.ids) == len(EMPTY.weights) == 77


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a (b:1.3) c", [("a", 1), ("b", 1.3), ("c", 1)]),
        ("((a)) [b]", [("a", 1.21), ("b", 0.909091)]),
        ("(a (b:0.5):2)", [("a", 2), ("b", 1)]),
        ("(a:-0.5) (b:0) (c:-1)", [("a", -0.5), ("b", 0), ("c", -1)]),
        ("(a (b:-2):-1.5)", [("a", -1.5), ("b", 3)]),
        ("(a", [("a", 1.1)]),
        ("(a BREAK b:1.2)", [("a", 1.2), ("break", -1.2), ("b", 1.2)]),
        ("a # c", [("a", 1)]),
        ("a <lora:x:1>", [("a", 1)]),
        ("a [b<lora:x|1>]", [("a", 1), ("b", 0.909091)]),
        (r"[a:b\:5]", [(piece, 0.909091) for piece in "a:b:5"]),
    ],
)
def test_weights(text: str, expected: list[tuple[str, float]]) -> None:
    assert only(text) == expected


def test_break_begins_a_chunk() -> None:
    (line,) = encode(parse("a BREAK (b:1.2) BREAK"))
    (text,) = line.texts
    assert [said(chunk) for chunk in text] == [[("a", 1.0)], [("b", 1.2)]]


def test_an_empty_prompt_is_one_empty_chunk() -> None:
    (line,) = encode(parse(""), 3)
    assert (line.texts, line.schedule) == (((EMPTY,),), (0, 0, 0))


def test_subprompts_and_negative_prompts() -> None:
    lines = encode(parse("a AND b :0.5"))
    assert [line.weight for line in lines] == [1.0, 0.5]
    (line,) = encode(parse("a AND b :0.5"), negative=True)
    assert [token for token, _ in said(line.texts[0][0])] == ["a", "and", "b", ":", "0", ".", "5"]


@pytest.mark.parametrize(
    ("text", "steps", "expected"),
    [
        ("[a:b:2]", 4, "aaab"),
        ("[a:b:0.5]", 8, "aaaaabbb"),
        ("[a:b:0]", 3, "bbb"),
        ("[a:b:9]", 3, "aaa"),
        ("[b:1]", 3, "  b"),
        ("[a::1]", 3, "aa "),
        ("[a|b]", 6, "aababa"),
        ("[a|b|c]", 5, "aabca"),
        ("[a|]", 3, "aa "),
        ("[[a|b]:c:2]", 4, "aabc"),
        ("[a:[b:c:3]:1]", 5, "aabbc"),
        ("[a]", 3, "aaa"),
    ],
)
def test_what_is_said_when(text: str, steps: int, expected: str) -> None:
    """Steps as the host counts them: the first two say the same."""
    (line,) = encode(parse(text), steps)
    words = ["".join(token for token, _ in said(chunk[0])) or " " for chunk in line.texts]
    assert "".join(words[n] for n in line.schedule) == expected


@given(anything)
def test_it_is_cut_as_it_is_counted(text: str) -> None:
    prompt = parse(text.replace("[", "("))  # of an editing the counter takes the longest part
    cuts = []
    for line in encode(prompt):
        (chunks,) = line.texts
        assert all(len(chunk.ids) == len(chunk.weights) == 77 for chunk in chunks)
        cuts.append(tuple(len(said(chunk)) for chunk in chunks))
    counted = measure(prompt)
    assert tuple(chunk.tokens for chunk in counted.chunks) in cuts
    assert CHUNK * (len(counted.chunks) - 1) <= counted.tokens
