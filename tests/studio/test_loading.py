"""What can be said of a model's place before anything is loaded."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sd_animagine.sdxl import loading
from sd_animagine.sdxl.upscaling import network
from sd_animagine.studio.engines.diffusers import DiffusersEngine
from tests.safetensors import TENSOR, lora, written

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]


def test_what_is_needed_is_the_extra() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert tuple(project["optional-dependencies"]["draw"]) == loading.NEEDED
    assert project["optional-dependencies"]["upscalers"] == [network.NEEDED]


def test_what_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "NEEDED", ("pytest>=1", "no_such_package>=2.0,<3"))
    sentence, command = loading.missing_packages() or ("", "")
    assert sentence == "Drawing here needs no_such_package."
    assert command == 'python -m pip install "no_such_package>=2.0,<3"'
    assert DiffusersEngine().status() == (False, sentence, "", command, "")


@pytest.fixture
def places(tmp_path: Path) -> Path:
    (tmp_path / "model").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "model" / "model_index.json").touch()
    (tmp_path / "old.ckpt").touch()
    (tmp_path / "text.safetensors").write_text("not a checkpoint")
    lora(tmp_path / "lora.safetensors")
    entries = {"a": {**TENSOR, "data_offsets": [0, 1012]}}
    written(tmp_path / "cut.safetensors", entries)
    return tmp_path


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("model", ""),
        ("folder", "is not a diffusers model: model_index.json is missing."),
        ("old.ckpt", "old.ckpt is not opened. Use a .safetensors file, a folder or a hub id."),
        ("text.safetensors", "text.safetensors cannot be read: "),
        ("lora.safetensors", "lora.safetensors cannot be drawn with. This is no whole SDXL "),
        ("cut.safetensors", "cut.safetensors was cut off: 1,000 bytes are missing. Download"),
        ("none.safetensors", "There is no checkpoint "),
    ],
)
def test_places(places: Path, name: str, says: str) -> None:
    problem = loading.source_problem(str(places / name))
    assert says in problem if says else not problem


@pytest.mark.parametrize(
    ("source", "fine"),
    [
        (loading.HUB_ID, True),
        ("models/nothing.safetensors", False),
        ("./a/b", False),
        ("a/b/c", False),
        ("", False),
        ("../x", False),
    ],
)
def test_hub_ids(source: str, fine: bool) -> None:
    assert (loading.source_problem(source) == "") is fine
