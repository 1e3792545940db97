"""A ``:number`` at the very end of a prompt, which the host takes for the weight of all of it."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.syntax import parse
from sd_animagine.syntax.lines import lines
from tests.promises import problem_of

QUALITY = "masterpiece, high score, great score, absurdres"
TEXTS = (
    "1girl, smile, 16:9",
    "1girl, smile :3",
    "1girl, smile --ar 2:3",
    "1girl, 3:4",
    "1girl, score:9",
    "1girl, 0:00",
    "1girl, 7:08",
    "smile:1.2",
    "1girl, (smile, hat):1.2",
    "1girl: 0.99, solo: 0.95",
    "1girl, :3 <lora:x:1>",
    "1girl, smile:-1",
    "1girl, smile:.5",
    "1girl, {hat|smile}:2",
    "1girl BREAK smile:1.2\n<lora:x:1>",
    "1girl, reverse:1998",
)
KEPT = Options(quality="off", negative="off")


@pytest.mark.parametrize("text", TEXTS)
def test_what_is_added_goes_behind_it_and_says_so(text: str) -> None:
    compiled = compile_request(Request(text))
    assert compiled.prompt == f"{text}, {QUALITY}"
    reasons = [change.reason for change in compiled.changes if change.field == "prompt"]
    assert ["no longer weights" in reason for reason in reasons] == [True, False, False, False]
    assert parse(compiled.prompt).subprompts[0].number is None


@pytest.mark.parametrize("text", TEXTS)
def test_where_nothing_is_added_the_text_stays(text: str) -> None:
    compiled = compile_request(Request(text, options=KEPT))
    assert compiled.prompt == text
    assert "ANI010" in {finding.code for finding in compiled.findings}


@pytest.mark.parametrize("text", TEXTS)
def test_every_promise_holds(text: str) -> None:
    for options in (Options(), KEPT, Options(suggested_fixes=True)):
        assert problem_of(text, None, options) is None


@pytest.mark.parametrize(
    ("text", "fixed"),
    [
        ("1girl, smile:1.2", "1girl, (smile:1.2)"),
        ("1girl, smile, 16:9", "1girl, smile, 16:9,"),
        ("1girl, (smile, hat) :1.2", "1girl, (smile, hat:1.2)"),
    ],
)
def test_a_suggested_fix_is_made_on_request(text: str, fixed: str) -> None:
    options = Options(quality="off", negative="off", suggested_fixes=True)
    assert compile_request(Request(text, options=options)).prompt == fixed


def test_the_encoder_does_not_get_it() -> None:
    for text in ("1girl, smile:1.2", "1girl, :3 <lora:x:1>", "1girl, (smile, hat) :1.2"):
        sent = "".join(part.text for line in lines(parse(text)) for part in line)
        assert ":" not in sent


def test_beside_AND_it_is_a_weight_as_ever() -> None:
    assert compile_request(Request("a :1.2 AND b :0.5")).prompt == (
        f"a, {QUALITY} :1.2 AND b, {QUALITY} :0.5"
    )


def test_a_tag_that_moves_behind_it_is_no_new_weight() -> None:
    assert compile_request(Request("16:9, 1girl", options=KEPT)).prompt == "16:9, 1girl"
    assert compile_request(Request("masterpiece, 16:9", options=KEPT)).prompt == "16:9, masterpiece"
