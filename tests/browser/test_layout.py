"""What stands where on the page built from parts, at four widths: docs/design.md draws it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

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
    subjects, mode = page.locator(f"{P}_subjects"), page.locator(f"{P}_mode")
    assert subjects.is_visible() and not mode.is_visible()
    page.locator(f"{P}_compiling .animagine-drawer-button").click()
    page.locator(f"{P}_parts .animagine-drawer-button").focus()
    page.keyboard.press("Enter")
    assert mode.is_visible() and not subjects.is_visible()
    page.locator(".animagine-pin").click()
    assert subjects.is_visible()
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
