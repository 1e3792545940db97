"""The tab "Animagine" in the host's page, as a person uses it."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from tests.host.browser import READY, Page

PANEL = "#animagine_panel"
_PATIENCE = 30_000
_SHOW = """title => [...document.querySelectorAll('#tabs > .tab-nav button')]
    .find(button => button.textContent.trim() === title).click()"""
_IDLE = "!document.querySelector('#animagine_panel_generate').hasAttribute('data-animagine-gone')"


class Tab:
    """Our tab; ``page.page`` is the browser's page."""

    def __init__(self, page: Page) -> None:
        self.page = page.page

    def show(self, title: str = "Animagine") -> None:
        """Turn to a tab of the host: a press, wherever a narrow window has put the button."""
        self.page.wait_for_function(READY, timeout=_PATIENCE)
        self.page.evaluate(_SHOW, title)
        if title == "Animagine":
            self.page.locator(f"{PANEL} .animagine-search-box").wait_for(state="visible")

    def unfold(self, name: str) -> None:
        """Open one of the drawers."""
        self.page.locator(f"{PANEL}_{name} .animagine-drawer-button").click()

    def box(self, name: str) -> Any:
        """The field of a control."""
        kind = "textarea" if name in ("prompt", "neg_prompt", "free") else "input"
        number = name in ("width", "height", "steps", "cfg_scale", "seed", "batch_count")
        return self.page.locator(f"{PANEL}_{name} {kind}{'[type=number]' * number}").first

    def value(self, name: str) -> str:
        """What a control holds."""
        return str(self.box(name).input_value())

    def fill(self, **values: str | int) -> None:
        """Type into controls."""
        for name, value in values.items():
            self.box(name).fill(str(value))
            self.box(name).press("Escape")

    def wait_for(self, name: str, text: str) -> None:
        """Until a control holds a text."""
        self.until(lambda: self.value(name) == text, lambda: f"{name}: {self.value(name)!r}")

    def until(self, holds: Callable[[], Any], told: Callable[[], str] = str) -> None:
        """Look again until something holds."""
        deadline = time.monotonic() + _PATIENCE / 1000
        while not holds():
            assert time.monotonic() < deadline, told()
            self.page.wait_for_timeout(50)

    def chip(self, group: str, text: str) -> None:
        """Press one of the words to pick."""
        labels = self.page.locator(f"{PANEL}_{group} label")
        labels.get_by_text(text, exact=True).click()

    def chips(self) -> list[str]:
        """The words that are picked."""
        chosen = self.page.locator(f"{PANEL} .animagine-chips label:has(input:checked)")
        return [text.strip() for text in chosen.all_text_contents()]

    def choose(self, name: str, choice: str) -> None:
        """Choose from a list, by mouse."""
        self.page.locator(f"{PANEL}_{name} input").click()
        self.page.locator("ul.options li", has_text=choice).first.click()

    def small(self, steps: int = 1, side: int = 64) -> None:
        """What is drawn in a moment: a small picture that is left as it is."""
        self.unfold("compiling")
        self.page.locator(f"{PANEL}_snap input").uncheck()
        self.unfold("compiling")
        self.fill(width=side, height=side, steps=steps)

    def start(self) -> None:
        """Press Generate."""
        self.page.locator(f"{PANEL}_generate").click()
        self.page.wait_for_selector(f"{PANEL}_interrupt:visible")

    def wait_idle(self) -> None:
        """Until nothing of ours is drawn."""
        self.page.wait_for_function(_IDLE, timeout=4 * _PATIENCE)
        self.page.wait_for_timeout(300)

    def draw(self) -> str:
        """Press Generate and wait; what stands below the pictures."""
        self.start()
        self.wait_idle()
        return self.told()

    def told(self, place: str = "told") -> str:
        """A message of ours: below the pictures, of presets, of a picture that was read."""
        found = self.page.locator(f"{PANEL} .animagine-{place}").first
        if not found.count():
            return ""
        if place == "told":
            return str(found.text_content() or "")
        lines = found.locator(".animagine-note")  # beside them gradio 4 writes its seconds
        return " ".join(lines.all_text_contents())

    def pictures(self) -> list[str]:
        """Addresses of what was drawn."""
        images = self.page.locator(f"{PANEL}_gallery img")
        every = images.evaluate_all("all => all.map(each => each.src)")
        return list(dict.fromkeys(each for each in every if "file=" in each))
