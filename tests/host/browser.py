"""The host's page in a headless Chromium, as a person uses it."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

import pytest

from tests.host.client import Picture
from tests.host.hosting import Host

_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking")
_PICTURES = """tab => [...document.querySelectorAll(`#${tab}_gallery img`)]
    .filter(img => !img.closest('.livePreview') && img.src.includes('file='))
    .map(img => img.src)"""
_PATIENCE = 120_000
"""Milliseconds for a picture; a trained size takes five seconds on two cores."""
_SETTLED = 2_000
"""Milliseconds after which Forge no longer writes its presets into the fields."""


class Page:
    """The txt2img tab."""

    def __init__(self, page: Any, url: str) -> None:
        self.page = page
        self.url = url
        self.complaints: list[str] = []
        page.on("pageerror", lambda error: self.complaints.append(error.stack or str(error)))
        page.on("console", self._hear)

    def _hear(self, message: Any) -> None:
        if message.type == "error":
            self.complaints.append(f"{message.text} {message.location}")

    def open(self, theme: str) -> None:
        """Load the page and wait until the host leaves the fields alone."""
        self.page.goto(f"{self.url}/?__theme={theme}", wait_until="domcontentloaded")
        self.page.wait_for_selector("#txt2img_prompt textarea", timeout=_PATIENCE)
        ready = "() => typeof opts === 'object' && Object.keys(opts).length > 0"
        self.page.wait_for_function(ready, timeout=_PATIENCE)
        self.page.wait_for_timeout(_SETTLED)

    def fill(self, **values: str | int) -> None:
        """Type into fields of the tab: ``prompt``, ``neg_prompt``, or a number's name."""
        for name, value in values.items():
            inside = "textarea" if "prompt" in name else "input[type=number]"
            field = self.page.locator(f"#txt2img_{name} {inside}").first
            field.fill(str(value))
            field.press("Escape")  # closes our list of offers: Tab would take one
            field.press("Tab")

    def value(self, name: str) -> str:
        """What a field of the tab holds."""
        inside = "textarea" if "prompt" in name else "input"
        return str(self.page.locator(f"#txt2img_{name} {inside}").first.input_value())

    def unfold(self) -> None:
        """Open our accordion."""
        self.page.locator("#animagine_txt2img > .label-wrap").click()
        self.page.locator("#animagine_txt2img_enabled").wait_for(state="visible")

    def tick(self, name: str, on: bool) -> None:
        """Set one of our switches."""
        self.page.locator(f"#animagine_txt2img_{name} input").set_checked(on)

    def choose(self, name: str, choice: str) -> None:
        """Choose from one of our lists, by mouse."""
        self.page.locator(f"#animagine_txt2img_{name} input").click()
        self.page.locator("ul.options li", has_text=choice).first.click()

    def generate(self, button: str = "txt2img_generate", *, patience: int = _PATIENCE) -> Picture:
        """Press a button and wait for another picture, so many milliseconds."""
        before = self.page.evaluate(_PICTURES, "txt2img")
        self.page.locator(f"#{button}").first.click()
        self.page.wait_for_function(
            f"seen => {{ const now = ({_PICTURES})('txt2img');"
            " return now.length && JSON.stringify(now) !== seen; }",
            arg=_as_json(before),
            timeout=patience,
        )
        self.page.wait_for_timeout(500)  # the texts below arrive with it, the page draws them later
        source = self.page.evaluate(_PICTURES, "txt2img")[0]
        return Picture(self.page.request.get(urljoin(self.url, source)).body())

    def told(self) -> str:
        """What stands under the picture: the infotext, comments, errors."""
        texts = self.page.locator("#html_info_txt2img, #html_log_txt2img").all_inner_texts()
        return "\n".join(texts)

    def paste(self, infotext: str) -> None:
        """Read the parameters of an infotext into the fields."""
        self.fill(prompt=infotext)
        self.page.locator("#paste").first.click()
        self.page.wait_for_function(
            "text => document.querySelector('#txt2img_prompt textarea').value !== text",
            arg=infotext,
            timeout=_PATIENCE,
        )
        self.page.wait_for_timeout(1_000)


def _as_json(values: list[str]) -> str:
    return "[" + ",".join(f'"{value}"' for value in values) + "]"


READY = "() => window.Animagine && Animagine.load.index() !== null"
"""Our scripts are there, and the tag lists."""


@contextlib.contextmanager
def window(
    browser: Any, host: Host, theme: str = "light", width: int = 1280, height: int = 1000
) -> Iterator[Page]:
    """The host's page in a window of its own; at the end nothing may have complained of us."""
    context = browser.new_context(viewport={"width": width, "height": height})
    try:
        page = Page(context.new_page(), host.url)
        page.open(theme)
        yield page
        ours = [text for text in page.complaints if "animagine" in text.lower()]
        assert not ours, ours
    finally:
        context.close()


@contextlib.contextmanager
def opened() -> Iterator[Any]:
    """A headless Chromium."""
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="needs the package playwright to drive a browser"
    )
    on_path = next(filter(None, map(shutil.which, _NAMES)), None)
    found = os.environ.get("ANIMAGINE_CHROMIUM") or on_path
    if not found:
        pytest.skip("needs a Chromium: none on the PATH, and ANIMAGINE_CHROMIUM is not set")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=found, headless=True, args=[*_FLAGS])
        yield browser
        browser.close()
