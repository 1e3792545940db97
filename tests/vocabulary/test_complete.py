"""The search for other tools: what is found, in which order, and how soon."""

from __future__ import annotations

from pathlib import Path

import pytest

from sd_animagine.lookup.complete import LONGEST, complete
from sd_animagine.vocabulary import TagKind, bundled
from sd_animagine.vocabulary.user_lists import read_list


def names(typed: str, limit: int = 30, after: str = "") -> list[str]:
    return [found.name for found in complete(bundled(), typed, limit=limit, after=after)]


def test_special_tags_come_first() -> None:
    assert names("sa")[0] == "safe"
    assert names("mas")[0] == "masterpiece"
    assert names("year 20")[:2] == ["year 2025", "year 2024"]
    assert names("qual")[:3] == ["best quality", "low quality", "worst quality"]


def test_beginnings_before_later_words_before_aliases() -> None:
    found = names("rail", 100)
    starts = [name.startswith("rail") for name in found]
    assert starts == sorted(starts, reverse=True) and any(starts) and not all(starts)
    assert "firefly (honkai: star rail)" in names("star rail", 100)
    assert complete(bundled(), "toho pro")[0] == ("touhou", TagKind.SERIES, "toho project")


def test_most_used_first() -> None:
    hair = [name for name in names("hair ", 20) if name.startswith("hair ")]
    ranks = [bundled().rank(name) or 0 for name in hair if bundled().kinds[name] is TagKind.GENERAL]
    assert ranks == sorted(ranks) and len(ranks) > 5


def test_inside_a_word_from_three_letters() -> None:
    inside = [name for name in names("ngerin", 100) if "ngerin" in name]
    assert inside
    assert all("zq" not in f" {name}" or f" {name}".find(" zq") >= 0 for name in names("zq"))


@pytest.mark.parametrize("typed", ["long_hair", "LONG HAIR", "Ｌｏｎｇ　ｈａｉｒ", "long   hair"])
def test_any_spelling(typed: str) -> None:
    assert names(typed)[0] == "long hair"


def test_a_blank_ends_the_word() -> None:
    assert all(not name.startswith("longsword") for name in names("long ", 100))


def test_a_character_brings_its_series() -> None:
    firefly = "firefly (honkai: star rail)"
    assert names("", after=firefly)[:3] == ["honkai: star rail", "honkai (series)", "1girl"]
    assert names("hon", after=firefly)[0] == "honkai: star rail"
    assert names("smi", after=firefly)[0] == "smile"
    assert names("", after="smile") == names("")


def test_a_kaomoji() -> None:
    assert ">_<" in names(">_<")


@pytest.mark.parametrize("typed", ["x" * (LONGEST + 1), "qqqqqq", "\ud800", "\0", "日本語のタグ"])
def test_what_fits_nothing(typed: str) -> None:
    assert names(typed) == []


@pytest.mark.parametrize("typed", ["", "(", ")", " ", "\n", "-", "'", '"', "/", ":", "e ", "a"])
def test_each_name_once_and_never_too_many(typed: str) -> None:
    for limit in (1, 100):
        found = names(typed, limit)
        assert len(found) == len(set(found)) <= limit


def test_a_list_of_the_user_s(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text('zzz_own_tag,0,9,"zzalias"\n', "utf-8")
    vocabulary = bundled().with_lists([read_list(tmp_path / "mine.csv")])
    assert complete(vocabulary, "zzz")[0].name == "zzz own tag"
    assert complete(vocabulary, "zzali")[0][::2] == ("zzz own tag", "zzalias")
    assert "zzz own tag" not in names("zzz")
