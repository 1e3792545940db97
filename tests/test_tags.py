"""The bundled lists as they are, and the tool that makes them on small sources."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from sd_animagine import model
from sd_animagine.vocabulary import TagKind, bundled, normalise
from sd_animagine.vocabulary.tables import COLUMNS, folder
from tools.tagbuild import output, sources
from tools.tagbuild.hand import FILES, Hand
from tools.tagbuild.lists import Lists
from tools.tagbuild.sources import Sources
from tools.tagbuild.tag import Tag, in_order

ROOT = Path(__file__).parents[1]


# --- the lists as they are -----------------------------------------------------------------------


def rows(name: str) -> list[dict[str, str]]:
    with (folder() / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture(scope="module")
def shipped() -> dict[str, list[dict[str, str]]]:
    return {name: rows(name) for name in COLUMNS}


@pytest.mark.parametrize(
    ("name", "least"), [("general.csv", 6500), ("characters.csv", 60_000), ("series.csv", 9000)]
)
def test_there_are_enough(shipped, name: str, least: int) -> None:
    assert len(shipped[name]) >= least


@pytest.mark.parametrize("name", ["general.csv", "characters.csv", "series.csv"])
def test_names_and_ranks(shipped, name: str) -> None:
    kaomoji = bundled().kaomoji
    names = [row["name"] for row in shipped[name]]
    assert len(set(names)) == len(names)
    assert [n for n in names if n != normalise(n) and n not in kaomoji] == []
    ranks = [row["rank"] for row in shipped[name] if row["rank"]]
    assert ranks == [str(n + 1) for n in range(len(ranks))]
    assert all(row["posts"] == "" or row["posts"].isdigit() for row in shipped[name])


def test_no_name_is_in_two_lists(shipped) -> None:
    seen: dict[str, str] = {}
    for name in ("special.csv", "general.csv", "characters.csv", "series.csv"):
        for row in shipped[name]:
            assert seen.setdefault(row["name"], name) == name


def test_no_alias_is_a_name_or_stands_for_two(shipped) -> None:
    kinds = bundled().kinds
    target: dict[str, str] = {}
    for name in ("general.csv", "characters.csv", "series.csv"):
        for row in shipped[name]:
            others = ",".join((row["aliases"], row.get("renamed", "")))
            for alias in filter(None, others.split(",")):
                assert alias == normalise(alias)
                assert alias not in kinds or alias in model.CARD_GENERAL, alias
                assert target.setdefault(alias, row["name"]) == row["name"]


def test_the_series_of_characters_are_in_the_list(shipped) -> None:
    known = {row["name"] for row in shipped["series.csv"]}
    for row in shipped["characters.csv"]:
        assert row["series"] in known or not row["series"]
        assert row["broader"] in known or not row["broader"]
        assert row["count"] in ("", "1girl", "1boy", "1other")
        assert row["new"] in ("", "new")
    assert {row["parent"] for row in shipped["series.csv"]} - {""} <= known


def test_every_special_tag_of_the_card_is_there(shipped) -> None:
    special = {row["name"]: row for row in shipped["special.csv"]}
    counts = {tag for tags in model.COUNT_TAGS.values() for tag in tags}
    years = {f"year {year}" for year in model.YEARS}
    assert special.keys() >= {*model.QUALITY_KIND, *model.RATINGS, *counts, *years, "lowres"}
    assert all(row["description"] for row in special.values())


def test_words_of_the_card_are_what_they_are() -> None:
    kinds = bundled().kinds
    assert kinds["v"] is kinds["casual"] is TagKind.GENERAL
    assert kinds["honkai (series)"] is TagKind.SERIES
    assert kinds["high score"] is TagKind.SCORE
    assert "honkai (series)" not in bundled().aliases


@pytest.mark.parametrize(
    ("name", "series", "broader"),
    [
        ("arima kana", "oshi no ko", ""),
        ("firefly (honkai: star rail)", "honkai: star rail", "honkai (series)"),
        ("hoshimachi suisei (1st costume)", "hololive", ""),
        ("hatsune miku", "vocaloid", ""),
        ("shimakaze (kancolle)", "kantai collection", ""),
    ],
)
def test_series_of_well_known_characters(name: str, series: str, broader: str) -> None:
    known = bundled().character(name)
    assert known is not None
    assert (known.series, known.broader) == (series, broader)


@pytest.mark.parametrize(
    ("name", "most"), [("general.csv", 12), ("characters.csv", 60), ("series.csv", 20)]
)
def test_no_rank_follows_the_alphabet(shipped, name: str, most: int) -> None:
    names = [row["name"] for row in shipped[name] if row["rank"]]
    run = longest = 1
    for one, other in pairwise(names):
        run = run + 1 if one < other else 1
        longest = max(longest, run)
    assert longest < most


def test_what_is_counted_stands_before_what_is_guessed(shipped) -> None:
    first = [row["name"] for row in shipped["general.csv"][:500]]
    assert {"long hair", "dress", "smile", "black hair"} <= set(first)
    assert "dreadlocks" not in first


def test_ranks_follow_use() -> None:
    vocabulary = bundled()
    assert vocabulary.rank("hatsune miku") == 1
    assert vocabulary.rank("solo") == 1
    assert vocabulary.rank("masterpiece") is None
    assert (vocabulary.rank("smile") or 0) < (vocabulary.rank("beanie") or 0)


def test_nobody_is_sexualised_as_a_child() -> None:
    kinds = bundled().kinds
    assert not {"loli", "shota", "toddlercon", "oppai loli"} & kinds.keys()


def test_no_list_holds_a_path_of_the_machine_that_made_it() -> None:
    for path in output.present(folder()):
        text = (folder() / path).read_text("utf-8")
        assert str(Path.home()) not in text or str(Path.home()) == "/"
        assert "/tmp/" not in text


# --- the tool ------------------------------------------------------------------------------------

CHARACTERS = [
    "miku",
    "miku (summer)",
    "saber (fate)",
    "tooru",
    "kai (zeta)",
    "miku (zeta)",
    "tooru (zeta)",
]
SERIES = ["loid", "fate (series)", "fate/zero", "zeta", "eta"]
POPULAR = [
    "solo",
    "long_hair",
    "miku",
    "old_hat",
    "0_0",
    "touru",
    "loli",
    "somebody",
    "masterpiece",
]
META = ["scan", "lowres"]

Table = Callable[..., None]
Build = Callable[[], Lists]


@pytest.fixture
def tables(tmp_path: Path) -> Iterator[Table]:
    """Empty hand-written tables; a call fills one."""
    for name, columns in FILES.items():
        source = ROOT / "tools" / name
        text = source.read_text("utf-8") if name == "special.csv" else ",".join(columns) + "\n"
        (tmp_path / name).write_text(text, "utf-8")

    def fill(name: str, *lines: str) -> None:
        with (tmp_path / name).open("a", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)

    fill("kaomoji.csv", "0_0,")
    fill("not_general.csv", "touru,character,tooru", "loli,left out,", "somebody,artist,")
    fill("series_by_hand.csv", "miku,loid,", "saber (fate),fate/zero,fate (series)")
    return fill


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tables: Table) -> Build:
    monkeypatch.setitem(sources.STREAM_END, "characters", 4)
    monkeypatch.setitem(sources.STREAM_END, "series", 4)
    content = Sources(
        characters=CHARACTERS,
        series=SERIES,
        meta=META,
        artists=["wlop"],
        popular=POPULAR,
        posts={"miku": 70, "saber (fate)": 35, "miku (summer)": 10},
        licences={"a.txt": "text\n"},
    )
    return lambda: Lists(content, Hand(tmp_path))


def problems(built: Lists) -> list[str]:
    return built.hand.problems


def test_what_comes_out_of_small_sources(build: Build) -> None:
    built = build()
    assert problems(built) == []
    assert list(built.general) == ["solo", "long hair", "old hat", "0_0", "scan"]
    assert built.artists == {"wlop", "somebody"}
    assert built.characters["miku"].posts == "70"
    assert built.characters["tooru"].aliases == ["touru"]
    assert [name for name, tag in built.characters.items() if tag.new] == CHARACTERS[4:]
    assert output.files(built) == output.files(build())


def test_series_come_by_hand_by_qualifier_or_from_the_base(build: Build, tables: Table) -> None:
    tables("series.csv", "loid,,", "fate/zero,fate (series),fz")
    found = build().characters
    assert found["miku (summer)"].series == "loid"
    assert found["kai (zeta)"].series == "zeta"
    assert found["miku (zeta)"].series == "loid"  # a costume that sounds like a series
    assert found["tooru"].series == ""
    saber = found["saber (fate)"]
    assert (saber.series, saber.broader) == ("fate/zero", "")  # the parent says the broader one


def test_a_qualifier_table_wins_over_the_base(build: Build, tables: Table) -> None:
    tables("series_qualifiers.csv", "zeta,eta")
    assert build().characters["miku (zeta)"].series == "eta"


def test_a_costume_has_the_count_of_its_base(build: Build, tables: Table) -> None:
    tables("characters.csv", "miku,1girl,miku-chan")
    built = build()
    assert built.characters["miku (summer)"].count == "1girl"
    assert built.characters["miku"].aliases == ["miku-chan"]


def test_a_renamed_tag_takes_the_row_of_its_former_name(build: Build, tables: Table) -> None:
    tables("aliases.csv", "old hat,new hat,2023", "long hair,lengthy hair,2025-02")
    general = build().general
    assert general["new hat"].aliases == ["old hat"]
    assert general["lengthy hair"].renamed == ["long hair"]
    assert general["lengthy hair"].aliases == []
    assert "old hat" not in general and "long hair" not in general
    assert general["new hat"].score == POPULAR.index("old_hat") + 1


def test_a_character_renamed_after_the_cut_off_keeps_the_name_the_model_knows(
    build: Build, tables: Table
) -> None:
    tables("aliases.csv", "miku,miku (zeta),2025-03")
    found = build().characters
    assert found["miku"].aliases == ["miku (zeta)"]
    assert "miku (zeta)" not in found


def test_a_tag_that_nobody_counted_has_no_rank_and_shares_the_use_of_another(
    build: Build, tables: Table
) -> None:
    tables("general.csv", "very long hair,long hair", "solo,long hair", "a hair,long hair")
    built = build()
    table = output.files(built)["general.csv"].decode().splitlines()[1:]
    ranks = {line.split(",")[0]: line.split(",")[1] for line in table}
    assert ranks == {
        "solo": "1", "long hair": "2", "old hat": "3", "0_0": "4", "scan": "",
        "very long hair": "", "a hair": "",
    }  # fmt: skip
    assert list(ranks)[-2:] == ["very long hair", "a hair"]  # as the table has them, not by letters


def test_names_with_one_score_stand_by_posts_and_never_by_letters() -> None:
    tags = [Tag("z", 5.0), Tag("y", 5.0, posts="9"), Tag("x", 5.0, posts="10"), Tag("a", 5.0)]
    assert [tag.name for tag in in_order(tags)] == ["x", "y", "z", "a"]


def test_fewer_posts_than_any_that_is_ranked_are_a_later_rank(build: Build) -> None:
    found = build().characters
    assert found["miku (summer)"].score > found["saber (fate)"].score > found["miku"].score
    assert found["saber (fate)"].known and not found["kai (zeta)"].known


def test_a_newer_name_with_the_same_series_is_the_same_character(
    build: Build, tables: Table
) -> None:
    assert "tooru (zeta)" in build().characters
    tables("series_by_hand.csv", "tooru,zeta,")
    found = build().characters
    assert "tooru (zeta)" not in found
    assert (found["tooru"].aliases, found["tooru"].new) == (["touru", "tooru (zeta)"], False)


def test_groups_by_name_and_by_the_first_pattern(build: Build, tables: Table) -> None:
    tables("groups.csv", "solo,count")
    tables("group_patterns.csv", "* hair,hair", "long *,size")
    general = build().general
    assert (general["solo"].group, general["long hair"].group) == ("count", "hair")
    assert general["scan"].group == "meta"


WRONG = {
    "series_by_hand.csv": {
        "tooru,nowhere,": "there is no series “nowhere”",
        "tooru,loid,nowhere": "there is no series “nowhere”",
        "nobody,loid,": "there is no character “nobody”",
        "miku,loid,": "“miku” stands already in line 2",
        "Tooru,loid,": "“Tooru” is not written as a name: it should be “tooru”",
        "tooru ,loid,": "a cell is empty or has blanks around it",
        "tooru,loid": "2 cells instead of 3",
    },
    "series_qualifiers.csv": {"z,nowhere": "there is no series “nowhere”"},
    "series.csv": {
        "zeta,nowhere,": "there is no series “nowhere”",
        "zeta,zeta,": "its parents go in a circle: zeta → zeta",
        "zeta,,solo": "the alias “solo” is itself a tag in use; a rename needs its date",
        "zeta,,1girl": "the alias “1girl” is a special tag or the very name",
    },
    "characters.csv": {
        "nobody,1girl,": "there is no character “nobody”",
        "miku,2girls,": "count is “2girls”, not 1girl, 1boy, 1other or empty",
        "miku,,Miku M": "the alias “Miku M” is not written as a name: “miku m”",
        "miku,,touru": "the alias “touru” stands already for “tooru”",
    },
    "aliases.csv": {
        "x,nothing,": "“nothing” is in no list",
        "solo,long hair,": "the alias “solo” is itself a tag in use; a rename needs its date",
        "miku,tooru,": "the alias “miku” is itself a tag in use; a rename needs its date",
        "x,solo,last year": "since is “last year”, not YYYY or YYYY-MM or empty",
        "solo,solo,": "the alias “solo” is a special tag or the very name",
    },
    "groups.csv": {"nothing,x": "there is no general tag “nothing”"},
    "ceiling.csv": {
        "nothing,nsfw,": "there is no tag “nothing”",
        "solo,risky,": "“risky” is no rating",
        "solo,nsfw,tag": "what is “tag”, not word or empty",
        "solo,nsfw,word": "“solo” is a tag",
    },
    "foreign.csv": {
        "a_b,Model,error,,": "severity is “error”, not warning or info",
        "a_b,Model,info,nothing,": "the replacement “nothing” is no special tag",
        "masterpiece,Model,info,,": "“masterpiece” is a special tag of this model",
    },
    "general.csv": {
        "new word,nothing": "there is no general tag “nothing”",
        "miku,solo": "“miku” is in another list",
    },
    "typos.csv": {"mastrpiece,master": "“master” is no special tag"},
    "kaomoji.csv": {"^_^,maybe": "bracket is “maybe”, not opens, closes or empty"},
    "not_general.csv": {"x,thing,": "what is “thing”, not character, series, artist, left out"},
}
CASES = [(name, *case) for name, cases in WRONG.items() for case in cases.items()]


@pytest.mark.parametrize(("name", "line", "message"), CASES)
def test_a_wrong_entry_is_named_with_file_and_line(
    build: Build, tables: Table, tmp_path: Path, name: str, line: str, message: str
) -> None:
    number = (tmp_path / name).read_text("utf-8").count("\n") + 1
    tables(name, line)
    assert problems(build()) == [f"tools/{name} line {number}: {message}"]


def test_an_alias_for_two_is_refused(build: Build, tables: Table) -> None:
    tables("aliases.csv", "x,solo,", "x ,long hair,")
    tables("characters.csv", "miku,,x")
    assert "tools/characters.csv line 2: the alias “x” stands already for “solo”" in problems(
        build()
    )


def test_a_longer_circle_of_parents_is_found(build: Build, tables: Table) -> None:
    tables("series.csv", "zeta,eta,", "eta,zeta,")
    found = problems(build())
    assert "tools/series.csv line 2: its parents go in a circle: zeta → eta → zeta" in found


@pytest.mark.parametrize("name", FILES)
def test_a_missing_table_or_header_is_named(
    build: Build, tables: Table, tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_text("nonsense\n", "utf-8")
    assert any(p.startswith(f"tools/{name} line 1: the header must be") for p in problems(build()))
    (tmp_path / name).unlink()
    assert any(p.startswith(f"tools/{name}: cannot be read") for p in problems(build()))


def test_the_first_difference_is_named(build: Build, tmp_path: Path) -> None:
    content = output.files(build())
    target = tmp_path / "tags"
    output.write(content, target)
    (target / "user").mkdir()
    (target / "user" / "mine.csv").write_text("x", "utf-8")
    assert output.first_difference(content, target) == ""
    (target / "series.csv").write_bytes(b"")
    assert output.first_difference(content, target) == "series.csv"
    (target / "LICENSES" / "a.txt").unlink()
    assert output.first_difference(content, target) == "LICENSES/a.txt"
    output.write(content, target)
    (target / "more.txt").write_text("x", "utf-8")
    assert output.first_difference(content, target) == "more.txt"
    output.write(content, target)
    assert output.first_difference(content, target) == ""
    assert (target / "user" / "mine.csv").is_file()


def test_the_hand_written_tables_are_sound_in_themselves() -> None:
    assert Hand(ROOT / "tools").problems == []
