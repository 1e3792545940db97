"""What stands where on the page built from parts, at four widths: docs/design.md draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import expect

pytestmark = pytest.mark.gradio

P = "#animagine_panel"
PROMPT = f"{P}_prompt textarea"
IN_VIEW = """id => {
    const {top, bottom, left, right, width} = document.querySelector(id).getBoundingClientRect();
    return width > 0 && top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
}"""
SEEN = """() => {
    if (document.activeElement === document.body) return '';
    const place = document.activeElement.getBoundingClientRect();
    const [x, y] = [place.left + place.width / 2, place.top + Math.min(12, place.height / 2)];
    if (place.width === 0 || y < 0 || y > innerHeight) return document.activeElement.outerHTML;
    const bar = document.querySelector('.animagine-go');
    const over = document.elementFromPoint(x, y);
    const hidden = bar.contains(over) && !bar.contains(document.activeElement);
    return hidden ? document.activeElement.outerHTML : '';
}"""
SMALL = """id => [...document.querySelectorAll(`${id} button, ${id} input, ${id} textarea`)]
    .map(each => each.type === 'checkbox' || each.type === 'radio' ? each.closest('label') : each)
    .filter(each => each !== null && each.offsetParent !== null)
    .filter(each => Math.min(each.offsetWidth, each.offsetHeight) < 24)
    .map(each => each.outerHTML.slice(0, 120))"""


def opened(open_page: Callable[..., Any], width: int, height: int = 800) -> Any:
    page = open_page("/panel/", viewport={"width": width, "height": height})
    page.wait_for_selector("#animagine-search-input", state="attached")
    return page


def top(page: Any, name: str) -> float:
    return float(page.locator(f"{P}_{name}").first.bounding_box()["y"])


def fits(page: Any) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def test_before_our_scripts_run_only_generate_is_there(open_page: Callable[..., Any]) -> None:
    """As the server writes them no button is marked; Interrupt flashed up at each start."""
    page = opened(open_page, 1280)
    names = ("generate", "interrupt", "queue")
    for name in names:
        button = page.locator(f"{P}_{name}")
        button.evaluate("button => button.removeAttribute('data-animagine-gone')")
    assert [page.locator(f"{P}_{name}").is_visible() for name in names] == [True, False, False]


def test_generate_and_the_picture_are_always_in_view(open_page: Callable[..., Any]) -> None:
    page = opened(open_page, 1600)
    for width in (1600, 1280, 800):
        page.set_viewport_size({"width": width, "height": 800})
        for scrolled in (0, 400, 100_000):
            page.evaluate(f"scrollTo(0, {scrolled})")
            assert page.evaluate(IN_VIEW, f"{P}_generate"), (width, scrolled)
            assert page.evaluate(IN_VIEW, f"{P}_gallery"), (width, scrolled)
        assert page.evaluate("scrollY") > 0
        page.evaluate("scrollTo(0, 0)")
        assert page.evaluate(IN_VIEW, f"{P}_prompt") and fits(page)
    page.set_viewport_size({"width": 1280, "height": 800})
    drawers_stay_as_they_were_left(page)


def drawers_stay_as_they_were_left(page: Any) -> None:
    rating, mode = page.locator(f"{P}_part_rating"), page.locator(f"{P}_mode")
    assert rating.is_visible() and not mode.is_visible()
    page.locator(f"{P}_compiling .animagine-drawer-button").click()
    page.locator(f"{P}_parts .animagine-drawer-button").focus()
    page.keyboard.press("Enter")
    assert mode.is_visible() and not rating.is_visible()
    page.locator(".animagine-pin").click()
    assert rating.is_visible()
    for _ in range(2):
        beside = page.locator(f"{P}_parts").bounding_box()
        assert beside["x"] + beside["width"] <= page.locator(PROMPT).bounding_box()["x"]
        assert page.evaluate(IN_VIEW, f"{P}_generate") and fits(page)
        page.reload()
        page.wait_for_selector(f"{P}_mode", state="visible")
    page.locator(".animagine-pin").click()
    assert top(page, "parts") > top(page, "neg_prompt")


def test_on_a_phone_the_order_is_prompt_generate_picture_parts(
    open_page: Callable[..., Any],
) -> None:
    page = opened(open_page, 390, 844)
    assert page.evaluate(IN_VIEW, f"{P}_prompt") and fits(page)
    assert top(page, "prompt") < top(page, "gallery") < top(page, "parts") < top(page, "numbers")
    for name in ("parts", "numbers", "compiling", "presets", "read"):
        drawer = page.locator(f"{P}_{name} .animagine-drawer-button")
        assert drawer.get_attribute("aria-expanded") == "false"
        drawer.click()
    assert fits(page)
    for scrolled in (0, 900, 100_000):
        page.evaluate(f"scrollTo(0, {scrolled})")
        assert page.evaluate(IN_VIEW, f"{P}_generate"), scrolled
    page.evaluate("scrollTo(0, 0)")
    page.locator(PROMPT).focus()
    order = [""]
    while order[-1] != "body":  # the keyboard has left the page
        page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        assert page.evaluate(SEEN) == ""
        order.append(page.evaluate("document.activeElement.closest('[id], body').id || 'body'"))
    assert order.index(f"{P[1:]}_generate") < 5
    assert f"{P[1:]}_preset_import" in order
    assert page.evaluate(SMALL, P) == []


def prompt_is(page: Any, text: str) -> None:
    page.wait_for_function(
        "([box, text]) => document.querySelector(box).value === text", arg=[PROMPT, text]
    )


def counted(page: Any, *numbers: str) -> None:
    """Wait until these are seen between the buttons: gradio shows a frame later what it has."""
    expect(page.locator(f"{P} .animagine-counted")).to_have_text(list(numbers), timeout=30_000)


def test_what_is_picked_and_typed_is_said_in_words_and_keeps_the_keyboard(
    open_page: Callable[..., Any],
) -> None:
    page = opened(open_page, 1280)
    counted(page, "0", "0", "0")
    more_girls = page.get_by_role("button", name="more girls")
    page.get_by_role("button", name="more boys").click()
    prompt_is(page, "1boy")
    more_girls.focus()
    for _ in range(2):
        page.keyboard.press("Enter")
    prompt_is(page, "2girls, 1boy")
    counted(page, "2", "1", "0")
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "more girls"
    page.get_by_role("button", name="Nobody").click()
    prompt_is(page, "no humans")
    page.locator(PROMPT).fill("multiple girls, 6+boys, hat")
    counted(page, "several", "6+", "0")

    year = page.locator(f"{P}_part_year input")
    year.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    prompt_is(page, "multiple girls, 6+boys, hat, year 2024")
    page.wait_for_function(
        f"document.activeElement === document.querySelector('{P}_part_year input')"
    )
    page.keyboard.press("Tab")
    page.clock.run_for(3000)
    assert page.evaluate(f"document.activeElement.closest('{P}_part_quality') !== null")
    a_chip = page.locator(f"{P}_part_quality label").first
    before = a_chip.bounding_box()
    a_chip.click()
    page.wait_for_selector(f"{P}_part_quality label:has(input:checked)")
    assert a_chip.bounding_box()["width"] == before["width"]

    words = page.locator(".animagine-number-words")
    page.locator(f"{P}_steps input[type=number]").fill("999")
    assert words.inner_text() == "Steps: 999 is above 100, the most, which is taken."
    page.locator(f"{P}_steps input[type=number]").fill("20")
    assert words.inner_text() == ""
    page.locator(f"{P}_width input").fill("5")
    assert words.inner_text() == "Width: 5 is below 64, the least."
    page.locator(f"{P}_width input").fill("832")
    page.locator(f"{P}_seed input").fill("1.5")
    assert words.inner_text() == "Seed: 1.5 is no whole number."
    assert page.locator(f"{P}_seed input").get_attribute("aria-invalid") == "true"
    page.locator(f"{P}_generate").click()
    told = page.locator(".animagine-told .animagine-wrong").first
    told.wait_for()
    assert "seed" in told.inner_text() and "nothing was drawn" in told.inner_text()

    empty = page.locator(".animagine-negative-empty")
    assert not empty.is_visible()
    page.locator(f"{P}_neg_prompt textarea").fill("")
    assert "None typed; the recommended one will be added." in empty.inner_text()
    empty.get_by_role("button", name="Send none").click()
    empty.get_by_text("None typed, and none will be sent.").wait_for()
    assert page.locator(f"{P}_negative input").input_value() == "off"
    assert not page.locator(f"{P}_mode").is_visible()  # its drawer is as closed as before


@pytest.mark.parametrize("width", [1280, 390])
def test_a_finished_picture_takes_neither_the_keyboard_nor_the_page(
    open_page: Callable[..., Any], width: int
) -> None:
    page = opened(open_page, width)
    box = page.locator(f"{P}_neg_prompt textarea")
    page.locator(PROMPT).fill("picture")
    box.fill("")
    page.locator(f"{P}_generate").click()
    box.focus()
    page.keyboard.press("Escape")
    scrolled = page.evaluate("scrollY")
    typed = "a long text that is typed while the picture is being drawn, and on after it is there"
    page.keyboard.type(typed, delay=25)
    page.wait_for_selector(f"{P}_gallery img")
    page.wait_for_selector(f"{P}_generate:visible")
    page.keyboard.type("!")
    assert box.input_value() == f"{typed}!"
    assert page.evaluate("scrollY") == scrolled
