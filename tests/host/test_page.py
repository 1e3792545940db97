"""The page, by clicking: what a person sees of us."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.model import NEGATIVE
from tests.goldens import Q
from tests.host.browser import Page, window
from tests.host.client import Api
from tests.host.hosting import Host

TYPED = "masterpiece, smile, safe, oshi no ko, arima kana, 1girl"
SENT = f"1girl, arima kana, oshi no ko, safe, smile, {Q}"
NEGATIVE_TEXT = ", ".join(NEGATIVE)


@pytest.fixture
def page(browser: Any, host: Host, request: pytest.FixtureRequest) -> Iterator[Page]:
    with window(browser, host, getattr(request, "param", "light"), 1400, 1300) as made:
        yield made


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_the_example(page: Page, api: Api, tmp_path: Path) -> None:
    page.fill(prompt=TYPED, neg_prompt="", steps=1, seed=7, cfg_scale=5, width=512, height=768)
    picture = page.generate()
    assert picture.image.size == (832, 1216)
    assert picture.texts == (SENT, NEGATIVE_TEXT)
    assert picture.params["Animagine prompt"] == TYPED
    told = page.told()
    for word in (SENT, "832x1216", "Animagine prompt", "Animagine: ", "change"):
        assert word in told
    assert page.value("prompt") == TYPED  # the boxes stay as they were typed
    page.unfold()
    page.page.screenshot(path=tmp_path / "example.png", full_page=True)
    asked: dict[str, Any] = {"width": 832, "height": 1216}
    asked["sampler_name"] = picture.params["Sampler"]  # the page has a default of its own
    if "Schedule type" in picture.params:  # not before AUTOMATIC1111 1.9
        asked["scheduler"] = picture.params["Schedule type"]
    assert picture.pixels == api.typed(SENT, NEGATIVE_TEXT, **asked).pixels


def test_the_controls_reach_the_script(page: Page, tmp_path: Path) -> None:
    page.unfold()
    page.tick("snap", False)
    page.choose("rating", "sensitive")
    page.choose("year", "2023")
    page.choose("negative", "off")
    page.fill(prompt="smile, 1girl", steps=1, seed=7, width=128, height=128)
    picture = page.generate()
    assert picture.image.size == (128, 128)
    assert picture.texts == (f"1girl, sensitive, smile, year 2023, {Q}", "")
    page.page.screenshot(path=tmp_path / "controls.png", full_page=True)
    page.tick("enabled", False)
    assert page.generate().texts == ("smile, 1girl", "")


@pytest.mark.host_error("AnimagineRefused")
def test_strict_is_told(page: Page, tmp_path: Path) -> None:
    page.unfold()
    page.choose("mode", "strict")
    page.fill(prompt="1girl, safe, nsfw", steps=1, width=128, height=128)
    page.page.locator("#txt2img_generate").first.click()
    page.page.wait_for_function(
        "() => document.querySelector('#html_log_txt2img').innerText.includes('nothing was drawn')",
        timeout=60_000,
    )
    assert "mode strict" in page.told()
    page.page.screenshot(path=tmp_path / "strict.png", full_page=True)


def test_paste_and_generate_again(page: Page, api: Api, tmp_path: Path) -> None:
    """The box gets what was drawn; drawn again it is the same picture, and nothing comes twice."""
    first = api.draw(TYPED, {"snap": False, "year": 2023, "negative": "before"}).picture
    page.unfold()
    page.paste(first.infotext)
    prompt, negative = first.texts
    assert page.value("prompt") == prompt
    assert page.value("neg_prompt") == negative
    switch = page.page.locator("#animagine_txt2img_snap input")
    assert not switch.is_checked()
    typed = page.page.locator("#animagine_txt2img .animagine-restore [data-box]")
    assert typed.all_text_contents() == [TYPED, ""]
    page.page.screenshot(path=tmp_path / "pasted.png", full_page=True)
    again = page.generate()
    assert again.pixels == first.pixels
    assert again.texts == first.texts
    assert again.params["Animagine"] == first.params["Animagine"]
    assert "Animagine prompt" not in again.params


def test_restore_what_was_typed(page: Page, api: Api) -> None:
    first = api.draw(TYPED, {"snap": False}, negative_prompt="blurry").picture
    page.unfold()
    page.paste(first.infotext)
    page.page.locator("#animagine_txt2img .animagine-restore button").click()
    page.page.wait_for_timeout(500)
    assert (page.value("prompt"), page.value("neg_prompt")) == (TYPED, "blurry")
    again = page.generate()  # what counts is what the host takes from the boxes
    assert again.pixels == first.pixels
    assert again.params["Animagine prompt"] == TYPED
    assert again.params["Animagine negative"] == "blurry"


def test_the_upscale_button(page: Page, tmp_path: Path) -> None:
    """A second pass over the picture that is there: same text, its size stays."""
    page.unfold()
    page.tick("snap", False)
    page.fill(prompt="smile, 1girl", neg_prompt="", steps=1, seed=7, width=128, height=192)
    first = page.generate()
    page.tick("snap", True)
    picture = page.generate("txt2img_upscale")
    assert picture.image.size == (256, 384)
    assert picture.texts == first.texts
    assert picture.params["Animagine prompt"] == "smile, 1girl"
    assert "Animagine size" not in picture.params
    assert "Hires prompt" not in picture.params
    page.page.screenshot(path=tmp_path / "upscaled.png", full_page=True)


def test_the_settings_page(page: Page, tmp_path: Path) -> None:
    for name in ("gate", "select", "ignore", "newline_is_boundary", "img2img_snap"):
        assert page.page.locator(f"#setting_animagine_{name}").count() == 1
    assert page.page.evaluate("() => opts.animagine_gate") == "auto"
    page.page.locator("#tabs > .tab-nav button", has_text="Settings").first.click()
    page.page.locator("#settings .tab-nav button", has_text="Animagine").first.click()
    page.page.locator("#setting_animagine_gate").wait_for(state="visible")
    page.page.screenshot(path=tmp_path / "settings.png", full_page=True)
