"""Beside tagcomplete: never two lists, never a lost key. The other is played by its own marks.

What is played: a class on the box, a sibling whose ``display`` is ``flex`` while its list is open,
and a key handler on the box. The real one is tried in the hosts.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PROMPT = "#txt2img_prompt textarea"

OTHER = """(knows) => {
    const box = document.querySelector('#txt2img_prompt textarea');
    const list = document.createElement('div');
    list.className = 'autocompleteParent p';
    list.style.display = 'none';
    const row = document.createElement('li');
    list.append(row);
    box.insertAdjacentElement('afterend', list);
    box.classList.add('autocomplete');
    window.taken = [];
    box.addEventListener('input', (event) => {
        if (!event.inputType) return;
        setTimeout(() => {
            const token = box.value.split(',').pop().trim();
            const fits = token && knows.find((one) => one.startsWith(token));
            row.textContent = fits || '';
            list.style.display = fits ? 'flex' : 'none';
        }, 40);
    });
    box.addEventListener('keydown', (event) => {
        const keys = ['Tab', 'Escape', 'ArrowDown'];
        if (list.style.display !== 'flex' || !keys.includes(event.key)) return;
        taken.push(event.key);
        event.preventDefault();
        if (event.key !== 'ArrowDown') list.style.display = 'none';
    });
}"""


def lists(page: Any) -> list[bool]:
    """Is the other list open, is ours?"""
    return page.evaluate("""() => [
        document.querySelector('.autocompleteParent').style.display === 'flex',
        (document.querySelector('.animagine-complete') || {hidden: true}).hidden === false]""")


def beside(open_page: Callable[..., Any], mode: str) -> Any:
    page = open_page(options=f'{{"animagine_complete_neighbour": "{mode}"}}')
    page.evaluate(OTHER, ["long hair", "smile", "masterpiece", "great school uniform"])
    page.locator(PROMPT).click()
    page.keyboard.press("Escape")
    return page


def test_both_ours_offers_what_the_other_lacks(open_page: Callable[..., Any]) -> None:
    page = beside(open_page, "both")
    page.keyboard.type("lon", delay=30)
    page.clock.run_for(350)
    assert lists(page) == [True, False]
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    assert page.evaluate("taken") == ["ArrowDown", "Escape"]
    page.keyboard.type("g hair, high sc", delay=30)
    page.clock.run_for(350)
    assert lists(page) == [False, True]
    page.keyboard.press("Tab")
    assert page.locator(PROMPT).input_value() == "long hair, high score, "
    page.keyboard.type("mas", delay=30)
    page.clock.run_for(350)
    assert lists(page) == [True, False]
    page.keyboard.type("terpiece, great sc", delay=30)  # the other has "great school uniform"
    page.clock.run_for(350)
    assert lists(page) == [False, True]
    page.keyboard.press("Tab")
    assert page.locator(PROMPT).input_value().endswith("great score, ")


def test_both_structure_stays(open_page: Callable[..., Any]) -> None:
    page = beside(open_page, "both")
    page.keyboard.type("1girl, ", delay=30)
    page.clock.run_for(350)
    assert lists(page) == [False, True]


def test_both_what_comes_next_opens_after_a_tag_of_the_other(
    open_page: Callable[..., Any],
) -> None:
    page = beside(open_page, "both")
    page.evaluate("""() => {
        const box = document.querySelector('#txt2img_prompt textarea');
        box.addEventListener('keydown', (event) => {  // as tagcomplete writes it
            const list = document.querySelector('.autocompleteParent');
            if (event.key !== 'Enter' || list.style.display !== 'flex') return;
            event.preventDefault();
            box.value = '1girl, long hair, ';
            box.dispatchEvent(new Event('input', {bubbles: true}));
            list.style.display = 'none';
        });
    }""")
    page.keyboard.type("1girl, lon", delay=30)
    page.clock.run_for(350)
    assert lists(page) == [True, False]
    page.keyboard.press("Enter")
    page.clock.run_for(350)
    assert lists(page) == [False, True]
    assert "blue eyes" in page.locator("#animagine-list").text_content()


def test_never_two_lists_at_any_moment(open_page: Callable[..., Any]) -> None:
    for mode in ("both", "ours", "off"):
        page = beside(open_page, mode)
        page.evaluate("""() => {
            window.two = 0;
            const look = () => {
                const other = document.querySelector('.autocompleteParent');
                const ours = document.querySelector('.animagine-complete');
                if (other.style.display === 'flex' && ours && !ours.hidden) two++;
                requestAnimationFrame(look);
            };
            look();
        }""")
        page.keyboard.type("1girl, long hair, high score, smile, masterpiece", delay=25)
        page.clock.run_for(350)
        assert page.evaluate("two") == 0, mode


def test_ours_keeps_the_other_shut(open_page: Callable[..., Any]) -> None:
    page = beside(open_page, "ours")
    page.keyboard.type("lon", delay=30)
    page.clock.run_for(350)
    assert lists(page) == [False, True]
    page.keyboard.press("Tab")
    assert page.evaluate("taken") == []
    assert page.locator(PROMPT).input_value() == "long hair, "


def test_off_leaves_the_box_to_the_other(open_page: Callable[..., Any]) -> None:
    page = beside(open_page, "off")
    page.keyboard.type("high sc", delay=30)
    page.clock.run_for(350)
    assert lists(page) == [False, False]


ANOTHER = """(knows) => {
    const box = document.querySelector('#txt2img_prompt textarea');
    const list = document.createElement('div');
    list.className = 'another';
    Animagine.neighbour.found({
        isActive: () => true,
        listOf: () => document.querySelector('.another'),
        isOpen: () => true,
        shut: (found) => found.remove(),
        row: 'p',
        hasTags: false,
    });
    box.addEventListener('keyup', (event) => {
        if (event.key.length > 1) return;
        const token = box.value.split(',').pop().trim();
        const fits = token && knows.find((one) => one.startsWith(token));
        list.innerHTML = fits ? `<p>${fits}</p>` : '';
        if (fits) document.body.append(list);
        else list.remove();
    });
}"""
"""A list that is put into the page when it opens, of a completer that may lack common tags."""


def beside_another(open_page: Callable[..., Any], mode: str) -> Any:
    page = open_page(options=f'{{"animagine_complete_neighbour": "{mode}"}}')
    page.evaluate(ANOTHER, ["long hair", "high heels"])
    page.locator(PROMPT).click()
    page.keyboard.press("Escape")
    return page


def both_lists(page: Any) -> list[bool]:
    """Is the other list open, is ours?"""
    return page.evaluate("""() => [
        document.querySelector('.another') !== null,
        (document.querySelector('.animagine-complete') || {hidden: true}).hidden === false]""")


def typed(page: Any, text: str) -> list[bool]:
    page.keyboard.type(text, delay=30)
    page.clock.run_for(350)
    return both_lists(page)


def test_another_that_a_page_tells_of_goes_first(open_page: Callable[..., Any]) -> None:
    page = beside_another(open_page, "both")
    assert typed(page, "long h") == [True, False]
    assert typed(page, "air, smil") == [False, True], "a common tag that the other has not"
    page.keyboard.press("Tab")
    assert page.locator(PROMPT).input_value() == "long hair, smile, "
    assert typed(page, "hig") == [True, False]
    assert typed(page, "h sc") == [False, True]
    page.keyboard.press("Tab")
    assert page.locator(PROMPT).input_value() == "long hair, smile, high score, "


def test_another_that_a_page_tells_of_stays_shut_or_alone(open_page: Callable[..., Any]) -> None:
    page = beside_another(open_page, "ours")
    assert typed(page, "long h") == [False, True]
    page.keyboard.press("Tab")
    assert page.locator(PROMPT).input_value() == "long hair, "
    page = beside_another(open_page, "off")
    assert typed(page, "smil") == [False, False]
