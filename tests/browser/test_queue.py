"""What waits to be drawn, and what stands beside the picture."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.browser.conftest import expect

pytestmark = pytest.mark.gradio

P = "#animagine_panel"
PROMPT = f"{P}_prompt textarea"
WAITING = ".animagine-queue-list li"


@pytest.fixture
def panel(open_page: Callable[..., Any]) -> Any:
    page = open_page("/panel/")
    page.wait_for_selector(".animagine-queue button")
    return page


def told(page: Any, text: str) -> None:
    """Wait until a picture is told of that was asked for with this."""
    page.wait_for_function(
        "text => document.querySelector('.animagine-told').textContent.includes(text)", arg=text
    )


def generate(page: Any, prompt: str) -> None:
    page.locator(PROMPT).fill(prompt)
    page.locator(f"{P}_generate").click()
    page.wait_for_selector(f"{P}_interrupt:visible")


def toggle(page: Any, name: str) -> Any:
    return page.locator(".animagine-queue").get_by_role("button", name=name, exact=True)


def go(page: Any) -> None:
    """Let the picture that waits be finished."""
    page.request.post(urljoin(page.url, "/go"))


def test_what_is_added_is_drawn_as_it_was_when_it_was_added(panel: Any) -> None:
    assert not panel.locator(f"{P}_queue").is_visible()
    generate(panel, "1girl, picture, waits")
    panel.locator(PROMPT).fill("2girls, picture")
    panel.keyboard.press("Control+Enter")
    expect(panel.locator(WAITING)).to_have_count(1)
    panel.locator(PROMPT).fill("3girls, picture")
    panel.locator(f"{P}_queue").click()
    expect(panel.locator(WAITING)).to_have_text(["2girls, picture×", "3girls, picture×"])
    panel.locator(WAITING).first.get_by_role("button").click()
    panel.locator(PROMPT).fill("4girls, picture")
    go(panel)
    told(panel, "3girls, picture 832x1216")
    panel.wait_for_selector(f"{P}_generate:visible")
    assert panel.locator(PROMPT).input_value() == "4girls, picture"
    assert panel.locator(WAITING).count() == 0


def test_endless_draws_on_until_interrupt(panel: Any) -> None:
    toggle(panel, "Endless").click()
    generate(panel, "1girl, picture, waits")
    panel.locator(PROMPT).fill("1boy, picture")
    go(panel)
    told(panel, "1boy, picture")
    panel.locator(f"{P}_interrupt").click()
    panel.wait_for_selector(f"{P}_generate:visible")
    expect(toggle(panel, "Endless")).to_have_attribute("aria-pressed", "false")


def test_endless_with_a_fixed_seed_says_why_it_stops(panel: Any) -> None:
    toggle(panel, "Endless").click()
    panel.locator(f"{P}_seed input").fill("7")
    generate(panel, "1girl, picture")
    expect(panel.locator(".animagine-queue [role=status]")).to_contain_text("the seed is fixed")
    panel.wait_for_selector(f"{P}_generate:visible")


def test_what_fails_stops_the_queue_which_goes_on_when_asked_after_a_reload_too(panel: Any) -> None:
    generate(panel, "1girl, waits")  # of which there is no picture
    panel.locator(PROMPT).fill("2girls, picture")
    panel.locator(f"{P}_queue").click()
    expect(panel.locator(WAITING)).to_have_count(1)
    go(panel)
    panel.wait_for_selector(f"{P}_generate:visible")
    expect(panel.locator(WAITING)).to_have_count(1)
    panel.reload()
    toggle(panel, "Go on").click()
    told(panel, "2girls, picture")
    expect(panel.locator(WAITING)).to_have_count(0)


def test_the_seed_of_the_picture_is_taken_and_its_infotext_copied(panel: Any) -> None:
    beside = panel.locator(".animagine-beside")
    assert not beside.is_visible()
    generate(panel, "1girl, picture")
    expect(beside).to_contain_text("seed 4711 · 832×1216")
    beside.get_by_role("button", name="Reuse seed").click()
    expect(panel.locator(f"{P}_seed input")).to_have_value("4711")
    panel.get_by_role("button", name="Undo: take the seed").click()
    expect(panel.locator(f"{P}_seed input")).to_have_value("-1")
    save = beside.get_by_role("link", name="Save as")
    expect(save).to_have_attribute("download", re.compile(r"^animagine-4711\.(png|webp)$"))
    panel.context.grant_permissions(["clipboard-read", "clipboard-write"])
    beside.get_by_role("button", name="Copy infotext").click()
    expect(beside).to_contain_text("Copied.")
    assert "Seed: 4711" in panel.evaluate("navigator.clipboard.readText()")
    beside.get_by_role("button", name="Open large").click()
    window = panel.get_by_role("dialog")
    expect(window).to_contain_text("Sampler: Euler a")
    panel.keyboard.press("Escape")
    expect(window).to_be_hidden()
