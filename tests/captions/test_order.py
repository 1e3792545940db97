"""Captions in trained order: what moves, and what stays byte for byte."""

from __future__ import annotations

import random
from typing import Any

import pytest

from sd_animagine.captions import CaptionOptions, CaptionReader
from sd_animagine.compiler import OptionError, Options, Request, compile_request
from sd_animagine.compiler.options import ADDS_NOTHING
from sd_animagine.vocabulary import TagKind, bundled
from tests.contexts import drawing

READER = CaptionReader(bundled())

MOVED = {
    "tags": ("masterpiece, smile, safe, 1girl", "1girl, safe, smile, masterpiece"),
    "spelling": ("Long_Hair, 1girl, long hair", "1girl, Long_Hair, long hair"),
    "duplicates": ("smile, 1girl, smile", "1girl, smile, smile"),
    "no blanks": ("smile,solo,1girl", "1girl,smile,solo"),
    "some blanks": ("smile,solo, 1girl", "1girl, smile, solo"),
    "blanks in front": ("smile ,solo ,1girl", "1girl ,smile ,solo"),
    "blanks around": ("  smile, 1girl \t", "  1girl, smile \t"),
    "comma at the end": ("smile, 1girl, ", "1girl, smile, "),
    "series": (
        "re:zero kara hajimeru isekai seikatsu, rem (re:zero), 1girl",
        "1girl, rem (re:zero), re:zero kara hajimeru isekai seikatsu",
    ),
    "one character twice": (
        "re:zero kara hajimeru isekai seikatsu, rem (re:zero), rem (re:zero)",
        "rem (re:zero), rem (re:zero), re:zero kara hajimeru isekai seikatsu",
    ),
    "escapes": (r"smile, rem \(re:zero\), 1girl", r"1girl, rem \(re:zero\), smile"),
    "underscores": ("smile, rem_(re:zero), 1girl", "1girl, rem_(re:zero), smile"),
    "weight": ("smile, (1girl:1.2), [safe]", "(1girl:1.2), [safe], smile"),
    "several in brackets": (
        "masterpiece, (best quality, 1girl:1.2), solo",
        "(best quality, 1girl:1.2), solo, masterpiece",
    ),
    "alternatives": ("smile, {1girl|2girls}", "{1girl|2girls}, smile"),
    "alternatives that differ": ("masterpiece, {1girl, x|smile}", "{1girl, x|smile}, masterpiece"),
    "two braces": ("masterpiece, {{1girl}}, solo", "{{1girl}}, solo, masterpiece"),
    "glued": ("smile, red;;;1girl;;;solo", "red;;;1girl;;;solo, smile"),
    "one separator": ("smile, 1girl ||| masterpiece, solo", "1girl, smile ||| solo, masterpiece"),
    "two separators": (
        "smile, 1girl|||masterpiece, solo ||| absurdres, best quality",
        "1girl, smile|||solo, masterpiece ||| best quality, absurdres",
    ),
    "lines": ("smile, 1girl\r\n\nmasterpiece, solo\r", "1girl, smile\r\n\nsolo, masterpiece\r"),
    "BOM": ("\ufeffsmile, 1girl", "\ufeff1girl, smile"),
    "trigger words": ("sks style, ohwx, masterpiece, 1girl", "sks style, ohwx, 1girl, masterpiece"),
    "smileys": ("smile, :(, >:), 1girl", "1girl, smile, :(, >:)"),
    "a full stop": ("1girl, smile, safe.", "1girl, smile, safe."),
}
LEFT = {
    "in order": ("1girl, safe, smile, masterpiece", ""),
    "nothing": ("", "blank"),
    "blank first line": ("\nsmile, 1girl", "blank"),
    "empty places": ("smile ,1girl,,c,", "empty"),
    "a comma first": (", smile, 1girl", "empty"),
    "nested braces": ("smile, {a|{b|c}}, 1girl", "braces"),
    "open brace": ("smile, {a|b, 1girl", "braces"),
    "closing brace": ("smile, a}, 1girl", "braces"),
    "open bracket": ("smile, (a, 1girl", "brackets"),
    "three separators": ("smile, 1girl ||| a ||| b ||| solo, 1boy", "separators"),
    "sentence": ("A girl with blue eyes, smile, is standing in the rain.", "sentence"),
    "sentence among tags": ("smile, 1girl, she is standing in the rain.", "sentence"),
    "wide commas": ("smile，1girl", ""),
    "line separator": ("smile\u20281girl", ""),
}


@pytest.mark.parametrize(("text", "ordered"), MOVED.values(), ids=MOVED)
def test_that_tags_move(text: str, ordered: str) -> None:
    assert READER.write(text) == ordered
    assert READER.check(text).text == ordered
    assert READER.write(ordered) == ordered


@pytest.mark.parametrize(("text", "why"), LEFT.values(), ids=LEFT)
def test_that_a_caption_stays(text: str, why: str) -> None:
    checked = READER.check(text)
    assert (checked.text, checked.left) == (text, why)


def test_tokens_that_are_kept() -> None:
    reader = CaptionReader(bundled(), CaptionOptions(keep_tokens=2))
    assert reader.write("smile, solo, masterpiece, 1girl") == "smile, solo, 1girl, masterpiece"
    assert reader.write("smile, 1girl ||| absurdres, solo") == "1girl, smile ||| solo, absurdres"


def test_a_separator_of_ones_own() -> None:
    reader = CaptionReader(bundled(), CaptionOptions(keep_separator="@@"))
    assert reader.write("smile, 1girl @@ safe, solo") == "1girl, smile @@ safe, solo"
    assert reader.write("@@ smile, 1girl @@") == "@@ 1girl, smile @@"


def test_no_glue() -> None:
    reader = CaptionReader(bundled(), CaptionOptions(secondary_separator=""))
    assert reader.write("smile, red;;;1girl") == "smile, red;;;1girl"


def test_empty_places_that_are_taken_out() -> None:
    reader = CaptionReader(bundled(), CaptionOptions(fix_empty=True))
    assert reader.write(" smile ,1girl,,solo,") == " 1girl, smile, solo"
    assert reader.write("1girl ,smile") == "1girl, smile"
    assert reader.write("1girl,smile,") == "1girl,smile,"


def test_trigger_words() -> None:
    assert READER.check("sks style, ohwx, 1girl, foo").triggers == ("sks style", "ohwx")
    assert READER.check("1girl, sks style").triggers == ()


def test_that_it_is_the_order_of_prompts() -> None:
    rng = random.Random(3)
    kinds = bundled().kinds
    plain = [name for name in kinds if name.isascii() and not set(name) & set("()[]:<>|\\,;{}#/&_")]
    special = [name for name in plain if kinds[name] is not TagKind.GENERAL]
    options = Options(**ADDS_NOTHING, select=("ANI101",))
    for _ in range(100):
        tags = [*rng.sample(special, 8), *rng.sample(plain, 8), "masterpiece", "safe", "1girl"]
        rng.shuffle(tags)
        text = ", ".join(["smile", *tags])
        made = compile_request(Request(text, options=options), drawing(dialect="caption"))
        assert READER.write(text) == made.prompt


@pytest.mark.parametrize(
    ("options", "name"),
    [
        ({"keep_tokens": -1}, "keep_tokens"),
        ({"keep_separator": ","}, "keep_separator"),
        ({"secondary_separator": "\n"}, "secondary_separator"),
    ],
)
def test_options_that_are_refused(options: dict[str, Any], name: str) -> None:
    with pytest.raises(OptionError, match=f"^{name} is .*; it must be "):
        CaptionOptions(**options)
