"""The history on the page, and the undo of what replaces texts, also after a reload."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import expect

pytestmark = pytest.mark.gradio

P = "#animagine_panel"
PROMPT = f"{P}_prompt textarea"
NEGATIVE = f"{P}_neg_prompt textarea"
ITEMS = ".animagine-history-item"
RUN = """async () => {
    const ours = {include: [['.animagine-history'], ['.animagine-strip'], ['.animagine-undo']]};
    const dialog = document.querySelector('dialog[open]') && {include: [['dialog[open]']]};
    const result = await axe.run(dialog || ours, {resultTypes: ['violations']});
    const places = (one) => one.nodes.map((node) => node.html.slice(0, 120)).join(' | ');
    return result.violations.map((one) => `${one.id}: ${one.help}: ${places(one)}`);
}"""


def opened(open_page: Callable[..., Any], path: str = "/panel/", **context: Any) -> Any:
    page = open_page(path, **context)
    page.emulate_media(reduced_motion="reduce")
    show_list(page)
    page.locator(ITEMS).first.wait_for()
    return page


def show_list(page: Any) -> None:
    """Open what the list is in, if it is shut."""
    page.locator(".animagine-history-tools").wait_for(state="attached")
    place = page.locator(".animagine-history")
    if not place.is_visible():
        page.locator(f"{P}_history button").first.click()
    place.scroll_into_view_if_needed()  # it is filled when it is seen


def held(page: Any, name: str) -> str:
    return str(page.locator(f"{P}_{name} input").first.input_value())


def item(page: Any, prompt: str) -> Any:
    return page.locator(ITEMS).filter(has_text=prompt)


def pressed(where: Any, name: str) -> None:
    where.get_by_role("button", name=name, exact=True).click()


def test_an_old_picture_is_found_and_used_again(open_page: Callable[..., Any]) -> None:
    page = opened(open_page)
    expect(page.locator(ITEMS)).to_have_count(24)
    pressed(page, "Show older")
    expect(page.locator(ITEMS)).to_have_count(30)
    assert page.evaluate("document.activeElement.closest('li').dataset.id") == "6"
    page.get_by_role("searchbox", name="Search the history").fill("HAT lowres 14")
    expect(page.locator(ITEMS)).to_have_count(1)
    page.locator(PROMPT).fill("mine, typed")
    pressed(item(page, "picture 14"), "Use again")
    expect(page.locator(PROMPT)).to_have_value("1girl, hat, picture 14")
    filled = "Prompt and settings are in the boxes above now."
    expect(page.get_by_text(filled)).to_be_visible()
    expect(page.locator(NEGATIVE)).to_have_value("lowres")
    expect(page.locator(f"{P}_mode input")).to_have_value("report")
    assert (held(page, "steps"), held(page, "seed"), held(page, "cfg_scale")) == ("34", "14", "6")
    assert not page.locator(f"{P}_snap input").is_checked()

    page.reload()
    show_list(page)
    undo, redo = (
        page.get_by_role("button", name=f"{word}: use again") for word in ("Undo", "Redo")
    )
    undo.click()
    expect(page.locator(PROMPT)).to_have_value("mine, typed")
    assert (held(page, "steps"), held(page, "seed")) == ("28", "-1")
    expect(undo).to_be_hidden()
    page.keyboard.press("Control+z")
    expect(page.locator(PROMPT)).to_have_value("1girl, hat, picture 14")
    page.keyboard.press("Control+y")
    redo.click()
    expect(page.locator(PROMPT)).to_have_value("1girl, hat, picture 14")
    assert held(page, "seed") == "14"

    pressed(item(page, "29girls"), "Only the seed")
    assert held(page, "seed") == "29" and held(page, "steps") == "34"
    page.get_by_role("button", name="Undo: take the seed").click()
    assert held(page, "seed") == "14"


def test_deleting_is_undone_and_stars_are_kept(open_page: Callable[..., Any]) -> None:
    page = opened(open_page)
    first = item(page, "picture 26")
    pressed(first, "Favourite")
    expect(first.get_by_role("button", name="Favourite")).to_have_attribute("aria-pressed", "true")
    pressed(page, "Favourites")
    expect(page.locator(ITEMS)).to_have_count(1)
    pressed(page, "Favourites")
    expect(page.locator(ITEMS)).to_have_count(24)

    delete = item(page, "27girls").get_by_role("button", name="Delete")
    delete.focus()
    page.keyboard.press("Enter")
    expect(item(page, "27girls")).to_have_count(0)
    expect(page.get_by_text("1 picture deleted from the history.")).to_be_visible()
    assert page.evaluate("document.activeElement.closest('li').textContent").count("picture 26")
    pressed(page, "Undo delete")
    expect(item(page, "27girls")).to_have_count(1)
    pressed(page, "Delete all")
    expect(page.locator(ITEMS)).to_have_count(0)
    expect(page.locator(".animagine-strip li")).to_have_count(0)
    page.keyboard.press("Enter")  # the keyboard is on Undo
    expect(page.locator(ITEMS)).to_have_count(24)
    expect(page.locator(".animagine-strip li")).to_have_count(12)


@pytest.mark.parametrize(("theme", "width"), [("light", 390), ("dark", 1280)])
def test_looked_at_compared_and_readable(
    open_page: Callable[..., Any], axe: str, theme: str, width: int
) -> None:
    page = opened(open_page, f"/panel/?__theme={theme}", viewport={"width": width, "height": 800})
    page.evaluate(axe)
    found = page.evaluate(RUN)
    thumb = page.locator(".animagine-strip button").first
    thumb.focus()
    page.keyboard.press("Enter")
    full = page.locator("dialog[open] img")
    expect(full).to_have_attribute("src", re.compile("^data:image/png"))
    page.wait_for_function("document.querySelector('dialog[open] img').naturalHeight === 96")
    expect(page.locator("dialog[open]")).to_contain_text("29girls, smile, masterpiece")
    found += page.evaluate(RUN)
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.className") == "animagine-thumb"

    pressed(item(page, "29girls"), "Compare")
    expect(page.get_by_text("Choose another picture")).to_be_visible()
    pressed(item(page, "picture 26"), "Compare")
    dialog = page.locator("dialog[open]")
    expect(dialog.locator("ins").first).to_be_visible()
    assert dialog.locator(".animagine-sent del").nth(1).text_content() == "29girls, smile"
    assert dialog.locator("tr", has_text="Seed").all_inner_texts() == ["Seed\t29\t26"]
    found += page.evaluate(RUN)
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    small = """() => [...document.querySelectorAll(
        '.animagine-history button, .animagine-strip button, dialog[open] button')]
        .map((each) => each.getBoundingClientRect())
        .filter(({width, height}) => width > 0 && Math.min(width, height) < 24).length"""
    assert page.evaluate(small) == 0


def test_reading_a_picture_and_a_preset_are_undone(
    open_page: Callable[..., Any], tmp_path: Any
) -> None:
    page = open_page("/panel/")
    page.wait_for_selector("#animagine-search-input")
    page.locator(PROMPT).fill("mine, typed")
    page.evaluate("Animagine.undo.before('picture', [])")
    page.locator(PROMPT).fill("of the picture")
    page.evaluate("Animagine.undo.before('preset', [])")  # which turns out to hold the same
    chip = page.get_by_role("button", name="Undo: read a picture")
    page.clock.run_for(1100)
    chip.click()
    expect(page.locator(PROMPT)).to_have_value("mine, typed")


def test_what_was_typed_since_shows_which_prompt_comes_back(open_page: Callable[..., Any]) -> None:
    page = open_page("/panel/")
    page.wait_for_selector("#animagine-search-input")
    page.locator(PROMPT).fill("smile, long_hair, 1girl, a text that is longer than a button")
    page.evaluate("Animagine.undo.before('fixes', [])")
    page.locator(PROMPT).fill("another prompt")
    chip = page.get_by_role("button", name="Undo: fix all")
    expect(chip).to_have_text("Undo: fix all “smile, long_hair, 1girl, a text …”")
    assert chip.get_attribute("title").endswith("longer than a button")
    page.evaluate("Animagine.undo.before('negative', [])")
    page.locator(NEGATIVE).fill("blurry")
    negative = page.locator(NEGATIVE)
    chip = page.get_by_role("button", name="Undo: choose a negative preset")
    expect(chip).to_contain_text("“")
    chip.click()
    expect(negative).not_to_have_value("blurry")
    expect(page.get_by_role("button", name="Redo: choose a negative preset")).to_contain_text(
        "“blurry”"
    )


def test_where_none_is_kept_the_page_says_why(open_page: Callable[..., Any]) -> None:
    why = "No history is kept, since others reach this studio too."
    answer = {"on": False, "why": why, "entries": [], "older": None, "notices": []}
    page = open_page("/panel/", ready=False)
    page.route("**/v1/history?**", lambda route: route.fulfill(json=answer))
    show_list(page)
    expect(page.locator(".animagine-history-status")).to_have_text(why)
    assert not page.get_by_role("button", name="Delete all").is_visible()
