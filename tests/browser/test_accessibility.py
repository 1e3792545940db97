"""axe-core on everything of ours: list open, panel open, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.gradio

PROMPT = "#txt2img_prompt textarea"
RUN = """async () => {
    const ours = {include: [['.animagine'], ['#txt2img_prompt'], ['#txt2img_neg_prompt']]};
    const result = await axe.run(ours, {resultTypes: ['violations']});
    const places = (one) => one.nodes.map((node) => node.html.slice(0, 120)).join(' | ');
    return result.violations.map((one) => `${one.id}: ${one.help}: ${places(one)}`);
}"""


def violations(page: Any, axe: str) -> list[str]:
    page.evaluate(axe)
    return page.evaluate(RUN)


# Motion is reduced: colours in the middle of a change are no finding.


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation(open_page: Callable[..., Any], axe: str, theme: str) -> None:
    page = open_page(f"/?__theme={theme}", reduced_motion="reduce")
    found = violations(page, axe)
    page.locator(PROMPT).click()
    found += violations(page, axe)
    page.keyboard.type("1girl, firefly, fire")
    page.keyboard.press("ArrowDown")
    found += violations(page, axe)
    page.keyboard.press("Escape")
    page.keyboard.type(", long_hair, safe, nsfw, mastepiece, solo")
    page.keyboard.press("Escape")
    page.wait_for_selector("#txt2img_prompt .animagine-finding")
    page.locator("#txt2img_prompt .animagine-count-button").click()
    found += violations(page, axe)
    assert found == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation_where_the_server_is_gone(
    open_page: Callable[..., Any], axe: str, theme: str
) -> None:
    page = open_page(f"/?__theme={theme}", reduced_motion="reduce")
    page.route("**/animagine/v1/**", lambda route: route.abort())
    page.locator(PROMPT).fill("1girl, long_hair")
    page.keyboard.press("Escape")
    page.wait_for_selector("#txt2img_prompt .animagine-again")
    page.wait_for_selector("#animagine_txt2img .animagine-stale")
    assert violations(page, axe) == []
