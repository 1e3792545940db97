"""A whole infotext in the prompt box: taken apart where somebody wants it, and back again."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Open, expect

INFOTEXT = (
    "1girl, (smile:1.2)\nNegative prompt: lowres, text\nSteps: 21, Sampler: Euler a, "
    "CFG scale: 6, Seed: 77, Size: 1024x1024, Animagine off: 5 hat"
)
ID = "#animagine_panel"
PROMPT = f"{ID}_prompt textarea"
OFFER = f"{ID} .animagine-pasted"

pytestmark = pytest.mark.gradio


@pytest.fixture
def panel(open_page: Open) -> Any:
    page = open_page("/panel/")
    page.locator(PROMPT).fill(INFOTEXT)
    expect(page.locator(OFFER)).to_contain_text("whole picture description")
    page.keyboard.press("Escape")
    return page


def test_each_part_goes_to_its_field_and_back(panel: Any) -> None:
    negative = panel.locator(f"{ID}_neg_prompt textarea").input_value()
    panel.locator(OFFER).get_by_role("button", name="Take apart").click()
    expect(panel.locator(PROMPT)).to_have_value("1girl, (smile:1.2)")
    expect(panel.locator(f"{ID}_neg_prompt textarea")).to_have_value("lowres, text")
    for name, value in (("width", "1024"), ("steps", "21"), ("cfg_scale", "6"), ("seed", "77")):
        expect(panel.locator(f"{ID}_{name} input[type=number]")).to_have_value(value)
    expect(panel.locator(OFFER)).to_be_hidden()
    expect(panel.locator(f"{ID} .animagine-taken-apart").last).to_contain_text("seed 77")
    expect(panel.locator(f"{ID} .animagine-tags-head")).to_contain_text("1 tag switched off")
    panel.get_by_role("button", name="Undo: take apart").click()
    expect(panel.locator(PROMPT)).to_have_value(INFOTEXT)
    expect(panel.locator(f"{ID}_neg_prompt textarea")).to_have_value(negative)
    expect(panel.locator(f"{ID}_steps input[type=number]")).to_have_value("28")
    expect(panel.locator(f"{ID} .animagine-tags-head")).not_to_contain_text("switched off")
    expect(panel.locator(OFFER)).to_be_visible()


def test_it_can_be_left(panel: Any) -> None:
    panel.locator(OFFER).get_by_role("button", name="Leave it").click()
    expect(panel.locator(OFFER)).to_be_hidden()
    assert panel.evaluate("document.activeElement.tagName") == "TEXTAREA"
    assert panel.locator(PROMPT).input_value() == INFOTEXT
    panel.locator(PROMPT).press_sequentially("x")
    expect(panel.locator(OFFER)).to_be_hidden()
    panel.locator(PROMPT).fill("1girl")
    panel.locator(PROMPT).fill(INFOTEXT)
    expect(panel.locator(OFFER)).to_be_visible()
