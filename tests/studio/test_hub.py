"""A model is fetched from a small hub of our own, by the hub's real library."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from typing import Any, ClassVar

import pytest

from sd_animagine.sdxl import hub
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.studio.engines import diffusers
from sd_animagine.studio.engines.base import Cancelled, DrawJob
from sd_animagine.studio.engines.diffusers import DiffusersEngine

huggingface_hub = pytest.importorskip("huggingface_hub")
constants = pytest.importorskip("huggingface_hub.constants")

MODEL = "somebody/small-xl"
WEIGHTS = "diffusion_pytorch_model.safetensors"
TAKEN = {
    "model_index.json": b"{}",
    "scheduler/scheduler_config.json": b"{}",
    "text_encoder/config.json": b"{}",
    "text_encoder/model.safetensors": b"l" * 1_000_000,
    "text_encoder_2/config.json": b"{}",
    "text_encoder_2/model.safetensors": b"g" * 1_000_000,
    "unet/config.json": b"{}",
    f"unet/{WEIGHTS}": b"u" * 3_000_000,
    "vae/config.json": b"{}",
    f"vae/{WEIGHTS}": b"v" * 1_000_000,
}
LEFT = {
    "README.md": b"hello",
    "small-xl.safetensors": b"s" * 6_000_000,
    "unet/diffusion_pytorch_model.fp16.safetensors": b"h" * 1_500_000,
    "vae/diffusion_pytorch_model.bin": b"b" * 1_000_000,
    "tokenizer/vocab.json": b"{}",
}


class Hub(BaseHTTPRequestHandler):
    """Answers what the library asks for one model."""

    asked: list[str]
    files: ClassVar[dict[str, bytes]] = {**TAKEN, **LEFT}

    def do_GET(self) -> None:
        self._answer(with_body=True)

    def do_HEAD(self) -> None:
        self._answer(with_body=False)

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def _answer(self, *, with_body: bool) -> None:
        if self.path.startswith(f"/api/models/{MODEL}"):
            listed = [{"rfilename": name, "size": len(body)} for name, body in self.files.items()]
            told = {"id": MODEL, "_id": "1", "sha": "a" * 40, "siblings": listed}
            self._send(json.dumps(told).encode(), with_body=with_body)
            return
        name = self.path.partition("/resolve/main/")[2]
        if name not in self.files:
            self.send_error(404)
            return
        if with_body:
            self.asked.append(name)
        self._send(self.files[name], with_body=with_body)

    def _send(self, body: bytes, *, with_body: bool) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", f'"{self.path.encode().hex()}"')
        self.send_header("X-Repo-Commit", "a" * 40)
        self.end_headers()
        if with_body:
            self.wfile.write(body)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(constants, "HF_HUB_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The names of the files that were fetched."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hub)
    monkeypatch.setattr(Hub, "asked", [], raising=False)
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield Hub.asked
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_drawing_takes_is_fetched_and_its_bytes_are_told(
    asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "_TELL_EVERY", 0.0)
    told: list[hub.Fetched] = []
    assert hub.here(MODEL) is None
    folder = hub.fetch(MODEL, told.append)
    assert sorted(asked) == sorted(TAKEN)
    assert (folder / "unet" / WEIGHTS).read_bytes() == TAKEN[f"unet/{WEIGHTS}"]
    assert hub.here(MODEL) == folder
    total = sum(map(len, TAKEN.values()))
    assert {each.total for each in told} == {total}
    done = [each.done for each in told]
    assert done == sorted(done)
    assert (done[0], done[-1]) == (0, total)
    assert told[-1].left == 0


def test_what_is_there_is_not_fetched_again(asked: list[str]) -> None:
    folder = hub.fetch(MODEL)
    (folder / "vae" / WEIGHTS).resolve().unlink()
    (folder / "vae" / WEIGHTS).unlink()
    assert hub.here(MODEL) is None
    asked.clear()
    hub.fetch(MODEL)
    assert asked == [f"vae/{WEIGHTS}"]


def refused(monkeypatch: pytest.MonkeyPatch, port: int, model: str = MODEL) -> str:
    monkeypatch.setenv("HF_ENDPOINT", f"http://127.0.0.1:{port}")
    with pytest.raises(EngineError) as raised:
        hub.fetch(model)
    return str(raised.value)


def test_no_network_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    said = refused(monkeypatch, port)
    assert said.startswith(f"{MODEL} is not on this machine, and 127.0.0.1:{port} cannot be")
    assert "start with --model and a file" in said


def test_a_network_that_keeps_silent_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        assert "cannot be reached" in refused(monkeypatch, silent.getsockname()[1])


def test_a_name_that_takes_long_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """A system looks a name up for as long as it likes, whatever was said of time."""
    found = Event()
    monkeypatch.setattr(hub, "PATIENCE", 0.1)
    monkeypatch.setattr(hub, "_asked", lambda _id: found.wait())
    assert "cannot be reached" in refused(monkeypatch, 9)
    found.set()


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("model", ["somebody/else", "nobody/there"])
def test_a_model_that_the_hub_has_not(monkeypatch: pytest.MonkeyPatch, model: str) -> None:
    with pytest.raises(EngineError, match=rf"has no diffusers model {model} .* Check the name"):
        hub.fetch(model)


@pytest.mark.usefixtures("asked")
def test_a_model_that_is_one_file_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Hub, "files", LEFT)
    with pytest.raises(EngineError, match="has no diffusers model"):
        hub.fetch(MODEL)


@pytest.mark.usefixtures("asked")
def test_a_download_that_breaks_off(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the wire")

    monkeypatch.setattr(huggingface_hub, "hf_hub_download", broken)
    with pytest.raises(EngineError, match=r"was cut off at 0 MB\. What is there is kept; press"):
        hub.fetch(MODEL)


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (None, "downloading the model: 1,234 of 6,938 MB"),
        (250.0, "downloading the model: 1,234 of 6,938 MB, 4 min left"),
        (59.4, "downloading the model: 1,234 of 6,938 MB, 59 s left"),
    ],
)
def test_how_far_it_is(left: float | None, said: str) -> None:
    assert hub.Fetched(1_234_567_890, 6_938_000_000, left).sentence() == said


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> DiffusersEngine:
    """One whose model draws nothing."""
    monkeypatch.setattr(diffusers, "missing_packages", lambda: None)
    engine = DiffusersEngine(MODEL, say=[].append)
    monkeypatch.setattr(engine._drawer, "draw", lambda *_: iter(()))
    return engine


def test_page_and_terminal_are_told(
    asked: list[str], engine: DiffusersEngine, job: DrawJob, told: Any
) -> None:
    said: list[str] = []
    engine._say = said.append
    assert "The first picture downloads it" in engine.status().message
    listener = told(Event())
    list(engine.draw(job, listener, listener.cancelled))
    assert said[0] == "downloading the model: 0 of 6 MB"
    assert [each.message for each in listener.all] == said
    assert engine.status().message == "Draws here with small-xl."
    asked.clear()
    list(engine.draw(job, listener, listener.cancelled))
    assert asked == []


def test_a_download_can_be_stopped(
    asked: list[str], engine: DiffusersEngine, job: DrawJob, told: Any
) -> None:
    listener = told(Event(), stop_at=(0, 0))
    with pytest.raises(Cancelled, match="Stopped before the picture was done"):
        list(engine.draw(replace(job, pictures=1), listener, listener.cancelled))
    assert len(asked) == 1
