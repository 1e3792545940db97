"""The tab "Animagine" in the host, by clicking."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.model import NEGATIVE
from sd_animagine.store import FILE_NAME
from sd_animagine.store.presets import Presets
from tests.goldens import Q
from tests.host.browser import window
from tests.host.client import Api, Picture
from tests.host.hosting import Host
from tests.host.tab import PANEL, Tab

FIREFLY = "1girl, firefly \\(honkai: star rail\\), honkai: star rail, honkai \\(series\\)"

OpenTab = Callable[[], Tab]


@pytest.fixture
def open_tab(browser: Any, host: Host) -> Iterator[OpenTab]:
    """Opens the tab, each time in a window of its own."""
    with contextlib.ExitStack() as windows:

        def opened_tab() -> Tab:
            tab = Tab(windows.enter_context(window(browser, host)))
            tab.show()
            return tab

        yield opened_tab


@pytest.fixture
def tab(open_tab: OpenTab) -> Tab:
    return open_tab()


def picture_of(tab: Tab, address: str) -> Picture:
    return Picture(tab.page.request.get(address).body())


def test_picking_makes_a_prompt_and_a_prompt_shows_its_parts(tab: Tab) -> None:
    tab.page.locator("#animagine-search-input").click()
    tab.page.keyboard.type("firefly (honkai")
    first = tab.page.locator("#animagine-search-list li").first
    assert "honkai: star rail" in str(first.text_content())  # a character says its series
    tab.page.keyboard.press("Enter")
    tab.wait_for("prompt", FIREFLY)
    tab.chip("part_rating", "safe")
    tab.wait_for("prompt", f"{FIREFLY}, safe")
    tab.box("free").click()
    tab.page.keyboard.type("smile, (night:1.2)", delay=15)
    tab.wait_for("prompt", f"{FIREFLY}, safe, smile, (night:1.2)")
    tab.choose("part_year", "2023")
    tab.wait_for("prompt", f"{FIREFLY}, safe, smile, (night:1.2), year 2023")
    tab.chip("part_quality", "masterpiece")
    tab.wait_for("prompt", f"{FIREFLY}, safe, smile, (night:1.2), year 2023, masterpiece")
    tab.chip("identity", "honkai (series)")
    tab.until(lambda: "series" not in tab.value("prompt"))
    tab.fill(prompt="2girls, hatsune miku, vocaloid, sensitive, hat, year 2020, low score")
    tab.wait_for("free", "hat")
    assert tab.chips() == ["2girls", "hatsune miku", "vocaloid", "sensitive", "low score"]
    assert tab.value("part_year") == "2020"


def test_a_prompt_that_is_no_list_of_parts_stays_as_typed(tab: Tab) -> None:
    messy = "masterpiece, (smile:1.2),, 1girl BREAK <lora:x:1> hat # note"
    tab.fill(prompt=messy)
    tab.until(lambda: "hat" in tab.value("free"))
    tab.page.wait_for_timeout(1500)
    assert tab.value("prompt") == messy


def test_sizes_and_the_one_that_is_drawn(tab: Tab) -> None:
    tab.fill(prompt="1girl")
    tab.page.locator(".animagine-size[data-width='1344']").click()
    assert (tab.value("width"), tab.value("height")) == ("1344", "768")
    tab.page.keyboard.press("ArrowRight")
    assert (tab.value("width"), tab.value("height")) == ("1536", "640")
    tab.fill(width=700)
    tab.page.wait_for_selector(".animagine-nearest")
    note = tab.page.locator(f"{PANEL} .animagine-size-note").text_content()
    assert note == "700×640 is drawn as 1024×1024"


def test_negative_presets(tab: Tab) -> None:
    assert tab.value("neg_prompt") == ", ".join(NEGATIVE)
    tab.choose("negative_preset", "empty")
    tab.wait_for("neg_prompt", "")
    tab.choose("negative_preset", "recommended")
    tab.wait_for("neg_prompt", ", ".join(NEGATIVE))


def test_what_is_drawn_is_what_was_asked_for(tab: Tab, api: Api) -> None:
    tab.small(steps=2)
    tab.fill(prompt="smile, 1girl", seed=7, batch_count=2)
    assert "Steps: 2" in tab.draw()
    tab.until(lambda: len(tab.pictures()) >= 2, lambda: str(tab.pictures()))
    drawn = [picture_of(tab, address) for address in tab.pictures()]
    first = next(one for one in drawn if one.params.get("Seed") == "7")
    assert first.texts == (f"1girl, smile, {Q}", ", ".join(NEGATIVE))
    assert first.params["Animagine prompt"] == "smile, 1girl"
    assert (first.params["Steps"], first.params["CFG scale"]) == ("2", "5")
    alone = api.typed(*first.texts, steps=2, width=64, height=64)
    assert first.is_near(alone)
    assert tab.value("prompt") == "smile, 1girl"


def test_interrupt_while_somebody_types(tab: Tab) -> None:
    tab.small(steps=100, side=256)
    tab.fill(prompt="1girl")
    tab.start()
    tab.page.wait_for_selector(f"{PANEL} .progressDiv .progress")
    progress = tab.page.locator(f"{PANEL} .progressDiv .progress")
    tab.until(lambda: "%" in str(progress.first.text_content()))
    tab.page.wait_for_selector(f"{PANEL} .livePreview img")
    tab.box("prompt").focus()
    tab.page.keyboard.press("End")
    tab.page.keyboard.type(", hat")
    sent = tab.page.locator(f"{PANEL} .animagine-sent").first
    tab.until(lambda: "hat" in str(sent.text_content()))
    assert tab.page.locator(f"{PANEL}_interrupt").is_visible()  # it is still drawing
    tab.page.locator(f"{PANEL}_interrupt").click()
    tab.wait_idle()
    assert tab.value("prompt") == "1girl, hat"


def test_send_a_prompt_and_a_picture(tab: Tab, host: Host) -> None:
    tab.small()
    tab.fill(prompt="1girl, smile", neg_prompt="blurry", seed=5)
    tab.page.locator(f"{PANEL}_send_txt2img").click()
    box = tab.page.locator("#txt2img_prompt textarea")
    tab.until(lambda: box.input_value() == "1girl, smile", box.input_value)
    assert tab.page.locator("#txt2img_neg_prompt textarea").input_value() == "blurry"
    assert tab.page.locator("#txt2img_width input[type=number]").input_value() == "64"
    assert tab.page.locator("#txt2img_steps input[type=number]").input_value() == "1"
    assert tab.page.locator("#txt2img_sampling input").input_value() == "Euler a"
    assert not tab.page.locator("#animagine_txt2img_snap input").is_checked()
    tab.until(box.is_visible)
    tab.show()
    tab.draw()
    tab.page.locator(f"{PANEL}_to_img2img").click()
    other = tab.page.locator("#img2img_prompt textarea")
    tab.until(lambda: other.input_value() == f"1girl, smile, {Q}", other.input_value)
    part, side = ("img", "naturalWidth") if host.kind == "a1111" else ("canvas", "width")
    tab.page.wait_for_function(
        f"() => document.querySelector('#img2img_image {part}')?.{side} === 64"
    )


def test_presets_are_kept_in_the_host_s_folder(tab: Tab, host: Host) -> None:
    tab.unfold("presets")
    tab.fill(prompt="1girl, hatsune miku, vocaloid, safe, smile", neg_prompt="blurry", steps=26)
    tab.box("preset_name").fill("my one")
    tab.box("preset_name").press("Enter")
    tab.page.locator(f"{PANEL}_preset_save").click()
    tab.until(lambda: "Saved as “my one”" in tab.told("preset-message"))
    assert Presets(host.data).get("my one")["steps"] == 26
    tab.fill(prompt="x", neg_prompt="", steps=5)
    tab.page.locator(f"{PANEL}_preset_load").click()
    tab.wait_for("prompt", "1girl, hatsune miku, vocaloid, safe, smile")
    tab.until(lambda: tab.value("steps") == "26")
    assert tab.value("neg_prompt") == "blurry"
    tab.until(lambda: "hatsune miku" in tab.chips())
    tab.choose("negative_preset", "empty")
    tab.choose("negative_preset", "my one")
    tab.wait_for("neg_prompt", "blurry")
    with tab.page.expect_download() as download:
        tab.page.locator(f"{PANEL}_preset_export").click()
    assert "my one" in Path(download.value.path()).read_text("utf-8")
    file = host.data / FILE_NAME
    file.write_bytes(b"half of it" * 100)
    tab.page.locator(f"{PANEL}_preset_load").click()
    tab.until(lambda: "was damaged" in tab.told("preset-message"))
    (aside,) = file.parent.glob(f"{FILE_NAME}.damaged-*")
    assert b"half" in aside.read_bytes() and aside.name in tab.told("preset-message")
    with tab.page.expect_file_chooser() as chooser:
        tab.page.locator(f"{PANEL}_preset_import").click()
    exported = Path(download.value.path()).read_bytes()
    chooser.value.set_files({"name": "a.json", "mimeType": "application/json", "buffer": exported})
    tab.until(lambda: "Imported: “my one”" in tab.told("preset-message"))


def test_two_windows_at_once(open_tab: OpenTab) -> None:
    """Each keeps its own prompt and its own task; one ends while the other goes on."""
    one, two = open_tab(), open_tab()
    for tab, prompt, steps in ((one, "1girl, hat", 12), (two, "1boy, scarf", 1)):
        tab.small(steps=steps, side=128)
        tab.fill(prompt=prompt)
    one.start()
    two.start()
    two.wait_idle()
    one.wait_idle()
    assert "1girl, hat" in picture_of(one, one.pictures()[0]).infotext
    assert "1boy, scarf" in picture_of(two, two.pictures()[0]).infotext
    assert (one.value("prompt"), two.value("prompt")) == ("1girl, hat", "1boy, scarf")


def test_a_reload_in_the_middle(tab: Tab) -> None:
    tab.small(steps=100, side=256)
    tab.fill(prompt="1girl, hat", seed=3)
    tab.page.wait_for_timeout(500)  # what was typed is kept after a pause
    tab.start()
    tab.page.wait_for_timeout(2000)
    tab.page.reload(wait_until="domcontentloaded")
    tab.page.wait_for_selector("#txt2img_prompt textarea")
    tab.show()
    tab.wait_for("prompt", "1girl, hat")
    tab.page.wait_for_selector(f"{PANEL}_interrupt:visible")
    tab.wait_idle()
    tab.until(lambda: tab.pictures() or "output folder" in tab.told(), tab.told)
    assert tab.value("steps") == "100"


@pytest.mark.host_error("")
def test_a_checkpoint_that_is_gone(tab: Tab, api: Api) -> None:
    """A sentence, and the parts stay as they were typed."""
    options = api.get("/sdapi/v1/options")
    tab.small()
    tab.fill(prompt="1girl, smile")
    gone = {"sd_model_checkpoint": "no such checkpoint.safetensors"}
    status = api.post("/sdapi/v1/options", gone).status
    try:
        told = tab.draw()
        assert status >= 400 or told.strip(), status
    finally:
        back = {"sd_model_checkpoint": options["sd_model_checkpoint"]}
        api.post("/sdapi/v1/options", back)
    assert tab.value("prompt") == "1girl, smile"
