"""The live preview in the accordion of the host's page."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.model import NEGATIVE
from tests.goldens import Q
from tests.host.browser import READY, Page, window
from tests.host.client import Api
from tests.host.hosting import Host
from tests.host.tab import PANEL, Tab

OURS = "#animagine_txt2img"
TOOK = "performance.getEntriesByName('animagine-preview').map((one) => one.duration)"
ALLOWED = 150
"""Milliseconds from the last key to the preview."""
_VIOLATIONS = """places => axe.run({include: places.map((one) => [one])},
    {resultTypes: ['violations']}).then((result) => result.violations.map((one) =>
    `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 200)).join(' | ')}`))"""


@pytest.fixture
def page(browser: Any, host: Host, request: pytest.FixtureRequest) -> Iterator[Page]:
    theme, width = getattr(request, "param", ("light", 1280))
    with window(browser, host, theme, width, 1000) as made:
        made.page.wait_for_function(READY, timeout=60_000)
        made.unfold()
        yield made


def until_shown(page: Page, text: str, patience: int = 20_000) -> None:
    page.page.wait_for_function(
        f"(text) => document.querySelector('{OURS} .animagine-line').textContent.includes(text)",
        arg=text,
        timeout=patience,
    )


def sent(page: Page) -> str:
    return str(page.page.locator(f"{OURS} .animagine-sent").first.text_content())


def test_it_is_there_soon_after_the_last_key(page: Page) -> None:
    page.page.locator("#txt2img_prompt textarea").click()
    page.page.keyboard.type("1girl, smile, long_hair, outdoors, night, ", delay=30)
    until_shown(page, "tokens")
    took: list[float] = []
    for n in range(15):
        page.page.wait_for_timeout(150)
        page.page.evaluate("performance.clearMeasures('animagine-preview')")
        page.page.keyboard.type("ab"[n % 2])
        page.page.wait_for_function(f"{TOOK}.length > 0", timeout=20_000)
        took += page.page.evaluate(TOOK)
    assert sorted(took)[len(took) // 2] < ALLOWED, took


def test_apply_and_back_again(page: Page) -> None:
    page.fill(prompt="smile, long_hair, 1girl", neg_prompt="", width=512, height=768)
    until_shown(page, "512×768 → 832×1216 ✓")
    page.page.get_by_role("button", name="Apply to prompt").first.click()
    until_shown(page, "0 changes")
    assert page.value("prompt") == f"1girl, smile, long hair, {Q}"
    assert page.value("neg_prompt") == ", ".join(NEGATIVE)
    box = page.page.locator("#txt2img_prompt textarea")
    box.focus()
    page.page.keyboard.press("Control+z")
    assert page.value("prompt") == "smile, long_hair, 1girl"
    page.page.keyboard.press("Control+Shift+z")
    assert page.value("prompt") == f"1girl, smile, long hair, {Q}"
    page.page.locator(OURS).get_by_role("button", name="Undo").click()
    until_shown(page, "512×768 → 832×1216 ✓")
    assert (page.value("prompt"), page.value("neg_prompt")) == ("smile, long_hair, 1girl", "")


def test_findings_are_repaired_with_one_click(page: Page) -> None:
    page.fill(prompt="1girl, blue eye", steps=10)
    sampler = page.page.locator("#txt2img_sampling input")
    page.page.get_by_role("button", name="Write blue eyes").click()
    assert page.value("prompt") == "1girl, blue eyes"
    page.page.get_by_role("button", name="Set 28").click()
    page.page.wait_for_function(
        "() => document.querySelector('#txt2img_steps input[type=number]').value === '28'"
    )
    if sampler.input_value() != "Euler a":
        page.page.get_by_role("button", name="Use Euler a").click()
        page.page.wait_for_function(
            "() => document.querySelector('#txt2img_sampling input').value === 'Euler a'"
        )
    page.tick("snap", False)
    page.fill(steps=1, width=64, height=64)
    picture = page.generate()  # what counts is what the host takes from the controls
    assert picture.params["Sampler"] == "Euler a"
    assert picture.texts[0] == f"1girl, blue eyes, {Q}"


def test_it_goes_by_the_controls(page: Page) -> None:
    page.fill(prompt="smile, 1girl")
    until_shown(page, "tokens")
    page.choose("quality", "off")
    page.page.wait_for_function(
        f"() => document.querySelector('{OURS} .animagine-sent').textContent === '1girl, smile'"
    )
    page.tick("enabled", False)
    until_shown(page, "switched off")


def test_a_hires_prompt_of_its_own_is_shown_too(page: Page) -> None:
    page.fill(prompt="smile, 1girl")
    page.page.evaluate(
        """() => { const box = document.querySelector('#hires_prompt textarea');
        box.value = 'hat, 1girl'; box.dispatchEvent(new Event('input', {bubbles: true})); }"""
    )
    page.page.locator("#txt2img_hr-visible-checkbox").check()
    block = page.page.get_by_role("group", name="Hires prompt as sent")
    block.wait_for(timeout=20_000)
    assert str(block.text_content()).startswith("1girl, hat, masterpiece")
    assert sent(page).startswith("1girl, smile, masterpiece")


def test_the_size_after_hires_fix_is_that_of_the_picture(page: Page) -> None:
    page.tick("snap", False)
    page.fill(prompt="1girl", steps=1, width=64, height=128)
    page.page.locator("#txt2img_hr > .label-wrap").click()  # opens it and switches it on
    page.fill(hr_scale="1.3", hires_steps=1)
    until_shown(page, "with hires fix")
    page.page.wait_for_timeout(1_500)
    told = page.page.locator(f"{OURS} .animagine-line").first.text_content()
    width, height = page.generate().image.size
    assert f"64×128, then {width}×{height} with hires fix" in told


@pytest.mark.parametrize(
    "page",
    [(theme, width) for theme in ("light", "dark") for width in (1280, 800)],
    indirect=True,
    ids=lambda one: "-".join(map(str, one)),
)
def test_no_violation_in_accordion_and_tab(
    page: Page, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    """axe-core on all that is ours; the screenshots are there to be looked at."""
    folder = Path(os.environ.get("ANIMAGINE_NODE_MODULES", "node_modules"))
    axe = folder / "axe-core" / "axe.min.js"
    if not axe.is_file():
        pytest.skip("needs axe-core: ANIMAGINE_NODE_MODULES names no folder that has it")
    page.fill(prompt="smile, long_hair, (hat:1.2), 1girl, hatsune miku, smile, blue eye")
    until_shown(page, "tokens")
    page.page.evaluate(axe.read_text("utf-8"))
    page.page.screenshot(path=tmp_path / "accordion.png", full_page=True)
    assert page.page.evaluate(_VIOLATIONS, [OURS]) == []
    tab = Tab(page)
    tab.show()
    for name in ("compiling", "presets", "read"):
        tab.unfold(name)
    tab.fill(prompt="2girls, hatsune miku, vocaloid, sensitive, hat, cute, year 2020, low score")
    tab.fill(width=700)
    tab.until(lambda: tab.page.locator(f"{PANEL} .animagine-nearest").count())
    tab.page.wait_for_timeout(500)
    tab.page.screenshot(path=tmp_path / "tab.png", full_page=True)
    assert tab.page.evaluate(_VIOLATIONS, [PANEL]) == []
    assert tab.page.evaluate(
        f"document.querySelector('{PANEL}').scrollWidth <= document.body.clientWidth"
    )


def test_idle_is_noticed_by_itself_and_says_which_setting(page: Page, api: Api) -> None:
    page.fill(prompt="smile, 1girl")
    until_shown(page, "changes")
    api.post("/sdapi/v1/options", {"animagine_gate": "never"})
    try:
        until_shown(page, "To change it: Settings → Animagine → Act on which checkpoints", 2_000)
    finally:
        api.post("/sdapi/v1/options", {"animagine_gate": "auto"})
    until_shown(page, "changes")


def test_chosen_styles_are_in_it_and_it_is_what_is_drawn(page: Page) -> None:
    page.tick("snap", False)
    page.fill(prompt="smile, 1girl", neg_prompt="", steps=1, width=64, height=64)
    until_shown(page, "tokens")
    for name in ("evening", "plain"):
        page.page.locator("#txt2img_styles input").click()
        page.page.locator("ul.options li", has_text=name).first.click()
    page.page.keyboard.press("Escape")
    until_shown(page, "with the styles: evening, plain")
    shown = sent(page)
    assert {"night", "outdoors"} <= set(shown.split(", "))
    assert page.page.locator(OURS).get_by_role("button", name="Apply to prompt").count() == 0
    assert page.generate().texts[0] == shown
