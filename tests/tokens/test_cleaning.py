"""A text as the encoders read it: the table here reads what the hosts' library reads."""

from __future__ import annotations

import html
from random import Random

import pytest
from ftfy import fix_text
from hypothesis import given

from sd_animagine.tokens import cleaning
from sd_animagine.tokens.bpe import bundled
from tests.disguises import PLAIN_LETTERS, hidden, misread
from tests.texts import anything

READ = {
    "n\x00s\x7ffw": "nsfw",
    "&#110;&#x73;&#X66;&#119;": "nsfw",
    "&#110sfw": "nsfw",
    "&amp;amp;#110;sfw": "nsfw",
    "&&num;110&semi;sfw": "nsfw",
    "&#1&#49;0;sfw": "nsfw",
    "＆＃１１０；sfw": "nsfw",
    "n\x1b[31msfw": "nsfw",
    "ï½Žï½“ï½†ï½—": "nsfw",
    "Ã¯Â½Å½sfw": "nsfw",
    "oﬃce": "office",
    "“x”": '"x"',
    "\ud835\udcf7": "𝓷",
    "e\u0301": "é",
    "R&B, Q&A, a & b": "r&b, q&a, a & b",
    "Úžasný": "úžasný",
    "Привет, мир": "привет, мир",
    "初音ミク、ﾐｸ": "初音ミク、ミク",
    "İ": "i\u0307",
    "&#" + "0" * 5000 + "110;": "n",
    "&#" + "9" * 5000 + ";": "\ufffd",
}


@pytest.fixture(params=["ours", "the library"])
def reader(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "ours":
        monkeypatch.setattr(cleaning, "_library", lambda: None)
    return str(request.param)


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("text", READ)
def test_read(text: str) -> None:
    assert cleaning.cleaned(text).text == READ[text]


WORDS = ("full moon", "oak staff", "year 2023", "r2d2 firefly", "Žižkov", "“ok” 初音")


def theirs(text: str) -> list[str]:
    return html.unescape(html.unescape(fix_text(text))).lower().split()


def test_the_table_reads_what_the_library_reads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "_library", lambda: None)
    rng = Random(20)
    for _ in range(4000):
        text = hidden(rng, rng.choice(WORDS), PLAIN_LETTERS)
        if "<" not in text:  # where a tag of HTML may stand the library decodes no references
            assert cleaning.cleaned(text).text.split() == theirs(text), text


@pytest.mark.parametrize("encoding", cleaning.ENCODINGS)
def test_the_table_repairs_mojibake_that_the_library_repairs(
    encoding: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cleaning, "_library", lambda: None)
    rng = Random(encoding)
    repaired = 0
    for _ in range(300):
        word = "".join(chr(rng.randrange(0xFF10, 0xFF5A)) for _ in range(rng.randrange(2, 9)))
        text = misread(word, encoding)
        if theirs(text) == theirs(word):
            repaired += 1
            assert cleaning.cleaned(text).text.split() == theirs(text), text
    assert repaired


@given(anything)
def test_every_character_has_its_place(text: str) -> None:
    read, places = cleaning.cleaned(text)
    if places is None:
        assert read == text.lower()
    else:
        assert len(places) == len(read)
        assert places == sorted(places)
        assert all(0 <= place < len(text) for place in places)


def test_places_where_the_library_had_the_last_word() -> None:
    text = "a &#110;sfw, „x‟"
    read, places = cleaning.cleaned(text)
    assert places is not None
    assert [text[places[read.index(c)]] for c in "asfwx"] == list("asfwx")
    starts = [start for start, _ in bundled().words("à la ï½Žsfw b")]
    assert starts[-1] == len("à la ï½Žsfw ")


@pytest.mark.usefixtures("reader")
@pytest.mark.parametrize("piece", ["&amp;", "amp;", "&#4", "&", "ï½", "&#38;", "\x1b[", "Ã"])
def test_what_never_settles_is_read_all_the_same(piece: str) -> None:
    assert cleaning.cleaned("&#1" + piece * 20_000 + ";" * 20_000).text
