"""The prompt tag by tag: each action touches that tag alone, and can be undone."""

from __future__ import annotations

from typing import Any

import pytest

from tests.browser.conftest import Open, expect

PROMPT = "#animagine_panel_prompt textarea"
VIEW = "#animagine_panel .animagine-tags-view"
CHIP = f"{VIEW} .animagine-tag"
ODD = (
    "1girl ,(blue_eyes:1.2),\n\n  smile, # note\nhat \\(x\\), (a, b:1.1) BREAK <lora:x:0.8>, [c|d],"
)


@pytest.fixture
def panel(open_page: Open) -> Any:
    page = open_page("/panel/")
    page.locator(f"{VIEW} button", has_text="Tags one by one").click()
    return page


def typed(page: Any, text: str) -> None:
    page.locator(PROMPT).fill(text)
    page.locator(PROMPT).blur()  # no list lies over the tags
    known(page)


def known(page: Any) -> None:
    """Wait until the tags are those of the prompt as it is."""
    page.wait_for_function(
        """([prompt]) => Animagine.preview.all().some(({shown, controls}) => shown?.items &&
            controls.boxes === "animagine_panel" &&
            shown.prompt === document.querySelector(prompt).value)""",
        arg=[PROMPT],
    )


def chip(page: Any, words: str) -> Any:
    return page.locator(CHIP, has_text=words).first


def texts(page: Any) -> list[str]:
    return page.locator(f"{CHIP} .animagine-tag-text").all_text_contents()


def value(page: Any) -> str:
    return str(page.locator(PROMPT).input_value())


def press(page: Any, words: str, *keys: str) -> None:
    chip(page, words).focus()
    for key in keys:
        page.keyboard.press(key)


def test_the_tags_stand_in_their_order_with_what_they_are(panel: Any) -> None:
    typed(panel, ODD)
    assert texts(panel) == [
        *("1girl", "blue_eyes", "smile", "hat (x)", "(a, b:1.1)", "BREAK", "<lora:x:0.8>", "[c|d]")
    ]
    kinds = panel.locator(CHIP).evaluate_all("(all) => all.map((each) => each.dataset.kind)")
    assert kinds == [
        *("count", "general", "general", "general", "group", "syntax", "network", "syntax")
    ]
    assert (
        chip(panel, "blue_eyes")
        .get_attribute("aria-label")
        .startswith("blue_eyes, general, weight 1.2, rewritten: ")
    )
    assert chip(panel, "(a, b").text_content() == "()(a, b:1.1)"  # its weight once
    typed(panel, "smile, 1girl")
    assert "moved" in chip(panel, "1girl").text_content()


@pytest.mark.parametrize(
    ("words", "keys", "before", "after"),
    [
        ("smile", ["Control+ArrowUp"], "  smile, #", "  (smile:1.1), #"),
        ("blue_eyes", ["Control+ArrowDown", "Control+ArrowDown"], "(blue_eyes:1.2)", "blue_eyes"),
        ("hat", ["Control+ArrowUp"], "hat \\(x\\)", "(hat \\(x\\):1.1)"),
        ("(a, b", ["Control+ArrowUp"], "(a, b:1.1)", "(a, b:1.2)"),
        ("<lora", ["Control+ArrowUp"], "<lora:x:0.8>", "<lora:x:0.85>"),
        ("[c|d]", ["Control+ArrowUp"], "[c|d]", "([c|d]:1.1)"),
        ("1girl", ["Delete"], "1girl ,(", "("),
        ("[c|d]", ["Alt+ArrowLeft"], "<lora:x:0.8>, [c|d]", "[c|d], <lora:x:0.8>"),
        ("1girl", ["Alt+ArrowRight"], "1girl ,(blue_eyes:1.2)", "(blue_eyes:1.2) ,1girl"),
        ("1girl", ["Alt+ArrowLeft"], "1girl", "1girl"),
        ("BREAK", ["Delete", "Alt+ArrowLeft", "Control+ArrowUp", " "], "BREAK", "BREAK"),
    ],
)
def test_a_key_changes_only_its_tag_and_can_be_undone(
    panel: Any, words: str, keys: list[str], before: str, after: str
) -> None:
    typed(panel, ODD)
    press(panel, words, *keys)
    assert value(panel) == ODD.replace(before, after, 1)
    assert panel.evaluate("document.activeElement.className") == "animagine-tag"
    while value(panel) != ODD:
        left = value(panel)
        panel.keyboard.press("Control+z")
        assert value(panel) != left, "nothing was undone"


def test_weighing_again_and_again_waits_for_nobody(panel: Any) -> None:
    typed(panel, "1girl, smile, hat")
    panel.route("**/compile", lambda route: None)  # no answer ever comes
    press(panel, "smile", *["Control+ArrowUp"] * 5)
    assert value(panel) == "1girl, (smile:1.5), hat"
    assert "1.5" in chip(panel, "smile").text_content()
    panel.keyboard.press("Alt+ArrowRight")
    panel.keyboard.press("Control+ArrowDown")
    assert value(panel) == "1girl, hat, (smile:1.4)"


@pytest.mark.parametrize("words", ["1girl", "blue_eyes", "smile", "hat", "(a, b", "<lora", "[c|d]"])
def test_off_and_on_leave_the_text_as_it_was(panel: Any, words: str) -> None:
    typed(panel, ODD)
    press(panel, words, " ")
    assert value(panel) != ODD
    expect(chip(panel, words).locator("del")).to_have_count(1)
    panel.keyboard.press(" ")
    assert value(panel) == ODD
    assert panel.locator(f"{VIEW} del").count() == 0


def test_several_that_are_off_keep_their_order(panel: Any) -> None:
    typed(panel, "a1, b1, c1, d1, e1")
    for words in ("c1", "b1", "d1", "e1"):
        press(panel, words, " ")
        known(panel)
    assert value(panel) == "a1"
    assert texts(panel) == ["a1", "b1", "c1", "d1", "e1"]
    assert "4 tags switched off" in panel.locator(f"{VIEW} .animagine-tags-head").text_content()
    for words in ("d1", "b1", "e1", "c1"):
        press(panel, words, " ")
        known(panel)
        assert texts(panel) == ["a1", "b1", "c1", "d1", "e1"]
    assert value(panel) == "a1, b1, c1, d1, e1"


def test_what_is_off_is_not_sent_and_outlives_a_reload(panel: Any) -> None:
    typed(panel, "1girl, smile, hat")
    press(panel, "smile", " ")
    assert value(panel) == "1girl, hat"
    panel.locator(PROMPT).focus()
    panel.keyboard.press("Home")
    panel.keyboard.type("solo, ")
    panel.keyboard.press("Escape")
    known(panel)
    expect(panel.locator(f"{CHIP} .animagine-tag-text")).to_have_text(
        ["solo", "1girl", "smile", "hat"]
    )
    panel.reload()
    expect(panel.locator(f"{CHIP} .animagine-tag-text")).to_have_text(
        ["solo", "1girl", "smile", "hat"]
    )
    press(panel, "smile", " ")
    assert value(panel) == "solo, 1girl, smile, hat"


def test_ctrl_z_brings_back_what_was_switched_off_with_its_list(panel: Any) -> None:
    typed(panel, "1girl, smile, hat")
    press(panel, "smile", " ")
    panel.keyboard.press("Control+z")
    assert value(panel) == "1girl, smile, hat"
    expect(panel.locator(f"{VIEW} del")).to_have_count(0)
    panel.keyboard.press("Control+y")
    assert value(panel) == "1girl, hat"
    expect(panel.locator(f"{VIEW} del")).to_have_text(["smile"])
    panel.get_by_role("button", name="Undo: switch off a tag").click()
    assert value(panel) == "1girl, smile, hat"
    expect(panel.locator(f"{VIEW} del")).to_have_count(0)


def test_an_answer_that_comes_late_changes_nothing(panel: Any) -> None:
    typed(panel, "1girl, smile, hat")
    press(panel, "smile", "Alt+ArrowRight")
    panel.evaluate("Animagine.chips.answered('animagine_panel', '1girl, smile, hat', [])")
    assert texts(panel) == ["1girl", "hat", "smile"]
    assert panel.evaluate("document.activeElement.textContent").endswith("smile")


def test_the_bar_does_what_the_keys_do(panel: Any) -> None:
    typed(panel, "1girl, smile, hat")
    chip(panel, "smile").click()
    bar = panel.get_by_role("toolbar", name="smile")
    bar.get_by_role("button", name="More weight").click()
    bar.get_by_role("button", name="Move to the right").click()
    assert value(panel) == "1girl, hat, (smile:1.1)"
    known(panel)
    bar.get_by_role("button", name="Switch off").click()
    assert value(panel) == "1girl, hat"
    bar.get_by_role("button", name="Switch on").click()
    assert value(panel) == "1girl, hat, (smile:1.1)"
    known(panel)
    bar.get_by_role("button", name="Remove").click()
    assert value(panel) == "1girl, hat"


def test_a_chip_can_be_dragged(panel: Any) -> None:
    typed(panel, "1girl, smile, hat, solo")
    chip(panel, "solo").drag_to(chip(panel, "smile"))
    assert value(panel) == "1girl, solo, smile, hat"


def test_what_is_off_goes_along_with_the_request_and_comes_back(panel: Any) -> None:
    typed(panel, "1girl, smile, hat")
    press(panel, "smile", " ")
    panel.get_by_role("button", name="Generate").click()
    expect(panel.locator("#animagine_panel .animagine-told").last).to_contain_text("off: 7 smile")
    panel.evaluate("Animagine.historyTake.again(30)")
    expect(panel.locator(f"{VIEW} del")).to_have_text(["picture 29 off"])
    panel.get_by_role("button", name="Undo: use again").click()
    expect(panel.locator(f"{VIEW} del")).to_have_text(["smile"])


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation_and_targets_of_24_pixels(open_page: Open, axe: str, theme: str) -> None:
    page = open_page(f"/panel/?__theme={theme}", reduced_motion="reduce")
    page.locator(f"{VIEW} button", has_text="Tags one by one").click()
    typed(page, ODD + " wlop, safe, score_9, 1girl, year 2024, absurdres, vocaloid, hatsune miku")
    press(page, "smile", " ")
    known(page)
    page.evaluate(axe)
    found = page.evaluate("axe.run('.animagine-tags-view').then(({violations}) => violations)")
    assert found == []
    sizes = page.locator(f"{VIEW} button").evaluate_all(
        "(all) => all.map((each) => each.getBoundingClientRect()).map((r) => [r.width, r.height])"
    )
    assert len(sizes) > 20 and min(min(size) for size in sizes) >= 24


def test_on_a_phone_nothing_is_wider_than_the_page(open_page: Open) -> None:
    page = open_page("/panel/", viewport={"width": 390, "height": 844}, locale="ja-JP")
    page.locator(f"{VIEW} button", has_text="タグを 1 つずつ").click()
    typed(page, ODD + " " + "a very long tag of many words " * 6 + ", " + "w" * 90)
    assert chip(page, "1girl").get_attribute("aria-label").startswith("1girl, 人数")
    chip(page, "smile").click()
    page.get_by_role("toolbar", name="smile").get_by_role("button", name="オフにする").click()
    assert "オフのタグ 1 個" in page.locator(f"{VIEW} .animagine-tags-head").text_content()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_chips_are_one_stop_for_tab(panel: Any) -> None:
    typed(panel, "1girl, smile, hat")
    assert panel.locator(f"{CHIP}[tabindex='0']").count() == 1
    press(panel, "1girl", "ArrowRight", "ArrowRight", "ArrowRight")
    assert panel.evaluate("document.activeElement.textContent").endswith("hat")
    panel.keyboard.press("Home")
    assert panel.evaluate("document.activeElement.textContent").endswith("1girl")


def test_closed_nothing_is_asked_or_made(open_page: Open) -> None:
    page = open_page("/panel/")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.post_data or ""))
    page.locator(PROMPT).fill("1girl, smile")
    page.wait_for_function(
        "Animagine.preview.all().some(({shown}) => shown?.prompt === '1girl, smile')"
    )
    assert not any('"items"' in body for body in asked)
    assert page.locator(CHIP).count() == 0


def test_typing_touches_only_the_chips_that_changed(panel: Any) -> None:
    typed(panel, ", ".join(f"tag {n}" for n in range(60)))
    panel.evaluate(f"window.kept = [...document.querySelectorAll('{CHIP}')]")
    panel.locator(PROMPT).press("End")
    panel.keyboard.type("x")
    known(panel)
    same = f"[...document.querySelectorAll('{CHIP}')].filter((each, n) => each === kept[n]).length"
    assert panel.evaluate(same) == 59
