"""Names in the dress of a board, and what is called so in a prompt."""

from __future__ import annotations

import pytest

from sd_animagine.vocabulary import bundled
from sd_animagine.vocabulary.dressed import is_underscored, names_with_brackets, undressed


@pytest.mark.parametrize(
    "text",
    [
        "ask_(askzy)",
        "hatsune_miku_(vocaloid)",
        "zzyzx_(mage)_(unheard_of_show)",
        r"ask_\(askzy\)",
        "trailblazer_(honkai:_star_rail)",
        "artist:ask_(askzy)",
        "@_(symbol)",
        "silver_fox_girl_(yuuji_(yukimimi))",
        r"silver_fox_girl_\(yuuji_\(yukimimi\)\)",
        "zzyzx_(deluxe<<<)",
        "kiyono_(_kiyotsugu)",
        "nagomi_(_nagomi_)",
    ],
)
def test_a_boards_name(text: str) -> None:
    assert is_underscored(text)


@pytest.mark.parametrize(
    "text",
    [
        "ask (askzy)",
        "long_hair",
        "(o)_(o)",
        "smile_(hat:1.2)",
        "smile_(<lora:x:1>)",
        "kiyono_(__color__)",
        "smile_(_)",
        "smile_(hat, 1girl)",
        "__hair__",
        "a_()",
        "ask_(askzy",
        r"ask_\(askzy)",
        "",
    ],
)
def test_no_boards_name(text: str) -> None:
    assert not is_underscored(text)


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("hatsune miku (vocaloid)", "hatsune miku"),
        ("tifa lockhart (final fantasy vii)", "tifa lockhart"),
        ("arima kana (oshi no ko)", "arima kana"),
        ("hatsune miku (touhou)", ""),
        ("hatsune miku", ""),
        ("makima (chainsaw man)", ""),
        ("smile (vocaloid)", ""),
        ("", ""),
    ],
)
def test_the_character_that_a_name_with_its_series_is(name: str, meant: str) -> None:
    assert undressed(name, bundled()) == meant


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("firefly (honkai: star rail) wearing hat", ["firefly (honkai: star rail)"]),
        ("artist:ask (askzy)", ["ask (askzy)"]),
        ("by ask_(askzy)", ["ask_(askzy)"]),
        ("1girl misty_(pokemon) zzyzx_(mage)", ["misty_(pokemon)", "zzyzx_(mage)"]),
        ("hoshimachi suisei (1st costume) smiles", ["hoshimachi suisei (1st costume)"]),
        ("by zzyzx_(deluxe<<<) hat", ["zzyzx_(deluxe<<<)"]),
        ("<lora:x:1>ask_(askzy)", ["ask_(askzy)"]),
        ("long (blonde) hair", []),
        ("girl holding a (red rose)", []),
        ("(smile:1.2)", []),
    ],
)
def test_names_among_other_words(text: str, names: list[str]) -> None:
    found = names_with_brackets(text, bundled())
    assert [text[name.start : name.end] for name in found] == names
