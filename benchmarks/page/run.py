"""How fast are completion and preview, and how large is what the page loads?

    python benchmarks/page/run.py

Prints the size of the index; the search key by key beside a plain regular-expression scan over the
same list (``search.js``, needs Node); and, where playwright and a Chromium are there, in a page
with the hosts' prompt boxes on the gradio that is installed: the time from a key to the list, from
a key to the preview beside a bare request for the same, and a key in 1 MB beside one in 10 KB.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from sd_animagine.lookup import browser_index  # noqa: E402
from sd_animagine.vocabulary import bundled  # noqa: E402

TYPED = (
    "1girl, hatsune miku, long hair, looking at viewer, firefly, masterpiece, blue eyes, "
    "holding sword"
)
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")

MEASURE = """() => {
    window.laid = [];
    window.framed = [];
    let pressed = 0;
    addEventListener('keydown', () => { pressed = performance.now(); }, {capture: true});
    addEventListener('input', () => {
        const list = document.querySelector('.animagine-complete');
        if (!list || list.hidden) return;
        list.getBoundingClientRect();
        laid.push(performance.now() - pressed);
        requestAnimationFrame(() => {
            const started = performance.now();
            const after = new MessageChannel();
            after.port1.onmessage = () => framed.push(performance.now() - started);
            after.port2.postMessage(0);
        });
    });
}"""
HANDLED = """(length) => {
    const box = document.querySelector('#txt2img_prompt textarea');
    box.value = 'long hair, '.repeat(length / 11);
    box.focus();
    box.setSelectionRange(length / 2, length / 2);
    if (!window.handled) {
        let started = 0;
        addEventListener('input', () => { started = performance.now(); }, {capture: true});
        addEventListener('input', () => handled.push(performance.now() - started));
    }
    window.handled = [];
}"""
PREVIEWED = "performance.getEntriesByName('animagine-preview').map((one) => one.duration)"
ASK = """async (prompt) => {
    const started = performance.now();
    const headers = {'Content-Type': 'application/json'};
    const body = JSON.stringify({prompt, width: 512, height: 768});
    await (await fetch('animagine/v1/compile', {method: 'POST', headers, body})).json();
    return performance.now() - started;
}"""
BUILD = """async () => {
    const text = await (await fetch('animagine/v1/tags.json')).text();
    const times = [];
    for (let n = 0; n < 5; n++) {
        const started = performance.now();
        Animagine.index.build(JSON.parse(text));
        times.push(performance.now() - started);
    }
    return times;
}"""


def main() -> None:
    """Print everything that can be measured here."""
    started = time.perf_counter()
    encoded = browser_index.encoded(bundled())
    spent = time.perf_counter() - started
    sizes = f"{len(encoded.plain) / 1e6:.2f} MB, gzipped {len(encoded.packed) / 1e6:.3f} MB"
    print(f"index: {sizes}; made in {spent:.1f} s, once in the life of a server")
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "tags.json"
        file.write_bytes(encoded.plain)
        node = shutil.which("node")
        if node is None:
            print("search: node is not on the path")
        else:
            script = Path(__file__).with_name("search.js")
            subprocess.run([node, "--expose-gc", str(script), str(file)], check=True)
    in_chromium()


def in_chromium() -> None:
    """From a key to the list, in a real page."""
    chromium = browser_path()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        chromium = None
    if chromium is None:
        print("Chromium: needs playwright, and a Chromium on the path")
        return
    with page_server() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        _measure(browser.new_page(), address)
        browser.close()


def browser_path() -> str | None:
    """The Chromium that is named or on the path."""
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    return os.environ.get("ANIMAGINE_CHROMIUM") or on_path


@contextmanager
def page_server() -> Iterator[str]:
    """The address of the tests' page, served by a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page_file = ROOT / "tests" / "browser" / "page.py"
    server = subprocess.Popen([sys.executable, "-W", "ignore", str(page_file), str(port)])
    try:
        _wait(port)
        yield f"http://127.0.0.1:{port}/"
    finally:
        server.terminate()
        server.wait(10)


def _wait(port: int) -> None:
    for _ in range(240):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/animagine/v1/names", timeout=5).close()
            return
        except OSError:
            time.sleep(0.25)
    raise SystemExit("the page's server does not answer")


def _measure(page: Any, address: str) -> None:
    page.goto(address)
    page.wait_for_function("Animagine.load && Animagine.load.index() !== null")
    built = sorted(page.evaluate(BUILD))
    print(f"Chromium: JSON.parse and index {built[len(built) // 2]:.0f} ms (median of 5)")
    box = page.locator("#txt2img_prompt textarea")
    page.evaluate(MEASURE)
    for _ in range(3):
        box.fill("")
        box.focus()
        page.keyboard.type(TYPED, delay=30)
    page.wait_for_timeout(200)
    for name, text in (
        ("laid", "from the key to the list in the page, styled and laid out"),
        ("framed", "the frame that paints it"),
    ):
        times = sorted(page.evaluate(f"window.{name}"))
        shown = (f"p{part} {times[int(len(times) * part / 100)]:.2f}" for part in (50, 95, 99))
        print(f"Chromium: {text}: {', '.join(shown)} ms ({len(times)} keys)")
    _measure_preview(page)
    _measure_long(page)


def _measure_preview(page: Any) -> None:
    """A key's preview and a bare request, in turn: what differs is the pause and the page."""
    box = page.locator("#txt2img_prompt textarea")
    text = "1girl, smile, long_hair, outdoors, night, "
    box.fill(text)
    box.focus()
    page.keyboard.press("End")
    shown, asked = [], []
    for n in range(25):
        page.wait_for_timeout(500)
        page.evaluate("performance.clearMeasures('animagine-preview')")
        page.keyboard.type("ab"[n % 2])
        page.wait_for_function(f"{PREVIEWED}.length > 0")
        shown += page.evaluate(PREVIEWED)
        asked.append(page.evaluate(ASK, text))
    preview, request = (sorted(times)[len(times) // 2] for times in (shown, asked))
    print(f"Chromium: from a key to the preview {preview:.0f} ms, a bare request {request:.0f} ms")


def _measure_long(page: Any) -> None:
    """What our handlers take of a key, in a short and in a long prompt."""
    medians = []
    for length in (10_000, 1_000_000):
        page.evaluate(HANDLED, length)
        page.keyboard.type("smile", delay=30)
        page.wait_for_timeout(300)
        times = sorted(page.evaluate("handled"))
        medians.append(times[len(times) // 2])
    short, long = medians
    print(f"Chromium: our handlers of a key in 10 KB {short:.1f} ms, in 1 MB {long:.1f} ms")


if __name__ == "__main__":
    main()
