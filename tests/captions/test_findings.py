"""What is found in captions: what a check of the same text as a prompt of this dialect finds."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from sd_animagine.captions import CaptionOptions, CaptionReader, Summary, summary_json
from sd_animagine.compiler import Options, Request, check_request
from sd_animagine.rules.base import Finding
from sd_animagine.vocabulary import TagKind, bundled
from tests.contexts import drawing

READER = CaptionReader(bundled())
CONTEXT = drawing(dialect="caption")

ALIKE = {
    "in order": "1girl, solo, safe, smile, masterpiece, absurdres",
    "out of order": "masterpiece, smile, safe, 1girl",
    "misspelled": "1girl, safe, mastepiece, looking at veiwer, smlie",
    "underscores": "1girl, safe, long_hair, looking_at_viewer, ^_^",
    "other model's": "1girl, safe, score_9, newest, masterpiece",
    "no count": "arima kana, safe, smile",
    "no rating": "1girl, smile",
    "no series": "1girl, rem (re:zero), safe",
    "series": "1girl, rem (re:zero), re:zero kara hajimeru isekai seikatsu, safe",
    "series of the character beside it": "1girl, rem, re:zero kara hajimeru isekai seikatsu, safe",
    "ratings": "1girl, safe, explicit, nsfw",
    "quality": "1girl, safe, masterpiece, low quality",
    "years": "1girl, safe, year 2007, year 2023, year 1990",
    "counts": "1girl, 2girls, solo, safe",
    "solo of two": "2girls, solo, safe",
    "twice": "1girl, safe, smile, Smile, smile",
    "two empty places": "1girl, safe, , smile, ,, wink",
    "a comma at the end": "1girl, safe, smile,",
    "unseen": "1girl, safe, smi\u200ble",
    "weight": "1girl, safe, (smile:1.2), BREAK, <lora:x:1>",
    "entity": "1girl, safe, &gt;_&lt;",
    "wide brackets": "1girl, safe, （smile）",
    "sentences": "1girl, safe, she is standing in the rain, he is sitting on a red chair",
    "missing commas": "1girl, safe, long hair smile solo",
    "alias": "1girl, safe, bunny ears",
}
PLACELESS = ("ANI104",)
"""Of where a rating is missing each has its own mind: neither has room to put one."""


def told(found: tuple[Finding, ...]) -> list[tuple[object, ...]]:
    return sorted(
        (f.code, f.severity, str(f.message), *(() if f.code in PLACELESS else (f.start, f.end)))
        for f in found
    )


@pytest.mark.parametrize("text", ALIKE.values(), ids=ALIKE)
def test_that_it_is_what_a_check_finds(text: str) -> None:
    checked = READER.check(text)
    request = Request(text, options=Options(mode="report"))
    assert told(checked.findings) == told(check_request(request, CONTEXT))
    assert not any(finding.fixes for finding in checked.findings)
    assert told(READER.check(text).findings) == told(checked.findings)  # remembered by now


def test_that_it_is_so_of_many() -> None:
    vocabulary = bundled()
    rng = random.Random(7)
    plain = {
        kind: [
            name
            for name, its in vocabulary.kinds.items()
            if its is kind
            and len(name) > 1
            and name.isascii()
            and not set(name) & set("()[]{}<>\\,|#:/&")
        ]
        for kind in TagKind
    }
    for _ in range(200):
        tags = [rng.choice(plain[kind]) for kind in rng.choices([*TagKind][1:], k=8) if plain[kind]]
        tags += [rng.choice(plain[TagKind.GENERAL])[:-1], "1girl", "smile"]
        rng.shuffle(tags)
        text = ", ".join(tags)
        found = READER.check(text).findings
        request = Request(text, options=Options(mode="report"))
        triggers = READER.check(text).triggers
        if not triggers:
            assert told(found) == told(check_request(request, CONTEXT)), text


LEFT = {
    "1girl, {a|{b|c}}, smile": (10, 11),
    "1girl, (a, smile": (7, 8),
    "1girl ||| a ||| b ||| smile": (18, 21),
    "": (0, 0),
    "\n1girl": (0, 0),
    "She is standing in the rain.": (0, 28),
    "smile,,1girl": (6, 6),
}


@pytest.mark.parametrize(("text", "place"), LEFT.items())
def test_lines_that_stay(text: str, place: tuple[int, int]) -> None:
    said = [f for f in READER.check(text).findings if f.code == "ANI022"]
    assert [(f.start, f.end) for f in said] == [place]
    silent = CaptionReader(bundled(), CaptionOptions(ignore=("ANI022",)))
    assert "ANI022" not in [f.code for f in silent.check(text).findings]


def test_a_byte_order_mark() -> None:
    found = READER.check("\ufeff1girl, safe").findings
    assert [(f.code, f.start, f.end) for f in found] == [("ANI017", 0, 1)]


def test_each_line_is_a_caption() -> None:
    text = "1girl, safe, 1girl\r\n1girl, nsfw"
    found = [(f.code, f.start, f.end) for f in READER.check(text).findings]
    assert found == [("ANI101", 13, 18), ("ANI303", 13, 18)]


def test_a_selection() -> None:
    text = "smile, long_hair, 1girl"
    only = CaptionReader(bundled(), CaptionOptions(select=("ANI003",)))
    assert [f.code for f in only.check(text).findings] == ["ANI003"]
    but = CaptionReader(bundled(), CaptionOptions(ignore=("ANI1",)))
    assert [f.code for f in but.check(text).findings] == ["ANI003"]
    assert but.check(text).text == "1girl, smile, long_hair"


def test_that_not_everything_is_told() -> None:
    text = ", ".join(["1girl", "safe", *["smile"] * 301])
    checked = READER.check(text)
    assert Counter(f.code for f in checked.findings) == {"ANI303": 200}
    assert checked.left_out == {"ANI303": 100}
    summary = Summary()
    summary.add(text, checked)
    assert summary.findings == {"ANI303": 300}


def test_words_that_are_known() -> None:
    reader = CaptionReader(
        bundled(), CaptionOptions(known_names=frozenset({"Looking_At_Veiwer", "monocl"}))
    )
    text = "1girl, safe, monocl, looking at veiwer"
    assert reader.check(text).findings == ()
    assert [f.code for f in READER.check(text).findings] == ["ANI301", "ANI301"]
    summary = Summary()
    summary.add(text, reader.check(text))
    told = summary_json(summary, bundled(), reader.options.protected)
    assert told["unknown"] == []
