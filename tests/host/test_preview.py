"""The live preview in the accordion of the host's page."""

from __future__ import annotations

import json
import os
import shutil
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
IMG2IMG = "#animagine_img2img"
SHOWN = "performance.getEntriesByName('animagine-preview').length"
"""How often it was shown since the last look."""
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


def until_shown(page: Page, text: str, patience: int = 20_000, place: str = OURS) -> None:
    page.page.wait_for_function(
        f"(text) => document.querySelector('{place} .animagine-line').textContent.includes(text)",
        arg=text,
        timeout=patience,
    )


def sent(page: Page, place: str = OURS) -> str:
    return str(page.page.locator(f"{place} .animagine-sent").first.text_content())


def show_img2img(page: Page) -> None:
    """Open the other tab, and our accordion there."""
    page.page.locator("#tabs button", has_text="img2img").first.click()
    page.page.locator(f"{IMG2IMG} > .label-wrap").click()
    page.page.locator(f"{IMG2IMG}_enabled").wait_for(state="visible")


def write_untitled(source: Path, target: Path) -> None:
    """A copy of a safetensors file without what its header says of the model."""
    with source.open("rb") as file, target.open("wb") as copy:
        size = file.read(8)
        length = int.from_bytes(size, "little")
        header = json.loads(file.read(length))
        header.pop("__metadata__", None)
        text = json.dumps(header, separators=(",", ":")).encode()
        copy.write(size + text.ljust(length))  # the tensors stay at their places
        shutil.copyfileobj(file, copy)


@pytest.fixture
def other_checkpoint(host: Host, api: Api) -> Iterator[str]:
    """The same model in a file that says nothing; the first is chosen again in the end."""
    first = api.get("/sdapi/v1/sd-models")[0]
    source = Path(first["filename"])
    folder = host.data / "models" / "Stable-diffusion"
    folder.mkdir(parents=True, exist_ok=True)
    write_untitled(source, folder / "another.safetensors")
    if source.with_suffix(".yaml").is_file():
        shutil.copy(source.with_suffix(".yaml"), folder / "another.yaml")
    try:
        assert api.post("/sdapi/v1/refresh-checkpoints", {}).status == 200
        yield "another.safetensors"
    finally:
        api.post("/sdapi/v1/options", {"sd_model_checkpoint": first["title"]})
        for file in folder.glob("another.*"):
            file.unlink()
        api.post("/sdapi/v1/refresh-checkpoints", {})


def test_it_is_there_after_each_pause(page: Page) -> None:
    page.page.locator("#txt2img_prompt textarea").click()
    page.page.keyboard.type("1girl, smile, long_hair, outdoors, night, ", delay=30)
    until_shown(page, "tokens")
    for key in "ababab":
        page.page.wait_for_timeout(150)
        page.page.evaluate("performance.clearMeasures('animagine-preview')")
        page.page.keyboard.type(key)
        page.page.wait_for_function(f"{SHOWN} > 0", timeout=20_000)
    page.page.wait_for_function(
        f"() => document.querySelector('{OURS} .animagine-sent').textContent.includes('ababab')",
        timeout=20_000,
    )


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
    page.page.get_by_role("button", name="Use 28").click()
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


@pytest.mark.parametrize("place", [OURS, IMG2IMG])
def test_a_switched_checkpoint_is_noticed_by_itself(
    page: Page, api: Api, other_checkpoint: str, place: str
) -> None:
    if place == IMG2IMG:
        show_img2img(page)
    tab = place.rpartition("_")[2]
    page.page.locator(f"#{tab}_prompt textarea").fill("smile, 1girl")
    until_shown(page, "changes", place=place)
    chosen = api.post("/sdapi/v1/options", {"sd_model_checkpoint": other_checkpoint})
    assert chosen.status == 200, chosen.body
    until_shown(page, "This may or may not be Animagine XL 4", place=place)


def test_styles_chosen_in_img2img_are_in_it_and_it_is_what_is_drawn(page: Page, api: Api) -> None:
    show_img2img(page)
    page.page.locator("#img2img_prompt textarea").fill("smile, 1girl")
    until_shown(page, "tokens", place=IMG2IMG)
    for name in ("evening", "plain"):
        page.page.locator("#img2img_styles input").click()
        page.page.locator("ul.options li", has_text=name).first.click()
    page.page.keyboard.press("Escape")
    until_shown(page, "with the styles: evening, plain", place=IMG2IMG)
    start = {"init_images": [api.typed("a dog").data], "denoising_strength": 0.8}
    drawn = api.draw("smile, 1girl", tab="img2img", styles=["evening", "plain"], **start)
    assert drawn.picture.texts[0] == sent(page, IMG2IMG)


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


def test_all_that_is_safe_in_one_step_and_one_line_under_the_picture(page: Page) -> None:
    """As the host's own controls take it: Ctrl+Z brings back its sliders too."""
    page.fill(prompt="smile, long_hair, 1girl, blue eye", neg_prompt="", width=512, height=768)
    until_shown(page, "512×768 → 832×1216 ✓")
    page.page.locator(OURS).get_by_role("button", name="Fix all safe ones").click()
    said = page.page.locator(f"{OURS} .animagine-said")
    said.get_by_text("left. Ctrl+Z takes it back.").wait_for()
    assert page.value("prompt") == "1girl, smile, long hair, blue eye"
    assert (page.value("width"), page.value("height")) == ("832", "1216")
    page.page.locator("#txt2img_prompt textarea").focus()
    page.page.keyboard.press("Control+z")
    assert page.value("prompt") == "smile, long_hair, 1girl, blue eye"
    assert (page.value("width"), page.value("height")) == ("512", "768")
    page.tick("snap", False)
    page.fill(steps=1, width=64, height=64)
    picture = page.generate()  # as long as before in its file, one line each in the page
    assert "Animagine note" in picture.params
    folded = page.page.locator("#html_info_txt2img .animagine-folded")
    folded.wait_for()
    assert page.page.locator("#html_log_txt2img .animagine-folded").count() == 1
    assert folded.bounding_box()["height"] < 40
