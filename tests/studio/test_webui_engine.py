"""Drawing through a WebUI, against one that answers as it is told to."""

from __future__ import annotations

import base64
import io
import threading
from collections.abc import Iterator
from dataclasses import replace
from threading import Event, Timer
from typing import Any

import pytest

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.studio.engines import remembered
from sd_animagine.studio.engines import webui as webui_engine
from sd_animagine.studio.engines.base import Cancelled, DrawJob, SecondPass
from sd_animagine.studio.engines.draft import Draft
from sd_animagine.studio.engines.mask import Mask
from sd_animagine.studio.engines.webui import WebuiEngine
from tests.studio.fake_webui import FakeWebui

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")


@pytest.fixture
def webui(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeWebui]:
    monkeypatch.setattr(webui_engine, "POLL", 0.02)
    with FakeWebui().running() as running:
        yield running


@pytest.fixture
def ours(job: DrawJob) -> DrawJob:
    return replace(job, entries={"Animagine": "0.1.0; mode=fix", "Animagine prompt": "a, b"})


def drawn(webui: FakeWebui, job: DrawJob, listener: Any) -> list[Any]:
    return list(WebuiEngine(webui.url).draw(job, listener, listener.cancelled))


def bodies(webui: FakeWebui) -> list[dict[str, Any]]:
    return [body for _, path, body in webui.asked if path == "/sdapi/v1/txt2img"]


def test_status_and_samplers(webui: FakeWebui) -> None:
    engine = WebuiEngine(webui.url + "/")
    assert engine.status(10)[:3] == (
        True,
        f"Draws through the WebUI at {webui.url}, with animagine-xl-4.0.safetensors [abc].",
        "animagine-xl-4.0.safetensors [abc]",
    )
    assert engine.samplers == ("Euler a", "DDIM")
    assert engine.upscalers == ("Latent", "None", "Lanczos")


def test_a_webui_that_tells_no_upscalers_draws_all_the_same(webui: FakeWebui) -> None:
    webui.fail["/sdapi/v1/latent-upscale-modes"] = (404, {"detail": "Not Found"})
    engine = WebuiEngine(webui.url)
    assert engine.status(10).ready and engine.upscalers == ()


def test_a_second_pass_is_handed_over(webui: FakeWebui, ours: DrawJob, told: Any) -> None:
    assert "enable_hr" not in drawn_once(webui, ours, told)
    second = SecondPass("Lanczos", 9, 0.5, 1.5, 192, 96)
    body = drawn_once(webui, replace(ours, second=second), told)
    assert (body["enable_hr"], body["hr_scale"], body["hr_upscaler"]) == (True, 1.5, "Lanczos")
    assert (body["hr_second_pass_steps"], body["denoising_strength"]) == (9, 0.5)


def test_a_picture_to_start_from_is_handed_over(webui: FakeWebui, ours: DrawJob, told: Any) -> None:
    listener = told(Event())
    draft = Draft(Image.new("RGB", (128, 64), (9, 8, 7)), 0.5)
    drawn(webui, replace(ours, pictures=1, draft=draft), listener)
    (asked,) = [body for _, path, body in webui.asked if path == "/sdapi/v1/img2img"]
    assert (asked["denoising_strength"], asked["resize_mode"], asked["steps"]) == (0.5, 0, 4)
    assert asked["alwayson_scripts"] == {"Animagine": {"args": [{"enabled": False}]}}
    with Image.open(io.BytesIO(base64.b64decode(asked["init_images"][0]))) as image:
        assert (image.size, image.getpixel((0, 0))) == ((128, 64), (9, 8, 7))
    assert listener.all[-1].steps == 3, "as many as the strength leaves"
    assert not bodies(webui), "nothing is drawn from noise"


def test_a_mask_is_handed_over(webui: FakeWebui, ours: DrawJob, told: Any) -> None:
    mask = Mask(Image.new("L", (128, 64), 255), 6, "fill")
    draft = Draft(Image.new("RGB", (128, 64)), 0.5, mask)
    drawn(webui, replace(ours, pictures=1, draft=draft), told(Event()))
    (asked,) = [body for _, path, body in webui.asked if path == "/sdapi/v1/img2img"]
    assert (asked["mask_blur"], asked["inpainting_fill"]) == (6, 0)
    assert (asked["inpaint_full_res"], asked["inpainting_mask_invert"]) == (False, 0)
    with Image.open(io.BytesIO(base64.b64decode(asked["mask"]))) as image:
        assert (image.size, image.getextrema()) == ((128, 64), (255, 255))


def drawn_once(webui: FakeWebui, job: DrawJob, told: Any) -> dict[str, Any]:
    drawn(webui, replace(job, pictures=1), told(Event()))
    return bodies(webui)[-1]


def test_the_embeddings_count_as_their_vectors(webui: FakeWebui) -> None:
    webui.embeddings = {"easynegative": {"vectors": 8}, "odd": {}, "wrong": {"vectors": -3}}
    engine = WebuiEngine(webui.url)
    assert engine.status(10).ready
    assert engine.embeddings == (("easynegative", 8), ("odd", 1), ("wrong", 1))


def test_a_webui_that_tells_no_embeddings_draws_all_the_same(webui: FakeWebui) -> None:
    webui.fail["/sdapi/v1/embeddings"] = (404, {"detail": "Not Found"})
    engine = WebuiEngine(webui.url)
    assert engine.status(10).ready and engine.embeddings == ()


def test_the_compiled_request_is_handed_over(webui: FakeWebui, ours: DrawJob, told: Any) -> None:
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
    webui: FakeWebui, job: DrawJob, told: Any
) -> None:
    webui.scripts = ["seed"]
    drawn(webui, job, told(Event()))
    webui.fail["/sdapi/v1/scripts"] = (404, {"detail": "Not Found"})
    drawn(webui, job, told(Event()))
    assert [body["alwayson_scripts"] for body in bodies(webui)] == [{}] * 6


@pytest.mark.parametrize("format_", ["JPEG", "WEBP"])
def test_other_formats_become_png(webui: FakeWebui, job: DrawJob, told: Any, format_: str) -> None:
    webui.format = format_
    picture = drawn(webui, job, told(Event()))[0]
    with Image.open(io.BytesIO(picture.png)) as image:
        assert (image.format, image.info["parameters"]) == ("PNG", picture.infotext)


def test_a_grid_is_no_picture(webui: FakeWebui, job: DrawJob, told: Any) -> None:
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


def test_progress_and_preview(webui: FakeWebui, job: DrawJob) -> None:
    webui.hold.clear()
    listener = Releases(webui, 2)
    drawn(webui, job, listener)
    assert listener.all[0] == (3, 4, 0, 3, b"preview", "")
    assert listener.all[-1][:4] == (4, 4, 3, 3)


def test_others_pictures_are_waited_for(webui: FakeWebui, job: DrawJob) -> None:
    webui.active = False
    webui.hold.clear()
    listener = Releases(webui, 2)
    drawn(webui, job, listener)
    assert listener.all[0] == (0, 4, 0, 3, None, "waiting for the WebUI")


def test_stopping_interrupts_the_webui(webui: FakeWebui, job: DrawJob, told: Any) -> None:
    webui.hold.clear()
    listener = told(Event(), stop_at=(0, 3))
    with pytest.raises(Cancelled, match=r"^Stopped after 0 of 3 pictures\.$"):
        drawn(webui, job, listener)
    assert webui.interrupted.is_set()
    assert len(bodies(webui)) == 1


def test_others_pictures_are_not_interrupted(
    webui: FakeWebui, job: DrawJob, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webui_engine, "PATIENCE", 0.1)
    webui.active = False
    webui.hold.clear()
    listener = told(Event(), stop_at=(0, 0))
    with pytest.raises(Cancelled):
        drawn(webui, job, listener)
    assert not webui.interrupted.is_set()


def test_a_webui_without_the_page_s_routes(webui: FakeWebui, job: DrawJob, told: Any) -> None:
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
        (
            401,
            {},
            "needs a user and password. Write its address as http://user:password@host:port.",
        ),
        (404, {}, "has no API. Start the WebUI with --api."),
        (422, {"detail": DETAIL}, "The WebUI refuses the request: body.steps: must be positive"),
        (422, {"detail": "ANI301"}, "The WebUI refuses the request: ANI301"),
        (500, {"error": "X", "errors": "CUDA out of memory"}, "failed while drawing: CUDA out of"),
        (502, b"<html>", "failed while drawing: it answered with status 502."),
        (302, {}, "did not answer as it should: it answered with status 302."),
        (200, b"<html>", "is not a WebUI. Check the address."),
        (200, {}, "The WebUI sent 0 of 1 pictures. Check its log."),
        (200, {"images": ["%%%"]}, "The WebUI sent something that is not a picture."),
        (200, {"images": ["aaaa"], "info": "}"}, "The WebUI sent something that is not a picture."),
    ],
)
def test_sentences(
    webui: FakeWebui, job: DrawJob, told: Any, status: int, answer: Any, message: str
) -> None:
    webui.fail["/sdapi/v1/txt2img"] = (status, answer)
    with pytest.raises(EngineError) as raised:
        drawn(webui, job, told(Event()))
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_password_goes_along(webui: FakeWebui, job: DrawJob, told: Any) -> None:
    webui.authorization = "Basic dXNlcjpwQDpzcw=="
    listener = told(Event())
    place = webui.url.removeprefix("http://")
    engine = WebuiEngine(f"http://user:p%40%3Ass@{place}")
    assert engine.status(10).ready
    assert len(list(engine.draw(job, listener, listener.cancelled))) == 3
    assert "p@" not in engine.status().message
    assert "needs a user and password" in WebuiEngine(webui.url).status(10).message


def test_nothing_listens() -> None:
    engine = WebuiEngine("http://127.0.0.1:9")
    assert engine.status(10).message.endswith("nothing listens there; start it with --api.")
    assert engine.samplers == ("Euler a",)


@pytest.mark.parametrize(
    "url", ["file:///etc/passwd", "ftp://host/", "127.0.0.1:7860", "http://", "http://[::1", ""]
)
def test_addresses_that_are_not_asked(url: str) -> None:
    with pytest.raises(EngineError, match=r" is not the address of a WebUI\. Write it like http"):
        WebuiEngine(url)


def test_a_password_is_never_shown() -> None:
    with pytest.raises(EngineError) as raised:
        WebuiEngine("ftp://user:secret@host/")
    assert "secret" not in str(raised.value)


def test_a_webui_that_does_not_answer_is_in_nobody_s_way(webui: FakeWebui) -> None:
    """The fake holds its answer until the end: whoever asks gets what is known, at once."""
    asked = Event()
    webui.answer = lambda *_: (asked.set(), webui.hold.wait(30), (200, {}))[2]  # type: ignore[method-assign]
    webui.hold.clear()
    engine = WebuiEngine(webui.url)
    before = len(threading.enumerate())
    for _ in range(50):
        assert engine.status().message == f"Waiting for the WebUI at {webui.url}."
        assert engine.samplers == ("Euler a",)
    assert asked.wait(10), "it is asked all the same"
    assert len(threading.enumerate()) < before + 10, "one question at a time"


def test_what_was_known_of_a_webui_stays_known(
    webui: FakeWebui, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "FRESH", 0.0)
    engine = WebuiEngine(webui.url)
    assert engine.status(10).ready
    webui.fail["/sdapi/v1/options"] = (500, {"errors": "busy"})
    assert "busy" in engine.status(10).message
    assert engine.samplers == ("Euler a", "DDIM")
    del webui.fail["/sdapi/v1/options"]
    assert engine.status(10).ready


DEEP = b"[" * 100_000
GARBAGE = [
    *(b"", b"null", b"3", b"[]", b"{}", b'"text"', b"[[]]", b"NaN", b"1e999", b"\xff\xfe", DEEP),
    *(b'{"txt2img": 3}', b'{"txt2img": {"a": 1}}', b'{"sd_model_checkpoint": {"a": 1}}'),
    *(b'[{"name": 3}, {"name": ""}, 4, {}, {"name": "a\\nb"}]', b'{"sd_model_checkpoint": 7}'),
    *(b'{"state": 3}', b'{"state": {"sampling_step": "x"}}', b'{"current_image": "\xc3\xa9"}'),
]


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
@pytest.mark.parametrize("path", ["options", "samplers", "embeddings", "scripts", "progress"])
def test_garbage_for_any_question(
    webui: FakeWebui, job: DrawJob, told: Any, path: str, garbage: bytes
) -> None:
    webui.fail[f"/sdapi/v1/{path}"] = (200, garbage)
    engine = WebuiEngine(webui.url)
    status = engine.status(10)
    assert "\n" not in status.message
    assert isinstance(status.checkpoint, str)
    assert all(isinstance(name, str) and name for name in engine.samplers)
    assert all(isinstance(name, str) and size > 0 for name, size in engine.embeddings)
    listener = told(Event())
    webui.hold.clear()
    Timer(0.1, webui.hold.set).start()
    try:
        assert len(list(engine.draw(replace(job, pictures=1), listener, listener.cancelled))) == 1
    except EngineError as error:
        assert path == "scripts"
        assert "\n" not in str(error)


PICTURES = [
    {"images": 3}, {"images": {"a": "b"}}, {"images": [3]}, {"images": [None]},
    {"images": ["\u00e9"]}, {"images": [[]]}, {"images": "aaaa"}, {"images": ["/9j/4AAQ"]},
    {"images": ["UklGRhYAAABXRUJQVlA4IAoAAAAwAQCdASoBAAEA"]}, {"images": [""]},
]  # fmt: skip


@pytest.mark.parametrize("answer", PICTURES)
def test_pictures_that_are_none(webui: FakeWebui, job: DrawJob, told: Any, answer: Any) -> None:
    webui.fail["/sdapi/v1/txt2img"] = (200, answer)
    with pytest.raises(EngineError, match=r"^The WebUI sent "):
        drawn(webui, job, told(Event()))


INFOS = [
    3, [], "[]", "3", '"a"', "{", "[" * 9000, {"a": 1}, '{"infotexts": 3}', '{"infotexts": [3]}',
    '{"all_seeds": ["x"]}', '{"all_seeds": [1e999]}', '{"all_seeds": [true]}', '{"all_seeds": 5}',
    '{"all_seeds": [-5]}', '{"index_of_first_image": "x"}', '{"index_of_first_image": -3}',
]  # fmt: skip


@pytest.mark.parametrize("info", INFOS)
def test_pictures_with_odd_facts(webui: FakeWebui, ours: DrawJob, told: Any, info: Any) -> None:
    picture = webui.picture({"seed": 7, "batch_size": 1, "width": 8, "height": 8, "prompt": ""})
    webui.fail["/sdapi/v1/txt2img"] = (200, {**picture, "info": info})
    (made,) = drawn(webui, replace(ours, pictures=1), told(Event()))
    assert made.seed == 7
    assert "Animagine: " in made.infotext


def test_a_picture_larger_than_memory(webui: FakeWebui, job: DrawJob, told: Any) -> None:
    """A WebP whose header claims 16,384 pixels each way, in forty bytes."""
    body = b"VP8X" + (10).to_bytes(4, "little") + b"\0" * 4 + b"\xff\x3f\0" * 2
    bomb = b"RIFF" + (len(body) + 4).to_bytes(4, "little") + b"WEBP" + body
    webui.fail["/sdapi/v1/txt2img"] = (200, {"images": [base64.b64encode(bomb).decode()]})
    with pytest.raises(EngineError, match="not a picture"):
        drawn(webui, job, told(Event()))
