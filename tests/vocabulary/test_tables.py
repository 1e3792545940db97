"""Damaged and missing lists: named with their line, and everything else goes on working."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sd_animagine.vocabulary import TagKind, Vocabulary
from sd_animagine.vocabulary.tables import COLUMNS, folder

READ = sorted({*COLUMNS} - {"special.csv"})  # that one is for people
LISTS = (*READ, "kaomoji.txt", "artists.txt")


@pytest.fixture
def lists(tmp_path: Path) -> Path:
    """A folder with short lists, all sound."""
    for name, columns in COLUMNS.items():
        header = ",".join(columns)
        first = (folder() / name).read_text("utf-8").split("\n")[1:4]
        (tmp_path / name).write_text("\n".join([header, *first]) + "\n", "utf-8")
    for name in ("kaomoji.txt", "artists.txt"):
        shutil.copy(folder() / name, tmp_path / name)
    return tmp_path


def add(path: Path, row: bytes) -> int:
    """Append a row; its line number."""
    data = path.read_bytes()
    path.write_bytes(data + row + b"\n")
    return data.count(b"\n") + 1


def test_sound_lists_have_no_problem(lists: Path) -> None:
    assert Vocabulary(lists).problems == []
    assert Vocabulary(folder()).problems == []


@pytest.mark.parametrize("name", LISTS)
def test_a_missing_list_is_named_and_the_rest_works(lists: Path, name: str) -> None:
    (lists / name).unlink()
    vocabulary = Vocabulary(lists)
    assert len(vocabulary.problems) == 1
    assert vocabulary.problems[0].startswith(f"tags/{name} cannot be read")
    assert vocabulary.look_up("masterpiece")[1] is TagKind.QUALITY
    assert vocabulary.look_up("arima kana")[1] is TagKind.CHARACTER
    _ask_everything(vocabulary)


@pytest.mark.parametrize("name", READ)
@pytest.mark.parametrize(
    "row",
    [b"no commas here", b"", b",,,,,,,,", b"a\0b,,,,,,,,"],
    ids=["short", "empty", "no name", "nul"],
)
def test_a_damaged_row_is_named_with_its_line(lists: Path, name: str, row: bytes) -> None:
    before = Vocabulary(lists)
    line = add(lists / name, row)
    after = add(lists / name, b"sound" + b"," * (len(COLUMNS[name]) - 1))
    vocabulary = Vocabulary(lists)
    assert [p for p in vocabulary.problems if f"tags/{name} line {line} " in p] != []
    assert len(vocabulary.problems) == 1 and after == line + 1
    assert vocabulary.kinds.items() >= before.kinds.items()
    assert "" not in vocabulary.kinds
    _ask_everything(vocabulary)


@pytest.mark.parametrize("name", READ)
def test_a_list_that_is_not_utf_8_is_named_with_its_line(lists: Path, name: str) -> None:
    line = add(lists / name, b"\xff\xfe" + b"," * 7)
    vocabulary = Vocabulary(lists)
    assert vocabulary.problems == [f"tags/{name} line {line} is not UTF-8; its tags are unknown"]
    _ask_everything(vocabulary)


@pytest.mark.parametrize("name", READ)
def test_a_wrong_header_is_named(lists: Path, name: str) -> None:
    (lists / name).write_text("name\nvalue\n", "utf-8")
    assert Vocabulary(lists).problems[0].startswith(f"tags/{name} line 1 is not the header ")


@pytest.mark.parametrize(
    "row",
    [
        b'"open quote,,,,,,,,',
        b"x,1,2,3,4,5,6,7,8,9,10",
        b'y,1,,a"b"c,,,,',
        b"z," + b"9" * 200_000 + b",,,,,,,",
    ],
    ids=["open quote", "too many", "quotes inside", "huge"],
)
def test_odd_rows_raise_nothing(lists: Path, row: bytes) -> None:
    for name in ("general.csv", "characters.csv", "series.csv"):
        add(lists / name, row)
    vocabulary = Vocabulary(lists)
    for name in list(vocabulary.kinds):
        vocabulary.character(name), vocabulary.rank(name), vocabulary.group(name)
    _ask_everything(vocabulary)


def test_windows_line_ends_do_not_matter(lists: Path) -> None:
    before = Vocabulary(lists)
    for name in COLUMNS:
        path = lists / name
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    after = Vocabulary(lists)
    assert (after.problems, after.kinds, after.aliases) == ([], before.kinds, before.aliases)


def _ask_everything(vocabulary: Vocabulary) -> None:
    assert vocabulary.look_up("no such tag at all") == ("no such tag at all", TagKind.UNKNOWN)
    assert vocabulary.character("no such tag") is None
    assert vocabulary.rank("no such tag") is None
    assert not vocabulary.is_artist("no such artist at all")
    lazy = (vocabulary.renamed, vocabulary.typos, vocabulary.never, vocabulary.ceiling)
    lazy = (*lazy, vocabulary.foreign, vocabulary.parents)
    assert all(isinstance(found, dict | frozenset) for found in lazy)
