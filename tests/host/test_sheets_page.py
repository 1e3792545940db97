"""The sheets on the page, by clicking."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.host.browser import Page, window
from tests.host.client import Api
from tests.host.hosting import Host

SHEETS = "#animagine_txt2img_sheets"
LINE = "#animagine_txt2img_sheet_line"


@pytest.fixture
def page(browser: Any, host: Host, request: pytest.FixtureRequest) -> Iterator[Page]:
    with window(browser, host, getattr(request, "param", "light"), 1400, 1500) as made:
        yield made


def choose_sheet(page: Page, name: str) -> None:
    """Choose our script in the dropdown, and one of its sheets."""
    page.page.locator("#script_list input").first.click()
    page.page.locator("ul.options li", has_text="Animagine sheets").first.click()
    page.page.locator("#animagine_txt2img_sheets").wait_for(state="visible")
    page.choose("sheet_sheet", name)


def line_says(page: Page, text: str) -> None:
    """Wait until the line under the sheet's controls holds a text."""
    page.page.wait_for_function(
        "text => document.querySelector('#animagine_txt2img_sheet_line').innerText.includes(text)",
        arg=text,
        timeout=30_000,
    )


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_a_sheet(page: Page, api: Api, tmp_path: Path) -> None:
    page.unfold()
    page.tick("snap", False)
    page.fill(prompt="smile, 1girl", neg_prompt="", steps=1, seed=7, width=128, height=192)
    page.fill(cfg_scale=5)
    choose_sheet(page, "score")
    line_says(page, "6 pictures")
    assert not page.page.locator("#animagine_txt2img_sheet_year_from").is_visible()
    page.choose("sheet_sheet", "year")
    line_says(page, "5 pictures")
    page.page.locator("#animagine_txt2img_sheet_year_from").wait_for(state="visible")
    page.choose("sheet_year_from", "2015")
    line_says(page, "3 pictures")
    page.fill(batch_count=2)  # a field of the tab: the line follows it, too
    line_says(page, "6 pictures (3 × 2, one row for each seed)")
    page.fill(batch_count=1)
    line_says(page, "3 pictures")
    grid = page.generate()
    line_says(page, "judging by the last")
    assert grid.params["Animagine sheet"] == (
        "sheet=year; year_from=2015; year_to=2025; year_step=5"
    )
    page.page.screenshot(path=tmp_path / "sheet.png", full_page=True)
    grid.image.save(tmp_path / "grid.png")
    page.fill(prompt="")
    page.paste(grid.infotext)
    assert page.value("prompt") == "smile, 1girl"
    chosen = page.page.locator("#animagine_txt2img_sheet_sheet input").input_value()
    assert chosen == "year"
    assert page.generate().pixels == grid.pixels


@pytest.mark.host_error("AnimagineRefused")
def test_a_sheet_that_cannot_be_is_told(page: Page, tmp_path: Path) -> None:
    page.fill(prompt="1girl", steps=1, width=128, height=128)
    choose_sheet(page, "year")
    page.choose("sheet_year_from", "2020")
    page.choose("sheet_year_to", "2010")
    line_says(page, "year_from is 2020; it must be from 2005 to 2010")
    page.page.screenshot(path=tmp_path / "wrong.png", full_page=True)
    page.page.locator("#txt2img_generate").first.click()
    page.page.wait_for_function(
        "() => document.querySelector('#html_log_txt2img').innerText.includes('year_from is 2020')",
        timeout=60_000,
    )


PICTURES = {
    "quality": 6,
    "score": 6,
    "year": 5,
    "rating": 4,
    "buckets": 1,
    "order": 2,
    "negative": 4,
    "settings": 16,
}


def test_each_sheet(page: Page, tmp_path: Path) -> None:
    page.unfold()
    page.tick("snap", False)
    page.fill(prompt="smile, safe, 1girl", neg_prompt="hat", steps=1, seed=7, width=64, height=64)
    choose_sheet(page, "order")
    for name, count in PICTURES.items():
        page.choose("sheet_sheet", name)
        if name == "buckets":
            line_says(page, "9 pictures")
            page.page.locator(
                "#animagine_txt2img_sheet_buckets label", has_text="1024x1024"
            ).click()
        line_says(page, f"{count} picture")
        grid = page.generate(patience=400_000)  # settings: 16 pictures of 25 to 28 steps
        assert grid.params["Script"] == "Animagine sheets"
        assert grid.params["Animagine sheet"].startswith(f"sheet={name}")
        shown = page.page.evaluate(
            "() => new Set([...document.querySelectorAll('#txt2img_gallery img')]"
            ".filter(img => !img.closest('.livePreview')).map(img => img.src)).size"
        )
        assert shown == count + 1
        grid.image.save(tmp_path / f"{name}.png")
