"""Completion and findings in the real page, by keyboard and mouse; beside tagcomplete too."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import settled
from tests.goldens import Q
from tests.host.browser import READY, Page, window
from tests.host.hosting import Host
from tests.host.neighbours import another

NEIGHBOUR = "a1111-sd-webui-tagcomplete"
ALL_IN_ONE = "sd-webui-prompt-all-in-one"
PROMPT = "#txt2img_prompt textarea"


@pytest.fixture
def page(browser: Any, host: Host, request: pytest.FixtureRequest) -> Iterator[Page]:
    with window(browser, host, getattr(request, "param", "light"), 1280, 900) as made:
        made.page.wait_for_function(READY, timeout=60_000)
        yield made


def rows(page: Page) -> list[str]:
    settled(page.page)
    return list(
        page.page.eval_on_selector_all(
            "#animagine-list .animagine-name", "all => all.map(one => one.textContent)"
        )
    )


def begin(page: Page, text: str = "") -> Any:
    box = page.page.locator(PROMPT)
    box.fill(text)
    box.focus()
    page.page.keyboard.press("End")
    return page.page.keyboard


@pytest.mark.parametrize("page", ["light", "dark"], indirect=True)
def test_a_prompt_by_keyboard_with_undo(page: Page, tmp_path: Path) -> None:
    keyboard = begin(page)
    keyboard.type("1gi")
    keyboard.press("Tab")
    keyboard.type("firefly (ho")
    page.page.screenshot(path=tmp_path / "list.png")
    keyboard.press("Tab")
    assert page.value("prompt") == r"1girl, firefly \(honkai: star rail\), "
    assert rows(page)[:2] == ["honkai: star rail", "honkai (series)"]
    page.page.screenshot(path=tmp_path / "series.png")
    keyboard.press("Control+z")
    assert page.value("prompt") == "1girl, firefly (ho"
    keyboard.press("Control+Space")
    keyboard.press("Tab")
    keyboard.type("safe, smi")
    keyboard.press("Tab")
    assert rows(page)[:3] == ["honkai: star rail", "honkai (series)", Q]
    for key in ("ArrowDown", "ArrowDown", "ArrowDown", "Enter"):
        keyboard.press(key)
    assert page.value("prompt").endswith(f"safe, smile, {Q}, ")


def test_what_is_accepted_is_drawn(page: Page) -> None:
    page.fill(steps=1, width=512, height=768, neg_prompt="")
    keyboard = begin(page)
    keyboard.type("1girl, hatsu")
    keyboard.press("Tab")
    keyboard.press("Escape")
    keyboard.press("Control+Enter")
    page.page.wait_for_function(
        "document.querySelector('#html_info_txt2img').innerText.includes('hatsune miku')",
        timeout=120_000,
    )


def test_a_click_in_a_weight(page: Page) -> None:
    begin(page, "1girl, (looking at vi:1.2), safe")
    page.page.evaluate(f"document.querySelector('{PROMPT}').setSelectionRange(21, 21)")
    page.page.keyboard.press("Control+Space")
    page.page.wait_for_timeout(150)
    page.page.locator("#animagine-list [role=option]").first.click()
    assert page.value("prompt") == "1girl, (looking at viewer:1.2), safe"


@pytest.mark.parametrize("listed", [False, True])
def test_the_host_s_weighing_key_works(page: Page, listed: bool) -> None:
    keyboard = begin(page, "1girl, smil")
    if listed:
        keyboard.type("e")
        assert rows(page)
    keyboard.press("Control+ArrowUp")
    assert page.value("prompt") == f"1girl, ({'smile' if listed else 'smil'}:1.1)"
    assert not rows(page)


def test_findings_in_the_box(page: Page, tmp_path: Path) -> None:
    begin(page, "1girl, safe, long_hair, mastepiece")
    found = "#txt2img_prompt .animagine-finding"
    page.page.wait_for_selector(found)
    assert set(page.page.locator(found).all_text_contents()) >= {"long_hair", "mastepiece"}
    box = page.page.locator(found, has_text="long_hair").bounding_box()
    page.page.mouse.click(box["x"] + 12, box["y"] + box["height"] / 2)
    page.page.screenshot(path=tmp_path / "findings.png")
    page.page.locator(".animagine-panel button", has_text="Write spaces").click()
    assert page.value("prompt") == "1girl, safe, long hair, mastepiece"
    page.page.keyboard.press("Control+z")
    assert page.value("prompt") == "1girl, safe, long_hair, mastepiece"


def test_every_prompt_box_has_its_bar_once(page: Page) -> None:
    ids = ("txt2img_prompt", "txt2img_neg_prompt", "img2img_prompt", "img2img_neg_prompt")
    for name in (*ids, "hires_prompt", "hires_neg_prompt"):
        count = page.page.locator(f"#{name} .animagine-bar").count()
        assert count == page.page.locator(f"#{name} textarea").count() == 1, name


def test_the_settings_page_has_the_completion_s_options(page: Page) -> None:
    for name in ("enabled", "neighbour", "tab", "enter", "series", "limit", "selectors"):
        assert page.page.locator(f"#setting_animagine_complete_{name}").count() == 1, name
    assert page.page.evaluate("opts.animagine_complete_limit") == 30


@pytest.fixture(scope="module")
def beside(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A second host, with the tagcomplete extension."""
    with another(host, tmp_path_factory.mktemp("beside") / "data", NEIGHBOUR) as running:
        yield running


@pytest.fixture
def all_in_one(host: Host, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """A second host, with the prompt-all-in-one extension."""
    with another(host, tmp_path_factory.mktemp("beside") / "data", ALL_IN_ONE) as running:
        yield running


def test_prompt_all_in_one(browser: Any, all_in_one: Host, tmp_path: Path) -> None:
    """Its tags follow what we insert, what it adds arrives, and its boxes are its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 1000})
    page = Page(context.new_page(), all_in_one.url)
    page.open("dark")
    page.page.wait_for_function(READY, timeout=60_000)
    own = page.page.locator("#phystonPrompt_txt2img_prompt .input-tag-append")
    own.wait_for(state="visible", timeout=60_000)
    page.page.wait_for_timeout(3_000)  # what it asks for comes over everything
    asks = "document.querySelector('.physton-packages-state')"
    page.page.evaluate(f"({asks} || document.body).click()")
    page.page.wait_for_timeout(500)
    keyboard = begin(page)
    keyboard.type("1gi")
    keyboard.press("Tab")
    keyboard.type("long h")
    page.page.wait_for_timeout(150)
    page.page.locator("#animagine-list [role=option]").first.click()
    assert page.value("prompt") == "1girl, long hair, "
    own.click()
    tags = "#phystonPrompt_txt2img_prompt .prompt-tags-list .prompt-tag-value"
    page.page.locator(tags, has_text="long hair").wait_for()
    assert page.page.locator(tags).all_text_contents() == ["1girl", "long hair"]
    keyboard.type("long_hai")
    assert not rows(page)
    keyboard.type("r")
    keyboard.press("Enter")
    page.page.wait_for_selector("#txt2img_prompt .animagine-finding")
    assert page.value("prompt") == "1girl,long hair,long_hair,"
    page.page.screenshot(path=tmp_path / "beside.png")
    begin(page, "1girl, long_hair, ")
    keyboard.press("Escape")
    page.page.wait_for_selector("#txt2img_prompt .animagine-finding")
    page.page.locator("#txt2img_prompt .animagine-count-button").click()
    written = f"document.querySelector('{PROMPT}').value === '1girl,long_hair,'"
    page.page.wait_for_function(written)
    page.page.wait_for_timeout(1_500)  # the next answer, about what it wrote
    page.page.locator(".animagine-panel button", has_text="Write spaces").click()
    assert page.value("prompt") == "1girl,long hair,"
    context.close()


LISTS = """() => [
    document.querySelector('.autocompleteParent.p').style.display === 'flex',
    (document.querySelector('.animagine-complete') || {hidden: true}).hidden === false]"""


@pytest.mark.parametrize(
    ("mode", "long_h", "great_sc"),
    [
        ("both", [True, False], [False, True]),
        ("ours", [False, True], [False, True]),
        ("off", [True, False], [True, False]),
    ],
)
def test_never_two_lists(
    browser: Any, beside: Host, mode: str, long_h: list[bool], great_sc: list[bool]
) -> None:
    context = browser.new_context()
    page = Page(context.new_page(), beside.url)
    page.open("dark")
    page.page.wait_for_function(READY, timeout=60_000)
    page.page.wait_for_function(
        f"document.querySelector('{PROMPT}.autocomplete') && allTags.length > 1000", timeout=60_000
    )
    page.page.evaluate(f"opts.animagine_complete_neighbour = '{mode}'")
    page.page.evaluate(f"""() => {{
        window.two = 0;
        const lists = {LISTS};
        const look = () => {{ if (lists().every(Boolean)) two++; requestAnimationFrame(look); }};
        look();
    }}""")
    for typed, wanted in (("1girl, long h", long_h), ("1girl, great sc", great_sc)):
        keyboard = begin(page)
        keyboard.type(typed, delay=60)
        page.page.wait_for_function(
            f"(wanted) => JSON.stringify(({LISTS})()) === JSON.stringify(wanted)", arg=wanted
        )
        keyboard.press("ArrowDown")
        keyboard.press("Tab")
        page.page.wait_for_timeout(300)
        assert page.value("prompt") != typed  # one of them took the key
        keyboard.press("Escape")
    assert page.page.evaluate("two") == 0
    context.close()
