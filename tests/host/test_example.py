"""The example of the README, end to end through the web API."""

from __future__ import annotations

import json

import pytest

from sd_animagine.model import NEGATIVE
from tests.goldens import Q
from tests.host.client import Api
from tests.host.webui import OFF

TYPED = "masterpiece, smile, safe, oshi no ko, arima kana, 1girl"
SENT = f"1girl, arima kana, oshi no ko, safe, smile, {Q}"
NEGATIVE_TEXT = ", ".join(NEGATIVE)


def test_the_example(api: Api) -> None:
    """No word of our script in the request: what everybody gets who installs it."""
    asked = {"negative_prompt": "", "width": 512, "height": 768}
    answer = api.ask(TYPED, **asked)
    assert answer.status == 200
    assert answer.info["prompt"] == SENT
    assert answer.info["negative_prompt"] == NEGATIVE_TEXT
    assert (answer.info["width"], answer.info["height"]) == (832, 1216)
    assert answer.body["parameters"]["prompt"] == TYPED

    picture = answer.picture
    assert picture.image.size == (832, 1216)
    assert picture.infotext == answer.info["infotexts"][0]
    assert picture.infotext.startswith(f"{SENT}\nNegative prompt: {NEGATIVE_TEXT}\n")
    assert picture.params["Size"] == "832x1216"
    assert picture.params["Animagine prompt"] == TYPED
    assert picture.params["Animagine size"] == "512x768"
    assert picture.params["Animagine negative"] == ""
    assert "mode=fix" in picture.params["Animagine"]
    for told in ("change", "832x1216"):
        assert told in picture.params["Animagine note"]

    plain = api.typed(SENT, NEGATIVE_TEXT, width=832, height=1216)
    assert plain.pixels == picture.pixels
    assert "Animagine prompt" not in plain.params


def test_off_means_off(api: Api) -> None:
    """The comparison that every test here rests on: switched off, the prompt is what was typed."""
    off = api.ask(TYPED, OFF)
    assert off.info["prompt"] == TYPED
    assert off.info["negative_prompt"] == ""
    assert (off.info["width"], off.info["height"]) == (128, 128)
    assert off.picture.pixels != api.draw(TYPED).picture.pixels
    assert off.picture.pixels == api.ask(TYPED, {"mode": "off"}).picture.pixels


def test_through_webuiapi(api: Api) -> None:
    """The client that many programs use; it counts no positions and knows nothing of us."""
    client = pytest.importorskip("webuiapi", reason="needs the package webuiapi")
    remote = client.WebUIApi(host="127.0.0.1", port=api.host.port, sampler="Euler a", steps=1)
    remote.session.trust_env = False
    asked = {"prompt": TYPED, "seed": 7, "width": 128, "height": 128, "cfg_scale": 5}
    ours = {"Animagine": {"args": [{"snap": False, "year": 2023}]}}
    result = remote.txt2img(**asked, alwayson_scripts=ours)
    sent = SENT.replace("smile", "smile, year 2023")
    assert result.info["prompt"] == sent
    assert result.info["negative_prompt"] == NEGATIVE_TEXT
    assert result.image.size == (128, 128)
    assert TYPED in json.dumps(result.info["infotexts"])
    plain = api.typed(sent, NEGATIVE_TEXT, eta=1.0)
    assert result.image.convert("RGB").tobytes() == plain.image.convert("RGB").tobytes()
