"""What is sent to the studio: too long, too slow, broken off, or naming foreign files."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.studio.limits import Limits
from sd_animagine.studio.page.chunks import Chunks
from sd_animagine.studio.page.document import Document
from sd_animagine.studio.page.packer import Packer
from sd_animagine.studio.server import files, incoming
from sd_animagine.studio.server.front import Front
from sd_animagine.studio.server.hosts import Hosts


async def echo(scope: Any, receive: Any, send: Any) -> None:
    """Answers with what it was sent; raises where that was broken off, as gradio does."""
    body, more = b"", True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise RuntimeError("broken off")
        body += message.get("body", b"")
        more = message.get("more_body", False)
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def post(path: str, parts: Iterable[bytes | None]) -> tuple[int, bytes]:
    """Status and answer; None in place of a part says that it never comes."""
    waiting = list(parts)
    sent: list[Any] = []

    async def receive() -> Any:
        part = waiting.pop(0) if waiting else None
        if part is None:
            await asyncio.sleep(60)
        return {"type": "http.request", "body": part, "more_body": bool(waiting)}

    async def send(message: Any) -> None:
        sent.append(message)

    scope = {"type": "http", "path": path, "method": "POST", "headers": [(b"host", b"localhost")]}
    asyncio.run(Front(echo, Hosts(), Document(Chunks()), Packer())(scope, receive, send))
    return sent[0]["status"], b"".join(message.get("body", b"") for message in sent)


PATHS = ("/queue/join", "/animagine/v1/compile", "/upload")


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EVENT", "UPLOAD"):
        monkeypatch.setattr(f"sd_animagine.studio.server.front.{name}", Limits(100, 0.05))


@pytest.mark.parametrize("path", PATHS)
def test_a_body_goes_through_as_it_is(path: str) -> None:
    assert post(path, [b'{"a": ', b"1}"]) == (200, b'{"a": 1}')
    assert post(path, [b""]) == (200, b"")


@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_is_too_long(path: str) -> None:
    status, said = post(path, [b"x" * 60, b"x" * 60, None])
    assert status == 413
    assert json.loads(said)["detail"] == "The body has over 0 KiB, the most allowed."


@pytest.mark.parametrize("path", PATHS)
def test_a_body_that_does_not_come(path: str) -> None:
    status, said = post(path, [b"{", None])
    assert (status, json.loads(said)["detail"]) == (408, "The request took over 0 s.")


def test_somebody_who_goes_away() -> None:
    async def receive() -> Any:
        return {"type": "http.disconnect"}

    async def event() -> None:
        await incoming.Incoming(receive, incoming.EVENT).event()

    with pytest.raises(incoming.Refusal, match="broken off"):
        asyncio.run(event())


def test_files_that_an_event_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    monkeypatch.setattr(files, "kept", lambda: folder)
    for name in ("kept/a.png", "other.png"):
        (tmp_path / name).write_bytes(b"a picture")
    (folder / "link.png").symlink_to(tmp_path / "other.png")

    def named(path: str) -> tuple[int, bytes]:
        return post("/queue/join", [json.dumps({"data": [[{"path": path}], "path"]}).encode()])

    monkeypatch.setattr("sd_animagine.studio.server.front.EVENT", incoming.EVENT)
    assert named(str(folder / "a.png"))[0] == 200
    for other in (
        *("http://169.254.169.254/", "https://a.example/a.png", "/etc/passwd", "kept/a.png", "\0"),
        *(str(tmp_path / "other.png"), str(folder / "link.png"), str(folder / ".." / "other.png")),
        *(str(folder), str(folder / "gone.png")),
    ):
        assert named(other)[0] == 422, other
    escaped = b'{"data": [{"p\\u0061th": "/etc/passwd"}]}'
    assert post("/queue/join", [escaped])[0] == 422
    assert post("/queue/join", [b'{"path": ' + b"[" * 90_000])[0] == 422
    assert post("/queue/join", [b'{"path": [' + b"0," * 30_000 + b"0]}"])[0] == 422
