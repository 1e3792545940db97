"""Pictures dropped on the tab "Animagine": what the host draws, and what is no picture at all."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.goldens import Q
from tests.host.browser import window
from tests.host.client import Api
from tests.host.hosting import Host
from tests.host.tab import PANEL, Tab

_HUGE = 1_000_000_000


@pytest.fixture(scope="module")
def tab(browser: Any, host: Host) -> Iterator[Tab]:
    with window(browser, host) as page:
        made = Tab(page)
        made.show()
        made.unfold("read")
        yield made


def read(tab: Tab, name: str, content: bytes) -> str:
    """Drop a file; what is said of it."""
    before = tab.told("read-message")
    box = tab.page.locator(f"{PANEL}_file input[type=file]")
    box.wait_for(state="attached")
    box.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    tab.until(lambda: tab.told("read-message") not in ("", before))
    return tab.told("read-message")


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def png(*chunks: bytes, width: int = 64, height: int = 64) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(chunks) + chunk(b"IEND", b"")


def inflating() -> bytes:
    """A text of a gigabyte in a megabyte."""
    packer = zlib.compressobj(9)
    block = b"\0" * 10_000_000
    packed = b"".join(packer.compress(block) for _ in range(_HUGE // len(block))) + packer.flush()
    return png(chunk(b"zTXt", b"parameters\0\0" + packed))


@pytest.mark.parametrize("kind", ["png", "jpg", "webp"])
def test_a_picture_of_the_host(tab: Tab, api: Api, kind: str) -> None:
    seed = {"png": 11, "jpg": 12, "webp": 13}[kind]
    api.post("/sdapi/v1/options", {"samples_format": kind})
    try:
        drawn = api.draw("smile, 1girl", {"snap": False, "year": 2023}, seed=seed, width=192)
    finally:
        api.post("/sdapi/v1/options", {"samples_format": "png"})
    told = read(tab, f"a.{kind}", drawn.picture.png)
    assert "192×128" in told and f"seed {seed}" in told
    assert "You typed “smile, 1girl”." in told
    tab.wait_for("prompt", f"1girl, smile, year 2023, {Q}")
    assert (tab.value("width"), tab.value("height")) == ("192", "128")
    assert (tab.value("steps"), tab.value("seed")) == ("1", str(seed))
    tab.until(lambda: tab.value("part_year") == "2023")
    assert "1girl" in tab.chips() and "masterpiece" in tab.chips()
    drawn_today = tab.page.locator(f"{PANEL} .animagine-line")
    tab.until(lambda: "192×128 → 1216×832" in str(drawn_today.text_content()))


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"hello, I am no picture", "no picture that can be read"),
        (png(width=20_000, height=10_000), "20000×10000 pixels, but at most 64 million"),
        (b"\x89PNG\r\n\x1a\n\0\0", "damaged"),
    ],
    ids=["text", "200 megapixels", "cut off"],
)
def test_what_is_not_read_is_said_and_moves_nothing(
    tab: Tab, content: bytes, sentence: str
) -> None:
    tab.fill(prompt="1girl, hat", seed=77)
    assert sentence in read(tab, "bad.png", content)
    assert (tab.value("prompt"), tab.value("seed")) == ("1girl, hat", "77")


def test_a_text_that_inflates_to_a_gigabyte(tab: Tab, host: Host) -> None:
    before = most_memory(host)
    assert "over a million bytes of text" in read(tab, "bomb.png", inflating())
    assert most_memory(host) - before < 100_000_000


def test_an_infotext_that_lies(tab: Tab) -> None:
    """Numbers that no control takes leave it alone; markup stays text."""
    text = (
        "1girl, <img src=x onerror=alert(1)>\nNegative prompt: a\n"
        "Steps: 999999999999, Sampler: <b>, CFG scale: nan, Seed: 1e999, Size: 99999x0"
    )
    tab.fill(steps=28, width=832, height=1216)
    told = read(tab, "lie.png", png(chunk(b"tEXt", b"parameters\0" + text.encode())))
    assert "64×64" in told
    tab.until(lambda: "img" in tab.value("prompt"))
    assert tab.value("steps") == "28"
    assert (tab.value("width"), tab.value("height")) == ("64", "64")
    assert tab.page.locator(f"{PANEL} .animagine-read-message b").count() == 0


def most_memory(host: Host) -> int:
    """The most memory that the host ever took, in bytes; 0 where the system does not tell."""
    status = Path(f"/proc/{host.process.pid if host.process else 0}/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    peak = next((line for line in lines if line.startswith("VmHWM:")), "VmHWM: 0 kB")
    return int(peak.split()[1]) * 1024
