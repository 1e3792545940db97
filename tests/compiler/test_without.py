"""Taking tags of a kind out of a prompt, and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given

from sd_animagine.compiler.without import strays, without
from sd_animagine.vocabulary import bundled
from tests.texts import anything

CASES = [
    ("masterpiece, 1girl, absurdres", "quality", "1girl"),
    ("1girl, (masterpiece:1.2), smile", "quality", "1girl, smile"),
    ("1girl, (smile, masterpiece:1.2)", "quality", "1girl, (smile:1.2)"),
    ("((masterpiece)), 1girl", "quality", "1girl"),
    ("masterpiece <lora:a:1>, 1girl", "quality", "<lora:a:1>, 1girl"),
    ("1girl, [masterpiece:smile:0.5], night", "quality", "1girl, night"),
    ("1girl, [smile:hat:0.5], night", "quality", "1girl, [smile:hat:0.5], night"),
    ("masterpiece, best quality, high score", "quality", ""),
    ("1girl, masterpiece, best quality, high score, smile", "score",
     "1girl, masterpiece, best quality, smile"),
    ("safe, 1girl BREAK nsfw, 1boy", "rating", "1girl BREAK 1boy"),
    ("year 2005, 1girl, year_2007, year 1999", "year", "1girl"),
    ("masterpieces, my safe, 1girl", "quality", "masterpieces, my safe, 1girl"),
    ("1girl # masterpiece", "quality", "1girl # masterpiece"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "expected"), CASES)
def test_what_goes(text: str, kind: str, expected: str) -> None:
    found = without(text, {kind}, bundled())
    assert found == expected
    assert not strays(found, {kind}, bundled())


def test_behind_an_open_bracket_it_stays_and_is_told() -> None:
    text = "1girl, (smile, masterpiece"
    assert without(text, {"quality"}, bundled()) == text
    assert strays(text, {"quality"}, bundled()) == {"masterpiece"}


def test_several_kinds() -> None:
    text = "masterpiece, 1girl, safe, year 2010"
    assert without(text, {"quality", "rating", "year"}, bundled()) == "1girl"
    assert without(text, (), bundled()) == text


@given(anything)
def test_any_text_settles(text: str) -> None:
    found = without(text, {"quality", "rating"}, bundled())
    assert without(found, {"quality", "rating"}, bundled()) == found
