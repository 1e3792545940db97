"""``/fix``, and what a page lists: rows, counts, and what nobody wants to be told again."""

from __future__ import annotations

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.api.conftest import BASE

MESSY = {
    "prompt": "smile, long_hair, blue_eyes, 1girl, hat, firefly, score_9, blue eye, safe",
    "negative_prompt": "",
    "width": 512,
    "height": 768,
    "steps": 10,
}
SORTED = ("error", "warning", "info", "hint")


def posted(page: TestClient, route: str, **body: Any) -> Any:
    answer = page.post(f"{BASE}/{route}", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def number(words: str, noun: str) -> int:
    """How many of something a line says there are."""
    return sum(map(int, re.findall(rf"\b(\d+) {noun}s?\b", words)))


def test_one_row_a_problem_and_the_gravest_first(page: TestClient) -> None:
    prompt = "1girl, smile, (hat, blue eye, long hairs, score_9, (smile:1.2.3)"
    report = posted(page, "compile", **{**MESSY, "prompt": prompt})["report"]
    rows = report["problems"]
    assert [row["severity"] for row in rows] == sorted(
        (row["severity"] for row in rows), key=SORTED.index
    )
    assert rows[0]["severity"] == "error"
    keys = [(row["field"], row["code"]) for row in rows]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("mode", ["fix", "report"])
def test_line_boxes_and_rows_count_the_same(page: TestClient, mode: str) -> None:
    answer = posted(page, "compile", **MESSY, options={"mode": mode})
    report = answer["report"]
    line = " · ".join(answer["summary"])
    for noun, severity in (("error", "error"), ("warning", "warning"), ("note", "info")):
        in_rows = sum(row["count"] for row in report["problems"] if row["severity"] == severity)
        in_boxes = sum(number(words, noun) for words in report["counted"].values())
        assert number(line, noun) == in_rows == in_boxes
    changes = sum(row["count"] for row in report["changes"])
    assert number(line, "change") == changes
    assert sum(number(words, "change") for words in report["counted"].values()) == changes
    assert bool(changes) == (mode == "fix")


def test_a_row_names_the_findings_that_it_stands_for(page: TestClient) -> None:
    answer = posted(page, "compile", **MESSY, options={"mode": "report"})
    rows = {row["code"]: row for row in answer["report"]["problems"]}
    order, blanks = rows["ANI101"], rows["ANI003"]
    assert order["count"] == len(order["findings"]) > 1 and order["same_fixes"]
    assert blanks["count"] == 2 and not blanks["same_fixes"]
    assert blanks["message"] == "Underscores in a known tag."
    places = [answer["findings"][n] for n in blanks["findings"]]
    assert [MESSY["prompt"][p["start"] : p["end"]] for p in places] == ["long_hair", "blue_eyes"]  # type: ignore[index]
    one = rows["ANI403"]
    assert one["message"] == answer["findings"][one["findings"][0]]["message"]


def test_findings_that_are_counted_only_are_in_their_row(page: TestClient) -> None:
    prompt = ", ".join(f"1girl, tag_{n}, long_hair" for n in range(300))
    report = posted(page, "check", prompt=prompt)["report"]
    row = next(row for row in report["problems"] if row["code"] == "ANI003")
    assert row["count"] == 300 and len(row["findings"]) == 200
    assert number(report["counted"]["prompt"], "note") >= 300


def test_only_hints_are_counted_where_there_is_nothing_else(page: TestClient) -> None:
    report = posted(page, "check", prompt="1girl, smile")["report"]
    assert report["problems"] == [] and report["hints"]
    assert report["counted"]["prompt"].endswith((" hint", " hints"))


def test_what_nobody_wants_to_be_told(page: TestClient) -> None:
    before = posted(page, "compile", **MESSY)
    quiet = posted(page, "compile", **MESSY, quiet=["ANI301", "ANI999"])
    assert quiet["prompt"] == before["prompt"]
    assert "ANI301" not in {finding["code"] for finding in quiet["findings"]}
    told, unknown = quiet["report"]["quiet"]
    gone = [finding for finding in before["findings"] if finding["code"] == "ANI301"]
    assert told["code"] == "ANI301" and told["count"] == len(gone) and told["message"]
    assert (unknown["code"], unknown["count"]) == ("ANI999", 0)
    assert number(quiet["summary"][2], "note") == number(before["summary"][2], "note") - len(gone)


def test_an_error_is_told_whatever_nobody_wants(page: TestClient) -> None:
    prompt = "1girl, (smile:1.2.3)"
    codes = [
        finding["code"]
        for finding in posted(page, "check", prompt=prompt)["findings"]
        if finding["severity"] == "error"
    ]
    assert codes
    quiet = posted(page, "check", prompt=prompt, quiet=codes)
    assert [f["code"] for f in quiet["findings"] if f["severity"] == "error"] == codes


@pytest.mark.parametrize("which", ["safe", "all"])
def test_as_many_are_fixed_as_the_page_says(page: TestClient, which: str) -> None:
    report = posted(page, "compile", **MESSY)["report"]
    fixed = posted(page, "fix", **MESSY, fixes=which)
    assert fixed["fixed"] == report["fixable"][which]
    given = {name: fixed[name] for name in MESSY}
    after = posted(page, "compile", **given)
    assert fixed["left"] == sum(row["count"] for row in after["report"]["problems"])
    assert after["report"]["fixable"][which] == 0
    assert fixed["said"] == f"{fixed['fixed']} fixed, {fixed['left']} left"


def test_those_of_one_row(page: TestClient) -> None:
    fixed = posted(page, "fix", **MESSY, codes=["ANI003"])
    assert fixed["prompt"] == str(MESSY["prompt"]).replace("_h", " h").replace("_e", " e")
    assert (fixed["fixed"], fixed["width"]) == (2, 512)


def test_those_of_one_field(page: TestClient) -> None:
    given = {**MESSY, "negative_prompt": "bad_hands"}
    by_field = posted(page, "compile", **given)["report"]["fixable"]["fields"]
    fixed = posted(page, "fix", **given, fields=["negative_prompt"], fixes="all")
    assert (fixed["prompt"], fixed["negative_prompt"]) == (MESSY["prompt"], "bad hands")
    assert (fixed["width"], fixed["fixed"]) == (512, by_field["negative_prompt"]["all"])
    fixed = posted(page, "fix", **given, fields=["size"])
    assert (fixed["prompt"], fixed["width"]) == (MESSY["prompt"], 832)


def test_a_second_pass_that_a_fix_brings_is_answered(page: TestClient) -> None:
    given = {"prompt": "1girl", "width": 832, "height": 1216, "hires": {"scale": 3.0}}
    assert posted(page, "fix", **given)["hires"] == {"scale": 3.0, "width": 0, "height": 0}


WRONG = {
    "fixes": ("some", "one of safe, all"),
    "codes": (["ANI1"], "a list of at most 100 rule codes such as ANI101"),
    "quiet": ("ANI101", "a list of at most 100 rule codes such as ANI101"),
    "fields": (["seed"], "a list of cfg_scale, hr_negative_prompt"),
    "styles": (["mine"], "Known are prompt"),
    "width": (0, "a whole number of pixels from 1 to 16384"),
}


@pytest.mark.parametrize("field", WRONG)
def test_what_is_wrong_is_refused_in_a_sentence(page: TestClient, field: str) -> None:
    value, allowed = WRONG[field]
    answer = page.post(f"{BASE}/fix", json={**MESSY, field: value})
    assert answer.status_code == 422
    assert answer.json()["detail"]["field"] == field
    assert allowed in answer.json()["detail"]["message"]


def test_it_is_told_in_the_language_of_the_page(page: TestClient) -> None:
    said = posted(page, "fix", **MESSY, options={"language": "ja"})["said"]
    assert "件修正" in said
    rows = posted(page, "check", **MESSY, options={"language": "zh"})["report"]["problems"]
    blanks = next(row for row in rows if row["code"] == "ANI003")
    assert blanks["message"] == "已知标签中有下划线。"
