"""Findings at the boxes: count, lines, panel, fixes."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.conftest import later_answers, settled

PROMPT = "#txt2img_prompt textarea"
BUTTON = "#txt2img_prompt .animagine-count-button"
LINES = "#txt2img_prompt .animagine-finding"


def fill(page: Any, text: str) -> None:
    box = page.locator(PROMPT)
    box.fill(text)
    box.focus()
    page.keyboard.press("Escape")


def underlined(page: Any) -> list[str]:
    settled(page).evaluate("new Promise(requestAnimationFrame)")  # lines are drawn one frame later
    return page.eval_on_selector_all(LINES, "all => all.map(one => one.textContent)")


def test_the_count_and_the_lines(page: Any) -> None:
    fill(page, "long_hair, mastepiece, 1girl")
    page.wait_for_selector(LINES)
    words = page.locator(BUTTON).text_content()
    line = page.locator("#animagine_txt2img .animagine-line").text_content()
    assert re.fullmatch(r"\d+ changes", words), words
    assert re.match(r"\d+ changes · ", line), line  # one language: what is repaired is a change
    assert set(underlined(page)) >= {"long_hair", "mastepiece"}


def test_a_line_lies_under_its_words(page: Any) -> None:
    fill(page, "1girl, " + "long_hair, blue_eyes, " * 60 + "mastepiece")
    page.wait_for_selector(LINES)
    assert len(underlined(page)) == 121  # to the last line of a long prompt
    places = page.evaluate("""() => {
        const box = document.querySelector('#txt2img_prompt textarea');
        const read = () => {
            const span = [...document.querySelectorAll('#txt2img_prompt .animagine-finding')]
                .find((one) => one.textContent === 'mastepiece').getBoundingClientRect();
            const at = Animagine.mirror.locate(box, box.value.length);
            return [span.right - at.left, span.top - at.top];
        };
        box.scrollTop = box.scrollHeight;
        return new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => {
            const scrolled = read();
            box.style.width = '300px';
            setTimeout(() => {
                box.scrollTop = box.scrollHeight;
                setTimeout(() => done([scrolled, read()]), 100);
            }, 200);
        })));
    }""")
    for left, top in places:
        assert abs(left) < 2, places
        assert abs(top) < 6, places


@pytest.mark.gradio
def test_a_click_shows_the_finding_and_its_fix_can_be_undone(page: Any) -> None:
    fill(page, "1girl, long_hair, smile")
    page.wait_for_selector(LINES)
    place = page.locator(LINES).first.bounding_box()
    page.mouse.click(place["x"] + 15, place["y"] + place["height"] / 2)
    panel = page.locator(".animagine-panel")
    assert "underscores" in panel.text_content()
    panel.locator("button", has_text="Write spaces").click()
    assert page.locator(PROMPT).input_value() == "1girl, long hair, smile"
    assert panel.is_hidden()
    page.keyboard.press("Control+z")
    assert page.locator(PROMPT).input_value() == "1girl, long_hair, smile"


def test_the_panel_by_keyboard(page: Any) -> None:
    fill(page, "1girl, long_hair")
    page.wait_for_selector(BUTTON)
    page.locator(BUTTON).focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('.animagine-panel') !== null")
    page.keyboard.press("Escape")
    assert page.locator(".animagine-panel").is_hidden()
    assert page.evaluate(f"document.activeElement === document.querySelector('{BUTTON}')")


def test_the_panel_stays_beside_its_count_when_the_page_moves(page: Any) -> None:
    fill(page, "1girl, long_hair")
    page.wait_for_selector(BUTTON)
    page.evaluate("document.body.style.minHeight = '3000px'")
    page.locator(BUTTON).click()
    between = f"""() => {{
        const of = (name) => document.querySelector(name).getBoundingClientRect();
        return of('.animagine-panel').top - of('{BUTTON}').bottom;
    }}"""
    gap = page.evaluate(between)
    page.evaluate("scrollTo(0, 60)")
    page.wait_for_function(f"scrollY === 60 && Math.abs(({between})() - {gap}) < 2")
    page.set_viewport_size({"width": 1100, "height": 700})
    page.wait_for_function(f"innerWidth === 1100 && Math.abs(({between})() - {gap}) < 2")
    assert page.locator(".animagine-panel").is_visible()


def test_the_panel_stays_where_somebody_else_rewrites_the_box(page: Any) -> None:
    """Prompt-all-in-one takes the blanks out as soon as the box is left."""
    fill(page, "1girl, long_hair, ")
    page.wait_for_selector(LINES)
    page.locator(BUTTON).click()
    with page.expect_response("**/animagine/v1/compile"):
        page.evaluate(f"""() => {{
            const box = document.querySelector('{PROMPT}');
            box.value = '1girl,long_hair,';
            box.dispatchEvent(new Event('input', {{bubbles: true}}));
        }}""")
        assert page.locator(".animagine-panel").is_visible()
    page.wait_for_selector(LINES)
    assert page.evaluate("document.activeElement.closest('.animagine-panel') !== null")
    page.locator(".animagine-panel button", has_text="Write spaces").click()
    assert page.locator(PROMPT).input_value() == "1girl,long hair,"
    assert page.locator(".animagine-panel").is_hidden()


def test_a_fix_of_another_text_is_not_made(page: Any) -> None:
    fill(page, "1girl, long_hair, ")
    page.wait_for_selector(LINES)
    page.locator(BUTTON).click()
    page.route("**/animagine/v1/compile", lambda route: route.abort())
    page.evaluate(f"""() => {{
        const box = document.querySelector('{PROMPT}');
        box.value = '1girl,long_hair,';
        box.dispatchEvent(new Event('input', {{bubbles: true}}));
    }}""")
    page.locator(".animagine-panel button", has_text="Write spaces").click()
    assert page.locator(PROMPT).input_value() == "1girl,long_hair,"
    assert page.locator(".animagine-panel").is_hidden()


def test_places_behind_emoji_are_right(page: Any) -> None:
    fill(page, "1girl, 😀😀, long_hair, smile")
    page.wait_for_selector(LINES)
    assert "long_hair" in underlined(page)
    page.locator(BUTTON).click()
    page.locator(".animagine-panel button", has_text="Write spaces").click()
    assert page.locator(PROMPT).input_value() == "1girl, 😀😀, long hair, smile"


def test_lines_move_along_while_typing(page: Any) -> None:
    fill(page, "1girl, long_hair")
    page.wait_for_selector(LINES)
    page.route("**/animagine/v1/compile", lambda route: route.abort())
    page.evaluate(f"document.querySelector('{PROMPT}').setSelectionRange(7, 7)")
    page.keyboard.type("solo, ")
    assert underlined(page) == ["long_hair"]
    page.keyboard.press("End")
    page.keyboard.press("Backspace")
    assert underlined(page) == []


def test_an_answer_that_comes_late_is_dropped(page: Any) -> None:
    from playwright.sync_api import Error as PlaywrightError

    waiting: list[Any] = []
    for _ in range(2):  # a page that was just opened asks once more when it knows how all stands
        page.wait_for_event("response", lambda answer: answer.url.endswith("/v1/status"))

    def asked_about(text: str) -> Any:
        fill(page, text)
        for _ in range(600):
            for route in waiting:
                if text in route.request.post_data:
                    return route
            page.wait_for_timeout(50)
        raise AssertionError(f"nobody asked about {text}")

    page.route("**/animagine/v1/compile", lambda route: waiting.append(route))
    first, second = asked_about("first_one"), asked_about("second_two")

    def found(text: str) -> str:
        finding = {"code": "ANI003", "severity": "info", "message": text, "field": "prompt",
                   "start": 0, "end": 5, "fixes": [], "left": True}  # fmt: skip
        length = {"tokens": 3, "limit": 75, "chunks": []}
        row = {**finding, "count": 1, "findings": [0], "same_fixes": True, "fixable": 0}
        report = {"problems": [row], "hints": [], "changes": [], "quiet": [],
                  "counted": {"prompt": "1 note"},
                  "fixable": {"safe": 0, "all": 0, "fields": {}}}  # fmt: skip
        return json.dumps({"prompt": "", "findings": [finding], "changes": [], "marks": {},
                           "tokens": {"prompt": length}, "active": True,
                           "summary": [], "report": report})  # fmt: skip

    page.clock.run_for(1500)  # a slow answer is waited for: nobody asks again each second
    assert [route.request.post_data for route in waiting].count(second.request.post_data) == 1
    second.fulfill(body=found("new"), content_type="application/json")
    page.wait_for_selector(LINES)
    with contextlib.suppress(PlaywrightError):  # where the page has given this question up already
        first.fulfill(body=found("old"), content_type="application/json")
    later_answers(page)
    page.locator(BUTTON).click()
    assert "new" in page.locator(".animagine-panel").text_content()
    assert "old" not in page.locator(".animagine-panel").text_content()


FAILURE = "#txt2img_prompt .animagine-failure"
AGAIN = "#txt2img_prompt .animagine-again"
CHECK = "**/animagine/v1/compile"
FAILURES = {
    "out of reach": (lambda route: route.abort(), "the server cannot be reached"),
    "busy": (lambda route: route.fulfill(status=503, body="x"), "it answered with status 503"),
    "refused": (
        lambda route: route.fulfill(status=422, body='{"detail": {"message": "prompt is 3"}}'),
        "prompt is 3",
    ),
    "a login page": (lambda route: route.fulfill(body="<html>"), "the answer of the server cannot"),
}


@pytest.mark.parametrize("case", FAILURES)
def test_a_check_that_fails_says_why_and_can_be_tried_again(page: Any, case: str) -> None:
    fill(page, "1girl, long_hair")
    page.wait_for_selector(BUTTON)
    answer, why = FAILURES[case]
    page.route(CHECK, answer)
    page.keyboard.type(", solo")
    page.wait_for_selector(AGAIN)
    assert page.locator(FAILURE).text_content().startswith(f"The check failed: {why}")
    assert page.locator(FAILURE).get_attribute("role") == "status"
    assert page.locator(BUTTON).is_hidden()
    assert page.locator("#txt2img_neg_prompt .animagine-failure").text_content() == ""
    page.unroute(CHECK)
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "animagine-again"
    page.keyboard.press("Enter")
    page.wait_for_selector(BUTTON)
    assert page.locator(FAILURE).text_content() == "" and page.locator(AGAIN).is_hidden()
    assert page.evaluate(f"document.activeElement === document.querySelector('{PROMPT}')")


def test_a_check_that_failed_is_done_at_the_next_change(page: Any) -> None:
    page.route(CHECK, lambda route: route.abort())
    fill(page, "1girl, long_hair")
    page.wait_for_selector(AGAIN)
    page.unroute(CHECK)
    page.keyboard.type(", solo")
    page.wait_for_selector(LINES)
    assert page.locator(AGAIN).is_hidden()


def test_a_text_that_is_too_long_for_each_pause_is_checked_when_asked_for(page: Any) -> None:
    fill(page, "1girl, long_hair")
    page.wait_for_selector(BUTTON)
    fill(page, "1girl, long_hair, " + "smile " * 12_000)
    page.wait_for_selector(AGAIN)
    assert "too long to be sent at each pause" in page.locator(FAILURE).text_content()
    assert page.locator(BUTTON).is_hidden()
    page.locator(AGAIN).click()
    page.wait_for_selector(BUTTON)
    assert page.locator(FAILURE).text_content() == ""


@pytest.mark.gradio
def test_a_value_that_the_host_fills_in_is_checked(page: Any) -> None:
    page.locator("#fill_button").click()
    page.wait_for_selector(LINES, timeout=8000)
    assert "long_hair" in underlined(page)


def test_the_negative_prompt_is_read_beside_its_prompt(page: Any) -> None:
    fill(page, "1girl, blurry")
    page.locator("#txt2img_neg_prompt textarea").fill("blurry")
    page.keyboard.press("Escape")
    page.wait_for_selector("#txt2img_neg_prompt .animagine-finding")
    assert page.locator("#txt2img_neg_prompt .animagine-finding").text_content() == "blurry"


def test_findings_can_be_switched_off(open_page: Callable[..., Any]) -> None:
    page = open_page(options='{"animagine_complete_findings": false}')
    fill(page, "1girl, long_hair")
    page.clock.run_for(900)
    assert page.locator(".animagine-bar, .animagine-layer").count() == 0


def test_one_request_per_pause_tells_preview_lines_and_count(page: Any) -> None:
    asked: list[str] = []
    fill(page, "1girl")
    for _ in range(2):  # a page that was just opened asks once more when it knows how all stands
        page.wait_for_event("response", lambda answer: answer.url.endswith("/v1/status"))
    page.clock.run_for(1500)
    page.on("request", lambda sent: asked.append(sent.url) if sent.method == "POST" else None)
    for text in ("1girl, long_hair", "1girl, long_hair, mastepiece"):
        asked.clear()
        fill(page, text)
        page.wait_for_function(
            "(text) => Animagine.preview.all().some((one) => one.shown?.prompt === text)", arg=text
        )
        page.wait_for_function(
            "(count) => document.querySelectorAll('#txt2img_prompt .animagine-finding').length"
            " >= count",
            arg=text.count("_") + text.count("mastepiece"),
        )
        page.clock.run_for(1500)  # whoever asks a second time has asked by then
        ours = [url for url in asked if "/animagine/v1/" in url]
        assert len(ours) == 1 and ours[0].endswith("/animagine/v1/compile"), ours


@pytest.mark.gradio
def test_lines_go_by_the_accordion(page: Any) -> None:
    fill(page, "1girl, long_hair")
    page.wait_for_selector(LINES)
    page.locator("#animagine_txt2img_enabled input").uncheck()
    page.wait_for_function(f"document.querySelectorAll('{LINES}').length === 0")
    assert page.locator(BUTTON).is_hidden()
    page.locator("#animagine_txt2img_enabled input").check()
    page.wait_for_selector(LINES)


@pytest.mark.gradio
def test_with_a_style_around_it_the_lines_lie_under_what_was_typed(page: Any) -> None:
    page.evaluate("""() => {
        const several = Animagine.controls.several;
        const chosen = ['my cinema style'];
        Animagine.controls.several = (id) => id === 'txt2img_styles' ? chosen : several(id);
    }""")
    fill(page, "1girl, long_hair")
    page.wait_for_function("Animagine.preview.all().some((one) => one.shown?.styles)")
    page.wait_for_selector(LINES)
    assert underlined(page) == ["long_hair"]


def test_a_box_without_an_accordion_is_asked_about_by_itself(open_page: Callable[..., Any]) -> None:
    page = open_page(options='{"animagine_complete_selectors": "#other_box textarea"}')
    with page.expect_request("**/animagine/v1/check"):
        page.locator("#other_box textarea").fill("1girl, long_hair")
    page.wait_for_selector("#other_box .animagine-finding")


INFOTEXT = (
    "1girl, smile\nNegative prompt: bad hands\n"
    "Steps: 28, Sampler: Euler a, CFG scale: 5, Seed: 1, Size: 832x1216"
)


@pytest.mark.parametrize(("kept", "negative"), [("", "bad hands"), ("blurry", "blurry, bad hands")])
def test_an_infotext_is_taken_apart_and_put_back(page: Any, kept: str, negative: str) -> None:
    second = page.locator("#txt2img_neg_prompt textarea")
    second.fill(kept)
    fill(page, INFOTEXT)
    page.wait_for_selector(LINES)
    page.locator(BUTTON).click()
    page.locator(".animagine-panel button", has_text="Move each part to its field").click()
    assert (page.locator(PROMPT).input_value(), second.input_value()) == ("1girl, smile", negative)
    numbers = [page.locator(f"#txt2img_{name} input") for name in ("width", "height", "steps")]
    assert [number.input_value() for number in numbers] == ["832", "1216", "28"]
    page.locator(PROMPT).focus()
    page.keyboard.press("Control+z")
    assert page.locator(PROMPT).input_value() == INFOTEXT
    second.focus()
    page.keyboard.press("Control+z")
    assert second.input_value() == kept
