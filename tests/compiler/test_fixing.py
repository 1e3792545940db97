"""Fixes of what was typed: all of them or the safe ones, one after the other, and nothing added."""

from __future__ import annotations

from typing import Any

import pytest

from sd_animagine.ceiling import ceiling_at
from sd_animagine.compiler import Options, Request, check_request
from sd_animagine.compiler.context import Context, default_context
from sd_animagine.compiler.fixing import fixed_request
from sd_animagine.rules.base import Severity

MESSY = "smile, long_hair, 1girl, smile, mastepiece, blue eye, score_9, score_9_up"
PASTED = (
    "1girl, smile\nNegative prompt: bad hands\n"
    "Steps: 30, Sampler: Euler a, CFG scale: 6, Seed: 1, Size: 832x1216"
)


def left(request: Request) -> list[str]:
    return [f.code for f in check_request(request) if f.severity > Severity.HINT]


def test_safe_fixes_alone_and_nothing_is_added() -> None:
    done = fixed_request(Request(MESSY, "bad_hands, , lowres"))
    assert done.prompt == "1girl, smile, long hair, blue eye, score_9, score_9_up, masterpiece"
    assert done.negative_prompt is not None and "bad hands" in done.negative_prompt
    assert set(left(done)) == {"ANI202", "ANI301"}


def test_all_fixes_contradict_no_other() -> None:
    """Two that write the same tag: what comes of the first is looked at before the second."""
    done = fixed_request(Request(MESSY), unsafe=True)
    assert done.prompt == "1girl, smile, long hair, blue eyes, masterpiece"
    assert left(done) == []


@pytest.mark.parametrize("unsafe", [False, True])
@pytest.mark.parametrize("text", ["", "1girl, safe, smile, masterpiece", "1girl, tree"])
def test_what_is_right_comes_back_as_it_was(text: str, unsafe: bool) -> None:
    request = Request(text, "lowres", width=832, height=1216, steps=28, cfg_scale=5.0)
    assert fixed_request(request, unsafe=unsafe) == request


def test_a_choice_is_left_to_a_person() -> None:
    request = Request("1girl, safe, nsfw")
    assert left(request) == ["ANI204"]
    assert fixed_request(request, unsafe=True) == request


def test_those_of_one_rule() -> None:
    done = fixed_request(Request(MESSY), codes=["ANI003"])
    assert done.prompt == MESSY.replace("long_hair", "long hair")
    assert fixed_request(Request(MESSY), codes=["ANI301"]).prompt == MESSY
    done = fixed_request(Request(MESSY), unsafe=True, codes=["ANI301"])
    assert done.prompt == MESSY.replace("blue eye,", "blue eyes,")


def test_a_rule_that_the_request_leaves_out_has_no_say() -> None:
    request = Request("smile, long_hair, 1girl", options=Options(ignore=("ANI101",)))
    assert fixed_request(request).prompt == "smile, long hair, 1girl"


@pytest.mark.parametrize("reorder", [False, True])
@pytest.mark.parametrize("mode", ["fix", "report", "strict", "off"])
def test_the_options_do_not_decide_what_is_put_right(mode: Any, reorder: bool) -> None:
    options = Options(mode=mode, reorder=reorder, snap=False)
    done = fixed_request(Request("smile, 1girl", width=512, height=768, options=options))
    assert (done.prompt, done.width, done.height) == ("1girl, smile", 832, 1216)
    assert done.options == options


def test_where_it_is_off_nothing_is_done() -> None:
    for options in (Options(enabled=False), Options(gate="never")):
        request = Request(MESSY, options=options)
        assert fixed_request(request, unsafe=True) == request


def test_settings_one_after_the_other() -> None:
    request = Request("1girl", width=512, height=768, steps=5, cfg_scale=15, sampler_name="DDIM")
    safe = fixed_request(request)
    assert (safe.width, safe.height, safe.steps, safe.sampler_name) == (832, 1216, 5, "DDIM")
    every = fixed_request(request, unsafe=True)
    assert (every.steps, every.cfg_scale, every.sampler_name) == (28, 5, "Euler a")
    assert left(every) == []


def test_of_two_fixes_of_a_size_the_second_is_asked_again() -> None:
    """Once it is a trained size, it is not too large any more: no hires pass comes with it."""
    request = Request("1girl", width=2048, height=3072)
    assert {"ANI401", "ANI405"} <= set(left(request))
    done = fixed_request(request, unsafe=True)
    assert (done.width, done.height, done.hires) == (832, 1216, None)


def test_an_infotext_goes_to_its_fields() -> None:
    assert fixed_request(Request(PASTED)).prompt == PASTED
    done = fixed_request(Request(PASTED, "", width=512, height=512), unsafe=True)
    assert (done.prompt, done.negative_prompt) == ("1girl, smile", "bad hands")
    assert (done.width, done.height, done.steps, done.cfg_scale) == (832, 1216, 30, 6)


def test_hires_prompts_too() -> None:
    done = fixed_request(Request("1girl", "", hr_prompt="smile, long_hair, 1girl"))
    assert (done.prompt, done.hr_prompt) == ("1girl", "1girl, smile, long hair")


def test_the_ceiling_takes_out_what_it_says_and_nothing_silently() -> None:
    context = Context(**{**vars(default_context()), "ceiling": ceiling_at("safe")})
    request = Request("1girl, nsfw, long_hair")
    assert fixed_request(request, context, codes=["ANI003"]).prompt == "1girl, nsfw, long hair"
    assert fixed_request(request, context).prompt == "1girl, long hair"
