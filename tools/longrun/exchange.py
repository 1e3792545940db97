"""One HTTP request over a socket of its own, in manners that no client library has."""

from __future__ import annotations

import http.client
import json
import socket
import time
from contextlib import suppress
from typing import Any, Final, NamedTuple

from sd_animagine.failures import ADVICE

ROUTES: Final = "/animagine/v1"
PATIENCE: Final = 20.0
"""Seconds that an answer may take."""
_PIECES: Final = 6
_PAUSE: Final = 0.02
"""Seconds between two pieces of a slow body."""


class Sent(NamedTuple):
    """A request as it goes out."""

    manner: str
    """``whole``; ``slow``, in pieces; ``half``, our side is closed; ``gone``, nobody waits."""
    data: bytes
    allowed: tuple[int, ...] = ()
    """Statuses that are right; empty: any below 500, or no answer where HTTP itself is broken."""
    is_http: bool = True
    """False: what a server may turn away before anything of ours sees it."""


class Answer(NamedTuple):
    """What came back; status 0 where nothing did."""

    status: int
    body: bytes = b""

    def value(self) -> Any:
        """The body's JSON. Raises ``ValueError`` if it is none."""
        return json.loads(self.body)


def request(
    method: str,
    path: str,
    body: bytes | None = None,
    *,
    host: str = "127.0.0.1",
    length: int | None = None,
    headers: tuple[str, ...] = (),
) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", "Connection: close", *headers]
    if body is not None:
        lines += ["Content-Type: application/json"]
        lines += [f"Content-Length: {len(body) if length is None else length}"]
    head = "\r\n".join((*lines, "", "")).encode("latin-1")
    return head + (body or b"")


def exchange(address: tuple[str, int], sent: Sent) -> Answer:
    """Send a request and read the answer to its end.

    Raises:
        ConnectionRefusedError: nobody listens.
        TimeoutError: no whole answer within ``PATIENCE``.
    """
    method = sent.data.partition(b" ")[0].decode("latin-1")
    with socket.create_connection(address, timeout=PATIENCE) as line:
        with suppress(BrokenPipeError, ConnectionResetError):  # turned away before it was all
            _send(line, sent)  # there: the answer may be there all the same
        if sent.manner == "gone":
            return Answer(0)
        response = http.client.HTTPResponse(line, method=method)
        try:
            response.begin()
            return Answer(response.status, response.read())
        except TimeoutError:
            raise
        except (http.client.HTTPException, ConnectionError):
            return Answer(0)
        finally:
            response.close()


def _send(line: socket.socket, sent: Sent) -> None:
    if sent.manner == "slow":
        size = len(sent.data) // _PIECES + 1
        for start in range(0, len(sent.data), size):
            line.sendall(sent.data[start : start + size])
            time.sleep(_PAUSE)
        return
    line.sendall(sent.data)
    if sent.manner == "half":
        line.shutdown(socket.SHUT_WR)


def problem_of(sent: Sent, answer: Answer) -> str | None:
    """What is wrong with an answer of our routes; None if it is as promised."""
    if answer.status >= 500:
        return f"status {answer.status}: {answer.body[:200]!r}"
    if ADVICE.encode() in answer.body:
        return f"something of ours failed: {answer.body[:500]!r}"
    if sent.allowed and answer.status not in sent.allowed:
        return f"status {answer.status}, right is {sent.allowed}: {answer.body[:200]!r}"
    if not sent.is_http:
        return None
    if not answer.status:
        return None if sent.manner in ("gone", "half") else "no answer"
    try:
        value = answer.value()
    except ValueError:
        return f"status {answer.status} without JSON: {answer.body[:200]!r}"
    if answer.status >= 400 and not isinstance(value, dict):
        return f"status {answer.status} without a reason: {answer.body[:200]!r}"
    return None
