"""The live preview: what it shows, how soon, and that everything in it can be undone."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import expect, later_answers

PROMPT = "#txt2img_prompt textarea"
NEGATIVE = "#txt2img_neg_prompt textarea"
LINE = "#animagine_txt2img .animagine-line"
SENT = "#animagine_txt2img .animagine-sent"


def number(page: Any, name: str) -> str:
    return str(page.locator(f"#txt2img_{name} input").input_value())


def wait_for_line(page: Any, text: str) -> None:
    page.wait_for_function(
        "([line, text]) => document.querySelector(line)?.textContent.includes(text)",
        arg=[LINE, text],
    )


def typed(page: Any, text: str) -> None:
    page.locator(PROMPT).fill(text)
    wait_for_answer(page, text)


def wait_for_answer(page: Any, text: str) -> None:
    page.wait_for_function(
        "(text) => Animagine.preview.all().some((one) => one.shown?.prompt === text)", arg=text
    )


def test_what_will_be_sent_is_shown_with_marks(page: Any) -> None:
    typed(page, "smile, long_hair, 1girl, smile")
    sent = page.locator(SENT).first
    assert sent.text_content().startswith("1girl, smile, long hair, masterpiece")
    assert sent.locator(".animagine-mark-moved").all_text_contents() == ["1girl"]
    assert sent.locator(".animagine-mark-rewritten").all_text_contents() == ["long hair"]
    assert "masterpiece" in sent.locator(".animagine-mark-added").all_text_contents()
    assert sent.locator(".animagine-mark-removed").all_text_contents() == ["smile"]
    assert "512×768 → 832×1216 ✓" in page.locator(LINE).text_content()
    assert page.locator("#animagine_txt2img .animagine-sizes-drawn svg").count() == 2


def test_each_mark_is_explained_on_hover_and_on_focus(page: Any) -> None:
    typed(page, "smile, 1girl")
    tip = page.locator("#animagine-tip")
    page.locator(f"{SENT} .animagine-mark-moved").first.hover()
    assert "Subjects come first" in tip.text_content()
    page.mouse.move(0, 0)
    assert tip.is_hidden()
    page.locator(f"{SENT} mark[tabindex='0']").first.focus()
    assert "moved" in tip.text_content()
    page.keyboard.press("ArrowRight")
    assert "added" in tip.text_content()


@pytest.mark.gradio
def test_apply_writes_it_and_undo_takes_it_back(page: Any) -> None:
    typed(page, "smile, 1girl")
    page.get_by_role("button", name="Apply to prompt").click()
    wait_for_line(page, "0 changes")
    assert page.locator(PROMPT).input_value().startswith("1girl, smile, masterpiece")
    assert page.locator(NEGATIVE).input_value().startswith("lowres, ")
    assert (number(page, "width"), number(page, "height")) == ("832", "1216")
    page.locator("#animagine_txt2img").get_by_role("button", name="Undo").click()
    wait_for_line(page, "512×768")
    assert page.locator(PROMPT).input_value() == "smile, 1girl"
    assert page.locator(NEGATIVE).input_value() == ""
    assert (number(page, "width"), number(page, "height")) == ("512", "768")


def test_the_browser_s_own_undo_works_too(page: Any) -> None:
    page.locator(PROMPT).click()
    page.keyboard.type("smile, 1girl ")
    page.keyboard.press("Escape")
    wait_for_answer(page, "smile, 1girl ")
    page.get_by_role("button", name="Apply to prompt").click()
    page.locator(PROMPT).focus()
    assert (number(page, "width"), number(page, "height")) == ("832", "1216")
    page.keyboard.press("Control+z")
    assert page.locator(PROMPT).input_value() == "smile, 1girl "
    assert page.locator(NEGATIVE).input_value() == ""
    assert (number(page, "width"), number(page, "height")) == ("512", "768")


@pytest.mark.gradio
def test_a_finding_is_repaired_with_one_click(page: Any) -> None:
    typed(page, "1girl, blue eye")
    page.get_by_role("button", name="Write blue eyes").click()
    assert page.locator(PROMPT).input_value() == "1girl, blue eyes"
    wait_for_answer(page, "1girl, blue eyes")  # which draws the list anew, under the pointer
    page.get_by_role("button", name="Use 28").click()
    expect(page.locator("#txt2img_steps input").first).to_have_value("28")


@pytest.mark.gradio
def test_it_goes_by_the_options_of_the_accordion(page: Any) -> None:
    typed(page, "1girl")
    page.locator("#animagine_txt2img_snap input").uncheck()
    wait_for_line(page, "512×768")
    page.locator("#animagine_txt2img_enabled input").uncheck()
    wait_for_line(page, "switched off: Enable is not ticked")
    assert page.locator(SENT).count() == 0


RETRY = "#animagine_txt2img .animagine-preview-buttons button:has-text('Try again')"


def test_a_preview_that_fails_says_why_and_can_be_tried_again(page: Any) -> None:
    typed(page, "1girl")
    before = page.locator(SENT).first.text_content()
    page.route("**/compile", lambda route: route.abort())
    page.locator(PROMPT).fill("1girl, smile")
    page.wait_for_selector(RETRY)
    wait_for_line(page, "The preview failed: the server cannot be reached. What is shown is of an")
    page.wait_for_function(
        "document.querySelector('#animagine_txt2img [role=status]').textContent.includes('failed')"
    )
    assert page.locator(SENT).first.text_content() == before
    assert page.locator("#animagine_txt2img button:has-text('Apply to prompt')").is_hidden()
    page.unroute("**/compile")
    page.locator(RETRY).focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("#animagine_txt2img .animagine-preview:not(.animagine-stale)")
    assert "smile" in page.locator(SENT).first.text_content()
    assert page.locator(RETRY).is_hidden()
    assert page.evaluate("document.activeElement.textContent") == "Apply to prompt"


def test_a_preview_that_failed_comes_with_the_next_key(page: Any) -> None:
    page.route("**/compile", lambda route: route.fulfill(status=503, body="busy"))
    page.locator(PROMPT).fill("1girl, smile")
    wait_for_line(page, "The preview failed: it answered with status 503.")
    page.unroute("**/compile")
    typed(page, "1girl, hat")
    assert page.locator(RETRY).is_hidden()
    assert "hat" in page.locator(SENT).first.text_content()


def test_an_old_answer_is_dropped(page: Any) -> None:
    slow: list[Any] = []

    def answer(route: Any) -> None:
        if "smile" in route.request.post_data:
            slow.append(route)
        else:
            route.continue_()

    typed(page, "1girl")
    page.route("**/compile", answer)
    page.locator(PROMPT).fill("1girl, smile")
    while not slow:
        page.wait_for_timeout(20)
    page.locator(PROMPT).fill("1girl, hat")
    page.wait_for_function("document.querySelector('.animagine-sent').textContent.includes('hat')")
    slow[0].continue_()
    later_answers(page)
    assert "hat" in page.locator(SENT).first.text_content()


def test_markup_in_a_prompt_stays_text(page: Any) -> None:
    page.locator(PROMPT).fill("<img src=x onerror=alert(1)>, 1girl, 🎨 <b>smile</b>")
    wait_for_line(page, "tokens")
    assert page.locator(f"{SENT} img, {SENT} b").count() == 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_violation(open_page: Callable[..., Any], axe: str, theme: str) -> None:
    page = open_page(f"/?__theme={theme}")
    typed(page, "smile, long_hair, 1girl, blue eye, smile BREAK hat")
    page.evaluate(axe)
    found = page.evaluate(
        """() => axe.run({include: [['.animagine-preview'], ['.animagine-tip']]},
        {resultTypes: ['violations']}).then((result) => result.violations.map((one) =>
        `${one.id}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`))"""
    )
    assert found == []


def test_a_server_that_stands_otherwise_is_noticed_and_idle_says_which_setting(page: Any) -> None:
    """As where a checkpoint is switched: nobody types, and the page says so within two seconds."""
    typed(page, "smile, 1girl")
    wait_for_line(page, "changes")
    try:
        page.evaluate("fetch('/gate/never', {method: 'POST'})")
        why = "it is set to act on no checkpoint (gate: never)"
        idle = f"idle: {why}. To change it: Settings → gate"
        page.wait_for_function(
            "([line, text]) => document.querySelector(line)?.textContent.includes(text)",
            arg=[LINE, idle],
            timeout=2_000,
        )
    finally:
        page.evaluate("fetch('/gate/always', {method: 'POST'})")
    wait_for_line(page, "changes")


@pytest.mark.gradio
def test_chosen_styles_are_in_what_will_be_sent(page: Any) -> None:
    """Apply would have the host put them in twice; a fix of what was typed is one in the box."""
    typed(page, "1girl, blue eye")
    apply = page.get_by_role("button", name="Apply to prompt")
    assert apply.is_visible()
    page.locator("#txt2img_styles input").click()
    page.locator("ul.options li", has_text="my cinema style").click()
    wait_for_line(page, "with the styles: my cinema style")
    assert "film grain, dramatic shadow" in page.locator(SENT).first.text_content()
    assert apply.is_hidden()
    page.get_by_role("button", name="Write blue eyes").click()
    assert page.locator(PROMPT).input_value() == "1girl, blue eyes"
    assert page.get_by_role("button", name="Use 28").count() == 1
    page.locator("#txt2img_styles .token-remove").first.click()
    apply.wait_for()
    assert "film grain" not in page.locator(SENT).first.text_content()
    assert "styles" not in page.locator(LINE).text_content()


@pytest.mark.gradio
def test_the_size_after_hires_fix_is_told(page: Any) -> None:
    typed(page, "1girl")
    assert "hires" not in page.locator(LINE).text_content()
    page.locator("#txt2img_hr-checkbox input").check()
    wait_for_line(page, "512×768 → 832×1216 ✓, then 1664×2432 with hires fix")
    page.locator("#txt2img_hr_scale input").fill("1.3")
    wait_for_line(page, "then 1080×1576 with hires fix")
    page.get_by_role("button", name="Keep 664x992").click()
    wait_for_line(page, "then 664×992 with hires fix")
    assert number(page, "hr_resize_x") == "664"
    page.locator("#txt2img_hr_resize_x input").fill("1000")
    page.locator("#txt2img_hr_resize_y input").fill("0")
    wait_for_line(page, "then 1000×1456 with hires fix")
    page.locator("#txt2img_hr-checkbox input").uncheck()
    page.wait_for_function(
        "(line) => document.querySelector(line).textContent.endsWith('832×1216 ✓')", arg=LINE
    )


def test_beside_a_program_of_another_version_it_says_what_to_do(page: Any) -> None:
    """As after a `git pull` without a restart."""
    status = "**/animagine/v1/status"

    def older(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "version": "0.1.0"})

    typed(page, "smile, 1girl")
    page.route(status, older)
    try:
        wait_for_line(page, "Animagine 0.1.0 still runs, this page is of ")
    finally:
        page.unroute(status)
    page.wait_for_function(
        "(line) => !document.querySelector(line).textContent.includes('still runs')", arg=LINE
    )


LIST = "#animagine_txt2img .animagine-list"
NOTE = "#animagine_txt2img .animagine-said"
MESSY = "smile, long_hair, blue_eyes, 1girl, hat, (dress:1.2.3), blue eye, looking at veiwer"


def told(page: Any, text: str) -> None:
    page.wait_for_function(
        "([note, text]) => document.querySelector(note).textContent.includes(text)",
        arg=[NOTE, text],
    )


@pytest.mark.gradio
def test_one_list_with_all_fixes_in_one_step(page: Any, axe: str) -> None:
    """The gravest first, as many as the line says; one Ctrl+Z takes back all that was done."""
    page.locator(NEGATIVE).fill("bad_hands")
    typed(page, MESSY)
    rows = page.locator(f"{LIST} > .animagine-finding-list > li")
    severities = [words.partition(",")[0] for words in rows.locator(
        ".animagine-severity").all_text_contents()]  # fmt: skip
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    assert severities[0] == "error" and len(severities) == len(set(
        rows.locator(".animagine-code").all_text_contents()))  # fmt: skip
    counts = [int(text[1:]) for text in rows.locator(".animagine-times").all_text_contents()]
    number_of_notes = re.search(r"(\d+) notes", page.locator(LINE).text_content())[1]  # type: ignore[index]
    notes = severities.count("note") + sum(counts) - len(counts)
    assert notes == int(number_of_notes)

    rows.locator(".animagine-code").first.click()
    page.wait_for_selector(f"{LIST} .animagine-explained:not([hidden]) strong")
    page.locator(f"{LIST} summary").first.click()
    page.evaluate(axe)
    assert (
        page.evaluate("""() => axe.run({include: [['.animagine-preview']]},
        {resultTypes: ['violations']}).then((found) => found.violations.map(({id}) => id))""")
        == []
    )

    safe = page.locator(LIST).get_by_role("button", name=re.compile("Fix all safe ones"))
    safe.focus()
    page.keyboard.press("Enter")
    told(page, " left. Ctrl+Z takes it back.")
    assert page.locator(NOTE).get_attribute("role") == "status"
    after = page.locator(PROMPT).input_value()
    assert after.startswith("1girl, smile, long hair, blue eyes, hat")
    assert "masterpiece" not in after and "looking at veiwer" in after
    assert page.locator(NEGATIVE).input_value() == "bad hands"
    assert (number(page, "width"), number(page, "height")) == ("832", "1216")
    page.keyboard.press("Control+z")
    before = (MESSY, "bad_hands", "512", "768")

    def shown() -> tuple[str, ...]:
        texts = (page.locator(PROMPT).input_value(), page.locator(NEGATIVE).input_value())
        return (*texts, number(page, "width"), number(page, "height"))

    assert shown() == before
    page.keyboard.press("Control+y")
    assert shown() == (after, "bad hands", "832", "1216")
    page.keyboard.press("Control+Shift+Z")  # there is nothing more to be done again
    assert shown() == (after, "bad hands", "832", "1216")
    wait_for_answer(page, after)
    page.locator(LIST).get_by_role("button", name=re.compile(r"Fix all \(")).click()
    told(page, "fixed, 1 left")
    assert "looking at viewer" in page.locator(PROMPT).input_value()
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert shown() == before


@pytest.mark.gradio
def test_what_nobody_wants_to_be_told_is_listed_and_told_again(page: Any) -> None:
    typed(page, "1girl, blue eye")
    row = page.locator(f"{LIST} > .animagine-finding-list > li", has_text="blue eyes")
    row.get_by_role("button", name="Never tell me this again").click()
    told(page, "ANI301 is not told any more.")
    row.wait_for(state="detached")
    expect(page.locator("#txt2img_prompt .animagine-finding")).to_have_count(0)
    kept = page.locator(LIST, has_text="Not told: 1 kind")
    kept.wait_for()
    page.reload()
    page.wait_for_selector("textarea[aria-autocomplete]")
    typed(page, "1girl, blue eye, hat")
    assert row.count() == 0
    page.locator(f"{LIST} summary", has_text="Not told: 1 kind").click()
    page.get_by_role("button", name="Tell me again").click()
    row.wait_for()


def test_what_was_typed_meanwhile_is_not_lost_by_a_fix(page: Any) -> None:
    typed(page, "1girl, long_hair, blue_eyes")
    waiting: list[Any] = []
    page.route("**/fix", lambda route: waiting.append(route))
    page.locator(LIST).get_by_role("button", name=re.compile("Fix all safe ones")).click()
    while not waiting:
        page.wait_for_timeout(20)
    page.locator(PROMPT).fill("1girl, long_hair, blue_eyes, hat")
    waiting[0].continue_()
    told(page, "Nothing was fixed: the text has changed meanwhile")
    assert page.locator(PROMPT).input_value() == "1girl, long_hair, blue_eyes, hat"
    page.route("**/fix", lambda route: route.abort())
    page.locator(LIST).get_by_role("button", name=re.compile("Fix all safe ones")).click()
    told(page, "Nothing was fixed: the server cannot be reached.")


def test_what_is_told_under_a_picture_is_one_line_each(page: Any) -> None:
    """As the hosts show it: the infotext with our keys, and the sentence that they hold again."""
    told_line = "Animagine: 9 changes — " + "moved “1girl”: Subjects come first; " * 8
    page.evaluate(
        """([line, info]) => {
            document.body.insertAdjacentHTML('beforeend', `<div style="width: 500px">
                <div id="html_info_txt2img"><p></p></div>
                <div id="html_log_txt2img"><p></p></div></div>`);
            const put = (place, ...lines) => document.querySelector(`${place} p`)
                .append(lines[0], document.createElement('br'), lines[1]);
            put('#html_info_txt2img', '1girl', info);
            put('#html_log_txt2img', 'of another extension', line);
        }""",
        [told_line, f'Steps: 28, Animagine: 0.2.0; mode=fix, Animagine note: "{told_line}", X: y'],
    )
    page.wait_for_selector("#html_log_txt2img .animagine-folded")
    for place, most in (("#html_info_txt2img", 120), ("#html_log_txt2img", 80)):
        assert page.locator(place).bounding_box()["height"] < most
    info = page.locator("#html_info_txt2img")
    assert info.text_content().count("Animagine note") == 1  # all of it is there to be copied
    more = info.get_by_role("button", name="more")
    more.focus()
    page.keyboard.press("Enter")
    assert info.bounding_box()["height"] > 120
    assert info.get_by_role("button", name="less").get_attribute("aria-expanded") == "true"
