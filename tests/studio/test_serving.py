"""A real studio in a process of its own: it answers while it works, and ends cleanly."""

from __future__ import annotations

import http.client
import importlib.metadata
import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

try:
    if not importlib.metadata.version("gradio").startswith("6."):
        pytest.skip("the studio's page is for gradio 6", allow_module_level=True)
except importlib.metadata.PackageNotFoundError:
    pytest.skip("needs gradio", allow_module_level=True)

ROOT = Path(__file__).parents[2]
LONG = 120.0
"""Seconds within which it must be over: only a test that hangs takes them."""
PROMPT = ", ".join(f"smile, 1girl, long_hair, {n} birds" for n in range(1500))


class Studio:
    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-W", "ignore", "-m", "sd_animagine", "studio"]
        self.errors = folder / "errors"
        with self.errors.open("w") as errors:
            self.process = subprocess.Popen(
                [*command, "--model", "demo", "--port", "0", "--outputs", str(folder)],
                cwd=ROOT, stdout=subprocess.PIPE, stderr=errors, text=True,
            )  # fmt: skip
        assert self.process.stdout is not None
        found = re.search(r":(\d+)\s", self.process.stdout.readline())
        assert found is not None, self.errors.read_text()
        self.port = int(found[1])

    def ask(self, method: str, route: str, body: Any = None) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONG)
        sent = None if body is None else json.dumps(body).encode()
        connection.request(method, f"/animagine/v1/{route}", sent)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer.status


@pytest.fixture
def studio(tmp_path: Path) -> Iterator[Studio]:
    made = Studio(tmp_path)
    yield made
    made.process.kill()
    made.process.wait()
    assert made.process.stdout is not None
    made.process.stdout.close()


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_end_in_the_middle_of_long_work(studio: Studio, sign: signal.Signals) -> None:
    told: list[int] = []
    asking = [
        Thread(target=lambda: told.append(studio.ask("POST", "compile", {"prompt": PROMPT}))),
        Thread(target=lambda: told.append(studio.ask("POST", "batch", [{"prompt": PROMPT}] * 3))),
    ]
    assert studio.ask("POST", "check", {"prompt": PROMPT}) == 200  # the worker stands
    for thread in asking:
        thread.start()
    assert studio.ask("GET", "status") == 200
    studio.process.send_signal(sign)
    assert studio.process.wait(LONG) == 0
    for thread in asking:
        thread.join(LONG)
    assert sorted(told) in ([200, 200], [200, 503])
    assert "Traceback" not in studio.errors.read_text()
