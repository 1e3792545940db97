"""The items of a prompt that a page shows one by one, and what may be done with them."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.compiler.context import default_context
from sd_animagine.report.items import MOST, items_json
from sd_animagine.syntax import parse
from tests import texts

ALWAYS = Options(gate="always")


def items(text: str, *, around: tuple[str, str] = ("", "")) -> list[dict[str, Any]]:
    request = Request(prompt=text.join(around), options=ALWAYS)
    compiled = compile_request(request)
    return items_json(text, len(around[0]), request, compiled, default_context())


def told(text: str, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(each[name] for name in names) for each in items(text)]


def moved(text: str, order: list[dict[str, Any]], places: list[dict[str, Any]]) -> str:
    """The text with items in the places of others, as the page does it."""
    pieces, at = [], 0
    for place, item in zip(places, order, strict=True):
        pieces += [text[at : place["start"]], text[item["start"] : item["end"]]]
        at = place["end"]
    return "".join(pieces) + text[at:]


def test_each_is_what_it_is() -> None:
    text = (
        "1girl, (hatsune miku:1.2), vocaloid, wlop, safe, smile, unheard of, year 2024, "
        "masterpiece, high score, absurdres, score_9, <lora:x:0.8>, [a|b], (a, ((b)):1.1) BREAK x"
    )
    assert [kind for (kind,) in told(text, "kind")] == [
        *("count", "character", "series", "artist", "rating", "general", "general", "year"),
        *("quality", "score", "resolution", "foreign", "network", "syntax", "group", "syntax"),
        "general",
    ]
    assert told("((smile:1.2)), [hat], (a, b:1.3)", "text", "weight") == [
        ("smile", 1.32),
        ("hat", 0.9091),
        ("(a, b:1.3)", 1.3),
    ]


def test_what_a_compile_does_to_each_is_told() -> None:
    assert told("smile, blue_eyes, 1girl, smile", "text", "change") == [
        *(("smile", ""), ("blue_eyes", "rewritten"), ("1girl", "moved"), ("smile", "removed"))
    ]
    styled = items("smile, 1girl", around=("hat, ", ", blue_eyes"))
    assert [each["change"] for each in styled] == ["", "moved"]


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("a, b, (c:1.2)\n<lora:x:1>, [d|e]", []),
        ("a BREAK b, c AND d", ["BREAK", "AND"]),
        ("a, b:1.2", ["b:1.2"]),
        ("a, b:1.2 AND c", ["b", "AND"]),
        ("a, b\\", ["b\\"]),
        ("a, (b, c", ["(b, c"]),
        ("a <lora:x:1> b, c", []),
        ("a, BREAK(b), c", ["BREAK", "b"]),
        ("a | b", ["|"]),
    ],
)
def test_only_what_is_read_the_same_anywhere_moves(text: str, fixed: list[str]) -> None:
    assert [name for name, moves in told(text, "text", "moves") if not moves] == fixed


@given(texts.anything)
def test_moving_and_removing_touch_nothing_else(text: str) -> None:
    found = items(text)
    for one, other in pairwise(found):
        assert one["end"] <= other["start"]
    movable = [each for each in found if each["moves"]]
    for scope in {each["scope"] for each in movable}:
        places = [each for each in movable if each["scope"] == scope]
        after = moved(text, places[1:] + places[:1], places)
        names = [Counter(n.text for n in parse(each).items) for each in (text, after)]
        assert names[0] == names[1]
        assert [s.boundary for s in parse(text).scopes()] == [
            s.boundary for s in parse(after).scopes()
        ]
    for each in found:
        if each["removal"]:
            start, end = each["removal"]["start"], each["removal"]["end"]
            assert start <= each["start"] and each["end"] <= end


@pytest.mark.parametrize(
    ("text", "words", "after"),
    [
        ("smile\nhat # c\n, coat", "hat", "smile,\n# c\ncoat"),
        ("smile, hat # c\ncoat", "hat", "smile, # c\ncoat"),
        ("smile # c\nhat, coat", "smile", " # c\nhat, coat"),
        ("smile, (hat:1.2) # c", "hat", "smile # c"),
    ],
)
def test_what_is_removed_leaves_a_comment(text: str, words: str, after: str) -> None:
    (edit,) = (each["removal"] for each in items(text) if each["text"] == words)
    assert text[: edit["start"]] + edit["text"] + text[edit["end"] :] == after


def test_a_prompt_with_more_than_a_page_shows_has_none() -> None:
    assert len(items("a," * MOST)) == MOST
    assert items("a," * (MOST + 1)) == []
