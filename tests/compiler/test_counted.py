"""Of a rule 200 findings are told, and the rest is counted; nothing is left unrepaired for it."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from benchmarks.constructs import CONSTRUCTS, tags, text_of
from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.compiler import text as compiling
from sd_animagine.report.serial import told_changes
from sd_animagine.rules.base import Severity
from tests.promises import untold_change

MOST = compiling.MOST_FINDINGS


FEW = 40
"""The same of a text of a seventh of the length: what is told and counted beside it is the same."""


def told_at_most(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = {**(compiling.findings_of.__kwdefaults__ or {}), "most": most}
    monkeypatch.setattr(compiling.findings_of, "__kwdefaults__", defaults)
    monkeypatch.setattr("sd_animagine.compiler.pipeline.MOST_FINDINGS", most)
    monkeypatch.setattr(compiling, "_SHORT", 0)  # a short text is first read without counting


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_what_is_told_and_what_is_counted_is_all(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(name, 900)
    for request in (Request(text), Request("1girl", text)):
        told_at_most(FEW, monkeypatch)
        compiled = compile_request(request)
        told = Counter(finding.code for finding in compiled.findings)
        assert max(told.values(), default=0) <= FEW
        assert untold_change(request, compiled) is None
        told_at_most(10**9, monkeypatch)
        every = Counter(finding.code for finding in compile_request(request).findings)
        assert told + Counter(compiled.findings_left_out) == every


def test_what_is_not_told_is_repaired_all_the_same() -> None:
    compiled = compile_request(Request("long_hair, " * 1000, options=Options(quality="off")))
    assert compiled.prompt.strip(", ") == "long hair"
    assert compiled.findings_left_out == {"ANI003": 800, "ANI303": 799}
    assert sum(change.times for change in compiled.changes) > 1000
    assert len(compiled.changes) < 500


def _tags(text: str) -> list[str]:
    return [tag for tag in map(str.strip, re.split("[,\n]", text)) if tag]


@pytest.mark.parametrize("sep", [", ", "\n", " ,\n"])
@pytest.mark.parametrize("beside", ["smile", "bunny ears", "tall_hat", "(night:1.2)", ":)"])
def test_repetitions_side_by_side_go_at_once_whatever_stands_between(beside: str, sep: str) -> None:
    one = ["long hair", beside]
    many = [*one * 150, *["long hair"] * 150, beside, *["long hair"] * 150, *one]
    request = Request(sep.join(many), options=Options(quality="off"))
    compiled = compile_request(request)
    few = compile_request(Request(", ".join(one), options=request.options))
    assert _tags(compiled.prompt) == _tags(few.prompt)
    assert untold_change(request, compiled) is None
    gone = (change.times for change in compiled.changes if change.kind == "removed")
    assert sum(gone) >= len(many) - 2


def test_the_gravest_is_told_however_much_is_said_before() -> None:
    text = "(a BREAK b), " * 500 + "(a:1.2.3)"
    compiled = compile_request(Request(text, options=Options(mode="strict")))
    told = [finding for finding in compiled.findings if finding.code == "ANI010"]
    assert len(told) == MOST
    assert any(finding.severity is Severity.ERROR for finding in told)
    assert "ANI010" in compiled.refusal


def test_what_is_beyond_is_one_change_that_knows_its_tags() -> None:
    names = [tag for tag in tags() if " " in tag][: 2 * MOST]
    typed = ", ".join(tag.replace(" ", "_") for tag in names)
    request = Request(typed, options=Options(quality="off"))
    compiled = compile_request(request)
    made = [change for change in compiled.changes if change.code == "ANI003"]
    assert [change.times for change in made] == [1] * MOST + [len(names) - MOST]
    pieces = [piece for piece in compiled.texts["prompt"].pieces if piece.source is not None]
    assert [typed[slice(*piece.source or ())] for piece in pieces] == typed.split(", ")
    assert all(piece.change in made for piece in pieces)


@pytest.mark.parametrize("there", [[], ["great score"], ["masterpiece", "absurdres"]])
def test_what_is_added_to_many_parts_is_told_of_the_first_ones(there: list[str]) -> None:
    request = Request(" AND ".join([", ".join(["smile", "1girl", *there])] * MOST))
    compiled = compile_request(request)
    added = [change for change in compiled.changes if change.kind == "added"]
    one_by_one = [change for change in added if change.times == 1]
    missing = len(Options().quality_tags) - len(there)
    assert sum(change.times for change in added) == MOST * missing
    assert MOST <= len(one_by_one) < MOST + missing
    assert untold_change(request, compiled) is None
    told, left_out = told_changes(compiled.changes)
    assert all(change.times == 1 for change in told)
    assert sum(left_out.values()) == sum(c.times for c in compiled.changes) - len(told)


def test_removals_at_once_are_not_said_to_take_what_stays() -> None:
    last = "smile, solo, red hair, solo"
    compiled = compile_request(Request(f"1girl, {'solo, ' * (MOST + 2)}{last}"))
    (together,) = [c for c in compiled.changes if c.kind == "removed" and c.times > 1]
    assert {"smile", "red hair"} <= set(compiled.prompt.split(", "))
    assert "red hair" in together.after
    assert "→" in together.sentence()
    assert "removed" not in together.sentence()
