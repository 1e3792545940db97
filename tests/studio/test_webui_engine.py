"""Drawing through a WebUI, against one that answers as it is told to."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from sd_animagine.studio import webui_engine
from sd_animagine.studio.engine import Cancelled, EngineError, Job
from sd_animagine.studio.webui_engine import WebuiEngine
from tests.studio.fake_webui import FakeWebui

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")


@pytest.fixture
def webui(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWebui]:
    monkeypatch.setattr(webui_engine, "POLL", 0.02)
    with FakeWebui().running() as running:
        yield running


@pytest.fixture
def ours(job: Job) -> Job:
    return replace(job, entries={"Animagine": "0.1.0; mode=fix", "Animagine prompt": "a, b"})


def drawn(webui: FakeWebui, job: Job, listener: Any) -> list[Any]:
    return list(WebuiEngine(webui.url).draw(job, listener, listener.cancelled))


def bodies(webui: FakeWebui) -> list[dict[str, Any]]:
    return [body for _, path, body in webui.asked if path == "/sdapi/v1/txt2img"]


def test_status_and_samplers(webui: FakeWebui) -> None:
    engine = WebuiEngine(webui.url + "/")
    assert engine.status() == (
        True,
        f"Draws through the WebUI at {webui.url}, animagine-xl-4.0.safetensors [abc].",
        "animagine-xl-4.0.safetensors [abc]",
    )
    assert engine.samplers == ("Euler a", "DDIM")


def test_the_compiled_request_is_handed_over(webui: FakeWebui, ours: Job, told: Any) -> None:
    pictures = drawn(webui, replace(ours, batch_size=2), told(Event()))
    assert [picture.seed for picture in pictures] == [7, 8, 9]
    first, second = bodies(webui)
    assert (first["seed"], first["batch_size"], second["seed"]) == (7, 2, 9)
    assert first["alwayson_scripts"] == {"Animagine": {"args": [{"enabled": False}]}}
    assert (first["prompt"], first["cfg_scale"], first["steps"]) == ("1girl, smile", 5.0, 4)
    text = "1girl, smile\nSteps: 4, Seed: 9, Animagine: 0.1.0; mode=fix, Animagine prompt: "
    assert pictures[2].infotext == text + '"a, b"'
    with Image.open(io.BytesIO(pictures[2].png)) as image:
        assert image.info["parameters"] == pictures[2].infotext
        assert image.getpixel((0, 0)) == (9, 0, 0)


def test_our_script_is_named_only_where_it_is_installed(
    webui: FakeWebui, job: Job, told: Any
) -> None:
    webui.scripts = ["seed"]
    drawn(webui, job, told(Event()))
    webui.fail["/sdapi/v1/scripts"] = (404, {"detail": "Not Found"})
    drawn(webui, job, told(Event()))
    assert [body["alwayson_scripts"] for body in bodies(webui)] == [{}] * 6


@pytest.mark.parametrize("format_", ["JPEG", "WEBP"])
def test_other_formats_become_png(webui: FakeWebui, job: Job, told: Any, format_: str) -> None:
    webui.format = format_
    picture = drawn(webui, job, told(Event()))[0]
    with Image.open(io.BytesIO(picture.png)) as image:
        assert (image.format, image.info["parameters"]) == ("PNG", picture.infotext)


def test_a_grid_is_no_picture(webui: FakeWebui, job: Job, told: Any) -> None:
    webui.grid = True
    pictures = drawn(webui, replace(job, batch_size=3), told(Event()))
    assert [picture.seed for picture in pictures] == [7, 8, 9]
    assert pictures[2].infotext.endswith("Seed: 9")


class Releases:
    """A listener that lets the picture be finished once it has seen enough."""

    def __init__(self, webui: FakeWebui, enough: int) -> None:
        self.webui, self.enough = webui, enough
        self.all: list[Any] = []
        self.cancelled = Event()

    def __call__(self, progress: Any) -> None:
        self.all.append(progress)
        if len(self.all) == self.enough:
            self.webui.hold.set()


def test_progress_and_preview(webui: FakeWebui, job: Job) -> None:
    webui.hold.clear()
    listener = Releases(webui, 2)
    drawn(webui, job, listener)
    assert listener.all[0] == (3, 4, 0, 3, b"preview", "")
    assert listener.all[-1][:4] == (4, 4, 3, 3)


def test_others_pictures_are_waited_for(webui: FakeWebui, job: Job) -> None:
    webui.active = False
    webui.hold.clear()
    listener = Releases(webui, 2)
    drawn(webui, job, listener)
    assert listener.all[0] == (0, 4, 0, 3, None, "waiting for the WebUI")


def test_stopping_interrupts_the_webui(webui: FakeWebui, job: Job, told: Any) -> None:
    webui.hold.clear()
    listener = told(Event(), stop_at=(0, 3))
    with pytest.raises(Cancelled, match=r"^Stopped; 0 of 3 pictures are finished\.$"):
        drawn(webui, job, listener)
    assert webui.interrupted.is_set()
    assert len(bodies(webui)) == 1


def test_others_pictures_are_not_interrupted(
    webui: FakeWebui, job: Job, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webui_engine, "PATIENCE", 0.1)
    webui.active = False
    webui.hold.clear()
    listener = told(Event(), stop_at=(0, 0))
    with pytest.raises(Cancelled):
        drawn(webui, job, listener)
    assert not webui.interrupted.is_set()


def test_a_webui_without_the_page_s_routes(webui: FakeWebui, job: Job, told: Any) -> None:
    webui.progress_routes = False
    webui.hold.clear()
    listener = told(Event(), stop_at=(0, 3))
    with pytest.raises(Cancelled):
        drawn(webui, job, listener)
    assert webui.interrupted.is_set()


DETAIL = [{"loc": ["body", "steps"], "msg": "must be positive"}]


@pytest.mark.parametrize(
    ("status", "answer", "message"),
    [
        (401, {}, "wants a user and password: give them as http://user:password@host:port."),
        (404, {}, "has no API: start the WebUI with --api."),
        (422, {"detail": DETAIL}, "The WebUI refuses the request: body.steps: must be positive"),
        (422, {"detail": "ANI301"}, "The WebUI refuses the request: ANI301"),
        (500, {"error": "X", "errors": "CUDA out of memory"}, "failed while drawing: CUDA out of"),
        (502, b"<html>", "failed while drawing: status 502"),
        (302, {}, "answered with status 302"),
        (200, b"<html>", "is no WebUI: it sends no JSON."),
        (200, {}, "The WebUI sent 0 of 1 pictures."),
        (200, {"images": ["%%%"]}, "The WebUI sent something that is no picture."),
        (200, {"images": ["aaaa"], "info": "}"}, "The WebUI sent something that is no picture."),
    ],
)
def test_sentences(
    webui: FakeWebui, job: Job, told: Any, status: int, answer: Any, message: str
) -> None:
    webui.fail["/sdapi/v1/txt2img"] = (status, answer)
    with pytest.raises(EngineError) as raised:
        drawn(webui, job, told(Event()))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_password_goes_along(webui: FakeWebui, job: Job, told: Any) -> None:
    webui.authorization = "Basic dXNlcjpwQDpzcw=="
    listener = told(Event())
    place = webui.url.removeprefix("http://")
    engine = WebuiEngine(f"http://user:p%40%3Ass@{place}")
    assert engine.status().ready
    assert len(list(engine.draw(job, listener, listener.cancelled))) == 3
    assert "p@" not in engine.status().message
    assert "wants a user and password" in WebuiEngine(webui.url).status().message


def test_nothing_listens() -> None:
    engine = WebuiEngine("http://127.0.0.1:9")
    assert engine.status().message.endswith("nothing listens there; start it with --api.")
    assert engine.samplers == ("Euler a",)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://host/", "127.0.0.1:7860", "http://", "http://[::1", ""]
)
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(EngineError, match=r"^The WebUI's address .*; allowed are addresses like"):
        WebuiEngine(url)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(EngineError) as raised:
        WebuiEngine("ftp://user:secret@host/")
    assert "secret" not in str(raised.value)
