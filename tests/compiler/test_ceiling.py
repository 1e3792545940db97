"""The rating ceiling on whole requests: nothing in them switches it off."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sd_animagine.ceiling import Ceiling, ceiling_at, hold, refusal
from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.syntax import NONE
from tests.contexts import under
from tests.texts import anything


def ceiling(rating: str = "safe") -> Ceiling:
    found = ceiling_at(rating)
    assert found is not None
    return found


SAFE = ceiling()


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"enabled": False},
        {"mode": "off"},
        {"mode": "report"},
        {"mode": "strict"},
        {"gate": "never"},
        {"ignore": ["ANI5"]},
        {"select": ["ANI101"]},
        {"reorder": False, "quality": "off"},
    ],
    ids=str,
)
@pytest.mark.parametrize("checkpoint", ["", "ponyDiffusionV6XL.safetensors"])
def test_no_option_and_no_checkpoint_switches_it_off(
    options: dict[str, Any], checkpoint: str
) -> None:
    request = Request(
        "1girl, nsfw, smile",
        "explicit",
        hr_prompt="1girl, [smile:explicit:0.5]",
        hr_negative_prompt="nsfw",
        checkpoint=checkpoint,
        options=Options.from_mapping(options),
    )
    compiled = compile_request(request, under(ceiling()))
    assert "nsfw" not in compiled.prompt
    assert "explicit" not in (compiled.hr_prompt or "")
    assert "explicit" in (compiled.negative_prompt or "")
    assert "nsfw" in (compiled.hr_negative_prompt or "")
    assert compiled.remaining == ()
    removed = {change.field for change in compiled.changes if change.code == "ANI501"}
    assert removed == {"prompt", "hr_prompt"}


def test_an_option_that_asks_for_more_adds_nothing_and_says_so() -> None:
    request = Request("1girl", options=Options(rating="explicit"))
    compiled = compile_request(request, under(ceiling("nsfw")))
    assert "explicit" not in compiled.prompt
    [finding] = [f for f in compiled.findings if f.code == "ANI501"]
    assert (finding.field, finding.severity.word) == ("rating", "error")
    assert "asks for explicit, but the highest allowed here is nsfw" in finding.message


def test_a_rating_below_is_added_as_ever() -> None:
    request = Request("1girl", options=Options(rating="safe", quality="off"))
    assert compile_request(request, under(ceiling())).prompt == "1girl, safe"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1girl, nsfw, explicit, nsfw", "1girl"),
        ("nsfw", ""),
        ("(nsfw, smile:1.2)", "(smile:1.2)"),
        ("1girl, (nsfw:1.2), smile", "1girl, smile"),
        ("1girl, (explicit", "1girl"),
        ("1girl nsfw smile, night", "1girl smile, night"),
        ("smile # nsfw\n1girl, nsfw", "smile # nsfw\n1girl"),
        ("1girl\nnsfw\nsmile", "1girl,\nsmile"),
        ("a, nsfw, b AND nsfw :1.2", "a, b AND  :1.2"),
    ],
)
def test_what_a_removal_leaves(text: str, expected: str) -> None:
    held = hold(text, ceiling(), code="ANI501")
    assert held.text == expected
    assert held.refusal == ""
    assert {change.kind for change in held.changes} == {"removed"}


def test_with_comments_off_they_are_text() -> None:
    assert hold("smile # nsfw", ceiling(), dialect=NONE, code="ANI501").text == "smile # "


def test_what_cannot_be_taken_out_is_refused() -> None:
    text = "[nsfw"
    held = hold(text, ceiling(), code="ANI501")
    assert held.refusal == "" or "nsfw lies above" in held.refusal
    assert refusal(["1girl", text], ceiling()).endswith("Please remove nsfw.")
    assert refusal(["1girl", "smile"], ceiling()) == ""


@given(anything)
def test_whatever_comes_out_is_below_or_refused(text: str) -> None:
    spiced = f"{text} nsfw {text}"
    held = hold(spiced, ceiling(), dialect=NONE, code="ANI501")
    assert held.refusal or not ceiling().exceeding(held.text)
    assert hold(held.text, ceiling(), dialect=NONE, code="ANI501").text == held.text


SPICE = st.sampled_from(
    ["nsfw", "(explicit:1.2)", "[safe:nsfw:0.3]", "[n|s]sfw", "facial hair", "nude, nude"]
)


@settings(max_examples=60, deadline=None)
@given(anything, SPICE, anything, st.sampled_from(["fix", "strict", "report", "off"]))
def test_a_compiled_prompt_is_below_and_stays_as_it_is(
    before: str, spice: str, after: str, mode: str
) -> None:
    options = Options(mode=mode, comments=False)
    compiled = compile_request(Request(f"{before}, {spice} {after}", options=options), under(SAFE))
    if not compiled.remaining:
        assert not SAFE.exceeding(compiled.prompt)
        if any(finding.code == "ANI011" for finding in compiled.findings):
            return  # it was told that the repairs did not come to an end
        again = compile_request(Request(compiled.prompt, options=options), under(SAFE))
        assert again.prompt == compiled.prompt
