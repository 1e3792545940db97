"""What holds of any caption: nothing is lost or made, and a second time changes nothing."""

from __future__ import annotations

import re
from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.captions import CaptionOptions, CaptionReader
from sd_animagine.vocabulary import bundled

VOCABULARY = bundled()
READER = CaptionReader(VOCABULARY)

KNOWN = (
    *("1girl", "2girls", "solo", "safe", "nsfw", "smile", "long hair", "Long_Hair", "masterpiece"),
    *("absurdres", "high score", "year 2020", "hatsune miku", "vocaloid", "rem (re:zero)", "^_^"),
    *(r"rem \(re:zero\)", "rem_(re:zero)", "re:zero kara hajimeru isekai seikatsu", ":(", ">:)"),
    *("(1girl:1.2)", "((smile))", "[safe]", "{1girl|2girls}", "{smile, wink|grin}", "{{solo}}"),
    *("red;;;1girl;;;blue", "(smile, wink:1.1)", "score_9", "sks style", "BREAK", "<lora:x:1>"),
)
SIGNS = "()[]{}|,;:\\ \t\r\n_.!\ufeff\u3000\u2028\x0b，ab1"
tags = st.sampled_from(KNOWN)
joints = st.sampled_from((", ", ",", " , ", ",  ", " ,"))
anything = st.text(st.sampled_from(SIGNS)) | st.text()
lines = st.lists(st.tuples(tags, joints), min_size=1, max_size=12).map(
    lambda pairs: "".join(part for pair in pairs for part in pair)[: -len(pairs[-1][1])]
)
mixed = st.lists(tags | joints | st.sampled_from((" ||| ", "|||", "\n", "\r\n")) | anything).map(
    "".join
)


@given(lines | mixed | anything)
def test_nothing_is_lost_and_nothing_made(text: str) -> None:
    made = READER.write(text)
    assert READER.write(made) == made
    assert READER.check(text).text == made
    assert Counter(re.sub(r"[ ,\s]", "", made)) == Counter(re.sub(r"[ ,\s]", "", text))
    assert made.count(",") == text.count(",")
    assert re.findall(r"\r\n|\n|\r", made) == re.findall(r"\r\n|\n|\r", text)
    assert made.startswith("\ufeff") == text.startswith("\ufeff")
    assert made.count("|||") == text.count("|||")


@given(st.lists(tags, min_size=1, max_size=12))
def test_the_same_tags_in_trained_order(written: list[str]) -> None:
    text = ", ".join(written)
    made = READER.check(text)
    assert Counter(tag.text for tag in READER.check(made.text).tags) == Counter(written)
    leading = len(READER.check(text).triggers)
    units = READER.check(made.text).tags
    assert [unit.text for unit in units[:leading]] == written[:leading]
    sections = [unit.section for unit in units[leading:]]
    assert sections == sorted(sections)


@given(lines, st.integers(0, 5))
def test_tokens_that_are_kept(text: str, kept: int) -> None:
    reader = CaptionReader(VOCABULARY, CaptionOptions(keep_tokens=kept))
    before = [tag.text for tag in reader.check(text).tags]
    after = [tag.text for tag in reader.check(reader.write(text)).tags]
    assert after[:kept] == before[:kept]


@given(lines | mixed)
def test_that_without_empty_places_none_is_left(text: str) -> None:
    reader = CaptionReader(VOCABULARY, CaptionOptions(fix_empty=True))
    made = reader.write(text)
    assert reader.write(made) == made
    assert Counter(re.sub(r"[,\s]", "", made)) == Counter(re.sub(r"[,\s]", "", text))
