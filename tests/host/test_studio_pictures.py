"""Pictures travel both ways, and the studio draws through the host."""

from __future__ import annotations

import base64
import io
from pathlib import Path
from threading import Event

import pytest

from sd_animagine.compiler import Request, compile_request
from sd_animagine.pictures import file as picture_file
from sd_animagine.pictures.read_back import read_back
from sd_animagine.studio.engines.base import Cancelled, DrawJob, Progress, job_of
from sd_animagine.studio.engines.png import infotext_of, png
from sd_animagine.studio.engines.webui import WebuiEngine
from sd_animagine.studio.server.saving import save
from tests.host.client import Api, Picture
from tests.host.hosting import Host

MESSY = "masterpiece, smile, safe, oshi no ko, arima kana, 1girl, (hat:1.2), a “b”: c"
NEGATIVE = "bad, worse"


def job(pictures: int = 1, steps: int = 1) -> DrawJob:
    """A small picture of what somebody typed."""
    request = Request(MESSY, NEGATIVE, steps=steps, cfg_scale=5.0, sampler_name="Euler a")
    made = job_of(request, compile_request(request), seed=7, pictures=pictures)
    return DrawJob(**{**vars(made), "width": 128, "height": 128})


def test_the_studio_draws_through_the_host(api: Api, host: Host, tmp_path: Path) -> None:
    told: list[Progress] = []
    asked = job(2)
    drawn = list(WebuiEngine(host.url).draw(asked, told.append, Event()))
    theirs = [
        api.typed(asked.prompt, asked.negative_prompt, seed=seed, width=128, height=128)
        for seed in (7, 8)
    ]
    for ours, other in zip(drawn, theirs, strict=True):
        picture = Picture(save(ours, tmp_path).read_bytes())
        assert picture.pixels == other.pixels
        assert picture.texts == (asked.prompt, asked.negative_prompt)
        assert picture.params["Animagine prompt"] == MESSY
        assert picture.params["Model"] == other.params["Model"]
    assert told[-1].picture == 2


def test_interrupt_through_the_host(api: Api, host: Host) -> None:
    stop = Event()

    def hear(progress: Progress) -> None:
        if progress.step:
            stop.set()

    with pytest.raises(Cancelled):
        list(WebuiEngine(host.url).draw(job(steps=150), hear, stop))
    assert api.typed("1girl").params["Steps"] == "1"


def test_the_host_reads_what_the_studio_wrote(api: Api) -> None:
    from PIL import Image

    asked = job()
    text = infotext_of(asked, 0, {"Model": "demo", "RNG": "CPU"})
    file = png(Image.new("RGB", (128, 128)), text)
    answer = api.post("/sdapi/v1/png-info", {"image": base64.b64encode(file).decode()})
    assert answer.status == 200
    assert answer.body["info"] == text
    read = answer.body["parameters"]
    assert read["Prompt"] == asked.prompt
    assert read["Negative prompt"] == asked.negative_prompt
    assert (read["Steps"], read["Seed"], read["Sampler"]) == ("1", "7", "Euler a")
    assert (read["Size-1"], read["Size-2"]) == ("128", "128")
    assert read["Animagine prompt"] == MESSY
    assert read["Animagine"].startswith("0.")


def test_the_studio_reads_what_the_host_wrote(api: Api) -> None:
    picture = api.draw(MESSY, negative_prompt=NEGATIVE).picture
    found = read_back(picture_file.read(io.BytesIO(picture.png)).texts)
    assert (found.prompt, found.negative_prompt) == picture.texts
    assert (found.width, found.height, found.steps, found.seed) == (128, 128, 1, 7)
    assert (found.cfg_scale, found.sampler_name) == (5, "Euler a")
    assert found.model == picture.params["Model"]
    assert found.fields["Animagine prompt"] == MESSY
