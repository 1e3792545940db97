"""What presets promise, whatever is in the folder and whoever else uses it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.store import FILE_NAME, StoreError, exported, presets
from sd_animagine.store.exported import LARGEST, PresetError
from sd_animagine.store.presets import MOST, MOST_BYTES, Presets


def file_of(**presets: Any) -> str:
    return json.dumps({"format": 1, "presets": presets})


def test_saved_loaded_deleted(tmp_path: Path) -> None:
    presets = Presets(tmp_path)
    assert presets.names() == []
    presets.delete("nothing")
    assert presets.save("  my   style ", {"prompt": "1girl"}) == "my style"
    assert Presets(tmp_path).get("my  style") == {"prompt": "1girl"}
    presets.save("my style", {"prompt": "2girls"})
    presets.save("Other", {})
    assert Presets(tmp_path).names() == ["my style", "Other"]
    assert presets.get("my style") == {"prompt": "2girls"}
    presets.delete("my style")
    presets.delete("my style")
    assert Presets(tmp_path).names() == ["Other"]
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_looking_makes_no_file(tmp_path: Path) -> None:
    presets = Presets(tmp_path / "not there")
    assert presets.names() == []
    assert json.loads(presets.export()) == {"format": 1, "presets": {}}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("folder", ["mit Umlaut ä ö", "100% #1?mode=ro", "画像"])
def test_folders_of_any_name(tmp_path: Path, folder: str) -> None:
    Presets(tmp_path / folder).save("a", {"prompt": "ü 画"})
    assert Presets(tmp_path / folder).get("a") == {"prompt": "ü 画"}
    assert [path.name for path in (tmp_path / folder).iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, None, 5, "a\0b", "\x1b[1m", "\ud800"])
def test_a_name_that_cannot_be_shown_is_refused(tmp_path: Path, name: object) -> None:
    with pytest.raises(PresetError, match=r"^(A preset needs a|The) name"):
        Presets(tmp_path).save(name, {})
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_name_is_said(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="no preset named “x”"):
        Presets(tmp_path).get("x")


@pytest.mark.parametrize("value", [float("nan"), {1, 2}, b""])
def test_what_no_file_can_hold_is_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(PresetError, match="holds texts, true, false and numbers"):
        Presets(tmp_path).save("x", {"prompt": value})


def test_too_much_is_refused_before_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Version 0.1 wrote a file that it would not read again, and so lost all presets."""
    kept = Presets(tmp_path)
    kept.save("old", {"prompt": "1girl"})
    with pytest.raises(PresetError, match=r"1,048,589 bytes is too large; at most 1,048,576"):
        kept.save("large", {"prompt": "x" * LARGEST})
    most = 0
    with pytest.raises(PresetError, match=r"All presets together .* at most 4,194,304 are allowed"):
        for most in range(10):
            kept.save(f"large {most}", {"prompt": "x" * (LARGEST - 20)})
    assert most == MOST_BYTES // LARGEST
    assert len(kept.names()) == most + 1
    kept.save("large 0", {"prompt": "smaller"})
    kept.save("another", {"prompt": "x" * (LARGEST - 100)})
    assert kept.get("old") == {"prompt": "1girl"}
    monkeypatch.setattr(presets, "MOST", 6)
    with pytest.raises(PresetError, match=r"6 presets already\. Delete one first"):
        kept.save("one more", {})
    kept.save("old", {"prompt": "2girls"})


def test_all_that_a_store_may_hold_comes_out_and_in_again(tmp_path: Path) -> None:
    one, two = Presets(tmp_path / "one"), Presets(tmp_path / "two")
    fat = {"prompt": "x" * (MOST_BYTES // MOST - 14), "x": [[0, 1]]}
    contents = {f"{n:04d}" + "\U0001f600" * 76: fat for n in range(MOST)}
    longest = exported.text_of({name: exported.content_of(fat) for name in contents})
    assert len(longest) < exported.LARGEST_TEXT
    assert len(one.take_in(longest).names) > MOST * 0.99
    assert two.take_in(one.export()).names == one.names()
    assert two.export() == one.export()


def test_an_export_comes_in_again_and_overwrites_nothing(tmp_path: Path) -> None:
    one, two = Presets(tmp_path / "one"), Presets(tmp_path / "two")
    one.save("a", {"prompt": "x"})
    one.save("b", {"prompt": "y"})
    two.save("a", {"prompt": "other"})
    assert two.take_in(one.export()) == (["a (2)", "b"], {})
    assert two.get("a") == {"prompt": "other"}
    assert two.take_in(one.export()) == (["a (2)", "b"], {})
    assert json.loads(one.export())["format"] == 1


def test_a_long_name_that_is_taken_stays_short_enough(tmp_path: Path) -> None:
    presets = Presets(tmp_path)
    taken = {"x" * 80: {}, **{"x" * 76 + f" ({n})": {} for n in range(2, 10)}}
    presets.take_in(file_of(**taken, **{"x" * 75 + f" ({n})": {} for n in range(10, 100)}))
    (name,), _ = presets.take_in(file_of(**{"x" * 80: {"steps": 28}}))
    assert name == "x" * 74 + " (100)"
    assert presets.get(name) == {"steps": 28}


def test_what_cannot_be_used_keeps_nothing_else_out(tmp_path: Path) -> None:
    """In version 0.1 one bad name of a file kept all of it out."""
    coming = {
        "good": {"prompt": "1girl"},
        "x" * 81: {},
        "": {},
        "a\x00b": {},
        "list": [1],
        "huge": {"prompt": "x" * LARGEST},
        "infinite": {"cfg_scale": float("inf")},
        "fine": {"steps": 28},
        " fine ": {"steps": 29},
    }
    presets = Presets(tmp_path)
    names, refused = presets.take_in(file_of(**coming))
    assert names == ["good", "fine"] == sorted(presets.names(), reverse=True)
    assert refused == {
        "x" * 39 + "…": "A preset needs a name of 1 to 80 characters.",
        "": "A preset needs a name of 1 to 80 characters.",
        "a\\x00b": "The name has characters that cannot be shown. Type it again.",
        "list": "A preset must be a JSON object.",
        "huge": "A preset of 1,048,589 bytes is too large; at most 1,048,576 are allowed. "
        "Shorten its prompt.",
        "infinite": "A preset holds texts, true, false and numbers that are not infinite only.",
        " fine ": "Each preset of a file needs a name of its own.",
    }


def test_a_number_of_too_many_digits_costs_its_own_preset(tmp_path: Path) -> None:
    text = file_of(good={}, bad={"steps": 7}).replace("7", "7" * 100_000)
    names, refused = Presets(tmp_path).take_in(text)
    assert (names, list(refused)) == (["good"], ["bad"])


def test_presets_beyond_the_most_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presets, "MOST", 3)
    kept = Presets(tmp_path)
    kept.save("mine", {})
    names, refused = kept.take_in(file_of(a={"x": 1}, b={}, c={}, d={}))
    assert names == ["a", "b"]
    assert set(refused) == {"c", "d"}
    assert kept.names() == ["a", "b", "mine"]


NO_EXPORT = ["", "nonsense", "{}", "[" * 100_000, '{"format": 2, "presets": {}}']


@pytest.mark.parametrize("text", NO_EXPORT, ids=range(len(NO_EXPORT)))
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PresetError):
        Presets(tmp_path).take_in(text)
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_leaves_all_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Presets(tmp_path)
    kept.save("old", {"prompt": "1girl"})

    def full(*_: object) -> None:
        raise presets.exported.PresetError("no")

    with monkeypatch.context() as patch:
        patch.setattr(presets._Room, "put", full)
        with pytest.raises(StoreError):
            kept.save("new", {})
    assert kept.names() == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_the_preset_that_was_deleted_last_can_be_had_back(tmp_path: Path) -> None:
    kept = Presets(tmp_path)
    kept.save("a", {"prompt": "1"})
    kept.save("b", {"prompt": "2"})
    assert kept.delete("a") and kept.delete("b") and not kept.delete("b")
    assert Presets(tmp_path).restore() == "b"
    assert kept.get("b") == {"prompt": "2"} and kept.names() == ["b"]
    with pytest.raises(PresetError, match="no deleted preset"):
        kept.restore()


def test_a_preset_comes_back_beside_one_that_took_its_name(tmp_path: Path) -> None:
    kept = Presets(tmp_path)
    kept.save("a", {"prompt": "1"})
    kept.delete("a")
    kept.save("a", {"prompt": "2"})
    assert kept.restore() == "a (2)"
    assert kept.get("a") == {"prompt": "2"} and kept.get("a (2)") == {"prompt": "1"}


def test_a_deleted_preset_is_wiped_in_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = Presets(tmp_path)
    kept.save("a", {"prompt": "secret" * 50})
    kept.delete("a")
    now = presets.time.time() + presets.UNDO_WITHIN + 1
    monkeypatch.setattr(presets.time, "time", lambda: now)
    with pytest.raises(PresetError, match="no deleted preset"):
        kept.restore()
    kept.save("b", {})
    assert b"secretsecret" not in (tmp_path / FILE_NAME).read_bytes()
