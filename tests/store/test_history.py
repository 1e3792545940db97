"""What the history promises: kept, found, limited, wiped, each login's own."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from sd_animagine.store import FILE_NAME, StoreError, history, tables
from sd_animagine.store.history import UNDO_WITHIN, Entry, History
from sd_animagine.store.presets import Presets


class Clock:
    """A time that a test sets."""

    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def kept(tmp_path: Path, clock: Clock) -> History:
    return History(tmp_path, clock)


def entry(prompt: str, **more: object) -> Entry:
    return Entry(prompt, "lowres", f"{prompt}, masterpiece\nSteps: 28, Seed: 7")._replace(**more)


def prompts(kept: History, login: str = "", words: str = "", **more: object) -> list[str]:
    return [each.entry.prompt for each in kept.page(login, words, **more).entries]  # type: ignore[arg-type]


def number_of(kept: History, prompt: str, login: str = "") -> int:
    return next(e.id for e in kept.page(login, limit=99).entries if e.entry.prompt == prompt)


def test_looking_makes_no_file(tmp_path: Path) -> None:
    kept = History(tmp_path / "not there")
    assert kept.page("") == ([], None)
    kept.keep("", [])
    assert list(tmp_path.iterdir()) == []


def test_all_of_an_entry_comes_back(kept: History, clock: Clock) -> None:
    given = Entry("1girl \ud800 猫", "", "a\nb", "2026-11-30/00001-7.png", b"\x00RIFF")
    kept.keep("", [given])
    (found,) = kept.page("").entries
    assert found == kept.get("", found.id) == (found.id, clock.now, False, given)


def test_pages_from_the_newest_to_the_oldest(kept: History) -> None:
    kept.keep("", [entry(f"{n}") for n in range(5)])
    seen: list[str] = []
    before = None
    while before is not None or not seen:
        page = kept.page("", before=before, limit=2)
        seen += [each.entry.prompt for each in page.entries]
        before = page.older
        if before is None:
            break
    assert seen == ["4", "3", "2", "1", "0"]


def test_words_are_looked_for_in_all_texts(kept: History) -> None:
    kept.keep("", [entry("1girl, long hair, ÉCLAIR"), entry("2girls, 50% off")])
    assert prompts(kept, words="HAIR 1girl") == ["1girl, long hair, ÉCLAIR"]
    assert prompts(kept, words="long_hair éclair") == ["1girl, long hair, ÉCLAIR"]
    assert prompts(kept, words="0%") == ["2girls, 50% off"]
    assert len(prompts(kept, words="masterpiece seed: 7")) == 2
    assert prompts(kept, words="1girl 2girls") == []


def test_each_login_has_its_own(kept: History) -> None:
    kept.keep("ann", [entry("hers")])
    kept.keep("", [entry("nobody's")])
    assert prompts(kept, "ann") == ["hers"] and prompts(kept) == ["nobody's"]
    number = number_of(kept, "hers", "ann")
    for act in (
        lambda: kept.get("bob", number),
        lambda: kept.star("bob", number, starred=True),
        lambda: kept.delete("bob", number),
    ):
        with pytest.raises(StoreError, match="not in the history"):
            act()
    assert kept.delete("bob") == 0
    assert prompts(kept, "ann") == ["hers"]


def test_what_was_deleted_last_can_be_had_back(kept: History) -> None:
    kept.keep("", [entry("a"), entry("b"), entry("c")])
    kept.star("", number_of(kept, "b"), starred=True)
    kept.delete("", number_of(kept, "a"))
    kept.delete("", number_of(kept, "b"))
    assert prompts(kept) == ["c"]
    assert kept.restore("") == 1
    assert prompts(kept) == ["c", "b"] and prompts(kept, starred=True) == ["b"]
    assert kept.restore("") == 0
    assert kept.delete("") == 2
    assert prompts(kept) == []
    kept.restore("")
    assert prompts(kept) == ["c", "b"], "all at once, too"


@pytest.mark.parametrize("act", ["look", "keep", "restore"])
def test_what_was_deleted_long_ago_is_wiped(
    tmp_path: Path, kept: History, clock: Clock, act: str
) -> None:
    kept.keep("", [entry("secret" * 50), entry("other")])
    kept.delete("", number_of(kept, "secret" * 50))
    assert b"secretsecret" in (tmp_path / FILE_NAME).read_bytes()
    clock.now += UNDO_WITHIN + 1
    if act == "look":
        kept.page("")
    elif act == "keep":
        kept.keep("", [entry("new")])
    else:
        assert kept.restore("") == 0
    assert b"secretsecret" not in (tmp_path / FILE_NAME).read_bytes()


def test_the_oldest_without_a_star_go(kept: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST", 4)
    kept.keep("", [entry("a"), entry("b")])
    kept.keep("other", [entry("theirs")])
    kept.star("", number_of(kept, "a"), starred=True)
    kept.keep("", [entry("c"), entry("d"), entry("e")])
    assert prompts(kept) == ["e", "d", "c", "a"]
    assert prompts(kept, "other") == ["theirs"]
    kept.delete("", number_of(kept, "e"))
    kept.keep("", [entry("f")])
    assert prompts(kept) == ["f", "d", "c", "a"], "what was deleted goes first"


def test_bytes_are_limited_too(kept: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_BYTES", 4000)
    for n in range(6):
        kept.keep("", [entry(f"{n}", thumbnail=b"x" * 900)])
    assert prompts(kept) == ["5", "4", "3", "2"]


def test_favourites_leave_room_for_what_is_new(
    kept: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "MOST", 4)
    kept.keep("", [entry(name) for name in "abcd"])
    for name in "ab":
        kept.star("", number_of(kept, name), starred=True)
    with pytest.raises(
        StoreError, match=r"There are 2 favourites and no more fit in\. Take the star"
    ):
        kept.star("", number_of(kept, "c"), starred=True)
    assert prompts(kept, starred=True) == ["b", "a"]
    kept.star("", number_of(kept, "b"), starred=False)
    kept.star("", number_of(kept, "c"), starred=True)
    assert prompts(kept, starred=True) == ["c", "a"]


def test_a_store_of_the_version_before_gets_its_tables(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE_NAME)) as old:
        for statement in tables.STEPS[0]:
            old.execute(statement)
        old.execute("INSERT INTO presets VALUES ('mine', '{}')")
        old.execute(f"PRAGMA application_id = {tables.APPLICATION_ID}")
        old.execute("PRAGMA user_version = 1")
        old.commit()
    assert History(tmp_path).page("").entries == []
    assert Presets(tmp_path).names() == ["mine"]
    History(tmp_path).keep("", [entry("a")])
    assert Presets(tmp_path).names() == ["mine"]


def test_a_number_is_never_given_again(kept: History, clock: Clock) -> None:
    kept.keep("", [entry("a")])
    first = number_of(kept, "a")
    kept.delete("")
    clock.now += UNDO_WITHIN + 1
    kept.keep("", [entry("b")])
    assert number_of(kept, "b") > first
