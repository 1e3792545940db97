"""How soon do the routes answer on loopback, and do many at once all get their answer?

    python benchmarks/routes.py

Starts a server of its own (uvicorn with this Python's fastapi) with the routes and nothing else,
then asks it from another process's point of view: over TCP, one connection kept open, as a page
does. Every prompt is another one, so nothing is answered from memory. Then 200 requests are sent at
the same moment, each on its own connection. Also timed: completion and a full batch. Run it with
the libraries of each host; it says which ones it found.
"""

from __future__ import annotations

import http.client
import json
import platform
import socket
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from importlib import metadata
from pathlib import Path

from compile import distinct_prompts

ROOT = Path(__file__).parents[1]
BASE = "/animagine/v1"
TIMES = 2000
AT_ONCE = 200
_SERVER = """
import sys, uvicorn
from fastapi import FastAPI
from sd_animagine.api.routes import router
app = FastAPI()
app.include_router(router())
uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[1]), log_level="error", access_log=False)
"""


class Client:
    """One connection that is kept open."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method: str, path: str, body: object = None) -> tuple[int, bytes]:
        """Status and body of an answer."""
        sent = None if body is None else json.dumps(body).encode()
        self.connection.request(method, BASE + path, sent, {"Content-Type": "application/json"})
        answer = self.connection.getresponse()
        return answer.status, answer.read()


def milliseconds(client: Client, asked: list[tuple[str, str, object]]) -> list[float]:
    """Time of each answer."""
    found = []
    for method, path, body in asked:
        start = time.perf_counter()
        status, _ = client.ask(method, path, body)
        found.append((time.perf_counter() - start) * 1e3)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
    return found


def report(name: str, times: list[float]) -> None:
    """Median and tail."""
    times = sorted(times)
    p99 = times[int(len(times) * 0.99)]
    median = statistics.median(times)
    print(f"{name}: p50 {median:.2f} ms, p99 {p99:.2f} ms, worst {times[-1]:.2f} ms, {len(times)}")


def all_at_once(port: int, prompts: list[str]) -> None:
    """200 connections, opened first, each with one request."""
    clients = [Client(port) for _ in prompts]

    def one(pair: tuple[Client, str]) -> bool:
        status, body = pair[0].ask("POST", "/check", {"prompt": pair[1]})
        return status == 200 and "findings" in json.loads(body)

    start = time.perf_counter()
    with ThreadPoolExecutor(len(prompts)) as pool:
        answered = sum(pool.map(one, zip(clients, prompts, strict=True)))
    took = time.perf_counter() - start
    print(f"{len(prompts)} at once: {answered} answered, {took * 1e3:.0f} ms for all")


def wait_for(port: int) -> None:
    """Until the server listens."""
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("the server did not start")


def measure(port: int) -> None:
    """Print all figures."""
    prompts = (distinct_prompts(5) * 10)[:TIMES]
    checks: list[tuple[str, str, object]] = [
        ("POST", "/check", {"prompt": f"{prompt}, {n}", "negative_prompt": "lowres"})
        for n, prompt in enumerate(prompts)
    ]
    client = Client(port)
    milliseconds(client, checks[:50])  # loads the lists, warms up
    nothing: tuple[str, str, object] = ("GET", "/buckets", None)
    report("nothing to do (what the machine allows)", milliseconds(client, [nothing] * TIMES))
    report("check, 60 tags", milliseconds(client, checks))
    short = [("POST", "/check", {"prompt": f"1girl, smile, {n}"}) for n in range(TIMES)]
    report("check, 3 tags", milliseconds(client, [*short]))
    compiles = [("POST", "/compile", body) for _, _, body in checks[:500]]
    report("compile, 60 tags", milliseconds(client, [*compiles]))
    typed = [prompt.split(", ")[-1][:n] for prompt in prompts[:125] for n in (1, 2, 3, 6)]
    quoted = [text.replace(" ", "_").replace("%", "") for text in typed if text.isascii()]
    wanted = [("GET", f"/complete?q={text.replace('&', '').replace('#', '')}") for text in quoted]
    milliseconds(client, [("GET", "/complete?q=a", None)])
    report("complete", milliseconds(client, [(method, path, None) for method, path in wanted]))
    batch = [{"prompt": prompt} for prompt in prompts[:1000]]
    (took,) = milliseconds(client, [("POST", "/batch", batch)])
    print(f"batch of {len(batch)}: {took / 1e3:.2f} s")
    for _ in range(3):
        all_at_once(port, prompts[:AT_ONCE])


def main() -> None:
    """Start a server and measure it."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    names = ("fastapi", "starlette", "pydantic", "uvicorn")
    found = ", ".join(f"{name} {metadata.version(name)}" for name in names)
    print(f"Python {platform.python_version()}, {found}")
    server = subprocess.Popen([sys.executable, "-W", "ignore", "-c", _SERVER, str(port)], cwd=ROOT)
    try:
        wait_for(port)
        measure(port)
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    main()
