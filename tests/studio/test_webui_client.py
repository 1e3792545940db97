"""Answers that drip, never end, are too long or lead elsewhere: one sentence, in time."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.studio.engines.webui_client import Client, HttpError
from sd_animagine.studio.limits import Limits

pytest.importorskip("httpx")

Answer = Callable[[socket.socket, Event], None]
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
SHORT = Limits(1000, 0.3)
LONG = 30.0
"""Seconds within which it must be over: only a test that hangs takes them."""


@contextmanager
def serving(answer: Answer) -> Iterator[tuple[str, Event]]:
    """A server that does as it is told with each connection, and whether one was closed."""
    closed = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                with connection:
                    connection.settimeout(LONG)
                    try:
                        connection.recv(65536)
                        answer(connection, closed)
                    except OSError:
                        closed.set()

        Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", closed
        listener.shutdown(socket.SHUT_RDWR)


def drip(head: bytes, part: bytes) -> Answer:
    def answer(connection: socket.socket, _: Event) -> None:
        connection.sendall(head)
        until = time.monotonic() + LONG
        while time.monotonic() < until:
            connection.sendall(part)
            time.sleep(0.02)

    return answer


def silent(connection: socket.socket, closed: Event) -> None:
    while connection.recv(65536):
        pass
    closed.set()


@pytest.mark.parametrize(
    "answer",
    [
        drip(HEAD + b"\r\n", b" "),
        drip(HEAD + b"Content-Length: 900\r\n\r\n", b" "),
        drip(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
        drip(HEAD, b"A: b\r\n"),
        drip(b"HTTP/1.1 503 Busy\r\n\r\n", b" "),
        silent,
    ],
    ids=["body", "sized", "chunks", "headers", "error", "nothing"],
)
def test_a_drip_is_not_awaited_without_end(answer: Answer) -> None:
    with serving(answer) as (url, _):
        began = time.monotonic()
        with pytest.raises(EngineError, match=r"cannot be reached: it does not answer in time\.$"):
            Client(url).get("/sdapi/v1/options", Limits(10_000_000, 0.3))
        assert time.monotonic() - began < LONG / 2


def test_an_answer_that_nobody_waits_for_any_more_is_broken_off() -> None:
    arrived, abandoned = Event(), Event()

    def answer(connection: socket.socket, closed: Event) -> None:
        arrived.set()
        silent(connection, closed)

    with serving(answer) as (url, closed):
        failed: list[EngineError] = []

        def ask() -> None:
            try:
                Client(url).post("/sdapi/v1/txt2img", {}, Limits(1000, LONG), abandoned)
            except EngineError as error:
                failed.append(error)

        asking = Thread(target=ask)
        asking.start()
        assert arrived.wait(LONG)
        abandoned.set()
        asking.join(LONG)
        assert len(failed) == 1
        assert closed.wait(LONG)


def once(raw: bytes) -> Answer:
    return lambda connection, _: connection.sendall(raw)


def test_an_answer_that_is_too_long_is_not_read() -> None:
    for head in (b"\r\n", b"Content-Length: 99999999999\r\n\r\n"):
        with serving(drip(HEAD + head, b"1" * 5000)) as (url, closed):
            with pytest.raises(EngineError, match=r"sent more than 1,000 bytes\.$"):
                Client(url).get("/sdapi/v1/options", Limits(1000, LONG))
            assert closed.wait(LONG)


def test_a_long_error_is_cut() -> None:
    raw = b"HTTP/1.1 500 Oh\r\n\r\n" + b'{"errors": "out of memory"}' + b" " * 200_000
    with serving(once(raw)) as (url, _), pytest.raises(HttpError, match=r"out of memory\.$"):
        Client(url).get("/")


@pytest.mark.parametrize(
    "raw",
    [
        *(b"", b"\0\1\2", b"HTTP/9.9 x\r\n\r\n", b"HTTP/1.1 200\r\n", b"GET / HTTP/1.1\r\n\r\n"),
        HEAD + b"Content-Length: -1\r\n\r\n{}",
        HEAD + b"Content-Length: 500\r\n\r\n{}",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        HEAD + b"Content-Encoding: gzip\r\nContent-Length: 2\r\n\r\n{}x",
        HEAD + b"A" * 200_000 + b": b\r\n\r\n{}",
        HEAD + b"\xff: \xff\r\n\r\n" + b'{"deep": ' + b"[" * 900,
    ],
)
def test_what_is_no_http_is_a_sentence(raw: bytes) -> None:
    with serving(once(raw)) as (url, _):
        try:
            assert Client(url).get("/", SHORT) == {}
        except EngineError as error:
            assert url in str(error)
            assert "\n" not in str(error)


def test_proxies_of_the_environment_do_not_stand_in_between(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    raw = HEAD + b"Content-Length: 2\r\n\r\n{}"
    with serving(once(raw)) as (url, _):
        assert Client(url).get("/") == {}
