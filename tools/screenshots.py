"""The README's pictures, taken from the running program.

    ANIMAGINE_WEBUI=… python -m tools.screenshots [NAME …]

Without ``ANIMAGINE_WEBUI`` (and what else docs/host-tests.md lists) only the studio's are taken.
Needs the extras ``studio`` and ``host``, and a Chromium. The studio draws its demo; the WebUI may
have any SDXL checkpoint, since nothing is drawn there.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tests.host.browser import Page, opened
from tests.host.hosting import Host
from tests.host.tab import Tab

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "docs" / "pictures"
MESSY: Final = "masterpiece, smile, safe, oshi no ko, arima kana, 1girl"
UNFINISHED: Final = "1girl, hatsune"
QUALITY: Final = 82
"""Of WebP: text stays sharp, a picture stays under 100 KB."""
_WIDE: Final = {"width": 1280, "height": 1100}
_DESIGN: Final = ((1600, 800), (1280, 800), (800, 800), (390, 844))
_MOVING: Final = {"width": 1280, "height": 800}
_TALL: Final = 520
"""Height of each picture of a page beside others."""


def keep(name: str, png: bytes) -> None:
    """Write a picture."""
    from PIL import Image

    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"{name}.webp"
    with Image.open(io.BytesIO(png)) as image:
        image.convert("RGB").save(path, "WEBP", quality=QUALITY, method=6)
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


def accordion(page: Page) -> None:
    """The accordion with its live preview, under a prompt that needs it."""
    page.fill(prompt=MESSY, width=512, height=768)
    page.unfold()
    preview = page.page.locator("#animagine_txt2img .animagine-preview")
    preview.get_by_text(re.compile(r"\d+ changes")).first.wait_for()
    page.page.wait_for_timeout(800)
    keep("accordion", page.page.locator("#animagine_txt2img").screenshot())


def completion(page: Page) -> None:
    """The list at the caret."""
    box = page.page.locator("#txt2img_prompt textarea")
    box.click()
    page.page.keyboard.type(UNFINISHED, delay=20)
    offers = page.page.locator(".animagine-complete")
    offers.wait_for()
    page.page.wait_for_timeout(500)
    around, listed = box.bounding_box(), offers.bounding_box()
    assert around is not None
    assert listed is not None
    bottom = max(around["y"] + around["height"], listed["y"] + listed["height"])
    clip = {"x": around["x"] - 8, "y": around["y"] - 8, "width": around["width"] + 16}
    keep("completion", page.page.screenshot(clip={**clip, "height": bottom - around["y"] + 16}))


def tab(page: Page) -> None:
    """The tab, with a prompt that was applied and so shows as parts."""
    ours = Tab(page)
    ours.show()
    ours.fill(prompt=MESSY)
    applied(page.page, "#animagine_panel")
    keep("tab", page.page.screenshot())


def studio(page: Any) -> None:
    """The studio with a picture of its demo."""
    page.locator("#animagine_panel_prompt textarea").fill(MESSY)
    read(page)
    page.locator("#animagine_panel_generate").click()
    page.locator("#animagine_panel_gallery img").first.wait_for()
    page.locator(".animagine-told p").first.wait_for()
    page.locator("h1").click()
    page.wait_for_timeout(500)
    keep("studio", page.screenshot(full_page=True))


def design(page: Any) -> None:
    """The studio's page as it opens, at the four widths of docs/design.md, in both themes."""
    from PIL import Image

    address = page.url.partition("?")[0]
    for theme in ("light", "dark"):
        seen: list[Image.Image] = []
        for width, height in _DESIGN:
            page.set_viewport_size({"width": width, "height": height})
            page.goto(f"{address}?__theme={theme}")
            page.wait_for_function("window.Animagine && Animagine.load.index() !== null")
            page.locator("#animagine_panel_prompt textarea").fill(MESSY)
            page.locator("h1").click()
            read(page)
            page.locator("#animagine_panel_generate").click()
            page.locator(".animagine-told p").first.wait_for()
            page.wait_for_timeout(800)
            page.evaluate("scrollTo(0, 0)")
            with Image.open(io.BytesIO(page.screenshot())) as shot:
                seen.append(shot.convert("RGB").resize((width * _TALL // height, _TALL)))
        keep_beside(f"design-{theme}", seen)


def job(page: Any) -> None:
    """The main job, moment by moment: typed, read, applied, drawn. It moves once, then rests."""
    page.set_viewport_size(_MOVING)
    moments: list[tuple[bytes, int]] = []

    def moment(lasts: int) -> None:
        moments.append((page.screenshot(), lasts))

    prompt = page.locator("#animagine_panel_prompt textarea")
    prompt.click()
    moment(900)
    for part in re.findall(r"[^,]+,? ?", MESSY):
        page.keyboard.insert_text(part)
        moment(350)
    page.keyboard.press("Escape")
    read(page)
    page.wait_for_timeout(800)
    moment(2600)
    applied(page, "#animagine_panel")
    moment(2200)
    page.locator("#animagine_panel_generate").click()
    page.locator(".animagine-told p").first.wait_for()
    page.wait_for_timeout(800)
    moment(4000)
    keep_moving("job", moments)


def keep_moving(name: str, moments: Sequence[tuple[bytes, int]]) -> None:
    """Write pictures that follow each other, each with its milliseconds."""
    from PIL import Image

    width, height = _MOVING["width"] * 3 // 4, _MOVING["height"] * 3 // 4
    seen: list[Image.Image] = []
    for png, _ in moments:
        with Image.open(io.BytesIO(png)) as shot:
            seen.append(shot.convert("RGB").resize((width, height), Image.Resampling.LANCZOS))
    path = FOLDER / f"{name}.webp"
    lasts = [each for _, each in moments]
    first, *others = seen
    first.save(
        path,
        "WEBP",
        save_all=True,
        append_images=others,
        duration=lasts,
        loop=1,
        quality=QUALITY,
        method=6,
    )
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size // 1024} KB")


def keep_beside(name: str, seen: list[Any]) -> None:
    """Write pictures of one height beside each other."""
    from PIL import Image

    gap = 14
    wide = sum(each.width + gap for each in seen) + gap
    all_of_them = Image.new("RGB", (wide, _TALL + 2 * gap), (120, 126, 138))
    left = gap
    for each in seen:
        all_of_them.paste(each, (left, gap))
        left += each.width + gap
    made = io.BytesIO()
    all_of_them.save(made, "PNG")
    keep(name, made.getvalue())


def read(page: Any) -> None:
    """Wait until the page says what becomes of ``MESSY``."""
    page.locator(".animagine-preview .animagine-line", has_text="8 changes").wait_for()


def applied(page: Any, panel: str) -> None:
    """Press the preview's button, and wait until the parts have followed."""
    read(page)
    page.locator(f"{panel} .animagine-preview").get_by_text("Apply to prompt").click()
    subjects = page.locator(f"{panel}_subjects input:checked")
    subjects.first.wait_for(state="attached")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(800)


@contextmanager
def running_studio() -> Iterator[str]:
    """The studio's address."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-W", "ignore", "-m", "sd_animagine", "studio"]
        server = subprocess.Popen(
            [*command, "--port", "0", "--model", "demo"],
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert server.stdout is not None
            found = re.search(r"http://\S+", server.stdout.readline())
            if found is None:
                raise SystemExit("the studio did not start")
            yield found[0]
        finally:
            server.terminate()
            server.wait(20)


@contextmanager
def running_webui() -> Iterator[Host]:
    """The WebUI of the environment, with this checkout in it."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        host = Host(Path(os.environ["ANIMAGINE_WEBUI"]).resolve(), Path(folder) / "data", None)
        host.prepare()
        try:
            host.start()
            yield host
        finally:
            host.stop()


OF_STUDIO: Final[dict[str, Callable[[Any], None]]] = {
    "studio": studio,
    "design": design,
    "job": job,
}
OF_WEBUI: Final[dict[str, Callable[[Page], None]]] = {
    "accordion": accordion,
    "completion": completion,
    "tab": tab,
}


def main(arguments: list[str] | None = None) -> int:
    """Take the pictures that are asked for, all by default."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="*", help=", ".join([*OF_WEBUI, *OF_STUDIO]))
    names = parser.parse_args(arguments).name or [*OF_WEBUI, *OF_STUDIO]
    webui = [name for name in names if name in OF_WEBUI]
    if webui and not os.environ.get("ANIMAGINE_WEBUI"):
        print(f"{', '.join(webui)}: left as they are, ANIMAGINE_WEBUI is not set")
        webui = []
    if of_studio := [name for name in names if name in OF_STUDIO]:
        with running_studio() as address, opened_pages() as new_page:
            for name in of_studio:
                page = new_page()
                page.goto(f"{address}/?__theme=light")
                page.wait_for_function("window.Animagine && Animagine.load.index() !== null")
                OF_STUDIO[name](page)
    if webui:
        with running_webui() as host, opened_pages() as new_page:
            for name in webui:
                page = Page(new_page(), host.url)
                page.open("light")
                page.page.wait_for_function("window.Animagine && Animagine.load.index() !== null")
                OF_WEBUI[name](page)
    return 0


@contextmanager
def opened_pages() -> Iterator[Callable[[], Any]]:
    """Makes pages of a headless Chromium."""
    with opened() as browser:
        yield lambda: browser.new_context(viewport=_WIDE, reduced_motion="reduce").new_page()


if __name__ == "__main__":
    sys.exit(main())
