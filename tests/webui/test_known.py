"""Names that the host knows: LoRAs' trigger words, the user's words, tag lists of other files."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from sd_animagine.vocabulary import bundled
from tests.safetensors import lora
from tests.webui.fake_host import Host
from tests.webui.test_process import asked


@pytest.fixture
def networks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of the host's Lora extension, with one file that was trained on some words."""
    file = lora(
        tmp_path / "zyx_v2.safetensors",
        ss_tag_frequency={"10_butterflies": {"looking at veiwer": 9, "long hair": 7, "nude": 1}},
    )
    entry = SimpleNamespace(filename=str(file))
    module = ModuleType("networks")
    module.__dict__.update(
        available_networks={"zyx_v2": entry},
        available_network_aliases={"zyx_v2": entry, "zyx": entry},
    )
    monkeypatch.setitem(sys.modules, "networks", module)
    return module


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.csv"
    file.write_text("zyx_coat,0,9,\nbroken\n", encoding="utf-8")
    return file


def notes(host: Host, prompt: str) -> str:
    p = asked(host, prompt, options={"mode": "report"})
    note = host.draw(p)[0].field("Animagine note") or ""
    assert not host.errors
    return note


@pytest.mark.parametrize("name", ["zyx_v2", "zyx"])
def test_the_words_of_a_lora_in_the_prompt_are_known(
    host: Host, networks: ModuleType, name: str
) -> None:
    assert "ANI301" in notes(host, "1girl, looking at veiwer, butterflies")
    with_lora = notes(host, f"1girl, looking at veiwer, butterflies <lora:{name}:0.8>, long_hair")
    assert "ANI301" not in with_lora and "ANI302" not in with_lora
    assert "ANI003" in with_lora, "a tag that every list knows stays a tag like any other"


@pytest.mark.usefixtures("networks")
def test_a_lora_that_is_not_there(host: Host) -> None:
    assert "ANI301" in notes(host, "1girl, looking at veiwer <lora:other:1>")


def test_a_host_without_the_lora_extension(host: Host) -> None:
    assert "ANI301" in notes(host, "1girl, looking at veiwer <lora:zyx:1>")


def test_words_that_the_user_knows(host: Host) -> None:
    host.opts.animagine_known_words = " looking at veiwer,\n LONG_HIAR ,"
    assert "ANI301" not in notes(host, "1girl, looking at veiwer, long_hiar")


def test_tag_lists_of_the_settings_page(host: Host, mine: Path) -> None:
    assert "ANI003" not in notes(host, "1girl, zyx_coat")
    host.opts.animagine_tag_lists = str(mine)
    assert "ANI003" in notes(host, "1girl, zyx_coat")
    host.opts.animagine_tag_lists = ""
    assert "ANI003" not in notes(host, "1girl, zyx_coat")


@pytest.mark.parametrize("name", ["a1111-sd-webui-tagcomplete", "sd-webui-prompt-studio-neo"])
def test_tagcomplete_s_list(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mine: Path, name: str
) -> None:
    from sd_animagine.webui.host import folders

    folder = tmp_path / "extensions" / name / "tags"
    folder.mkdir(parents=True)
    mine.rename(folder / "danbooru.csv")
    (folder / "other.csv").write_text("zyx_hat,0,9,\n", encoding="utf-8")
    monkeypatch.setattr(folders, "_EXTENSIONS", tmp_path / "extensions")
    assert "ANI003" in notes(host, "1girl, zyx_coat")
    host.opts.tac_tagFile = "other.csv"
    assert "ANI003" in notes(host, "1girl, zyx_hat")
    assert "ANI003" not in notes(host, "1girl, zyx_coat")
    for key, value in (
        ("animagine_tagcomplete", False),
        ("disabled_extensions", [name]),
        ("tac_tagFile", "../../../secret.csv"),
        ("tac_tagFile", "None"),
    ):
        monkeypatch.setattr(host.opts, key, value, raising=False)
        assert "ANI003" not in notes(host, "1girl, zyx_hat")
        monkeypatch.undo()
        monkeypatch.setattr(folders, "_EXTENSIONS", tmp_path / "extensions")


def test_a_broken_list_is_named_in_the_log(
    host: Host, mine: Path, caplog: pytest.LogCaptureFixture
) -> None:
    from sd_animagine.webui.context import read_lists

    host.opts.animagine_tag_lists = str(mine)
    with caplog.at_level(logging.WARNING, logger="animagine"):
        read_lists()
    assert "mine.csv line 2: the row has only one column" in caplog.text
    assert not bundled().problems
