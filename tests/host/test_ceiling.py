"""The rating ceiling of the start-up flag, in a WebUI of its own; also where we are broken."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.host.client import Api
from tests.host.conftest import FAMILIES_OR_REAL
from tests.host.hosting import EXTENSION, Host
from tests.host.webui import HIRES, OFF, Webui

FLAG = ("--animagine-max-rating", "safe")
LATE = Path(__file__).parent / "late"
"""An extension that writes what lies above the ceiling after every hook of ours."""
BROKEN = {
    "the script cannot be loaded": "webui/script.py",
    "its hooks cannot be loaded": "webui/request/hook.py",
}
TYPED = "1girl, nsfw, (explicit:1.2), smile"
WAYS_OUT: dict[str, dict[str, Any] | None] = {
    "no script": None,
    "plain": {},
    "disabled": OFF,
    "mode off": {"mode": "off"},
    "report": {"mode": "report"},
    "strict": {"mode": "strict"},
    "ignored": {"ignore": ["ANI501"]},
    "never": {"gate": "never"},
    "rating asked for": {"rating": "explicit"},
    "wrong option": {"yaer": 3},
    "the option itself": {"max_rating": "explicit"},
}


@contextlib.contextmanager
def limited(data: Path, broken: str = "") -> Iterator[Host]:
    """A WebUI with the flag, in place of that of the other files; a file of ours may be broken."""
    running = Host(Path(os.environ["ANIMAGINE_WEBUI"]).resolve(), data, None)
    running.prepare()
    running.flags = FLAG
    shutil.copytree(LATE, data / "extensions" / LATE.name)
    if broken:
        file = data / "extensions" / EXTENSION / "sd_animagine" / broken
        file.write_text('raise RuntimeError("broken by a test")\n', "utf-8")
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.fixture(scope="module", params=FAMILIES_OR_REAL)
def webui(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Webui]:
    if request.param is None:
        with limited(tmp_path_factory.mktemp("ceiling") / "data") as running:
            yield Api(running)
        return
    from tests.host import fakes

    with fakes.started(request.param, LATE) as fake:
        fake.host.modules["modules.shared"].__dict__["cmd_opts"].animagine_max_rating = "safe"
        yield fake


@pytest.fixture(scope="module")
def host(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Host]:
    """One that is broken; the parameter names the file."""
    with limited(tmp_path_factory.mktemp("broken") / "data", BROKEN[request.param]) as running:
        yield running


@pytest.mark.parametrize("way", WAYS_OUT)
@pytest.mark.parametrize("tab", ["txt2img", "img2img"])
def test_no_request_gets_around_it(webui: Webui, way: str, tab: str) -> None:
    how: dict[str, Any] = {"override_settings": {"animagine_max_rating": "explicit"}}
    if tab == "img2img":
        how |= {"init_images": [webui.typed("a dog").data], "denoising_strength": 0.8}
    else:
        how |= {**HIRES, "hr_prompt": "1girl, [safe:nsfw:0.1]"}
    options = WAYS_OUT[way]
    given = [] if options is None else [{"snap": False, **options}]
    answer = webui.ask(TYPED, *given, tab=tab, negative_prompt="nsfw", **how)
    assert answer.status == 200, answer.body
    picture = answer.picture
    drawn = [*answer.info["all_prompts"], answer.info["prompt"], picture.texts[0]]
    drawn.append(picture.params.get("Hires prompt", ""))
    assert not [text for text in drawn if "nsfw" in text or "explicit" in text]
    assert "nsfw" in picture.texts[1]
    assert (
        "removed “nsfw”: The highest rating allowed here is safe"
        in picture.params["Animagine note"]
    )


def test_what_is_drawn_is_what_is_left(webui: Webui) -> None:
    assert webui.draw("1girl, nsfw", OFF).picture.pixels == webui.typed("1girl").pixels
    assert webui.get("/animagine/v1/status")["max_rating"] == {
        "rating": "safe",
        "set_by": "the start-up flag",
    }


@pytest.mark.host_error("The highest rating allowed here is safe")
@pytest.mark.parametrize("hires", [False, True])
def test_what_another_extension_writes_last_is_refused(webui: Webui, hires: bool) -> None:
    if not webui.sees_the_last_texts:
        told = webui.get("/animagine/v1/status")["problems"]
        assert "a rating ceiling does not see what other" in " ".join(told)
        return
    assert webui.draw("1girl, smile", {"snap": False}).status == 200
    refused = webui.ask("1girl, late word", {"snap": False}, enable_hr=hires)
    assert refused.status == 422, refused.body
    assert "The highest rating allowed here is safe" in str(refused.body)


@pytest.mark.parametrize("host", BROKEN, indirect=True)
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
