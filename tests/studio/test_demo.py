"""The demo without torch: the whole way to a picture on a machine that has nothing."""

from __future__ import annotations

import io
from dataclasses import replace
from threading import Event
from typing import Any

import pytest

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Missing
from sd_animagine.studio.engines import demo, painter
from sd_animagine.studio.engines.base import Cancelled, DrawJob

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")
pytest.importorskip("numpy", reason="needs numpy")


@pytest.fixture(autouse=True)
def no_torch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "missing_packages", lambda: Missing("No torch.", "pip install torch"))
    monkeypatch.setattr(painter, "STEP_SECONDS", 0.0)


def test_status_says_what_to_install() -> None:
    status = demo.DemoEngine().status()
    assert status.ready
    assert status.message == "Demo pictures, no trained model."
    assert status.way.startswith("A WebUI draws real ones too")
    assert status.install == "pip install torch"


def test_pictures_are_labelled_and_depend_on_the_prompt(job: DrawJob, told: Any) -> None:
    listener = told(Event())
    drawn = list(demo.DemoEngine().draw(job, listener, listener.cancelled))
    assert [each.seed for each in drawn] == [7, 8, 9]
    assert len({each.png for each in drawn}) == 3
    with Image.open(io.BytesIO(drawn[0].png)) as image:
        assert image.size == (128, 64)
        assert image.info["parameters"] == drawn[0].infotext
        assert image.getpixel((0, 63)) == (0, 0, 0), "the label's ground"
    assert "Model: demo" in drawn[0].infotext
    again = next(demo.DemoEngine().draw(job, listener, listener.cancelled))
    assert again == drawn[0]


def test_progress(job: DrawJob, told: Any) -> None:
    listener = told(Event())
    list(demo.DemoEngine().draw(job, listener, listener.cancelled))
    assert [(p.picture, p.step) for p in listener.all[:5]] == [
        *((0, step) for step in range(1, 5)),
        (1, 1),
    ]
    assert (listener.all[-1].picture, listener.all[-1].pictures) == (3, 3)
    previews = [progress.preview for progress in listener.all if progress.preview]
    assert len(previews) == 3
    with Image.open(io.BytesIO(previews[0])) as image:
        assert image.size == (16, 8)


def test_it_stops_between_steps(job: DrawJob, told: Any) -> None:
    listener = told(Event(), stop_at=(1, 2))
    drawn = []
    with pytest.raises(Cancelled, match=r"^Stopped after 1 of 3 pictures\.$"):
        for each in demo.DemoEngine().draw(job, listener, listener.cancelled):
            drawn.append(each)
    assert [each.seed for each in drawn] == [7]


def test_it_has_no_loras(job: DrawJob) -> None:
    asked = replace(job, prompt="1girl <lora:x:1>")
    with pytest.raises(EngineError, match=r"^The demo has no LoRAs\. Remove “x” from"):
        list(demo.DemoEngine().draw(asked, lambda progress: None, Event()))
