from __future__ import annotations

import json
from pathlib import Path

import pytest

from sd_animagine.presets import FILE_NAME, PresetError, Presets


def test_saved_loaded_deleted(tmp_path: Path) -> None:
    presets = Presets(tmp_path)
    assert presets.names() == []
    assert presets.save("  my   style ", {"prompt": "1girl"}) == "my style"
    assert Presets(tmp_path).get("my style") == {"prompt": "1girl"}
    presets.delete("my style")
    presets.delete("my style")
    assert Presets(tmp_path).names() == []


@pytest.mark.parametrize("name", ["", "   ", "x" * 81, None])
def test_a_preset_needs_a_name(tmp_path: Path, name: str) -> None:
    with pytest.raises(PresetError, match="needs a name"):
        Presets(tmp_path).save(name, {})


def test_an_unknown_name_is_said(tmp_path: Path) -> None:
    with pytest.raises(PresetError, match="no preset named “x”"):
        Presets(tmp_path).get("x")


@pytest.mark.parametrize(
    "damaged", [b"{", b"\xff\xfe", b"[]", b'{"format": 1, "presets": {"a": 1}}', b'{"format": 9}']
)
def test_a_damaged_file_is_set_aside_and_named(tmp_path: Path, damaged: bytes) -> None:
    (tmp_path / FILE_NAME).write_bytes(damaged)
    presets = Presets(tmp_path)
    assert presets.names() == []
    kept = [path for path in tmp_path.iterdir() if "damaged" in path.name]
    assert [path.read_bytes() for path in kept] == [damaged]
    assert kept[0].name in presets.notice
    presets.save("new", {})
    (tmp_path / FILE_NAME).write_bytes(damaged)
    assert presets.names() == []
    assert len([path for path in tmp_path.iterdir() if "damaged" in path.name]) == 2


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: E501
    presets = Presets(tmp_path)
    presets.save("old", {"prompt": "1girl"})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(PresetError, match="No space left"):
        presets.save("new", {})
    assert presets.names() == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_an_export_comes_in_again_and_overwrites_nothing(tmp_path: Path) -> None:
    one, two = Presets(tmp_path / "one"), Presets(tmp_path / "two")
    one.save("a", {"prompt": "x"})
    one.save("b", {"prompt": "y"})
    two.save("a", {"prompt": "other"})
    assert two.take_in(one.export()) == ["a (2)", "b"]
    assert two.get("a") == {"prompt": "other"}
    assert two.take_in(one.export()) == ["a (2)", "b"]
    assert json.loads(one.export())["format"] == 1


@pytest.mark.parametrize("text", ["", "nonsense", "{}", "[" * 100000])
def test_what_is_no_export_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PresetError):
        Presets(tmp_path).take_in(text)
    assert not (tmp_path / FILE_NAME).exists()
