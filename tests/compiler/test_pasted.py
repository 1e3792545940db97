"""A whole infotext in the prompt: left alone, and taken apart where that is asked for."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.model import NEGATIVE
from sd_animagine.syntax.pasted import pasted_in, settings_in
from tests.promises import problem_of_request

SETTINGS = 'Steps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 832x1216, Model: "a, b"'
INFOTEXT = f"smile, 1girl\nNegative prompt: lowres, bad hands\n{SETTINGS}"
TEXTS = (
    INFOTEXT,
    f"smile, 1girl Negative prompt: lowres, bad hands {SETTINGS}",
    f"Prompt: smile, 1girl\nNegative prompt: lowres, bad hands\n{SETTINGS}",
    f"\n\nsmile, 1girl,\nhat\nNegative prompt: lowres\n{SETTINGS}",
    "smile, 1girl\nNegative prompt: lowres",
    f"smile, 1girl\n{SETTINGS}",
    "Negative prompt: lowres",
    "Prompt: smile, 1girl",
    "smile, 1girl\nNegative prompt: ",
)
ASKED = Options(suggested_fixes=True)


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("negative", [None, "", "hat", "Negative prompt: lowres"])
def test_every_promise_holds(text: str, negative: str | None) -> None:
    for options in (Options(), ASKED, Options(mode="report"), Options(ignore=("ANI016",))):
        for steps in (None, 28):
            request = Request(text, negative, hr_prompt=text, steps=steps, options=options)
            assert problem_of_request(request) is None


def test_it_is_left_alone() -> None:
    compiled = compile_request(Request(INFOTEXT, ""))
    assert compiled.prompt == INFOTEXT
    assert {finding.code for finding in compiled.findings} == {"ANI016"}


def test_what_it_does_not_want_is_not_asked_for() -> None:
    compiled = compile_request(Request(INFOTEXT, ""))
    assert compiled.negative_prompt == ", ".join(NEGATIVE)


def test_it_is_taken_apart_where_suggested_fixes_are_made() -> None:
    compiled = compile_request(Request(INFOTEXT, "", steps=28, options=ASKED))
    assert compiled.prompt == "1girl, smile, masterpiece, high score, great score, absurdres"
    assert compiled.negative_prompt is not None
    assert compiled.negative_prompt.startswith("lowres, bad hands, bad anatomy, text")
    assert (compiled.width, compiled.height) == (832, 1216)
    assert (compiled.steps, compiled.cfg_scale, compiled.sampler_name) == (20, 7.0, "Euler a")


def test_the_users_own_negative_prompt_stays_in_front() -> None:
    compiled = compile_request(Request(INFOTEXT, "hat", options=ASKED))
    assert compiled.negative_prompt is not None
    assert compiled.negative_prompt.startswith("hat, lowres, bad hands, bad anatomy")


def test_a_size_that_is_none_is_left_out() -> None:
    text = INFOTEXT.replace("832x1216", "0x99999")
    compiled = compile_request(Request(text, "", width=1024, height=1024, options=ASKED))
    assert (compiled.width, compiled.height) == (1024, 1024)


def test_the_word_in_front_of_a_text_goes() -> None:
    compiled = compile_request(Request("Prompt: 1girl", "Negative prompt: lowres, bad hands"))
    assert compiled.prompt == "1girl, masterpiece, high score, great score, absurdres"
    assert compiled.negative_prompt is not None
    assert compiled.negative_prompt.count("lowres") == 1
    assert "rompt:" not in compiled.negative_prompt


def test_without_the_rule_it_is_a_prompt_like_any() -> None:
    compiled = compile_request(Request(INFOTEXT, options=Options(ignore=("ANI016",))))
    assert compiled.prompt.startswith("1girl,")


@pytest.mark.parametrize(
    "text", ["1girl, steps: 5", "1girl, a prompt: hat", "", "Steps: many", "negative prompt"]
)
def test_what_is_none(text: str) -> None:
    assert pasted_in(text) is None


def test_its_settings() -> None:
    assert settings_in(SETTINGS) == {
        "steps": 20,
        "sampler_name": "Euler a",
        "cfg_scale": 7.0,
        "width": 832,
        "height": 1216,
    }
