"""A real Chromium on a real page. Without either the tests are skipped; where CI is set they fail.

``ANIMAGINE_CHROMIUM`` names the browser's executable if it is not on the path;
``ANIMAGINE_NODE_MODULES`` a folder that holds ``axe-core``.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urljoin

import pytest

FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    # gradio's pages ask for fonts from elsewhere; nothing leaves the machine
    *("--no-proxy-server", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"),
)
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PAGE = Path(__file__).with_name("page.py")
GIVEN = "window.opts = JSON.parse(new URLSearchParams(location.search).get('opts') ?? '{}');"
"""The host's options are in the page's address: a script for each would stay in the tab."""
USUAL = {
    "viewport": {"width": 1280, "height": 720},
    "reduced_motion": "no-preference",
    "color_scheme": "light",
}
"""What is set anew in a tab that is there; other wishes take a tab of their own."""


def pytest_configure(config: pytest.Config) -> None:
    """Make our markers known."""
    config.addinivalue_line("markers", "browser: what is tested in a real Chromium")
    config.addinivalue_line("markers", "gradio: gradio's own part of the page takes part in it")


def pytest_itemcollected(item: pytest.Item) -> None:
    """``-m "not browser or gradio"`` leaves out what tries our scripts alone."""
    if item.path.parent == PAGE.parent:
        item.add_marker("browser")


def missing(what: str) -> Any:
    """Skip, or fail where these tests are a duty."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        missing("playwright is not installed (pip install -e .[browser])")
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    path = os.environ.get("ANIMAGINE_CHROMIUM") or on_path
    if path is None:
        missing("no Chromium on the path (apt-get install chromium, or set ANIMAGINE_CHROMIUM)")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address() -> Iterator[str]:
    """The page's server, in a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen([sys.executable, "-W", "ignore", str(PAGE), str(port)])
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(1200):
            try:
                urllib.request.urlopen(f"{base}/animagine/v1/names", timeout=5).close()
                break
            except OSError:
                assert server.poll() is None, "the page's server ended"
                time.sleep(0.25)
        else:
            pytest.fail("the page's server does not answer")
        yield base
    finally:
        server.terminate()
        server.wait(10)


class Tabs:
    """Browser tabs, one for each kind of user; every test finds an empty one.

    To open a page in a new tab costs three times what it costs in one that is there.
    """

    def __init__(self, chromium: Any) -> None:
        self.chromium = chromium
        self.kept: dict[str, Any] = {}
        self.errors: list[str] = []

    def empty(self, **user: Any) -> Any:
        """Return a tab in which nothing is open.

        Args:
            user: what is not as usual, as in ``new_context``: ``locale``, ``viewport`` ...
        """
        set_anew = {name: user.pop(name, usual) for name, usual in USUAL.items()}
        key = repr(sorted(user.items()))
        if key not in self.kept:
            context = self.chromium.new_context(**user)
            context.clock.install()  # `page.clock.run_for` makes time pass, where nothing happens
            context.add_init_script(GIVEN)
            self.kept[key] = context.new_page()
            self.kept[key].on("pageerror", lambda error: self.errors.append(str(error)))
        page = self.kept[key]
        page.set_viewport_size(set_anew.pop("viewport"))
        page.emulate_media(**set_anew)
        return page

    def leave(self) -> None:
        """Close every page and forget what it did; a script error in one is raised."""
        from playwright.sync_api import Error as PlaywrightError

        for key, page in list(self.kept.items()):
            try:
                page.unroute_all(behavior="ignoreErrors")
                if page.url != "about:blank":
                    page.mouse.move(0, 0)
                    # the page keeps what was typed last when it is left, so it is left first
                    page.goto(urljoin(page.url, "/nothing-is-here"))
                    page.evaluate("localStorage.clear(); sessionStorage.clear()")
            except PlaywrightError:  # a test has closed or broken it
                self.kept.pop(key).context.close()
        errors, self.errors = self.errors, []
        assert not errors, errors


@pytest.fixture(scope="session")
def tabs(chromium: Any) -> Tabs:
    return Tabs(chromium)


Open = Callable[..., Any]


@pytest.fixture
def open_page(tabs: Tabs, address: str) -> Iterator[Open]:
    """Opens the page; a script error in it fails the test."""

    def opened(path: str = "/", *, options: str = "{}", ready: bool = True, **user: Any) -> Any:
        page = tabs.empty(**user)
        page.goto(f"{address}{path}{'&' if '?' in path else '?'}{urlencode({'opts': options})}")
        page.wait_for_selector("#txt2img_prompt textarea, #animagine_panel_prompt textarea")
        if ready:
            page.wait_for_function("Animagine.load.index() !== null")
            page.wait_for_selector("textarea[aria-autocomplete]")
        return page

    yield opened
    tabs.leave()


def expect(found: Any) -> Any:
    """playwright's own; imported where a test runs, for it may be missing."""
    from playwright.sync_api import expect as expected

    return expected(found)


def later_answers(page: Any) -> None:
    """Let the answers that are on their way come in: the next one that is asked for comes last."""
    page.evaluate("fetch('/our/style.css').then((answer) => answer.text())")


def settled(page: Any) -> Any:
    """The page, when what was typed has been answered: our scripts work behind the next frame."""
    page.evaluate("new Promise((done) => Animagine.frames.later(done).soon())")
    return page


@pytest.fixture
def page(open_page: Open) -> Any:
    return open_page()


@pytest.fixture(scope="session")
def axe() -> str:
    folder = Path(os.environ.get("ANIMAGINE_NODE_MODULES", "node_modules"))
    path = folder / "axe-core" / "axe.min.js"
    if not path.is_file():
        missing("axe-core is not installed (npm install axe-core), or set ANIMAGINE_NODE_MODULES")
    return path.read_text("utf-8")
