"""Every rule against its case file: what it finds, where, and what its fix makes of the text.

A case file is a list of ``[[case]]`` tables::

    name = "what the case shows"
    text = '…'                  the prompt; or  negative = '…'  for a negative one (or both)
    settings = { width = 512 }  size and sampler fields of the request
    options = { … }             options by name
    known = [ … ]               known names
    ceiling = "safe"            the operator's rating ceiling
    dialect = "comfyui"         whose prompts the texts are; by default A1111's
    findings = [ { severity = "info", at = "the marked text", field = "prompt", says = "some words",
                   fix = "safe" | "suggested" | "choice", fixed = 'the field after the fix' } ]

Only findings of the file's own code are compared; an empty list means: nothing is found. ``at``,
``field`` and ``fixed`` are compared where given; a case that gives no ``fix`` expects none.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.ceiling import ceiling_at
from sd_animagine.compiler import Context, Hires, Options, Request, check_request, compile_request
from sd_animagine.rules.base import Finding, Fix
from sd_animagine.rules.registry import CODES
from sd_animagine.syntax import apply_edits
from tests.contexts import drawing
from tests.goldens import read_toml

FOLDER = Path(__file__).with_name("cases")
CASES = [
    (path.stem.upper(), case)
    for path in sorted(FOLDER.glob("*.toml"))
    for case in read_toml(path)["case"]
]
KEYS = {
    "name",
    "text",
    "negative",
    "settings",
    "options",
    "known",
    "ceiling",
    "dialect",
    "findings",
}


def request_of(case: dict[str, Any]) -> Request:
    assert set(case) <= KEYS, f"unknown key in case {case['name']!r}"
    return Request(
        prompt=case.get("text", ""),
        negative_prompt=case.get("negative"),
        known_names=frozenset(case.get("known", ())),
        options=Options.from_mapping(case.get("options", {})),
        **case.get("settings", {}),
    )


def context_of(case: dict[str, Any]) -> Context:
    ceiling = ceiling_at(case["ceiling"]) if "ceiling" in case else None
    return drawing(ceiling, case.get("dialect", "a1111"))


def found_by(request: Request, code: str, context: Context) -> list[Finding]:
    found = check_request(request, context)
    return [finding for finding in found if finding.code == code]


def text_of(request: Request, finding: Finding) -> str:
    return getattr(request, finding.field, None) or ""


def kind_of_fix(finding: Finding) -> str | None:
    if not finding.fixes:
        return None
    if len(finding.fixes) > 1:
        return "choice"
    return "safe" if finding.fixes[0].safe else "suggested"


@pytest.mark.parametrize(("code", "case"), CASES, ids=[f"{c}: {k['name']}" for c, k in CASES])
def test_case(code: str, case: dict[str, Any]) -> None:
    request = request_of(case)
    found = found_by(request, code, context_of(case))
    expected = case["findings"]
    assert [f.severity.word for f in found] == [e["severity"] for e in expected], found
    for finding, wanted in zip(found, expected, strict=True):
        text = text_of(request, finding)
        if "at" in wanted:
            assert text[finding.start : finding.end] == wanted["at"]
        assert wanted.get("says", "") in finding.message
        if "field" in wanted:
            assert finding.field == wanted["field"]
        assert kind_of_fix(finding) == wanted.get("fix"), finding
        if "fixed" in wanted:
            results = [apply_edits(text, fix.edits) for fix in finding.fixes]
            fixed = wanted["fixed"]
            assert results == (fixed if isinstance(fixed, list) else [fixed])


@pytest.mark.parametrize(("code", "case"), CASES, ids=[f"{c}: {k['name']}" for c, k in CASES])
def test_a_fix_does_away_with_its_own_finding(code: str, case: dict[str, Any]) -> None:
    request, context = request_of(case), context_of(case)
    for finding in found_by(request, code, context):
        for fix in finding.fixes:
            assert fix.edits or fix.values, "a fix must change something"
            after = _mended(request, finding.field, fix)
            again = [f.message for f in found_by(after, code, context)]
            before = [f.message for f in found_by(request, code, context)]
            assert len(again) < len(before) or finding.message not in again


@pytest.mark.parametrize(("code", "case"), CASES, ids=[f"{c}: {k['name']}" for c, k in CASES])
def test_a_safe_fix_is_applied_and_listed(code: str, case: dict[str, Any]) -> None:
    request, context = request_of(case), context_of(case)
    found = found_by(request, code, context)
    safe = [f for f in found if f.fix is not None and f.fix.safe]
    compiled = compile_request(request, context)
    if safe and request.options.mode == "fix":
        assert code in {change.code for change in compiled.changes}


def test_every_rule_has_a_case_file_that_fires_and_one_that_does_not() -> None:
    for code in CODES:
        cases = [case for owner, case in CASES if owner == code]
        assert any(case["findings"] for case in cases), f"{code} has no case that fires"
        assert any(not case["findings"] for case in cases), f"{code} has no case that does not"


def _mended(request: Request, field: str, fix: Fix) -> Request:
    values: dict[str, Any] = dict(fix.values)
    if fix.edits:
        values[field] = apply_edits(getattr(request, field), fix.edits)
    if "hires" in values:
        values["hires"] = Hires(**values["hires"])
    return replace(request, **values)
