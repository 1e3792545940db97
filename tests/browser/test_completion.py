"""Completion in a real Chromium, by keyboard and mouse, on the gradio that is installed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.vocabulary import bundled
from tests.browser.conftest import settled

ROOT = Path(__file__).parents[2]
PROMPT = "#txt2img_prompt textarea"
NEGATIVE = "#txt2img_neg_prompt textarea"
ENHANCEMENT = "masterpiece, high score, great score, absurdres"


def rows(page: Any) -> list[str]:
    return settled(page).eval_on_selector_all(
        "#animagine-list [role=option] .animagine-name", "all => all.map(one => one.textContent)"
    )


def is_open(page: Any) -> bool:
    return bool(
        settled(page).evaluate(
            "!document.querySelector('.animagine-complete')?.hidden"
            " && document.querySelectorAll('#animagine-list li').length > 0"
        )
    )


def typed(page: Any, text: str, box: str = PROMPT) -> None:
    page.locator(box).click()
    page.keyboard.type(text)


def held_by_gradio(page: Any) -> str:
    page.keyboard.press("Escape")
    page.locator("#echo_button").click()
    page.wait_for_function("document.querySelector('#echo textarea, #echo input').value !== ''")
    return str(page.locator("#echo textarea, #echo input").first.input_value())


@pytest.mark.gradio
def test_a_whole_prompt_by_keyboard(page: Any) -> None:
    box = page.locator(PROMPT)
    box.click()
    assert rows(page)[0] == "1girl"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert box.input_value() == "1girl, "
    page.keyboard.type("firefly (ho")
    assert rows(page)[0] == "firefly (honkai: star rail)"
    page.keyboard.press("Tab")
    assert box.input_value() == r"1girl, firefly \(honkai: star rail\), "
    assert rows(page)[:6] == ["honkai: star rail", "honkai (series)", "safe", "sensitive", "nsfw",
                              "explicit"]  # fmt: skip
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("long_h")
    page.keyboard.press("Tab")
    assert rows(page)[0] == ENHANCEMENT
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    wanted = r"1girl, firefly \(honkai: star rail\), honkai: star rail, "
    value = box.input_value()
    assert value.startswith(wanted)
    assert value.endswith(f"long hair, {ENHANCEMENT}, ")
    assert not is_open(page)
    assert held_by_gradio(page) == f"{value}|"


@pytest.mark.gradio
def test_undo_gives_back_what_was_typed(page: Any) -> None:
    box = page.locator(PROMPT)
    typed(page, "1girl, hatsu")
    page.keyboard.press("Tab")
    assert box.input_value() == "1girl, hatsune miku, "
    page.keyboard.press("Control+z")
    assert box.input_value() == "1girl, hatsu"
    page.keyboard.type("x")
    assert box.input_value() == "1girl, hatsux"
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    assert "hatsune" not in box.input_value()


def test_in_the_middle_in_a_weight_on_another_line(page: Any) -> None:
    box = page.locator(PROMPT)
    box.fill("1girl, smi, solo\n(looking at vi:1.2) BREAK cat")
    box.focus()
    for place, wanted in (
        (10, "1girl, smile, solo\n(looking at vi:1.2) BREAK cat"),
        (33, "1girl, smile, solo\n(looking at viewer:1.2) BREAK cat"),
    ):
        page.evaluate(f"document.querySelector('{PROMPT}').setSelectionRange({place}, {place})")
        page.keyboard.press("Control+Space")
        page.keyboard.press("Tab")
        assert box.input_value() == wanted


def test_by_mouse_and_by_touch(open_page: Callable[..., Any]) -> None:
    for touch in (False, True):
        page = open_page(has_touch=touch)
        typed(page, "hatsu")
        page.clock.run_for(120)
        option = page.locator("#animagine-list [role=option]").first
        if touch:
            option.tap()
        else:
            option.click()
        assert page.locator(PROMPT).input_value() == "hatsune miku, "
        assert page.evaluate(f"document.activeElement === document.querySelector('{PROMPT}')")


def frame(page: Any) -> dict[str, float]:
    """The list on the screen."""
    return settled(page).evaluate(  # type: ignore[no-any-return]
        "document.querySelector('.animagine-complete').getBoundingClientRect().toJSON()"
    )


def covers(rect: dict[str, float], x: float, y: float) -> bool:
    return rect["left"] <= x <= rect["right"] and rect["top"] <= y <= rect["bottom"]


def test_a_second_click_into_an_empty_box_takes_nothing(page: Any) -> None:
    box = page.locator(PROMPT)
    place = box.bounding_box()
    for share in (0.2, 0.5, 0.8):
        x, y = place["x"] + place["width"] / 4, place["y"] + place["height"] * share
        page.mouse.dblclick(x, y)
        assert is_open(page)
        assert not covers(frame(page), x, y)
        page.clock.run_for(1000)
        page.mouse.click(x, y)
        assert box.input_value() == ""
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")


def test_rows_that_come_under_a_resting_pointer_are_not_clicked(page: Any) -> None:
    box = page.locator(PROMPT)
    typed(page, "long h")
    row = settled(page).locator("#animagine-list [role=option]").first.bounding_box()
    page.mouse.move(row["x"] + 40, row["y"] + 8)
    page.keyboard.type("a")
    assert is_open(page)
    page.mouse.down()
    page.mouse.up()
    assert box.input_value() == "long ha"
    page.mouse.move(row["x"] + 42, row["y"] + 8)
    page.mouse.down()
    page.mouse.up()
    assert box.input_value() == "long hair, "


def test_the_list_never_lies_over_generate(page: Any) -> None:
    box = page.locator(PROMPT)
    for width, height, text in (
        (1280, 800, "a, " * 60),
        (800, 500, ""),
        (390, 844, "1girl, "),
        (390, 420, ""),
    ):
        page.set_viewport_size({"width": width, "height": height})
        box.fill(text)
        box.focus()
        page.keyboard.press("Control+End")
        page.keyboard.type("long ")
        assert is_open(page)
        rect = frame(page)
        button = page.locator("#txt2img_generate").bounding_box()
        assert (
            rect["right"] <= button["x"]
            or rect["left"] >= button["x"] + button["width"]
            or rect["bottom"] <= button["y"]
            or rect["top"] >= button["y"] + button["height"]
        ), (width, height)
        assert rect["left"] >= 0
        assert rect["right"] <= width
        page.keyboard.press("Escape")


def test_rank_and_posts_have_columns_of_their_own_and_a_legend(page: Any) -> None:
    typed(page, "artoria")
    parts = """(row) => ['rank', 'posts'].map((part) => {
        const cell = row.querySelector('.animagine-' + part);
        const {left, right} = cell.getBoundingClientRect();
        return [cell.textContent, left, right];
    })"""
    settled(page)
    found = page.locator("#animagine-list [role=option]").evaluate_all(
        f"(rows) => rows.slice(0, 8).map({parts})"
    )
    assert {rank[0][:1] for rank, _ in found} <= {"#", ""}
    assert found[0][0][0] == "#10"
    assert found[0][1][0].endswith("k")
    for part in (0, 1):
        assert len({round(row[part][2]) for row in found if row[part][0]}) == 1
    assert all(rank[1] >= posts[2] for rank, posts in found)
    legend = page.locator(".animagine-legend").text_content()
    for meaning in ("C character", "#12 rank of its kind", "12k pictures"):
        assert meaning in legend


def test_an_artist_s_name_is_never_made_another(page: Any) -> None:
    typed(page, "1girl, wlop")
    page.keyboard.press("Tab")
    assert page.locator(PROMPT).input_value() == "1girl, wlop"


def test_keys_weigh_where_the_host_does_not(page: Any) -> None:
    box = page.locator(PROMPT)
    page.evaluate("opts.keyedit_precision_attention = 0.2")
    typed(page, "1girl, long hair")
    for key, wanted in (
        ("ArrowUp", "1girl, (long hair:1.2)"),
        ("ArrowUp", "1girl, (long hair:1.4)"),
        ("ArrowDown", "1girl, (long hair:1.2)"),
        ("z", "1girl, (long hair:1.4)"),
    ):
        page.keyboard.press(f"Control+{key}")
        assert box.input_value() == wanted
    assert not is_open(page)


def test_a_phone_s_keyboard_composes_words_and_has_the_list(
    open_page: Callable[..., Any],
) -> None:
    page = open_page(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    box = page.locator(PROMPT)
    box.tap()
    session = page.context.new_cdp_session(page)

    def compose(text: str) -> None:
        place = {"selectionStart": len(text), "selectionEnd": len(text)}
        session.send("Input.imeSetComposition", {"text": text, **place})

    for text in ("h", "ha", "hat", "hats"):
        compose(text)
        assert box.input_value() == text
    assert is_open(page)
    rect = frame(page)
    assert rect["left"] >= 0
    assert rect["right"] <= 390
    page.clock.run_for(120)
    option = page.locator("#animagine-list [role=option]").first
    assert option.bounding_box()["height"] >= 24
    option.tap()
    assert box.input_value() == "hatsune miku, "
    compose("はつ")
    assert not is_open(page)


def test_the_keys_of_the_listbox(page: Any) -> None:
    typed(page, "long ")
    active = f"document.querySelector('{PROMPT}').getAttribute('aria-activedescendant')"
    assert page.evaluate(active) is None
    for key, place in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("PageDown", 8),
                       ("PageUp", 0)):  # fmt: skip
        page.keyboard.press(key)
        assert page.evaluate(active) == f"animagine-list-{place}", key
    page.keyboard.press("ArrowUp")
    last = len(rows(page)) - 1
    assert page.evaluate(active) == f"animagine-list-{last}"
    selected = page.eval_on_selector_all("[aria-selected=true]", "all => all.map(e => e.id)")
    assert selected == [f"animagine-list-{last}"]
    page.keyboard.press("Escape")
    assert not is_open(page)
    assert page.locator(PROMPT).get_attribute("aria-controls") is None
    page.keyboard.press("Alt+ArrowDown")
    assert is_open(page)
    page.keyboard.press("Alt+ArrowUp")
    assert not is_open(page)


def test_what_a_screen_reader_hears(page: Any) -> None:
    typed(page, "hatsu")
    box = settled(page).locator(PROMPT)
    assert box.get_attribute("aria-controls") == "animagine-list"
    assert box.get_attribute("aria-autocomplete") == "list"
    page.wait_for_function("document.querySelector('[role=status].animagine').textContent !== ''")
    heard = page.locator("[role=status].animagine").text_content()
    assert "hatsune miku" in heard
    assert "tags" in heard


def test_keys_of_the_page_pass_through(page: Any) -> None:
    page.evaluate("""() => {
        // the host weighs in its own boxes, whether its function is the page's or not
        const script = Object.assign(document.createElement("script"), {type: "text/plain"});
        script.src = "/file=javascript/edit-attention.js?1";
        document.head.append(script);
        window.seen = [];
        document.addEventListener('keydown', (event) =>
            seen.push([event.key, event.ctrlKey, event.defaultPrevented]));
    }""")
    typed(page, "long ")
    assert is_open(page)
    for keys in ("Control+Enter", "Control+ArrowUp", "Shift+Tab"):
        page.locator(PROMPT).focus()
        page.keyboard.press(keys)
    seen = page.evaluate("seen.filter((one) => ['Enter', 'ArrowUp', 'Tab'].includes(one[0]))")
    assert seen == [["Enter", True, False], ["ArrowUp", True, False], ["Tab", False, False]]
    page.locator(PROMPT).focus()
    page.keyboard.press("Escape")
    page.evaluate("seen.length = 0")
    for key in ("ArrowDown", "ArrowUp", "Escape", "PageDown", "Enter"):
        page.keyboard.press(key)
    assert [one[0] for one in page.evaluate("seen")] == [
        "ArrowDown", "ArrowUp", "Escape", "PageDown", "Enter"]  # fmt: skip
    assert page.locator(PROMPT).input_value().count("\n") == 1


def test_a_list_that_nobody_asked_for_does_not_hold_up_tab(page: Any) -> None:
    page.locator(PROMPT).focus()
    assert is_open(page)
    page.keyboard.press("Tab")
    assert not page.evaluate(f"document.activeElement === document.querySelector('{PROMPT}')")
    assert page.locator(PROMPT).input_value() == ""


def test_a_composing_keyboard_is_left_alone(page: Any) -> None:
    box = page.locator(PROMPT)
    box.click()
    session = page.context.new_cdp_session(page)
    for text in ("h", "ha", "hat", "hats"):
        composed = {"text": text, "selectionStart": len(text), "selectionEnd": len(text)}
        session.send("Input.imeSetComposition", composed)
        assert not is_open(page)
    session.send("Input.insertText", {"text": "hats"})
    assert is_open(page)
    assert box.input_value() == "hats"
    page.keyboard.press("Tab")
    assert box.input_value() == "hatsune miku, "


def test_the_negative_box_offers_the_recommended_tags(page: Any) -> None:
    page.locator(NEGATIVE).click()
    offered = rows(page)
    assert offered[0].startswith("lowres, bad anatomy, bad hands")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert len(page.locator(NEGATIVE).input_value().strip(", ").split(", ")) == 18


def test_a_change_that_nobody_typed_opens_no_list(page: Any) -> None:
    page.locator(".animagine-restore button").click()
    assert page.locator(PROMPT).input_value() == "1girl, solo, "
    assert page.locator(NEGATIVE).input_value() == "text, "
    assert not is_open(page)


def test_the_last_row_is_there_before_the_others_have_followed(page: Any) -> None:
    page.evaluate("window.setTimeout = () => 0")
    typed(page, "1girl, ye")
    first = len(rows(page))
    page.keyboard.press("ArrowUp")
    assert len(rows(page)) > first
    assert page.locator("#animagine-list [aria-selected=true]").count() == 1
    assert page.locator("#animagine-list > :last-child").get_attribute("aria-selected") == "true"


def test_years_newest_first(page: Any) -> None:
    typed(page, "1girl, ye")
    page.wait_for_selector("#animagine-list-20", state="attached")
    assert rows(page)[:21] == [f"year {year}" for year in range(2025, 2004, -1)]


def test_the_host_s_networks_embeddings_and_styles(page: Any) -> None:
    typed(page, "<fl")
    assert rows(page) == ["flat colour"]
    page.keyboard.press("Tab")
    page.keyboard.type(", easyn")
    page.keyboard.press("Tab")
    page.keyboard.type("my cin")
    page.keyboard.press("Tab")
    wanted = "<lora:flat colour:1>, easynegative, film grain, dramatic shadow, "
    assert page.locator(PROMPT).input_value() == wanted


@pytest.mark.gradio
def test_boxes_that_appear_later_and_boxes_by_selector(open_page: Callable[..., Any]) -> None:
    page = open_page(options='{"animagine_complete_selectors": "#other_box textarea, ["}')
    page.clock.run_for(400)
    typed(page, "hatsu", "#other_box textarea")
    assert not is_open(page)  # "[" is no selector: told on the console, nothing breaks
    page.evaluate("opts.animagine_complete_selectors = '#other_box textarea'")
    page.evaluate("""() => {
        const box = document.createElement('div');
        box.className = 'animagine-prompt';
        box.append(document.createElement('textarea'));
        document.body.prepend(box);
    }""")
    page.wait_for_selector(".animagine-prompt .animagine-bar", state="attached")
    typed(page, "hatsu", ".animagine-prompt textarea")
    assert rows(page)[0] == "hatsune miku"
    typed(page, "n", "#other_box textarea")
    assert rows(page)[0] == "hatsune miku"
    bars = page.evaluate("document.querySelectorAll('#other_box .animagine-bar').length")
    assert bars == 1


def test_options(open_page: Callable[..., Any]) -> None:
    page = open_page(options='{"animagine_complete_tab": false, "animagine_complete_limit": 5,'
                             ' "animagine_complete_series": "always"}')  # fmt: skip
    typed(page, "hatsu")
    assert len(rows(page)) == 5
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.locator(PROMPT).input_value() == "hatsune miku, vocaloid, "
    page.keyboard.type("long ha")
    page.keyboard.press("Tab")
    assert page.locator(PROMPT).input_value() == "hatsune miku, vocaloid, long ha"


def test_switched_off_nothing_is_attached(open_page: Callable[..., Any]) -> None:
    page = open_page(options='{"animagine_complete_enabled": false}', ready=False)
    page.clock.run_for(1500)
    typed(page, "hatsu")
    assert not is_open(page)
    assert page.locator(".animagine-bar").count() == 0
    assert page.evaluate("Animagine.load.index()") is None


ODD = [
    "<img src=x onerror=\"document.title='taken'\">",
    "\"quoted\" & 'name'",
    "\u202eright to left",
    "z" * 10000,
    "<script>document.title='taken'</script>",
]


@pytest.mark.parametrize("name", ODD, ids=["img", "quotes", "rtl", "long", "script"])
def test_names_are_text_and_nothing_else(page: Any, name: str) -> None:
    page.evaluate(
        """(name) => Animagine.load.use(Animagine.index.build({format: 3, names: name, known: [0],
            kinds: [{letter: 'g', name: 'general', section: 4}], kind_of: 'g', series: [],
            facts: {ratings: [], enhancement: [], negative: [], alone: [], aspects: []},
            aspect_of: '.', parents: [], posts: [],
            newer: [], aliases: '', alias_of: []}))""",
        name,
    )
    typed(page, name[1:6] if name.startswith("\u202e") else name[:4])
    assert len(rows(page)) == 1
    assert page.locator("#animagine-list img, #animagine-list script").count() == 0
    shown = page.locator("#animagine-list li").bounding_box()
    assert shown["height"] < 60
    assert shown["x"] + shown["width"] <= 1280
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    assert page.locator(PROMPT).input_value().removesuffix(", ") == name
    assert page.title() != "taken"


def test_no_server_no_trouble(open_page: Callable[..., Any]) -> None:
    page = open_page(ready=False)
    page.route("**/animagine/v1/**", lambda route: route.abort())
    page.reload()
    page.wait_for_selector(PROMPT)
    page.clock.run_for(1200)
    typed(page, "1girl, long hair")
    assert page.locator(PROMPT).input_value() == "1girl, long hair"
    assert not is_open(page)
    assert page.locator(".animagine-count-button:visible").count() == 0


def test_a_megabyte_is_typed_into_like_any_text(page: Any) -> None:
    page.evaluate(f"""() => {{
        const box = document.querySelector('{PROMPT}');
        box.value = 'long hair, '.repeat(95000);
        box.focus();
        box.setSelectionRange(500005, 500005);
    }}""")
    page.keyboard.type("smile")
    assert page.locator(PROMPT).input_value()[500005:500010] == "smile"
    assert page.locator(PROMPT).input_value().count("long hair") == 95_000


def test_the_list_follows_the_caret_and_never_covers_its_line(page: Any) -> None:
    box = page.locator(PROMPT)
    for text in ("long ", "1girl, solo, smile,\nlong ", "a, " * 60 + "long "):
        box.fill("")
        page.keyboard.press("Escape")  # what comes next may lie where the mouse is to go
        box.click()
        page.keyboard.insert_text(text)
        page.keyboard.type("h")
        place = settled(page).evaluate("""() => {
            const box = document.querySelector('#txt2img_prompt textarea');
            const line = Animagine.mirror.locate(box, box.selectionStart);
            const list = document.querySelector('.animagine-complete').getBoundingClientRect();
            return {line, top: list.top, bottom: list.bottom, left: list.left, right: list.right,
                    height: innerHeight, width: innerWidth};
        }""")
        line = place["line"]
        assert place["top"] >= line["bottom"] or place["bottom"] <= line["top"], text
        assert place["top"] >= 0
        assert place["bottom"] <= place["height"]
        assert place["right"] <= place["width"]


def test_a_box_at_the_lower_edge_has_its_list_above(open_page: Callable[..., Any]) -> None:
    page = open_page(viewport={"width": 800, "height": 330})
    page.locator("#hires_prompt textarea").scroll_into_view_if_needed()
    page.evaluate("document.querySelector('#hires_prompt textarea').scrollIntoView(false)")
    typed(page, "long ", "#hires_prompt textarea")
    box = page.locator("#hires_prompt textarea").bounding_box()
    assert frame(page)["bottom"] <= box["y"] + 14


def test_nothing_shifts(page: Any) -> None:
    page.clock.run_for(600)
    page.evaluate("""() => {
        window.shifts = [];
        new PerformanceObserver((list) => shifts.push(...list.getEntries().map((e) => e.value)))
            .observe({type: 'layout-shift', buffered: false});
    }""")
    before = page.locator("#txt2img_neg_prompt").bounding_box()
    typed(page, "1girl, long_hair, mastepiece, ")
    page.keyboard.press("Escape")
    page.wait_for_selector(".animagine-count-button:visible")
    assert page.locator("#txt2img_neg_prompt").bounding_box() == before
    assert page.evaluate("shifts") == []


def test_reduced_motion(open_page: Callable[..., Any]) -> None:
    page = open_page(reduced_motion="reduce")
    typed(page, "long")
    style = "getComputedStyle(document.querySelector('#animagine-list li')).transitionDuration"
    assert settled(page).evaluate(style) in ("0s", "")


def test_one_global(chromium: Any) -> None:
    page = chromium.new_page()
    page.goto("about:blank")
    before = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    for path in sorted((ROOT / "javascript").glob("*.js")):
        page.add_script_tag(content=path.read_text("utf-8"))
    after = set(page.evaluate("Object.getOwnPropertyNames(window)"))
    page.close()
    assert after - before == {"Animagine"}


def test_what_a_key_changes_is_few_layers(page: Any) -> None:
    names = [name for name in bundled().kinds if name.isascii()]
    page.locator(PROMPT).fill(", ".join(names[:: len(names) // 300]))
    page.wait_for_function("document.querySelector('.animagine-sent')?.scrollHeight > 200")
    page.locator(PROMPT).focus()
    page.keyboard.press("Control+End")
    ours = [one for one in layers(page, ", long h") if one.startswith("animagine")]
    assert len(rows(page)) > 3
    assert "animagine animagine-complete" in ours
    assert not [one for one in ours if "offer" in one or "name" in one or "sent" in one]


def layers(page: Any, keys: str) -> list[str]:
    """The classes of what the browser paints for itself when keys have opened the list."""
    session = page.context.new_cdp_session(page)
    frames: list[list[dict[str, Any]]] = []
    session.on("LayerTree.layerTreeDidChange", lambda told: frames.append(told.get("layers", [])))
    session.send("DOM.enable")
    session.send("LayerTree.enable")
    page.keyboard.type(keys)
    classes: list[str] = []
    for _ in range(200):
        page.wait_for_timeout(50)
        nodes = {each.get("backendNodeId") for each in (frames[-1] if frames else [])}
        classes = [class_of(session, node) for node in nodes if node]
        if any("animagine-complete" in each for each in classes):
            break
    session.detach()
    return classes


def class_of(session: Any, node: int) -> str:
    pairs = session.send("DOM.describeNode", {"backendNodeId": node})["node"].get("attributes", [])
    return str(dict(zip(pairs[::2], pairs[1::2], strict=True)).get("class", ""))
