"""Does the studio, or a WebUI, answer while it works on something long?

    python benchmarks/answering.py [--seconds 30] [--port 7860 --longest 65000]

With ``--port`` it asks what runs there already, such as a WebUI: let that sample meanwhile, and see
what its own progress says of the time a step takes, before and during. Else it starts
``animagine studio --model demo``, asks ``/status`` again and again, first while nothing else
goes on, then while another process has it compile 256 KB over and over and a batch of 1,000
requests beside it, and says how long the answers took. Every text is another one.
"""

from __future__ import annotations

import argparse
import http.client
import json
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from threading import Thread

from compile import distinct_prompts

ROOT = Path(__file__).parents[1]
BASE = "/animagine/v1"
LONGEST = 255 * 1024
PAUSE = 0.02
"""Seconds between two questions, as when somebody types fast."""


@contextmanager
def studio() -> Iterator[int]:
    """A studio on a free port."""
    with tempfile.TemporaryDirectory() as outputs:
        command = [sys.executable, "-W", "ignore", "-m", "sd_animagine", "studio"]
        server = subprocess.Popen(
            [*command, "--model", "demo", "--port", "0", "--outputs", outputs],
            cwd=ROOT, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert server.stdout is not None
        with server.stdout:
            found = re.search(r":(\d+)\s", server.stdout.readline())
            try:
                if found is None:
                    raise RuntimeError("the studio did not start")
                yield int(found[1])
            finally:
                server.terminate()
                server.wait()


def ask(port: int, method: str, path: str, body: object = None) -> float:
    """Seconds until the whole answer is there."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    sent = None if body is None else json.dumps(body).encode()
    began = time.perf_counter()
    connection.request(method, BASE + path, sent, {"Content-Type": "application/json"})
    answer = connection.getresponse()
    size = len(answer.read())
    took = time.perf_counter() - began
    connection.close()
    if answer.status != 200 or not size:
        raise RuntimeError(f"{path} answered {answer.status}")
    return took


def load(port: int, longest: int) -> None:
    """Have it work without end; prints what each answer took."""
    prompts = distinct_prompts(11)
    text = ", ".join(prompts)
    while len(text) < longest:
        text += ", " + text
    batch = [{"prompt": prompts[n % len(prompts)] + f", {n}"} for n in range(1000)]

    def compiles() -> None:
        while True:
            took = ask(port, "POST", "/compile", {"prompt": text[:longest]})
            print(f"compile of {longest:,} characters: {took:.2f} s", flush=True)

    Thread(target=compiles, daemon=True).start()
    while True:
        print(f"batch of 1,000: {ask(port, 'POST', '/batch', batch):.2f} s", flush=True)


def report(name: str, port: int, seconds: float) -> None:
    """Ask for some time and print the median and the tail."""
    until = time.monotonic() + seconds
    times = []
    while time.monotonic() < until:
        times.append(ask(port, "GET", "/status") * 1e3)
        time.sleep(PAUSE)
    times.sort()
    p99 = times[int(len(times) * 0.99)]
    median = statistics.median(times)
    print(f"{name}: p50 {median:.1f} ms, p99 {p99:.1f} ms, worst {times[-1]:.1f} ms, {len(times)}")


def main() -> None:
    """Start a studio and measure it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--port", type=int, help="of a server that runs already")
    parser.add_argument("--longest", type=int, default=LONGEST, help="characters to compile")
    parser.add_argument("--load", type=int, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.load:
        load(asked.load, asked.longest)
    with nullcontext(asked.port) if asked.port else studio() as port:
        ask(port, "POST", "/compile", {"prompt": "smile, 1girl"})  # loads the lists
        report("/status, nothing else", port, asked.seconds / 3)
        command = [sys.executable, __file__, "--load", str(port), "--longest", str(asked.longest)]
        working = subprocess.Popen(command, cwd=ROOT)
        try:
            time.sleep(5)
            report(f"/status, {asked.longest:,} characters and a batch", port, asked.seconds)
        finally:
            working.kill()
            working.wait()


if __name__ == "__main__":
    main()
