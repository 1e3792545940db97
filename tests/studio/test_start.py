"""What somebody may type after ``animagine studio``, and what is said where it cannot be."""

from __future__ import annotations

import re
import socket
from pathlib import Path

import pytest

from sd_animagine.cli.main import main
from sd_animagine.studio.server import start
from sd_animagine.studio.server.hosts import Hosts


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["studio", *arguments]) == 2
    said = capsys.readouterr().err
    assert said.startswith("animagine: ")
    assert said.count("\n") == 1
    return said


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(start, "_check_packages", lambda: None)


@pytest.mark.parametrize(
    "port", ["99999", "-1", "many", "", "7 860", pytest.param("9" * 5000, id="long")]
)
def test_a_port_that_is_none(capsys: pytest.CaptureFixture[str], port: str) -> None:
    said = refused(capsys, f"--port={port}")
    assert f"--port is {port!r}"[:30] in said
    assert "it must be 0 to 65535" in said
    assert len(said) < 200


def test_a_port_in_use(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        said = refused(
            capsys, "--model", "demo", f"--port={port}", "--outputs", str(tmp_path / "out")
        )
    assert f"port {port} on 127.0.0.1 cannot be used" in said
    assert "--port" in said


def test_the_next_port_where_none_was_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        monkeypatch.setattr(start, "PORT", taken.getsockname()[1])
        with start._listening("127.0.0.1", None) as found:
            assert found.getsockname()[1] != taken.getsockname()[1]


@pytest.mark.parametrize(
    ("model", "why"),
    [
        ("nowhere.safetensors", "There is no checkpoint nowhere.safetensors"),
        ("/nowhere/model", "There is no checkpoint /nowhere/model"),
        ("ftp://host/model", "Write it like http://127.0.0.1:7860"),
        ("http://", "Write it like"),
    ],
)
def test_a_model_that_is_none(capsys: pytest.CaptureFixture[str], model: str, why: str) -> None:
    assert why in refused(capsys, "--model", model)


def test_a_file_that_is_no_model(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    path.write_bytes(b"not one")
    assert "model.safetensors cannot be read" in refused(capsys, "--model", str(path))


def test_a_host_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    arguments = ("--host", "256.0.0.1", "--port=0", "--outputs", str(tmp_path))
    said = refused(capsys, "--model", "demo", *arguments)
    assert "--host 256.0.0.1 is not an address of this machine" in said


@pytest.mark.parametrize("host", ["203.0.113.5", "2001:db8::5", "a" * 64, "nowhere.invalid", ""])
def test_an_address_of_another_machine(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, host: str
) -> None:
    for port in ([], ["--port=0"]):
        arguments = ("--model", "demo", f"--host={host}", "--outputs", str(tmp_path), *port)
        said = refused(capsys, *arguments)
        assert f"--host {host} is not an address of this machine" in said


def test_an_outputs_folder_that_cannot_be(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    said = refused(capsys, "--model", "demo", "--outputs", str(tmp_path / "file" / "outputs"))
    assert "cannot be created" in said


def test_a_folder_that_is_none(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    said = refused(capsys, "--model", "demo", "--lora-dir", str(tmp_path / "gone"))
    assert "--lora-dir" in said and "gone is not a folder; name one that holds loras" in said
    said = refused(capsys, "--model", "demo", "--wildcard-dir", str(tmp_path / "gone"))
    assert "gone is not a folder; name one that holds wildcards" in said
    said = refused(capsys, "--model", "demo", "--upscaler-dir", str(tmp_path / "gone"))
    assert "gone is not a folder; name one that holds upscalers" in said


@pytest.mark.parametrize("version", ["3.41.2", "4.40.0", "5.49.1", "6.30.2", "7.0.0"])
def test_another_gradio(monkeypatch: pytest.MonkeyPatch, version: str) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda _name: object())
    monkeypatch.setattr(start.importlib.metadata, "version", lambda _name: version)
    with pytest.raises(start.StartError, match=f"needs gradio 6.31 or a later 6, but {version}"):
        start.run("demo")


def test_without_gradio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(start.StartError, match=re.escape('pip install -e ".[studio]"')):
        start.run("demo")


@pytest.mark.parametrize(
    ("host", "wanted", "is_shown", "off"),
    [
        ("127.0.0.1", "auto", True, ""),
        ("127.0.0.1", "off", True, "--history off"),
        ("0.0.0.0", "auto", False, "--history on"),
        ("0.0.0.0", "off", False, "--history on"),
        ("0.0.0.0", "on", True, ""),
    ],
)
def test_the_history_is_not_for_whoever_comes_by(
    tmp_path: Path, host: str, wanted: str, *, is_shown: bool, off: str
) -> None:
    shelf = start._shelf(tmp_path, Hosts(host), wanted)
    assert (shelf.history is not None) == is_shown
    assert off in shelf.off and bool(shelf.off) == bool(off)
