"""What of ours fails costs what it would have said, and is told of; nothing else changes."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest

from sd_animagine import failures
from sd_animagine.ceiling import ceiling_at
from sd_animagine.compiler import Options, Request, check_request, compile_request, pipeline, text
from sd_animagine.rules import ani301
from sd_animagine.rules.base import Severity
from sd_animagine.rules.registry import CODES, all_rules
from sd_animagine.transform import Change
from sd_animagine.vocabulary import bundled
from tests.contexts import drawing, under
from tests.failing import break_rule, fail

__all__ = ["break_rule"]

PROMPT = "smile, 1girl, long_hair, looking at veiwer, mastepiece"
REQUEST = Request(PROMPT, "lowers", width=500, height=700, steps=3)
BREAKABLE = [code for code in CODES if code != "ANI501"]
Break = Callable[[str], None]


@pytest.mark.parametrize("code", BREAKABLE)
def test_a_rule_that_fails_costs_its_own_findings(code: str, break_rule: Break) -> None:
    broken = next(rule for rule in all_rules() if rule.code == code)
    context = drawing(dialect=(broken.dialects or ("a1111",))[0])
    before = compile_request(REQUEST, context)
    break_rule(code)
    after = compile_request(REQUEST, context)
    kept = [found for found in before.findings if found.code != code]
    assert [found for found in after.findings if found.code != "ANI012"] == kept
    told = [found for found in after.findings if found.code == "ANI012"]
    assert told and {re.sub(r"\w+\.py:\d+", "…", found.message) for found in told} == {
        f"Rule {code} failed (KeyError, …), so its findings are missing. Please report this."
    }
    assert {found.severity for found in told} == {max(*broken.severities, Severity.WARNING)}
    assert after.prompt and after.active


def test_the_log_has_the_traceback_once(
    break_rule: Break, caplog: pytest.LogCaptureFixture
) -> None:
    break_rule("ANI303")
    for prompt in ("1girl, smile", "1boy, solo"):
        compile_request(Request(prompt, prompt))
    (record,) = [each for each in caplog.records if each.levelno >= logging.ERROR]
    assert "ANI303" in record.getMessage() and record.exc_info


def test_whoever_looks_for_failures_gets_them_raised(
    break_rule: Break, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_rule("ANI303")
    monkeypatch.setattr(failures, "go_around", lambda: None)
    with pytest.raises(KeyError):
        compile_request(REQUEST)


def test_a_suggestion_that_fails_costs_its_own_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    def suggest(_vocabulary: object, name: str, _context: object) -> list[str]:
        return fail() if name == "alise" else ["smile"]

    monkeypatch.setattr(ani301, "suggestions", suggest)
    found = [f for f in check_request(Request("1girl, alise, smlie")) if f.code == "ANI301"]
    assert [f.message.partition(" (")[0] for f in found] == [
        "The search for tags like “alise” failed",
        "“smlie” is not a known tag. Did you mean “smile”?",
    ]


def test_a_repair_that_fails_leaves_the_text(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text, "_transform", fail)
    compiled = compile_request(REQUEST)
    assert (compiled.prompt, compiled.negative_prompt) == (REQUEST.prompt, REQUEST.negative_prompt)
    assert (compiled.width, compiled.height) == (832, 1216)
    assert [f.field for f in compiled.findings if f.code == "ANI012"] == [
        "prompt",
        "negative_prompt",
    ]
    assert {change.field for change in compiled.changes} == {"size"}


def test_a_text_with_ever_more_to_repair_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    fix = text._fix
    change = Change("added", "prompt", "", "smile", "", "")

    def one_more(*given: Any) -> Any:
        done = fix(*given)
        return done._replace(text=done.text + ", smile", changes=[change])

    monkeypatch.setattr(text, "_fix", one_more)
    compiled = compile_request(Request("1girl, long_hair"))
    assert compiled.prompt == "1girl, long_hair"
    (found,) = [f for f in compiled.findings if f.code == "ANI011"]
    assert (found.field, found.start, found.end) == ("prompt", 0, 16)
    assert text.MAX_PASSES == 4
    assert found.message.startswith("The repairs of this text did not come to an end, so it stays")


def test_nothing_leaves_it_out(break_rule: Break) -> None:
    break_rule("ANI001")
    options = Options(select=("ANI0",), ignore=("ANI012",))
    assert "ANI012" in [f.code for f in check_request(Request("1girl", options=options))]


def test_strict_stops_where_a_grave_rule_fails(break_rule: Break) -> None:
    request = Request("1girl", options=Options(mode="strict"))
    break_rule("ANI207")  # may say that something is an error
    assert "Rule ANI207" in compile_request(request).refusal
    break_rule("ANI303")  # may not
    assert not compile_request(request).refusal


@pytest.mark.parametrize("mode", ["fix", "report", "off"])
def test_a_ceiling_that_fails_lets_nothing_through(
    mode: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pipeline, "hold", fail)
    request = Request("1girl, smile", options=Options(mode=mode))
    compiled = compile_request(request, under(ceiling_at("safe")))
    assert "The rating of this prompt could not be checked (KeyError" in compiled.refusal
    assert compile_request(request).refusal == ""


def test_nor_does_one_whose_rule_fails(break_rule: Break) -> None:
    break_rule("ANI501")
    compiled = compile_request(Request("1girl"), under(ceiling_at("safe")))
    assert "The rating of this prompt could not be checked" in compiled.refusal


def test_the_cause_tells_the_place_in_our_code_and_no_value() -> None:
    try:
        bundled().foreign["a value that nobody is to see"]
    except KeyError as error:
        assert failures.cause(error) == "KeyError"
    try:
        bundled().character([])  # type: ignore[arg-type]
    except TypeError as error:
        kind, _, place = failures.cause(error).partition(", ")
        assert kind == "TypeError" and place.startswith("vocabulary.py:")
