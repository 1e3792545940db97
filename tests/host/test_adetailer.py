"""ADetailer's second pass, which draws a face again: what its prompts are, proved by pixels."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.goldens import Q
from tests.host.client import Api, Picture
from tests.host.hosting import Host
from tests.host.neighbours import another
from tests.host.webui import OFF

DETECTOR = Path(__file__).parent / "detector"
MODEL = "always_a_face.pt"
TYPED, SENT = "smile, 1girl", f"1girl, smile, {Q}"


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A WebUI with ADetailer, in place of that of the other files."""
    data = tmp_path_factory.mktemp("adetailer") / "data"
    like = Host(Path(os.environ["ANIMAGINE_WEBUI"]).resolve(), data, None)
    with pytest.MonkeyPatch.context() as patch:
        known = os.environ.get("PYTHONPATH", "")
        patch.setenv("PYTHONPATH", os.pathsep.join(filter(None, (str(DETECTOR), known))))
        flags = ("--ad-no-huggingface",)
        with another(like, data, "adetailer", flags=flags, start=False) as running:
            (data / "models" / "adetailer").mkdir(parents=True)
            (data / "models" / "adetailer" / MODEL).write_bytes(b"")
            running.start()
            yield running


@pytest.fixture(scope="module")
def api(host: Host) -> Api:
    """Its web API."""
    return Api(host)


def drawn(api: Api, prompt: str, options: dict[str, Any], **detail: Any) -> Picture:
    """A picture whose middle ADetailer has drawn again."""
    unit = {"ad_model": MODEL, "ad_denoising_strength": 0.8, **detail}
    negative = detail.get("ad_negative_prompt", "")
    answer = api.draw(prompt, options, others={"ADetailer": [unit]}, negative_prompt=negative)
    return answer.picture


OURS = {"snap": False, "negative": "off"}


def test_an_empty_prompt_is_the_picture_s_compiled_one(api: Api) -> None:
    picture = drawn(api, TYPED, OURS)
    assert picture.texts[0] == SENT
    assert picture.pixels == drawn(api, SENT, OFF).pixels
    assert picture.pixels != api.draw(TYPED, OURS).picture.pixels, "there was a second pass"


def test_a_prompt_of_its_own_goes_out_as_typed(api: Api) -> None:
    picture = drawn(api, TYPED, OURS, ad_prompt="long_hair, 1girl")
    assert picture.params["ADetailer prompt"] == "long_hair, 1girl"
    assert picture.pixels == drawn(api, SENT, OFF, ad_prompt="long_hair, 1girl").pixels
    assert picture.pixels != drawn(api, SENT, OFF, ad_prompt="1girl, long hair").pixels


def test_named_in_its_setting_we_mend_that_prompt_and_add_nothing(api: Api) -> None:
    names = api.get("/sdapi/v1/options")["ad_script_names"]
    api.post("/sdapi/v1/options", {"ad_script_names": f"{names},animagine"})
    try:
        picture = drawn(api, TYPED, OURS, ad_prompt="long_hair, 1girl")
        assert picture.pixels == drawn(api, SENT, OFF, ad_prompt="1girl, long hair").pixels
        assert drawn(api, TYPED, OURS).pixels == drawn(api, SENT, OFF).pixels
    finally:
        api.post("/sdapi/v1/options", {"ad_script_names": names})
