"""The stretches of a text, as the host weighs them."""

from __future__ import annotations

import random

import pytest

from sd_animagine.syntax.attention import stretches, unescaped


@pytest.mark.parametrize("seed", range(5))
def test_a_text_with_escapes_alone_is_one_stretch(seed: int) -> None:
    rng = random.Random(seed)
    plain = 0
    for _ in range(2000):
        text = "".join(rng.choices("\\\\\\()[]:ab1. ", k=rng.randint(0, 9)))
        found = unescaped(text)
        if found is None:
            assert any(bracket in text for bracket in "()[]")
            continue
        weights, _, texts = stretches(text)
        assert "".join(texts) == found, text
        assert {weight for weight, part in zip(weights, texts, strict=True) if part} <= {1.0}
        plain += 1
    assert plain > 200


@pytest.mark.parametrize("text", ["a BREAK b", "(a)", r"\\(a", "[", "a\0b"])
def test_what_may_be_several_stretches_is_cut(text: str) -> None:
    assert unescaped(text) is None
