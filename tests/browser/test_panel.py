"""The page built from parts, without a WebUI around it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from sd_animagine.model import NEGATIVE
from tests.browser.conftest import expect

pytestmark = pytest.mark.gradio

P = "#animagine_panel"
RECOMMENDED = ", ".join(NEGATIVE)
PROMPT = f"{P}_prompt textarea"
CHOSEN = f"{P} .animagine-chips label:has(input:checked)"


@pytest.fixture
def panel(open_page: Callable[..., Any]) -> Iterator[Any]:
    page = open_page("/panel/")
    page.wait_for_selector("#animagine-search-input")
    return page


def wait_for(page: Any, text: str) -> None:
    expect(page.locator(PROMPT)).to_have_value(text, timeout=30_000)


def until(page: Any, true: Callable[[], bool]) -> None:
    """Wait in a way in which the page's requests are seen."""
    while not true():
        page.wait_for_timeout(20)


def chosen(page: Any, *names: str) -> None:
    """Wait until these chips are picked, and no others."""
    expect(page.locator(CHOSEN)).to_have_text(list(names), timeout=30_000)


def test_picking_makes_a_prompt(panel: Any) -> None:
    panel.locator("#animagine-search-input").click()
    panel.keyboard.type("firefly (honkai")
    panel.wait_for_selector("#animagine-search-list li")
    panel.keyboard.press("ArrowDown")
    panel.keyboard.press("Enter")
    begin = "1girl, firefly \\(honkai: star rail\\), honkai: star rail, honkai \\(series\\)"
    wait_for(panel, begin)
    panel.locator(f"{P}_part_rating label", has_text="safe").click()
    wait_for(panel, f"{begin}, safe")
    panel.locator(f"{P}_free textarea").click()
    panel.keyboard.type("(smile:1.2), night", delay=20)
    wait_for(panel, f"{begin}, safe, (smile:1.2), night")
    panel.locator(f"{P}_part_quality label", has_text="masterpiece").click()
    wait_for(panel, f"{begin}, safe, (smile:1.2), night, masterpiece")
    panel.locator(f"{P}_identity label", has_text="honkai (series)").click()
    wait_for(panel, f"{begin[:-19]}, safe, (smile:1.2), night, masterpiece")


def test_a_typed_prompt_is_taken_apart(panel: Any) -> None:
    prompt = "2girls, hatsune miku, vocaloid, sensitive, hat, year 2020, <lora:x:1>, low score"
    panel.locator(PROMPT).fill(prompt)
    panel.wait_for_function(
        "(id) => document.querySelector(`${id}_free textarea`).value === 'hat'", arg=P
    )
    chosen(panel, "2girls", "hatsune miku", "vocaloid", "sensitive", "low score")
    expect(panel.locator(f"{P}_part_year input")).to_have_value("2020", timeout=30_000)
    named = "([id, name]) => document.querySelector(`${id}_negative_preset input`).value === name"
    for text, name in (("bad hands, lowres", ""), ("", "empty"), (RECOMMENDED, "recommended")):
        panel.locator(f"{P}_neg_prompt textarea").fill(text)
        panel.wait_for_function(named, arg=[P, name])
        assert panel.locator(f"{P}_neg_prompt textarea").input_value() == text


def test_what_is_typed_anywhere_lights_up_and_is_changed_in_its_place(panel: Any) -> None:
    panel.locator(PROMPT).fill("smile ,safe,\n1girl, vocaloid BREAK hat")
    panel.wait_for_function(
        f"() => document.querySelectorAll({CHOSEN!r}).length === 3"  # and the count tag's counter
    )
    chosen(panel, "1girl", "vocaloid", "safe")
    panel.locator(f"{P}_part_rating label", has_text="nsfw").click()
    wait_for(panel, "smile ,nsfw,\n1girl, vocaloid BREAK hat")
    panel.get_by_role("button", name="more girls").click()
    wait_for(panel, "smile ,nsfw,\n2girls, vocaloid BREAK hat")
    panel.locator(f"{P}_identity label", has_text="vocaloid").click()
    wait_for(panel, "smile ,nsfw,\n2girls BREAK hat")


def test_a_style_is_tags_of_the_prompt(panel: Any) -> None:
    style = panel.locator(f"{P}_part_style input")
    panel.locator(PROMPT).fill("1girl, pixel art, year 2020")
    expect(style).to_have_value("Pixel art: pixel art", timeout=30_000)
    style.click()
    panel.locator("ul.options li", has_text="Watercolor").click()
    wait_for(panel, "1girl, traditional media, watercolor \\(medium\\), year 2020")
    panel.get_by_role("button", name="Undo: choose a style").click()
    wait_for(panel, "1girl, pixel art, year 2020")
    expect(style).to_have_value("Pixel art: pixel art", timeout=30_000)
    style.click()
    panel.locator("ul.options li", has_text="none").click()
    wait_for(panel, "1girl, year 2020")
    expect(style).to_have_value("none")


def test_what_is_typed_while_a_pick_is_on_its_way_stays(panel: Any) -> None:
    panel.locator(PROMPT).fill("1girl, smile")
    panel.wait_for_function(
        "(id) => document.querySelector(`${id}_free textarea`).value === 'smile'", arg=P
    )
    held: list[Any] = []
    panel.route("**/run/predict*", lambda route: route.continue_() if held else held.append(route))
    panel.locator(f"{P}_part_rating label", has_text="safe").click()
    until(panel, lambda: bool(held))
    panel.locator(PROMPT).press("End")
    panel.keyboard.type(", hat")
    held[0].continue_()
    wait_for(panel, "1girl, safe, smile, hat")


def test_sizes_are_picked_with_mouse_and_keys_and_the_nearest_is_marked(panel: Any) -> None:
    width = panel.locator(f"{P}_width input")
    panel.locator(".animagine-size[data-width='1344']").click()
    assert width.input_value() == "1344"
    panel.keyboard.press("ArrowRight")
    assert width.input_value() == "1536"
    assert panel.locator("[role=radio][aria-checked=true]").text_content() == "1536×640"
    panel.locator(PROMPT).fill("1girl")
    width.fill("700")
    panel.wait_for_selector(".animagine-nearest")
    assert "700×640 is drawn as 1024×1024" in panel.locator(".animagine-size-note").text_content()


def test_a_slider_is_as_gradio_draws_it_and_tall_enough_to_hit(panel: Any) -> None:
    """gradio 4 draws the bar and the place of the thumb by the box's own height."""
    box, own = panel.locator(f"{P}_steps input[type=range]").evaluate(
        "(slider) => [slider.getBoundingClientRect().height,"
        " parseFloat(getComputedStyle(slider).height)]"
    )
    assert box >= 24
    assert own <= 16


def test_generate_hands_over_and_comes_back(panel: Any) -> None:
    panel.locator(PROMPT).fill("1girl")
    panel.locator(f"{P}_generate").click()
    panel.wait_for_selector(f"{P}_interrupt:visible")
    panel.wait_for_function(
        "() => document.querySelector('.animagine-told').textContent.includes('832x1216')"
    )
    panel.wait_for_selector(f"{P}_generate:visible")
    assert "task( 1girl 832x1216 fix" in panel.locator(".animagine-told").first.text_content()
    assert panel.locator(PROMPT).input_value() == "1girl"


def test_what_was_typed_is_there_after_a_reload(panel: Any) -> None:
    panel.locator(PROMPT).fill("1girl, hat")
    panel.locator(f"{P}_steps input[type=number]").fill("26")
    panel.wait_for_function(
        "(texts) => texts.every((text) => JSON.stringify({...sessionStorage}).includes(text))",
        arg=["1girl, hat", "26"],
    )
    with panel.expect_navigation():
        panel.locator(PROMPT).evaluate("""(box) => {
            box.value += ', typed last';
            box.dispatchEvent(new Event('input', {bubbles: true}));
            location.reload();
        }""")
    panel.wait_for_selector("#animagine-search-input")
    wait_for(panel, "1girl, hat, typed last")
    assert panel.locator(f"{P}_steps input[type=number]").input_value() == "26"


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 800])
def test_no_violation_and_nothing_wider_than_the_window(
    open_page: Callable[..., Any], axe: str, theme: str, width: int
) -> None:
    page = open_page(f"/panel/?__theme={theme}", viewport={"width": width, "height": 900})
    page.locator("#animagine-search-input").fill("miku")
    page.wait_for_selector("#animagine-search-list li")
    page.locator(PROMPT).fill("smile, 1girl, hatsune miku, blue eye")
    page.wait_for_selector(f"{P} .animagine-sent mark")
    page.evaluate(axe)
    found = page.evaluate(
        """() => axe.run({include: [['#animagine_panel']]}, {resultTypes: ['violations']})
        .then((result) => result.violations.map((one) =>
        `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`))"""
    )
    assert found == []
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
