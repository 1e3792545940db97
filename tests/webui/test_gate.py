"""The gate ``auto`` in the host: the checkpoint's file decides, before any model is loaded."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sd_animagine.files import checkpoint
from sd_animagine.model import CHECKPOINTS
from tests.test_checkpoint import SD15, written
from tests.webui.fake_host import Host
from tests.webui.test_process import Q, asked

TITLED = {"modelspec.title": "Animagine XL 4.0"}
OPT = list(CHECKPOINTS)[1]


@pytest.fixture
def host(host: Host, tmp_path: Path) -> Host:
    """A host with some checkpoints; the settings page has chosen the one that says nothing."""
    add(host, written(tmp_path / "mine.safetensors"))
    add(host, written(tmp_path / "renamed.safetensors", TITLED))
    add(host, written(tmp_path / "hashed.safetensors"), sha256=OPT)
    add(host, written(tmp_path / "animagine-xl-4.0.safetensors", TITLED, SD15))
    merge = {"sd_merge_models": f'{{"{OPT}": {{"name": "a"}}}}'}
    add(host, written(tmp_path / "mix.safetensors", merge))
    host.opts.sd_model_checkpoint = "mine.safetensors"
    return host


def add(host: Host, path: Path, sha256: str | None = None) -> None:
    """A file in the host's list, under its name and, where there is one, its hash."""
    info = SimpleNamespace(name=path.name, filename=str(path), sha256=sha256)
    models: Any = host.modules["modules.sd_models"]
    models.checkpoints_list[path.name] = info
    for name in filter(None, (path.name, sha256, sha256 and sha256[:10])):
        models.checkpoint_aliases[name] = info


def drawn(host: Host, chosen: str = "", **options: Any) -> tuple[str, str]:
    override = {"sd_model_checkpoint": chosen} if chosen else {}
    p = asked(host, "smile, 1girl", options=options, override_settings=override)
    [picture] = host.draw(p)
    assert not host.errors
    return picture.prompt, picture.field("Animagine note") or ""


@pytest.mark.parametrize("name", ["renamed.safetensors", "hashed.safetensors", OPT, OPT[:10]])
def test_title_or_cached_hash_tell_a_renamed_file(host: Host, name: str) -> None:
    assert drawn(host, name)[0] == f"1girl, smile, {Q}"


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("", "its name does not say Animagine XL 4"),
        (
            "animagine-xl-4.0.safetensors",
            "“animagine-xl-4.0.safetensors” is a Stable Diffusion 1 model",
        ),
        ("mix.safetensors", "probably made from Animagine XL 4, but the header says"),
    ],
)
def test_others_stay_idle_and_say_why_and_how_to_force_it(
    host: Host, name: str, reason: str
) -> None:
    prompt, note = drawn(host, name)
    assert prompt == "smile, 1girl"
    assert reason in note
    assert "Settings → Animagine → Act on which checkpoints → always" in note


def test_always_forces_it(host: Host) -> None:
    assert drawn(host, gate="always")[0] == f"1girl, smile, {Q}"


def test_the_settings_page_s_choice_counts_too(host: Host) -> None:
    host.opts.sd_model_checkpoint = "renamed.safetensors"
    assert drawn(host)[0] == f"1girl, smile, {Q}"


def test_a_name_the_host_does_not_know_is_passed_over(host: Host) -> None:
    host.opts.sd_model_checkpoint = "renamed.safetensors"
    assert drawn(host, "gone.safetensors")[0] == f"1girl, smile, {Q}"
    host.opts.sd_model_checkpoint = "gone.safetensors"  # the host loads the first it has
    assert "mine.safetensors" in drawn(host)[1]


def test_no_file_is_hashed_and_no_model_is_looked_at(host: Host, monkeypatch: Any) -> None:
    monkeypatch.setattr(checkpoint, "hash_file", lambda _: pytest.fail("a file was hashed"))
    shared: Any = host.modules["modules.shared"]
    shared.sd_model = SimpleNamespace()  # as Forge's before one is loaded: it has nothing
    assert drawn(host, "renamed.safetensors")[0] == f"1girl, smile, {Q}"
