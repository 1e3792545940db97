"""The rating ceiling of the start-up flag, in a WebUI of its own; also where we are broken."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.host.client import OFF, Api
from tests.host.hosting import EXTENSION, Host

FLAG = ("--animagine-max-rating", "safe")
LATE = Path(__file__).parent / "late"
"""An extension that writes what lies above the ceiling after every hook of ours."""
BROKEN = {
    "the script cannot be loaded": "webui/script.py",
    "its hooks cannot be loaded": "webui/request/hook.py",
}
TYPED = "1girl, nsfw, (explicit:1.2), smile"
WAYS_OUT: dict[str, Any] = {
    "plain": ({"snap": False}, {}),
    "switched off": (OFF, {}),
    "no script": (None, {}),
    "the gate": ({"gate": "never"}, {}),
    "a wrong option": ({"yaer": 3}, {}),
    "the settings page": (OFF, {"override_settings": {"animagine_max_rating": "explicit"}}),
}


@pytest.fixture(scope="module")
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    """A WebUI with the flag, in place of that of the other files; the parameter breaks a file."""
    data = tmp_path_factory.mktemp("ceiling") / "data"
    running = Host(Path(os.environ["ANIMAGINE_WEBUI"]).resolve(), data, None)
    running.prepare()
    running.flags = FLAG
    shutil.copytree(LATE, data / "extensions" / LATE.name)
    if request.param:
        file = data / "extensions" / EXTENSION / "sd_animagine" / BROKEN[request.param]
        file.write_text('raise RuntimeError("broken by a test")\n', "utf-8")
    try:
        running.start()
        yield running
    finally:
        running.stop()


whole = pytest.mark.parametrize("host", [""], ids=["whole"], indirect=True)
broken = pytest.mark.parametrize("host", BROKEN, indirect=True)


@whole
@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.parametrize("tab", ["txt2img", "img2img"])
def test_no_request_gets_around_it(host: Host, way: str, tab: str) -> None:
    api = Api(host)
    options, how = WAYS_OUT[way]
    if tab == "img2img":
        how = {**how, "init_images": [api.typed("a dog").data], "denoising_strength": 0.8}
    answer = api.ask(TYPED, *([options] if options else []), tab=tab, **how)
    assert answer.status == 200, answer.body
    drawn = answer.info["all_prompts"] + [answer.info["prompt"], answer.picture.texts[0]]
    assert not [text for text in drawn if "nsfw" in text or "explicit" in text]
    assert "nsfw lies above the rating" in answer.picture.params["Animagine note"]


@whole
def test_what_is_drawn_is_what_is_left(host: Host) -> None:
    api = Api(host)
    assert api.draw("1girl, nsfw", OFF).picture.pixels == api.typed("1girl").pixels
    assert api.get("/animagine/v1/status")["max_rating"] == {
        "rating": "safe",
        "set_by": "the start-up flag",
    }


@whole
@pytest.mark.host_error("lies above the rating that is allowed here")
@pytest.mark.parametrize("hires", [False, True])
def test_what_another_extension_writes_last_is_refused(host: Host, hires: bool) -> None:
    api = Api(host)
    assert api.draw("1girl, smile", {"snap": False}).status == 200
    refused = api.ask("1girl, late word", {"snap": False}, enable_hr=hires)
    assert refused.status == 422, refused.body
    assert "nsfw lies above the rating that is allowed here, safe" in str(refused.body)


@broken
@pytest.mark.host_error("nothing was drawn")
@pytest.mark.parametrize("tab", ["txt2img", "img2img"])
def test_where_we_are_broken_nothing_is_drawn(host: Host, tab: str) -> None:
    api = Api(host)
    how = {"init_images": [PIXEL], "tab": tab} if tab == "img2img" else {}
    for prompt in ("1girl, smile", TYPED):
        refused = api.ask(prompt, **how)
        assert refused.status == 422, refused.body
        assert "broken by a test" in str(refused.body)
        assert "nothing was drawn" in str(refused.body)


PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4//8/AAX+Av4N70a4AAAAAElFTkSuQmCC"
)
"""A white picture of one pixel, since such a host draws none to begin with."""
