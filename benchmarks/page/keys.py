"""What a key costs in a prompt of 300 tags: with our scripts, another clone's, and with none.

In the tab also with its view of the prompt tag by tag, closed and open.

    python benchmarks/page/keys.py [PATH OF ANOTHER CLONE]

From the key to the end of the frame that shows it, in pages of one server and one Chromium, typed
into in turn; and from the key to the preview, in 20 tags and in 300. Needs playwright and a
Chromium (``ANIMAGINE_CHROMIUM`` if it is not on the path).
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.page.run import FLAGS, browser_path, page_server  # noqa: E402
from sd_animagine.vocabulary import bundled  # noqa: E402

ROUNDS = 6
TYPED = ", long hair, blue eyes, smile"
PREVIEWED = ", smil"
TAGS = 300
FEW = 20
PAUSE = 110
"""Between two keys, in milliseconds: somebody types fast."""

BOXES = {"": "#txt2img_prompt textarea", "panel/": "#animagine_panel_prompt textarea"}
"""Of the page with the hosts' boxes, and of the tab."""
VIEW = ".animagine-tags-toggle"

_OURS = re.compile(r'<script src="/our/[^"]+"></script>\n')
_MEASURE = """(selector) => {
    window.painted = [];
    window.previewed = [];
    new PerformanceObserver((list) => list.getEntries().forEach(
        (one) => one.name === 'animagine-preview' && previewed.push(one.duration)
    )).observe({type: 'measure'});
    const box = document.querySelector(selector);
    box.addEventListener('keydown', (event) => {
        const pressed = event.timeStamp;
        requestAnimationFrame(() => {
            const after = new MessageChannel();
            after.port1.onmessage = () => painted.push(performance.now() - pressed);
            after.port2.postMessage(0);
        });
    }, {capture: true});
}"""


def main() -> None:
    """Print the time of a key in each page."""
    ours = ROOT / "javascript"
    folders: dict[str, Path | None] = {"our scripts": ours, "none": None}
    if len(sys.argv) > 1:
        folders["the other clone's"] = Path(sys.argv[1]) / "javascript"
    views = {"the tab": False, "the tab with its tags one by one": True}
    from playwright.sync_api import sync_playwright

    with page_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        pages = {name: opened(browser, address, folder) for name, folder in folders.items()}
        for name, is_open in views.items():
            pages[name] = opened(browser, address, ours, "panel/")
            if is_open:
                pages[name].locator(VIEW).click()
        times: dict[str, list[float]] = {name: [] for name in pages}
        previews: dict[tuple[str, int], list[float]] = {}
        for number in range(ROUNDS):
            for name, page in pages.items():
                measured = typed(page)
                times[name] += measured if number else []  # the first warms up
                for count in (FEW, TAGS) if folders.get(name, ours) else ():
                    previews.setdefault((name, count), []).extend(previewed(page, count))
        browser.close()
    for name, found in times.items():
        print(f"a key in {TAGS} tags, {name}: {parts(found)} ms ({len(found)} keys)")
    for (name, count), found in previews.items():
        print(f"from a key to the preview in {count} tags, {name}: {parts(found)} ms")


def parts(times: list[float]) -> str:
    """The median, and what the slow ones take."""
    ordered = sorted(times)
    return ", ".join(f"p{n} {ordered[int(len(ordered) * n / 100)]:.1f}" for n in (50, 95, 99))


def opened(browser: Any, address: str, folder: Path | None, path: str = "") -> Any:
    """A page with the scripts of a folder, or with none."""
    page = browser.new_context().new_page()  # which remembers nothing of another one's view
    page.route("**/*", lambda route: _route(route, address, folder))
    page.goto(f"{address}{path}")
    page.wait_for_selector(BOXES[path])
    if folder is not None:
        page.wait_for_function("Animagine.load && Animagine.load.index() !== null")
    page.evaluate(_MEASURE, BOXES[path])
    return page


def _route(route: Any, address: str, folder: Path | None) -> None:
    url = route.request.url
    if not url.startswith(address):
        return route.abort()  # type: ignore[no-any-return]
    name = url.removeprefix(address).partition("?")[0]
    if folder is not None and name.startswith("our/") and name.endswith(".js"):
        return route.fulfill(path=folder / name[4:])  # type: ignore[no-any-return]
    if name not in BOXES:
        return route.continue_()  # type: ignore[no-any-return]
    answer = route.fetch()
    names = sorted(each.name for each in folder.glob("*.js")) if folder is not None else []
    tags = "".join(f'<script src="/our/{each}"></script>\n' for each in names)
    body = _OURS.sub("", answer.text()).replace("</head>", f"{tags}</head>", 1)
    return route.fulfill(response=answer, body=body)  # type: ignore[no-any-return]


def typed(page: Any) -> list[float]:
    """The times of some keys at the end of 300 tags."""
    filled(page, TAGS)
    page.evaluate("painted.length = 0")
    page.keyboard.type(TYPED, delay=PAUSE)
    page.wait_for_timeout(300)
    times: list[float] = page.evaluate("painted")
    return times


def previewed(page: Any, count: int) -> list[float]:
    """The times of some keys until the preview of what they made of so many tags."""
    filled(page, count)
    for key in PREVIEWED:
        page.evaluate("previewed.shown = previewed.length")
        page.keyboard.type(key)
        page.wait_for_function("previewed.length > previewed.shown")
    times: list[float] = page.evaluate(f"previewed.slice(-{len(PREVIEWED)})")
    return times


def filled(page: Any, count: int) -> None:
    """So many tags in the box, and the caret behind them."""
    names = [name for name in bundled().kinds if name.isascii()][:: len(bundled().kinds) // TAGS]
    page.bring_to_front()
    box = page.locator(", ".join(BOXES.values()))
    box.fill(", ".join(names[:count]))
    box.focus()
    page.keyboard.press("Control+End")
    page.wait_for_timeout(1500)


if __name__ == "__main__":
    main()
