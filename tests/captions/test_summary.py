"""What is counted over many captions, and how it is told."""

from __future__ import annotations

import json
import pickle
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from sd_animagine.captions import (
    CaptionReader,
    Summary,
    summary_json,
    summary_page,
    summary_text,
)
from sd_animagine.captions.summary import Table
from sd_animagine.vocabulary import bundled

CAPTIONS = (
    "1girl, safe, year 2020, long hair, smile",
    "smile, 1girl, safe, year 2021, long_hair",
    "1girl, 2girls, explicit, Long Hair, looking at veiwer",
    "1girl, rem (re:zero), looking at veiwer, safe, nsfw",
    "ohwx, 1girl, no such tag whatever",
    "1girl, {a|{b|c}}, smile",
)


def summary_of(captions: tuple[str, ...], folder: str = "set/a") -> Summary:
    reader, summary = CaptionReader(bundled()), Summary()
    for text in captions:
        summary.add(text, reader.check(text), folder)
    return summary


def told_of(summary: Summary) -> dict[str, Any]:
    told = summary_json(summary, bundled())
    assert json.loads(json.dumps(told)) == told
    return told


def test_what_is_told() -> None:
    told = told_of(summary_of(CAPTIONS))
    assert (told["captions"], told["changed"], told["exact"]) == (6, 2, True)
    assert told["left"] == {"braces": 1}
    assert told["ratings"] == {"": 2, "safe": 2, "explicit": 1, "several": 1}
    assert told["years"] == {"year 2020": 1, "year 2021": 1}
    assert told["unknown"][0] == {
        "tag": "looking at veiwer", "times": 2, "meant": ["looking at viewer"],
    }  # fmt: skip
    assert told["unknown_tags"] == 3
    assert told["counts"] == [{"tags": "1girl + 2girls", "captions": 1}]
    assert told["characters"] == [
        {
            "character": "rem (re:zero)",
            "captions": 1,
            "series": "re:zero kara hajimeru isekai seikatsu",
        }
    ]
    assert told["spellings"] == [{"Long Hair": 1, "long hair": 1, "long_hair": 1}]
    assert told["triggers"] == [{"folder": "set/a", "words": "ohwx", "captions": 1}]
    assert told["tags"][0] == {"tag": "1girl", "times": 5}
    rules = {row["code"]: row for row in told["rules"]}
    assert rules["ANI301"]["findings"] == rules["ANI301"]["captions"] == 2


def test_two_jobs_tell_what_one_does() -> None:
    one = summary_of(CAPTIONS)
    first, second = summary_of(CAPTIONS[:2]), summary_of(CAPTIONS[2:])
    first.merge(pickle.loads(pickle.dumps(second)))
    assert told_of(first) == told_of(one)


def test_a_table_is_bounded() -> None:
    table = Table(most=100)
    for n in range(1000):
        table.count([f"tag {n}", "smile"])
    assert len(table) <= 100
    assert not table.is_exact
    assert table["smile"] == 1000
    again = pickle.loads(pickle.dumps(table))
    assert (again, again.most, again.is_exact) == (table, 100, False)
    exact = Table(["a"], most=100)
    exact.take_in(table)
    assert not exact.is_exact


def test_that_approximate_counts_are_said() -> None:
    summary = summary_of(CAPTIONS)
    assert "approximate" not in summary_text(told_of(summary)) + summary_page(told_of(summary))
    summary.tags.is_exact = False
    assert "approximate" in summary_text(told_of(summary))
    assert "approximate" in summary_page(told_of(summary))


def test_the_text() -> None:
    text = summary_text(told_of(summary_of(CAPTIONS)))
    assert text.startswith("6 captions, 2 (33%) not in trained order\n")
    assert "  looking at veiwer: 2, did you mean looking at viewer?\n" in text
    assert "  1 left as they are: braces that do not fit together\n" in text
    assert summary_text(told_of(Summary())).startswith("0 captions, 0 not in")


def test_that_a_terminal_obeys_nothing() -> None:
    text = summary_text(told_of(summary_of(("1girl, \x1b[31mred\x07, \u202eabc",), "a\nb")))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", text)


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, _ in attrs:
            assert name not in ("src", "href", "onload", "onclick")
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("captions", [CAPTIONS, (), ("<script>alert(1)</script>, \ud800, 1girl",)])
def test_the_page(captions: tuple[str, ...]) -> None:
    told = summary_json(summary_of(captions, "<b>"), bundled())
    page = summary_page(told, "set & more")
    page.encode("utf-8")
    read = _Page()
    read.feed(page)
    assert read.open == []
    assert not {"script", "link", "img", "iframe", "b"} & {*read.tags}
    assert "<title>set &amp; more</title>" in page
    assert "http" not in page.replace("http-equiv", "")
