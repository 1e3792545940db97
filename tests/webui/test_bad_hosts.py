"""Hosts that are odd, or broken: one sentence, the host starts and draws."""

from __future__ import annotations

import argparse
import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import gradio as gr
import pytest

from tests.webui.conftest import ROOT
from tests.webui.fake_host import _ELSEWHERE, _NAMES, Host, running
from tests.webui.families import Family
from tests.webui.test_families import page_of
from tests.webui.test_loading import OURS, registered
from tests.webui.test_process import COMPILED, TYPED, asked

_KEPT = ("scripts", "shared")
"""Without these no host has scripts at all."""


GONE = tuple(name for name in _NAMES if name not in {*_KEPT, *_ELSEWHERE})
"""Modules of AUTOMATIC1111 1.10 that might have another name tomorrow."""


def is_one_sentence(text: str) -> bool:
    return text.count("\n") == 1 and "Traceback" not in text and "Animagine" in text


@pytest.mark.parametrize("gone", GONE)
def test_a_module_that_was_renamed(gone: str) -> None:
    with running(ROOT, family=Family("renamed", lacks=(gone,))) as host:
        page_of(host)
        assert host.draw(asked(host))[0].prompt in (COMPILED, TYPED)


@pytest.mark.parametrize("half", [0, 1])
def test_half_of_the_modules_are_renamed(half: int, capsys: pytest.CaptureFixture[str]) -> None:
    with running(ROOT, family=Family("renamed", lacks=GONE[half::2])) as host:
        page_of(host)
        assert host.draw(asked(host))[0].prompt in (COMPILED, TYPED)
    assert "Traceback" not in capsys.readouterr().err


class Raising(ModuleType):
    """A module that raises whatever it is asked for."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise RuntimeError(f"{name} is not to be had")


def entry() -> Any:
    file = ROOT / "scripts" / "animagine.py"
    spec = importlib.util.spec_from_file_location("animagine.py", file)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_modules_that_raise(host: Host, capsys: pytest.CaptureFixture[str]) -> None:
    for name in GONE:
        host.modules[f"modules.{name}"].__class__ = Raising
        host.modules[f"modules.{name}"].__dict__.clear()
    host.load()
    page_of(host)
    assert host.draw(asked(host))[0].prompt in (COMPILED, TYPED)
    assert is_one_sentence(capsys.readouterr().err)


@pytest.mark.parametrize("name", ["Accordion", "Checkbox", "HTML", "Radio", "Dropdown", "Slider"])
def test_a_gradio_without_a_component(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    gone = getattr(gr, name)
    with running(ROOT) as host:
        monkeypatch.delattr(gr, name)
        host.load()
        page_of(host)
        monkeypatch.setattr(gr, name, gone, raising=False)
        assert host.draw(asked(host))[0].prompt == COMPILED
    assert "Traceback" not in capsys.readouterr().err


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    folder = tmp_path / "zz a second copy"
    for part in ("scripts", "sd_animagine"):
        shutil.copytree(ROOT / part, folder / part)
    return folder


@pytest.fixture
def two(copy: Path) -> Iterator[Host]:
    with running(ROOT, copy) as started:
        yield started


def test_of_two_copies_one_acts(copy: Path, two: Host, capsys: pytest.CaptureFixture[str]) -> None:
    assert [type(s).__name__ for s in two.scripts["txt2img"]] == OURS
    callbacks = registered(two)
    assert len(callbacks) == len(set(callbacks))
    p = asked(two)
    assert two.draw(p)[0].prompt == COMPILED
    two.load()
    told = capsys.readouterr().err
    assert f"{ROOT / 'scripts' / 'animagine.py'} acts" in told
    assert str(copy) in told
    assert told.count("***") == 1
    assert registered(two) == callbacks


def test_the_second_acts_where_the_first_was_switched_off(copy: Path, two: Host) -> None:
    two.extensions = (copy,)
    two.load()
    assert [type(s).__name__ for s in two.scripts["txt2img"]] == OURS
    assert two.draw(asked(two))[0].prompt == COMPILED


def test_the_flag_is_asked_for_by_two_copies() -> None:
    spec = importlib.util.spec_from_file_location("animagine_preload", ROOT / "preload.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    parser = argparse.ArgumentParser()
    module.preload(parser)
    module.preload(parser)
    given = parser.parse_args(["--animagine-max-rating", "safe"])
    assert given.animagine_max_rating == "safe"


@pytest.mark.parametrize("kind", ["read-only", "umlauts and blanks"])
def test_data_folders(host: Host, tmp_path: Path, kind: str) -> None:
    """A folder that nobody can write into costs the presets, in a sentence, and nothing else."""
    from sd_animagine.store import StoreError
    from sd_animagine.store.presets import Presets
    from sd_animagine.webui import problems
    from sd_animagine.webui.host import folders

    folder = tmp_path / "Größe ändern" / "mein Ordner"
    if kind == "read-only":  # what a user that may do everything cannot write into either
        folder = tmp_path / "file"
        folder.write_text("", "utf-8")
    else:
        folder.mkdir(parents=True)
    host.modules["modules.paths_internal"].__dict__["data_path"] = str(folder)
    page_of(host)
    assert not problems.noted()
    assert host.draw(asked(host))[0].prompt == COMPILED
    presets = Presets(folders.data_folder())
    if kind == "read-only":
        with pytest.raises(StoreError) as failed:
            presets.save("mine", {"prompt": "1girl"})
        assert "\n" not in str(failed.value)
    else:
        presets.save("mine", {"prompt": "1girl"})
        assert presets.get("mine")["prompt"] == "1girl"
