"""Another order gives no tag another weight; where it would, the order stays and that is said."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import Options, Request, check, compile_prompt, compile_request
from sd_animagine.syntax import parse
from sd_animagine.syntax.weighed_tags import weights
from tests.host_reading import ONLY_ORDER
from tests.promises import changed_weight, not_idempotent


@pytest.mark.parametrize(
    "text",
    [
        "smile, (night\\, 1girl), solo",
        "(smile\\, 1girl:1.2)",
        "smile, <a: # a > b\n1girl, x> night",
        "smile, <a: # note\n1girl",
        "smile # note\r1girl, masterpiece\n1boy",
        "smile,\r# note\r1girl",
        "smile,, (reverse:1999, 1girl)",
        "(smile, reverse:1999,, 1girl)",
        "smile\\<lora:a:1>, 1girl, (night)",
        "night, <lora:a:1>(smile\\, 1girl)",
        "{a # }\n, smile}, 1girl",
        "smile:1.2 # note\n, 1girl",
        "smile, :3 <lora:a:1>, 1girl AND night",
    ],
)
def test_in_order_all_weighs_the_same(text: str) -> None:
    request = Request(text, options=ONLY_ORDER)
    assert changed_weight(request, compile_request(request)) is None


def test_what_has_to_stay_is_told() -> None:
    text = "night, (smile, reverse:1999, 1girl)"
    assert compile_prompt(text, options=ONLY_ORDER).prompt == text
    (found,) = [f for f in check(text, options=ONLY_ORDER) if f.code == "ANI101"]
    assert (found.start, found.end, found.fixes) == (0, len(text), ())
    assert "so they stay" in found.message


def test_other_scopes_are_put_in_order_all_the_same() -> None:
    text = "smile, 1girl BREAK night\\<lora:a:1>, <a:b>(smile), 1boy"
    ordered = compile_prompt(text, options=ONLY_ORDER).prompt
    assert ordered.startswith("1girl, smile BREAK ")


def test_a_weight_is_that_of_the_brackets_around_it() -> None:
    found = weights("a, (b, [c]:1.2) BREAK d AND e :0.5")
    assert found == [
        {("", 1.0): 1},
        {("a", 1.0): 1, ("b", 1.2): 1, ("c", 1.090909): 1},
        {("d", 1.0): 1},
        {("", 0.5): 1},
        {("e", 1.0): 1},
    ]


@pytest.mark.parametrize(
    ("text", "comment"),
    [
        ("a # b\r c\nd", "# b\r c"),
        ("a # b\r\nd", "# b"),
        ("a #", "#"),
        ("<a: # >\nb> c", "# >"),
    ],
)
def test_a_comment_ends_with_a_line_feed_only(text: str, comment: str) -> None:
    (span,) = parse(text).comments
    assert text[span.start : span.end] == comment


def test_a_network_may_hold_a_comment() -> None:
    (item,) = parse("<a: # x > y\n b>").items
    assert item.text == "<a: # x > y\n b>"


@pytest.mark.parametrize(
    ("text", "options"),
    [
        ("smile, high score\narima kana", {}),
        ("(arima kana, smile)", {"rating": "safe"}),
        ("(arima kana, smile), [night, 1girl]", {"rating": "safe", "year": 2023}),
        ("smile, masterpiece\n1girl\nabsurdres, night", {"rating": "safe"}),
    ],
)
def test_a_second_compile_changes_nothing(text: str, options: dict[str, object]) -> None:
    request = Request(text, options=Options(**options))  # type: ignore[arg-type]
    assert not_idempotent(request, compile_request(request)) is None


def test_a_bracket_before_a_weight_is_ordered_as_any_other() -> None:
    text = "night, ((absurdres, no humans)) :0.7 AND a"
    assert compile_prompt(text, options=ONLY_ORDER).prompt == (
        "((no humans)), night, ((absurdres)) :0.7 AND a"
    )
