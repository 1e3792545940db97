"""The index for the browser: what is in it, how large it is, and that it is always the same."""

from __future__ import annotations

import gzip
import json
import shutil
from itertools import accumulate
from pathlib import Path
from typing import Any

import pytest

from sd_animagine import model
from sd_animagine.lookup import browser_index
from sd_animagine.vocabulary import TagKind, Vocabulary, bundled, tables
from sd_animagine.vocabulary.user_lists import read_list

BUDGET = 1_000_000
"""Gzipped size for the bundled lists, in bytes."""


@pytest.fixture(scope="module")
def index() -> dict[str, Any]:
    return browser_index.build(bundled())


@pytest.fixture(scope="module")
def names(index: dict[str, Any]) -> list[str]:
    return str(index["names"]).split("\n")


def test_it_fits_the_budget_and_is_what_it_packs() -> None:
    encoded = browser_index.encoded(bundled())
    assert len(encoded.packed) < BUDGET
    assert gzip.decompress(encoded.packed) == encoded.plain


def test_it_is_the_same_at_every_run() -> None:
    assert browser_index.build(bundled()) == browser_index.build(Vocabulary(tables.folder()))


def test_every_name_that_is_offered_is_in_it(index: dict[str, Any], names: list[str]) -> None:
    offered = {n for n, kind in bundled().kinds.items() if kind in browser_index.LETTERS}
    assert len(names) == len(set(names)) == len(index["kind_of"])
    assert set(names) == offered
    assert index["dropped"] == 0


def test_only_what_a_source_counts_has_a_rank(index: dict[str, Any], names: list[str]) -> None:
    known = [names[n] for n in accumulate(index["known"])]
    assert 10_000 < len(known) < 20_000
    general = [name for name in known if bundled().kinds[name] is TagKind.GENERAL]
    assert general.index("long hair") == 1
    assert general.index("dress") < 30
    assert "dreadlocks" not in known  # written by hand: it only stands where it may belong
    assert names.index("dress") < names.index("dreadlocks")


def test_foreign_tags_are_not_offered(names: list[str]) -> None:
    assert not {"score_9", "rating_safe", "source_anime"} & set(names)


def test_the_special_tags_come_first_in_the_card_s_order(names: list[str]) -> None:
    assert names[0] == "1girl"
    order = [*model.RATINGS, *model.ENHANCEMENT, "year 2025", "year 2005"]
    places = [names.index(name) for name in order]
    assert places == sorted(places)
    assert places[-1] < 100


def test_kinds_have_the_section_of_the_trained_order(index: dict[str, Any]) -> None:
    sections = {kind["name"]: kind["section"] for kind in index["kinds"]}
    assert sections["count"] < sections["character"] == sections["series"] < sections["rating"]
    assert sections["rating"] < sections["general"] == sections["year"] < sections["quality"]


def test_characters_know_their_series(index: dict[str, Any], names: list[str]) -> None:
    groups = zip(index["series"][::2], index["series"][1::2], strict=True)
    series = {names[c]: names[s] for s, steps in groups for c in accumulate(steps)}
    assert series["hatsune miku"] == "vocaloid"
    assert series["firefly (honkai: star rail)"] == "honkai: star rail"
    parents = dict(zip(index["parents"][::2], index["parents"][1::2], strict=True))
    assert names[parents[names.index("honkai: star rail")]] == "honkai (series)"
    every = set(names)
    known = {n for n in names if (found := bundled().character(n)) and found.series in every}
    assert set(series) == known


def test_newer_names_are_marked(index: dict[str, Any], names: list[str]) -> None:
    newer = {names[n] for n in accumulate(index["newer"])}
    assert newer
    assert all(character.new for name in newer if (character := bundled().character(name)))


def test_aliases_point_at_names(index: dict[str, Any], names: list[str]) -> None:
    aliases = dict(zip(index["aliases"].split("\n"), index["alias_of"], strict=True))
    assert names[aliases["hsr"]] == "honkai: star rail"
    assert not set(aliases) & set(names)
    assert index["alias_of"] == sorted(index["alias_of"])


def small(folder: Path, characters: str) -> Vocabulary:
    for source in tables.folder().glob("*.csv"):
        header = source.read_text("utf-8").split("\n")[0]
        (folder / source.name).write_text(f"{header}\n", "utf-8")
    shutil.copy(tables.folder() / "kaomoji.txt", folder)
    with (folder / "characters.csv").open("a", encoding="utf-8") as file:
        file.write(characters)
    return Vocabulary(folder)


def test_odd_names_go_through_as_they_are(tmp_path: Path) -> None:
    odd = ["<img src=x onerror=alert(1)>", "\u202eabc", "初音ミク", "x" * 10000, 'a "b" c']
    quoted = [name.replace('"', '""') for name in odd]
    lines = "".join(f'"{name}",{n},,,,,,\n' for n, name in enumerate(quoted, 1))
    encoded = browser_index.encoded(small(tmp_path, lines))
    names = json.loads(encoded.plain)["names"].split("\n")
    assert set(odd) <= set(names)


def test_too_many_names_lose_the_least_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser_index, "MOST_NAMES", 300)
    vocabulary = small(tmp_path, "".join(f"name {n},{n},,,,,,\n" for n in range(1, 1000)))
    index = browser_index.build(vocabulary)
    kept = index["names"].split("\n")
    assert len(kept) == 300
    assert index["dropped"] > 0
    assert "1girl" in kept
    assert "name 1" in kept
    assert "name 999" not in kept


def test_the_version_changes_with_the_lists_alone(tmp_path: Path) -> None:
    before = browser_index.version(small(tmp_path, "one,1,,,,,,\n"))
    assert browser_index.version(Vocabulary(tmp_path)) == before
    (tmp_path / "characters.csv").write_text("name\n", "utf-8")
    assert browser_index.version(Vocabulary(tmp_path)) != before


def test_the_user_s_lists_are_offered_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    rows = 'my_own_tag,0,900,"motag,/mot"', "some_tag_of_mine,4,5,", "masterpiece,4,5,"
    path.write_text("\n".join(rows), "utf-8")
    vocabulary = bundled().with_lists([read_list(path)])
    index = browser_index.build(vocabulary)
    names = index["names"].split("\n")
    kind = dict(zip(names, index["kind_of"], strict=True))
    assert kind["my own tag"] == browser_index.LETTERS[TagKind.GENERAL]
    assert kind["some tag of mine"] == browser_index.LETTERS[TagKind.CHARACTER]
    assert kind["masterpiece"] == browser_index.LETTERS[TagKind.QUALITY]
    assert names.index("my own tag") < 200
    assert names.index("my own tag") in set(accumulate(index["known"]))
    aliases = dict(zip(index["aliases"].split("\n"), index["alias_of"], strict=True))
    assert names[aliases["motag"]] == "my own tag"
    assert browser_index.version(vocabulary) != browser_index.version(bundled())
