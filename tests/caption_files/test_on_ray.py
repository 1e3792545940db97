"""A run on Ray, with a stand-in of it; docs/captions.md says what was tried on a real cluster."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from sd_animagine.cli.main import main
from tests.caption_files.files import GIVEN, ORDERED


class Ray(ModuleType):
    """Runs a task when its result is fetched; loses those that it is told to."""

    class exceptions:
        RayError = OSError

    def __init__(self, *, loses: bool = False) -> None:
        super().__init__("ray")
        self.loses = loses
        self.calls: list[tuple[str, Any]] = []

    def init(self, address: str | None, **more: Any) -> None:
        if address == "nowhere":
            raise ConnectionError("nobody is there")
        self.calls.append(("init", address))

    def shutdown(self) -> None:
        self.calls.append(("shutdown", None))

    def put(self, value: Any) -> Any:
        return value

    def cluster_resources(self) -> dict[str, float]:
        return {"CPU": 1.0}

    def remote(self, **options: Any) -> Any:
        self.calls.append(("remote", options))

        def decorate(function: Any) -> Any:
            function.remote = lambda *given: lambda: function(*given)
            return function

        return decorate

    def get(self, reference: Any) -> Any:
        if self.loses:
            raise self.exceptions.RayError("lost")
        return reference()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for n in range(300):
        (tmp_path / f"{n}.png").touch()
        (tmp_path / f"{n}.txt").write_text(GIVEN)
    return tmp_path


def test_ray_runs_what_this_machine_would(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ray = Ray()
    monkeypatch.setitem(sys.modules, "ray", ray)
    assert main(["captions", "--write", "--engine", "ray", "--address", "a:1", str(folder)]) == 0
    assert {path.read_text() for path in folder.glob("*.txt")} == {ORDERED}
    assert ray.calls == [("init", "a:1"), ("remote", {"max_retries": -1}), ("shutdown", None)]


def test_what_a_cluster_loses_is_named(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "ray", Ray(loses=True))
    assert main(["captions", "--engine", "ray", str(folder)]) == 1
    told = capsys.readouterr().out
    assert told.count("The process that read it was ended.") == 300
    assert "300 places could not be read or written" in told


@pytest.mark.parametrize(
    ("arguments", "ray", "said"),
    [
        (["--engine", "ray"], None, "pip install ray"),
        (["--engine", "ray", "--address", "nowhere"], Ray(), "no Ray cluster answers at nowhere"),
        (["--address", "a:1"], Ray(), "--address goes with --engine ray"),
    ],
)
def test_wrong_usage_is_said(
    arguments: list[str], ray: Ray | None, said: str, folder: Path,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setitem(sys.modules, "ray", ray)
    assert main(["captions", str(folder), *arguments]) == 2
    assert said in capsys.readouterr().err
