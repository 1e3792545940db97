"""A line end without a comma is a blank for the encoder: no move and no removal joins two tags."""

from __future__ import annotations

import re
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sd_animagine.compiler import Options, Request, compile_request
from tests.promises import problem_of

KEPT = Options(quality="off", negative="off")
TAGS = (
    *("1girl", "smile", "hat", "red eyes", "masterpiece", "hatsune miku", "vocaloid", "safe"),
    *("best quality", "absurdres", "unheard of", "(night:1.2)", "<lora:x:1>"),
    *("(hat, red eyes)", "(smile, hat:1.2)", "[[hat, night]]", "(hat)", "(hat:1.2)"),
)
LINE_ENDS = (", ", ", ", ",\n", "\n", "\n\n", "\r\n", " # note\n", ", # a, b\n")
SPLIT = re.compile(r"[,，、]")


def run_on(text: str) -> Counter[tuple[str, str]]:
    """Pairs of tags that nothing but a line end parts, as the encoder gets them."""
    found: Counter[tuple[str, str]] = Counter()
    text = re.sub(r"<\w+:[^>]+>|#[^\n]*|(?::[\d.]+)?[()\[\]]", "", text)
    for run in SPLIT.split(text):
        found.update(pairwise(line.strip() for line in run.splitlines() if line.strip()))
    return found


@pytest.mark.parametrize(
    ("text", "ordered"),
    [
        ("smile, hat\nred eyes, 1girl", "1girl, smile,\nhat, red eyes"),
        ("masterpiece\n1girl\nsmile", "1girl\nsmile,\nmasterpiece"),
        ("smile # note\n1girl", "1girl,\nsmile # note"),
        ("smile\n<lora:x:1>\nhat, 1girl", "1girl,\n<lora:x:1>\nsmile, hat"),
        (
            "best quality, masterpiece\nhatsune miku, vocaloid\n1girl, twintails\nsafe",
            "1girl, hatsune miku,\nvocaloid, safe,\ntwintails, best quality,\nmasterpiece",
        ),
        ("masterpiece,\n1girl,\nsmile", "1girl,\nsmile,\nmasterpiece"),
        ("1girl\nsmile\nmasterpiece", "1girl\nsmile\nmasterpiece"),
    ],
)
def test_moved_tags_are_parted(text: str, ordered: str) -> None:
    assert compile_request(Request(text, options=KEPT)).prompt == ordered


def test_each_comma_is_told() -> None:
    changes = compile_request(Request("smile, hat\nred eyes, 1girl", options=KEPT)).changes
    assert [(change.kind, change.after) for change in changes] == [
        ("moved", "1girl"),
        ("added", ","),
    ]
    assert "line end" in changes[-1].reason


@pytest.mark.parametrize(
    ("text", "sent"),
    [
        ("1girl\nsmile", "1girl, safe,\nsmile, year 2020"),
        ("1girl # note\nsmile", "1girl, safe, # note\nsmile, year 2020"),
        ("1girl\nabsurdres", "1girl, safe,\nyear 2020, absurdres"),
    ],
)
def test_what_is_added_between_lines_is_parted(text: str, sent: str) -> None:
    options = Options(quality="off", negative="off", rating="safe", year=2020)
    assert compile_request(Request(text, options=options)).prompt == sent
    assert problem_of(text, None, options) is None


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("smile, hat, smile\nred eyes", "smile, hat,\nred eyes"),
        ("smile, hat\nsmile, red eyes", "smile, hat,\nred eyes"),
        ("smile\nhat\nsmile\nred eyes", "smile\nhat,\nred eyes"),
        ("hat, smile, hat # note\nred eyes", "hat, smile, # note\nred eyes"),
        ("hat # note\nhat, smile", "hat # note\n,smile"),
        ("hat, # note\nhat, smile", "hat, # note\nsmile"),
        ("smile,\nsmile,\nhat", "smile,\n\nhat"),
        ("1girl, (hat)\n(hat, red eyes)", "1girl, (hat),\n(red eyes)"),
        ("1girl, [[hat]]\n[[hat, red eyes]]", "1girl, [[hat]],\n[[red eyes]]"),
        ("(hat), smile\n(hat, red eyes)", "(hat), smile,\n(red eyes)"),
        ("(hat)\n(red eyes, hat)\nsmile", "(hat)\n(red eyes),\nsmile"),
        ("(hat:1.2)\n(red eyes, hat:1.2) # a\nsmile", "(hat:1.2)\n(red eyes:1.2), # a\nsmile"),
        ("(hat), # a\n(hat, smile)", "(hat), # a\n(smile)"),
        ("(hat), (hat, smile)\nred eyes", "(hat), (smile)\nred eyes"),
    ],
)
def test_what_is_removed_joins_none(text: str, left: str) -> None:
    assert compile_request(Request(text, options=KEPT)).prompt == left


lists = st.lists(st.tuples(st.sampled_from(TAGS), st.sampled_from(LINE_ENDS)), max_size=12)


@settings(max_examples=300, deadline=None)
@given(lists, st.booleans())
def test_no_two_tags_become_one(pieces: list[tuple[str, str]], adds: bool) -> None:
    text = "".join(tag + end for tag, end in pieces)
    options = Options(rating="safe", year=2020) if adds else KEPT
    sent = compile_request(Request(text, options=options)).prompt
    new = run_on(sent) - run_on(text)
    assert not new, sent
