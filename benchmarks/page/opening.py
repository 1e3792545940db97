"""What it costs to open the studio's page: ours beside another clone's, in turn, in one Chromium.

    python benchmarks/page/opening.py PATH_OF_ANOTHER_CLONE [ITS_PYTHON]

Requests and bytes over the wire, how many requests come before the first prompt box, and when that
box is there; straight, and through a line of 20 ms and 10 Mbit. Each opening has an empty cache.
Needs playwright and a Chromium (``ANIMAGINE_CHROMIUM`` if it is not on the path).
"""

from __future__ import annotations

import asyncio
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.page.run import FLAGS, browser_path  # noqa: E402

ROUNDS = 7
RTT = 0.020
"""Seconds there and back."""
BYTES_A_SECOND = 10e6 / 8
LATEST = 90_000
"""Milliseconds that the slowest page may take."""
SETTLED = 10.0
"""Seconds."""
QUIET = 1500
"""Milliseconds after which nothing more is loaded."""
BOX = "#animagine_panel_prompt textarea"
WATCH = f"""
window.seen = {{}};
const looked = () => {{
    const box = document.querySelector('{BOX}');
    if (box && !seen.box) seen.box = performance.now();
    if (box && box.hasAttribute('aria-autocomplete')) seen.wired = performance.now();
    if (!seen.wired) requestAnimationFrame(looked);
}};
looked();
"""
BEFORE = """() => 1 + performance.getEntriesByType('resource')
    .filter((one) => one.startTime < seen.box).length"""


class Opening(NamedTuple):
    """One page that was opened."""

    requests: int
    before: int
    """Requests that had begun when the prompt box was there."""
    tags: int
    """Bytes of ``tags.json``."""
    others: int
    box: float
    """Milliseconds until the prompt box was there."""
    wired: float
    """Milliseconds until our scripts listened to it."""


def main() -> None:
    """Print both side by side."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    other = Path(sys.argv[1])
    python = sys.argv[2] if len(sys.argv) > 2 else sys.executable
    from playwright.sync_api import sync_playwright

    with (
        studio(ROOT, sys.executable) as ours,
        studio(other, python) as theirs,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=browser_path(), args=list(FLAGS))
        for name, lines in (("loopback", (ours, theirs)), ("20 ms, 10 Mbit", slow(ours, theirs))):
            found: tuple[list[Opening], list[Opening]] = ([], [])
            for _ in range(ROUNDS):
                for port, openings in zip(lines, found, strict=True):
                    openings.append(opened(browser, f"http://127.0.0.1:{port}/"))
            told(name, *found)
        browser.close()


@contextmanager
def studio(clone: Path, python: str) -> Iterator[int]:
    """The port of a clone's studio."""
    with tempfile.TemporaryDirectory() as outputs:
        command = [python, "-B", "-W", "ignore", "-m", "sd_animagine", "studio", "--model", "demo"]
        server = subprocess.Popen(
            [*command, "--port", "0", "--outputs", outputs],
            cwd=clone, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert server.stdout is not None
        found = re.search(r":(\d+)\s", server.stdout.readline())
        if found is None:
            raise SystemExit(f"the studio of {clone} does not start")
        try:
            settle(int(found[1]))
            yield int(found[1])
        finally:
            server.kill()
            server.wait()


def settle(port: int) -> None:
    """Wait until a studio has made its tag list and packed its files, as it does once."""
    address = f"http://127.0.0.1:{port}/animagine/v1/tags.json"
    urllib.request.urlopen(address, timeout=LATEST / 1000).close()
    time.sleep(SETTLED)


def opened(browser: Any, address: str) -> Opening:
    """Open a page in a browser that has never seen it."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    urls: dict[str, str] = {}
    sizes: dict[str, int] = {}

    def asked(event: Any) -> None:
        if event["request"]["url"].startswith("http"):
            urls[event["requestId"]] = event["request"]["url"]

    network.on("Network.requestWillBeSent", asked)
    network.on(
        "Network.loadingFinished",
        lambda event: sizes.update({event["requestId"]: int(event["encodedDataLength"])}),
    )
    page.add_init_script(WATCH)
    page.goto(address)
    page.wait_for_function("seen.wired > 0", timeout=LATEST)
    page.wait_for_function("Animagine.load.index() !== null", timeout=LATEST)
    page.wait_for_timeout(QUIET)
    seen, before = page.evaluate("seen"), page.evaluate(BEFORE)
    context.close()
    tags = sum(size for id_, size in sizes.items() if "tags.json" in urls.get(id_, ""))
    others = sum(size for id_, size in sizes.items() if id_ in urls) - tags
    return Opening(len(urls), before, tags, others, seen["box"], seen["wired"])


def told(name: str, ours: list[Opening], theirs: list[Opening]) -> None:
    """Print the medians of both."""
    print(f"{name} (median of {len(ours)}):")
    for field in Opening._fields:
        one, other = (median(getattr(each, field) for each in found) for found in (ours, theirs))
        print(f"  {field:9}{one:10,.0f}{other:11,.0f}  {one / other:.2f}")


# --- a slow line --------------------------------------------------------------------------------


def slow(*ports: int) -> list[int]:
    """Ports that lead to others, by one slow line each."""
    loop = asyncio.new_event_loop()
    Thread(target=loop.run_forever, daemon=True).start()
    return [asyncio.run_coroutine_threadsafe(_line(port), loop).result() for port in ports]


async def _line(port: int) -> int:
    down = _Wire()

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(RTT)  # what it takes to open a connection
        to_server = await asyncio.open_connection("127.0.0.1", port)
        await asyncio.gather(_carry(reader, to_server[1], None), _carry(to_server[0], writer, down))

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    return int(server.sockets[0].getsockname()[1])


class _Wire:
    """All connections of a line share it."""

    def __init__(self) -> None:
        self._free = 0.0

    def taken(self, size: int) -> float:
        """When so many bytes are through."""
        self._free = max(self._free, time.monotonic()) + size / BYTES_A_SECOND
        return self._free


async def _carry(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, wire: _Wire | None
) -> None:
    """Carry one direction; what is on its way does not keep the next from being sent."""
    parts: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()

    async def arrive() -> None:
        while True:
            at, part = await parts.get()
            await asyncio.sleep(max(0.0, at - time.monotonic()))
            if not part:
                break
            writer.write(part)
        writer.close()

    arriving = asyncio.ensure_future(arrive())
    try:
        while part := await reader.read(1460 * 4):
            sent = wire.taken(len(part)) if wire else time.monotonic()
            await parts.put((sent + RTT / 2, part))
    except ConnectionError:
        pass  # the browser has closed its end
    await parts.put((time.monotonic() + RTT / 2, b""))
    await arriving


if __name__ == "__main__":
    main()
