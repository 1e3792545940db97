"""The list of changes is the whole truth, and the places of findings are right."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sd_animagine.ceiling import Ceiling, ceiling_at, hold
from sd_animagine.compiler import Compiled, Options, Request, check, compile_request
from sd_animagine.model import NEGATIVE
from tests.contexts import under
from tests.promises import problem_of, untold_change

PLAIN = Options(quality="off", negative="off")


def safe() -> Ceiling:
    found = ceiling_at("safe")
    assert found is not None
    return found


def compiled(prompt: str, typed: str | None = None, **options: object) -> Compiled:
    request = Request(prompt, typed, options=Options(**options))  # type: ignore[arg-type]
    result = compile_request(request)
    assert untold_change(request, result) is None
    return result


def told(result: Compiled, field: str = "prompt") -> list[tuple[str, str, str]]:
    return [(c.kind, c.before, c.after) for c in result.changes if c.field == field]


def test_what_a_replaced_negative_prompt_says_again_is_added_again() -> None:
    result = compiled("1girl", "blurry, nose", negative="replace")
    everything = ", ".join(NEGATIVE)
    assert told(result, "negative_prompt") == [
        ("removed", "blurry, nose", ""),
        ("added", "", everything),
    ]


def test_what_goes_with_something_above_the_ceiling_is_told() -> None:
    held = hold("1girl, (nsfw:1.2), smile", safe(), code="ANI501")
    assert [change.before for change in held.changes] == ["(nsfw:1.2)"]
    held = hold("1girl, nsfw smile", safe(), code="ANI501")
    assert [change.before.strip() for change in held.changes] == ["nsfw"]


def test_a_group_that_is_taken_apart_is_told_before_its_parts_move() -> None:
    result = compiled("1girl, (smile, masterpiece:1.2), safe", quality="off")
    assert told(result) == [
        ("moved", "(smile, masterpiece:1.2)", "(smile:1.2), (masterpiece:1.2)"),
        ("moved", "safe", "safe"),
    ]


def test_a_second_repair_in_one_place_shows_what_the_first_has_left() -> None:
    result = compiled("firefly (honkai: star rail)", complete_series=True, quality="off")
    assert told(result) == [
        ("rewritten", "firefly (honkai: star rail)", "firefly \\(honkai: star rail\\)"),
        (
            "rewritten",
            "firefly \\(honkai: star rail\\)",
            "firefly \\(honkai: star rail\\), honkai: star rail",
        ),
    ]


def test_what_is_done_to_a_hires_prompt_that_is_the_same_is_told_once() -> None:
    request = Request("smile, 1girl", "", hr_prompt="smile, 1girl", hr_negative_prompt="")
    result = compile_request(request)
    assert result.hr_prompt == result.prompt != request.prompt
    assert result.hr_negative_prompt == result.negative_prompt != ""
    assert told(result, "prompt") and told(result, "negative_prompt")
    assert not told(result, "hr_prompt") and not told(result, "hr_negative_prompt")
    assert untold_change(request, result) is None


def test_a_pasted_infotext_is_taken_apart_for_the_second_pass_too() -> None:
    text = "smile, 1girl\nNegative prompt: hat\nSteps: 28, Sampler: Euler a, CFG scale: 5"
    request = Request(text, "", hr_prompt=text, hr_negative_prompt="")
    result = compile_request(replace(request, options=Options(suggested_fixes=True)))
    assert result.hr_prompt == result.prompt
    assert result.hr_negative_prompt == result.negative_prompt
    assert "Steps" not in result.prompt and "hat" in (result.negative_prompt or "")


def test_a_negative_prompt_beside_another_hires_prompt_is_compiled_for_that() -> None:
    request = Request(
        "1girl, smile", "hat", hr_prompt="1girl, lowres, night", hr_negative_prompt="hat"
    )
    result = compile_request(request)
    assert "lowres" in (result.negative_prompt or "")
    assert "lowres" not in (result.hr_negative_prompt or "")
    assert compile_request(replace(request, hr_negative_prompt=None)) == result


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("smile, [1girl]", ["[1girl]"]),
        ("smile, ((1girl:1.2))", ["((1girl:1.2))"]),
        ("smile, (night, 1girl:1.2)", ["1girl"]),
        ("smile, (1girl, masterpiece), night", ["1girl", "night"]),
        ("smile\n1girl, solo", ["1girl, solo"]),
    ],
)
def test_a_finding_about_the_order_stands_where_the_tag_is(text: str, named: list[str]) -> None:
    found = [f for f in check(text, options=PLAIN) if f.code == "ANI101"]
    assert [text[f.start : f.end] for f in found] == named
    assert [f.message.startswith(f"“{name}”") for f, name in zip(found, named, strict=True)]


@pytest.mark.parametrize("settings", ["fill", "force"])
def test_steps_stay_only_for_editing_that_is_still_there(settings: str) -> None:
    text = "1girl, [smile::20], night"
    kept = compile_request(Request(text, steps=40, options=Options(settings=settings)))
    assert kept.steps == 40
    sent = compile_request(
        Request("1girl, [nsfw::20], night", steps=40, options=Options(settings=settings)),
        under(safe()),
    )
    assert "[" not in sent.prompt and sent.steps == 28


def test_two_fixes_do_not_escape_the_same_bracket() -> None:
    result = compiled("|*/:)\\(easynegative", quality="off", suggested_fixes=True)
    assert result.prompt == "|*/:\\)\\(easynegative"
    assert [change.code for change in result.changes] == ["ANI010"]


def test_a_beginning_that_stays_as_typed_is_not_parted_from_its_boundary() -> None:
    text = (
        "(BREAK,:1.2.3))BREAK<a:]Kotonoha Yukino#，nsfw))long_hair（BREAK(, "
        "1girltext<lora:foo:0.8>best quality\n#nsfw,\n[(a:1.2):b:0.3]"
    )
    assert problem_of(text, None, Options()) is None
    assert compile_request(Request(text)).prompt.startswith("(BREAK,:1.2.3))BREAK<a:]Kotonoha")
