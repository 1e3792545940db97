"""Wildcards: which lines come, what stays as it is, and which files are refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sd_animagine.files import folder, wildcards
from sd_animagine.files.wildcards import WildcardError, Wildcards, lines_of

Write = Callable[..., Wildcards]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes files, by their names and the folders they are in."""

    def written(**files: str | bytes) -> Wildcards:
        for name, content in files.items():
            path = tmp_path / f"{name.replace('__', '/')}.txt"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        return Wildcards(tmp_path)

    return written


def test_the_same_seed_draws_the_same_line(write: Write) -> None:
    """Written down, since pictures of today are to come again."""
    found = write(color="red\ngreen\nblue\n", hair="short hair\nlong hair")
    text = "1girl, __hair__, __color__ eyes, __color__ dress"
    assert found.drawn(text, 7) == "1girl, long hair, green eyes, red dress"
    assert found.drawn(text, 9) == "1girl, short hair, blue eyes, red dress"
    assert {found.drawn("__color__", seed) for seed in range(30)} == {"red", "green", "blue"}


def test_lines_and_names(write: Write, tmp_path: Path) -> None:
    found = write(
        plain="\ufeff  one  \r\n\r\n# a note\r\n",
        colors__warm="red",
        colors__dark__deep="navy",
    )
    (tmp_path / "notes.md").write_text("no")
    (tmp_path / ".hidden").mkdir()
    (tmp_path / ".hidden" / "x.txt").write_text("no")
    (tmp_path / "a_,b.txt").write_text("cannot be written in a prompt")
    assert found.names() == ("colors/dark/deep", "colors/warm", "plain")
    assert found.drawn("(__plain__:1.2) __colors/warm__", 1) == "(one:1.2) red"
    assert found.drawn("__colors/dark/deep__", 1) == "navy"


@pytest.mark.parametrize(
    "text",
    ["1girl", "__unknown__", "__plain_ _plain__", "hatsune__miku", "__../plain__", "__PLAIN__"],
)
def test_what_names_no_file_stays_as_it_is(write: Write, text: str) -> None:
    assert write(plain="one").drawn(text, 1) == text
    assert Wildcards().drawn(text, 1) == text


def test_wildcards_in_lines_are_drawn_until_they_have_no_end(write: Write) -> None:
    found = write(
        outer="a __inner__ hat", inner="red", unknown="__nobody__", endless="__endless__, x"
    )
    assert found.drawn("__outer__, __unknown__", 1) == "a red hat, __nobody__"
    with pytest.raises(WildcardError, match=r"__endless__” stands in lines that it draws itself"):
        found.drawn("__endless__", 1)


@pytest.mark.parametrize("lines", ["__two__ __two__", "x" * 70_000])
def test_what_grows_without_end_is_refused(write: Write, lines: str) -> None:
    many = " ".join(["__leaf__"] * 40)
    found = write(one=lines, two=many, leaf="x")
    with pytest.raises(WildcardError, match=r"over 1,000 lines, or over 65,536 characters"):
        found.drawn(" ".join(["__one__"] * 40), 1)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "bad.txt has 0 lines. It needs 1 to 100,000."),
        (b"# a note\n\n", "bad.txt has 0 lines"),
        (b"caf\xe9\n", "bad.txt is not UTF-8"),
        (b"\xff\xfer\0e\0d\0", "bad.txt is not UTF-8"),
        (b"a\n" * 100_001, "bad.txt has 100,001 lines"),
        (b"a" * (wildcards.LARGEST + 1), "bad.txt has over 4 MB"),
    ],
)
def test_a_file_that_cannot_be_used_is_named(write: Write, content: bytes, says: str) -> None:
    with pytest.raises(WildcardError) as caught:
        write(bad=content).drawn("__bad__", 1)
    assert says in str(caught.value)


def test_a_file_that_has_changed_is_read_again(write: Write, tmp_path: Path) -> None:
    found = write(plain="one")
    assert found.drawn("__plain__", 1) == "one"
    write(plain="two")
    os.utime(tmp_path / "plain.txt", (1, 1))
    assert found.drawn("__plain__", 1) == "two"


def test_what_is_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(WildcardError, match=r"gone\.txt cannot be read: "):
        lines_of("gone", tmp_path / "gone.txt")


def test_no_more_files_than_can_be_listed(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folder, "MOST", 2)
    assert write(a="1", b="2", c="3").names() == ("a", "b")
