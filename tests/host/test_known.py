"""Names that only this host knows: LoRAs' trigger words, words of the settings page, tag lists."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.host.client import Api
from tests.host.hosting import Host
from tests.safetensors import lora

REPORT = {"mode": "report", "snap": False}
TYPED = "1girl, white glove, butterflies, long_hair"


def findings(api: Api, prompt: str) -> str:
    """What is said of a prompt, as the infotext has it."""
    return api.draw(prompt, REPORT).picture.params.get("Animagine note", "")


@pytest.fixture
def settings(api: Api) -> Iterator[None]:
    """Whatever a test sets is taken back."""
    yield
    api.post("/sdapi/v1/options", {"animagine_known_words": "", "animagine_tagcomplete": True})


def test_without_any_of_it(api: Api) -> None:
    note = findings(api, TYPED)
    assert "Did you mean “white gloves”?" in note
    assert "“butterflies” is another name for “butterfly”" in note


@pytest.mark.host_error("networks.py")  # Forge Neo divides by the number of its weights, none
def test_the_words_of_a_lora_in_the_prompt(api: Api, host: Host) -> None:
    folder = host.data / "models" / "Lora"
    folder.mkdir(parents=True, exist_ok=True)
    tags = {"white glove": 9, "butterflies": 3, "long hair": 7}
    lora(folder / "zyx.safetensors", tensors={}, ss_tag_frequency={"10_zyx": tags})
    assert api.post("/sdapi/v1/refresh-loras", {}).status == 200
    note = findings(api, f"{TYPED} <lora:zyx:0.5>")
    assert "gloves" not in note and "butterfly”" not in note
    assert "“long_hair” with spaces, not underscores" in note
    assert "Did you mean" in findings(api, TYPED)


@pytest.mark.usefixtures("settings")
def test_words_that_the_user_knows(api: Api) -> None:
    known = {"animagine_known_words": "white glove, butterflies"}
    assert api.post("/sdapi/v1/options", known).status == 200
    note = findings(api, TYPED)
    assert "gloves" not in note and "butterfly”" not in note


@pytest.mark.usefixtures("settings")
def test_tagcomplete_s_list_beside_us(api: Api, host: Host) -> None:
    folder = host.data / "extensions" / "a1111-sd-webui-tagcomplete" / "tags"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "danbooru.csv").write_text("zyx_coat,0,9,zyx_jacket\nbroken\n", encoding="utf-8")
    note = findings(api, "1girl, zyx_coat, zyx jacket")
    assert "“zyx_coat” with spaces, not underscores" in note
    assert "“zyx jacket” is another name for “zyx coat”" in note
    api.post("/sdapi/v1/options", {"animagine_tagcomplete": False})
    assert "zyx" not in findings(api, "1girl, zyx_coat, zyx jacket")


def test_an_api_caller_cannot_name_a_file(api: Api) -> None:
    override = {"override_settings": {"animagine_tag_lists": "secret.csv"}}
    answer = api.draw("1girl", REPORT, **override)
    assert "secret" not in answer.picture.infotext


def test_the_settings_page_has_the_user_s_own_words(api: Api) -> None:
    page = str(api.get("/config"))
    assert "Words I know" in page and "My own tag lists" in page
    assert "never corrected or called unknown" in page
