"""What is added to a prompt, where, and what is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.model import ENHANCEMENT, NEGATIVE, Section
from sd_animagine.syntax import parse
from sd_animagine.transform import arrange
from sd_animagine.transform.inject import append_all, inject, inject_all
from sd_animagine.vocabulary import bundled, classify
from tests.goldens import Q
from tests.texts import tidy

CASES = [
    # rating and year: into the first scope, only where the prompt has none
    ("smile, 1girl", {"rating": "safe", "year": 2023}, f"1girl, safe, smile, year 2023, {Q}"),
    ("1girl, nsfw", {"rating": "safe"}, f"1girl, nsfw, {Q}"),
    ("1girl, (year 2007:1.1)", {"year": 2023}, f"1girl, (year 2007:1.1), {Q}"),
    ("1girl, [safe:nsfw:0.5]", {"rating": "safe"}, f"1girl, [safe:nsfw:0.5], {Q}"),
    ("1girl, {year 2007|year 2010}", {"year": 2023}, f"1girl, {{year 2007|year 2010}}, {Q}"),
    ("1girl BREAK 1boy", {"rating": "safe"}, f"1girl, safe BREAK 1boy, {Q}"),
    # quality: what is missing, once, at the end of each subprompt of positive weight
    ("1girl, {masterpiece|best quality}", {}, f"1girl, {{masterpiece|best quality}}, {Q[13:]}"),
    ("1girl AND 1boy :-1", {}, f"1girl, {Q} AND 1boy :-1"),
    ("1girl, low quality AND 1boy", {}, f"1girl, low quality AND 1boy, {Q}"),
    ("common ADDCOMM a ADDCOL b", {}, f"common, {Q} ADDCOMM a ADDCOL b"),
    ("1girl [SEP] 1boy", {}, "1girl [SEP] 1boy"),
    ("1girl AND_PERP masterpiece", {}, f"1girl, {Q} AND_PERP masterpiece"),
    ("1girl :0.9 AND_SALT hat :0.5", {}, f"1girl, {Q} :0.9 AND_SALT hat :0.5"),
    ("(1girl, hat) :0.9 AND_TOPK 1boy", {}, f"(1girl, hat), {Q} :0.9 AND_TOPK 1boy"),
    ("1girl AND_PERP worst quality", {}, f"1girl, {Q} AND_PERP worst quality"),
    ("1girl | hat | night", {}, f"1girl, {Q} | hat | night"),
    ("1girl BREAK night | hat", {}, f"1girl BREAK night, {Q} | hat"),
    ("1girl AND 1boy | hat :0.5", {}, f"1girl, {Q} AND 1boy, {Q} | hat :0.5"),
    ("1girl, :|", {}, f"1girl, :|, {Q}"),
    ("1girl\n1boy", {"newline_is_boundary": "on"}, f"1girl, {Q}\n1boy, {Q}"),
    ("1girl, masterpiece\n1boy", {"newline_is_boundary": "on"}, f"1girl, {Q}\n1boy, {Q}"),
    ("1girl", {"quality": "best quality, good score"}, "1girl, best quality, good score"),
    ("<lora:a:1>", {"rating": "safe", "year": 2023}, "<lora:a:1>"),
    (" # only a note", {}, " # only a note"),
]


@pytest.mark.parametrize(("text", "options", "expected"), CASES, ids=[c[0] for c in CASES])
def test_prompt(text: str, options: dict[str, object], expected: str) -> None:
    compiled = compile_request(Request(text, options=Options(**options)))  # type: ignore[arg-type]
    assert compiled.prompt == expected


ALL = ", ".join(NEGATIVE)
NEGATIVES = [
    ("", "after", ALL),
    ("  ", "after", ALL),
    ("hat", "after", f"hat, {ALL}"),
    ("hat", "before", f"{ALL}, hat"),
    ("hat", "if-empty", "hat"),
    ("", "if-empty", ALL),
    ("hat", "replace", ALL),
    ("hat", "off", "hat"),
    ("(text:1.3), hat", "after", "(text:1.3), hat, " + ALL.replace("text, ", "")),
    ("missing fingers", "after", "missing fingers, " + ALL.replace("missing finger, ", "")),
    ("hat # mine", "after", f"hat, {ALL} # mine"),
    ("# mine\n", "after", f"{ALL} # mine\n"),
    (ALL, "after", ALL),
]


@pytest.mark.parametrize(("text", "mode", "expected"), NEGATIVES, ids=[str(c) for c in NEGATIVES])
def test_negative(text: str, mode: str, expected: str) -> None:
    compiled = compile_request(Request("1girl", text, options=Options(negative=mode)))
    assert compiled.negative_prompt == expected


@pytest.mark.parametrize(
    ("negative", "mode", "is_barred"),
    [
        ("(bad hands", "after", True),
        ("hands BREAK [bad", "after", True),
        ("(bad BREAK hands", "before", True),
        ("bad, (hands", "after", False),
        ("hands BREAK (bad", "before", False),
        ("(bad hands", "if-empty", False),
        ("(bad hands", "off", False),
        (f"({ALL}", "after", False),
    ],
)
def test_an_open_bracket_that_bars_the_recommended_tags_says_so(
    negative: str, mode: str, is_barred: bool
) -> None:
    compiled = compile_request(Request("1girl", negative, options=Options(negative=mode)))
    said = [f.message for f in compiled.findings if f.field == "negative_prompt"]
    assert any("no tags can be added" in message for message in said) == is_barred
    assert not is_barred or compiled.negative_prompt == negative


def test_a_recommended_tag_that_is_asked_for_is_left_out_with_a_note() -> None:
    compiled = compile_request(Request("1girl, text", ""))
    assert compiled.negative_prompt == ALL.replace("text, ", "")
    assert [f.severity.word for f in compiled.findings if f.code == "ANI209"] == ["info"]


@pytest.mark.parametrize("negative", ["", "# note", " BREAK "])
def test_what_is_left_out_of_an_empty_negative_prompt_is_told(negative: str) -> None:
    options = Options(negative="if-empty")
    compiled = compile_request(Request("1girl, text", negative, options=options))
    assert [finding.code for finding in compiled.findings if finding.field == "negative_prompt"]
    assert "text, " not in (compiled.negative_prompt or "")


@settings(max_examples=400)
@given(tidy)
def test_what_was_only_moved_and_added_to_is_settled(text: str) -> None:
    """The compiler takes a short way for prompts of plain tags; it must lead to the same place."""
    once = compile_request(Request(text, ""))
    again = compile_request(Request(once.prompt, once.negative_prompt))
    assert (again.prompt, again.negative_prompt) == (once.prompt, once.negative_prompt)
    assert not again.changes


@pytest.mark.parametrize(
    "text",
    ["a AND b AND ", "a,ANDb", "a,, BREAK b,\\BREAK c", "b), (a AND b), (a", "(a AND b",
     "a # x, y\n", "masterpiece, <lora:a:1> AND <lora:a:1>,a", "a，AND、b",
     "absurdres AND high score, b\\[SEP]c", "a :1.2 AND b:2 AND c, :3", "a AND_PERP b :2 | c"],
)  # fmt: skip
@pytest.mark.parametrize("tags", [ENHANCEMENT, ENHANCEMENT[::-1], ENHANCEMENT[1:2], ()], ids=str)
def test_tags_go_in_together_as_one_after_the_other(text: str, tags: tuple[str, ...]) -> None:
    prompt = parse(text)
    readings = {r.item: r for r in classify(prompt, bundled())}
    add = tuple((tag, Section.QUALITY) for tag in tags)
    for scope in prompt.scopes():
        together = arrange(prompt, scope, scope.suffix, readings, split=False)
        singly = together.copy()
        placed = [inject(singly, tag, section) for tag, section in add]
        assert append_all(prompt, scope, add, readings) in ((), tuple(placed))
        assert inject_all(together, add) == placed
        assert together.text() == singly.text()
        assert together.separators == singly.separators


def test_a_tag_against_one_that_is_only_added_is_told_as_such() -> None:
    typed, added, added_and_moved = (
        [
            f.message
            for f in compile_request(Request(prompt, "absurdres")).findings
            if f.code == "ANI209"
        ]
        for prompt in ("1girl, absurdres", "1girl", "(best quality), 1girl, [masterpiece, highres]")
    )
    assert [message[:33] for message in typed] == ["“absurdres” is in the prompt and i"[:33]]
    assert [message[:33] for message in added] == ["“absurdres” is added to the promp"[:33]]
    assert added_and_moved == added
