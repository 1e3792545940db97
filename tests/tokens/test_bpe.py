"""CLIP's encoding. The expected pieces are those of transformers' CLIPTokenizer."""

from __future__ import annotations

import pytest
from hypothesis import given

from sd_animagine.tokens.bpe import COMMA, Bpe, bundled
from tests.texts import anything

PIECES = {
    "1girl, solo": "1</w> girl</w> ,</w> solo</w>",
    "masterpiece": "masterpiece</w>",
    "Hatsune MIKU": "hat sune</w> miku</w>",
    "score_9_up": "score</w> _</w> 9</w> _</w> up</w>",
    "year 2023": "year</w> 2</w> 0</w> 2</w> 3</w>",
    "don't": "don</w> 't</w>",
    "firefly (honkai: star rail)": ("firefly</w> (</w> hon kai</w> :</w> star</w> rail</w> )</w>"),
    "初音ミク": "åĪ Ŀ é Ł ³ ãĥ Ł ãĤ ¯</w>",
    ">_<": ">_ <</w>",
    "ｎｓ": "ns</w>",
    "“x”": '"</w> x</w> "</w>',
    "a\x16b": "ab</w>",
    "": "",
}


def pieces(text: str) -> list[str]:
    return [piece for _, found in bundled().words(text) for piece in found]


@pytest.mark.parametrize("text", PIECES)
def test_pieces(text: str) -> None:
    assert " ".join(pieces(text)) == PIECES[text]


def test_a_comma_is_the_host_s_comma() -> None:
    assert pieces("a, b")[1] == COMMA


def test_the_short_way_to_whole_words_is_exact() -> None:
    encoding = bundled()
    for word in sorted(encoding.whole)[::97]:
        letters = list(word)
        letters[-1] += "</w>"
        assert encoding._joined(letters) == [word + "</w>"]


def test_words_know_their_place() -> None:
    text = "1girl, 初音ミク、smile"
    assert [text[start] for start, _ in bundled().words(text)] == ["1", "g", ",", "初", "、", "s"]


@given(anything)
def test_any_text_is_encoded(text: str) -> None:
    for start, found in bundled().words(text):
        assert 0 <= start < len(text)
        assert found


def test_what_is_no_word_costs_no_more_than_its_length(monkeypatch: pytest.MonkeyPatch) -> None:
    encoding = Bpe(bundled().path)
    joined: list[int] = []
    join = encoding._joined
    monkeypatch.setattr(encoding, "_joined", lambda parts: joined.append(len(parts)) or join(parts))
    assert len(list(encoding.words("qx" * 5000 + "zq"))) == 1
    assert max(joined) <= 200
    assert sum(joined) < 20_000
