"""Other people's extensions on the page beside ours, and one that changes the prompt."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.goldens import Q
from tests.host.browser import READY, Page, window
from tests.host.client import Api
from tests.host.hosting import Host
from tests.host.neighbours import another
from tests.host.test_preview import until_shown

PRESETS = "Config-Presets"
RATIOS = "sd-webui-ar"
LATE = "z-tipo-extension"
"""TIPO's folder, behind ours in the alphabet; it needs a language model, so a script stands in."""
_APPENDS = """from modules import scripts

class Appends(scripts.Script):
    def title(self):
        return "appends"

    def show(self, is_img2img):
        return scripts.AlwaysVisible

    def process(self, p, *arguments):
        p.all_prompts = [text + ", 1girl" for text in p.all_prompts]
"""
_OURS = {"animagine_txt2img_snap": False, "animagine_txt2img_year": "2023"}
_SAVED = {
    "None": {},
    "ours": {**_OURS, "txt2img_steps": 1, "txt2img_width": 128, "txt2img_height": 128},
    "size": {"txt2img_width": 192},
    "odd": {"animagine_txt2img_year": "3000"},
}


@pytest.fixture(scope="module")
def crowd(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A WebUI with all of them; only AUTOMATIC1111's gradio runs the first two."""
    if host.kind != "a1111":
        pytest.skip(f"{PRESETS} and {RATIOS} are for gradio 3")
    data = tmp_path_factory.mktemp("crowd") / "data"
    with another(host, data, PRESETS, RATIOS, start=False) as made:
        late = data / "extensions" / LATE / "scripts"
        late.mkdir(parents=True)
        (late / "appends.py").write_text(_APPENDS, "utf-8")
        presets = data / "extensions" / PRESETS
        (presets / "config-txt2img.json").write_text(json.dumps(_SAVED), "utf-8")
        tracked = presets / "config-txt2img-custom-tracked-components.txt"
        tracked.write_text("\n".join(_OURS), "utf-8")
        made.start()
        yield made


@pytest.fixture
def page(browser: Any, crowd: Host) -> Iterator[Page]:
    with window(browser, crowd) as made:
        made.page.wait_for_function(READY, timeout=60_000)
        made.unfold()
        yield made


def choose_preset(page: Page, name: str) -> None:
    """Choose one, by mouse, and wait until its values have come back from the host."""
    page.page.locator("#config_preset_txt2img_dropdown input").click()
    page.page.locator("ul.options li", has_text=name).first.click()
    page.page.wait_for_timeout(2_000)


def test_a_preset_restores_our_fields(page: Page, tmp_path: Path) -> None:
    """What it holds is set, what it does not hold stays as it is."""
    page.fill(prompt="smile, night", neg_prompt="", seed=7, cfg_scale=5)
    choose_preset(page, "ours")
    page.choose("rating", "sensitive")
    picture = page.generate()
    assert picture.image.size == (128, 128)
    assert picture.texts[0] == f"1girl, sensitive, smile, night, year 2023, {Q}"
    choose_preset(page, "size")
    page.page.screenshot(path=tmp_path / "preset.png", full_page=True)
    again = page.generate()
    assert again.image.size == (192, 128)
    assert again.texts == picture.texts


def test_a_preset_with_a_value_that_is_none_of_ours(page: Page, tmp_path: Path) -> None:
    choose_preset(page, "ours")
    choose_preset(page, "odd")
    page.fill(prompt="smile", neg_prompt="", steps=1, seed=7, width=128, height=128)
    picture = page.generate()
    page.page.screenshot(path=tmp_path / "odd.png", full_page=True)
    assert picture.texts == ("smile, 1girl", "")
    assert "year" in picture.params["Animagine note"]
    assert "3000" in picture.params["Animagine note"]
    told = page.page.locator("#animagine_txt2img .animagine-preview").inner_text()
    assert "3000" in told
    page.complaints.clear()  # Chromium tells of each refused preview


def test_a_ratio_button_reaches_the_preview(page: Page) -> None:
    page.fill(prompt="smile", width=512, height=768)
    until_shown(page, "512×768 → 832×1216")
    page.page.locator("#txt2img_row_aspect_ratio button", has_text="3:2").click()
    until_shown(page, "1152×768 → 1216×832")


def test_what_tipo_adds_is_compiled_too(crowd: Host) -> None:
    """It comes before us, though its folder stands behind ours in the alphabet."""
    picture = Api(crowd).draw("smile").picture
    assert picture.texts[0] == f"1girl, smile, {Q}"
    assert picture.params["Animagine prompt"] == "smile, 1girl"
