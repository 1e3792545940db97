"""Who may ask, and what the page is given along."""

from __future__ import annotations

import asyncio
import json
import socket
from typing import Any

import pytest

from sd_animagine.studio.page.assets import script, style
from sd_animagine.studio.page.chunks import Chunks
from sd_animagine.studio.page.document import Document
from sd_animagine.studio.page.packer import Packer
from sd_animagine.studio.server.front import Front
from sd_animagine.studio.server.hosts import Hosts
from tests.spoken import marked

__all__ = ["marked"]

PUBLIC = Hosts("0.0.0.0", ["studio.example"])
PAGE = (
    '<html><head><link\n\t\trel="preconnect"\n\t\thref="https://fonts.example" />\n'
    '<script\n src="https://cdn.example/frames.js"\n async\n></script>'
    '<link rel="stylesheet" href="./assets/index.css"></head><body>é</body></html>'
)


async def page(scope: Any, receive: Any, send: Any) -> None:
    """An application that sends its page in two parts."""
    kind = b"text/html; charset=utf-8" if scope["path"] == "/" else b"text/plain"
    length = str(len(PAGE.encode())).encode()
    headers = [(b"content-type", kind), (b"content-length", length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    data = PAGE.encode()
    await send({"type": "http.response.body", "body": data[:50], "more_body": True})
    await send({"type": "http.response.body", "body": data[50:]})


def ask(path: str = "/", hosts: Hosts | None = None, **headers: str) -> tuple[int, Any, str]:
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request", "body": b""}

    async def send(message: Any) -> None:
        sent.append(message)

    pairs = [(key.encode(), value.encode()) for key, value in headers.items()]
    scope = {"type": "http", "path": path, "method": "GET", "headers": pairs}
    front = Front(page, hosts or Hosts(), Document(Chunks()), Packer())
    asyncio.run(front(scope, receive, send))
    told = {key.decode(): value.decode() for key, value in sent[0]["headers"]}
    return sent[0]["status"], told, b"".join(m.get("body", b"") for m in sent).decode()


@pytest.mark.parametrize("host", ["127.0.0.1:7865", "localhost:7865", "[::1]:80", "localhost"])
def test_this_machine_may_ask(host: str) -> None:
    assert ask(host=host)[0] == 200
    assert ask(host=host, origin=f"http://{host}")[0] == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "", "127.0.0.1:1:2"])
def test_a_name_that_somebody_bent_to_this_machine(host: str) -> None:
    status, _, said = ask(host=host)
    assert status == 403
    assert "--host" in said
    assert "--allow-host" in said
    assert ask(host=host, hosts=PUBLIC)[0] == 403


@pytest.mark.usefixtures("marked")
def test_a_refusal_is_in_the_language_of_who_asks() -> None:
    refused = ask(host="evil.example", **{"accept-language": "ja-JP"})[2]
    assert json.loads(refused)["detail"].startswith("[ja] This studio does not answer to")


def test_another_website_s_page() -> None:
    assert ask(host="localhost:7865", origin="https://evil.example")[0] == 403
    assert ask(host="localhost:7865", origin="null")[0] == 403
    assert ask(host="192.168.1.5", origin="https://evil.example", hosts=PUBLIC)[0] == 403


@pytest.mark.parametrize(
    "host", ["192.168.1.5:7865", "[2001:db8::1]:80", "localhost", "Studio.Example.:7865"]
)
def test_addresses_and_allowed_names_where_others_are_let_in(host: str) -> None:
    assert ask(host=host, hosts=PUBLIC)[0] == 200


def test_the_machine_s_own_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "gethostname", lambda: "Workshop")
    for host in ("workshop:7865", "workshop.local", "10.0.0.7"):
        assert ask(host=host, hosts=Hosts("0.0.0.0"))[0] == 200
        assert ask(host=host, hosts=Hosts("127.0.0.1"))[0] == 403
    assert ask(host="named.example", hosts=Hosts("named.example"))[0] == 200


def test_an_allowed_name_on_this_machine_alone() -> None:
    assert ask(host="proxy.example", hosts=Hosts(more=["proxy.example"]))[0] == 200


def test_every_answer_keeps_browsers_from_misusing_it() -> None:
    for path, host in (("/", "localhost"), ("/animagine/v1/status", "localhost"), ("/", "evil")):
        headers = ask(path, host=host)[1]
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "SAMEORIGIN"
        assert headers["cross-origin-resource-policy"] == "same-origin"


NEEDLESS = (
    *("proxy=http://a/", "file/etc/passwd", "custom_component/a/b/c", "token", "runs", "api/a"),
    *("run-history/records", "vibe-edit", "process_recording", "info"),
)


@pytest.mark.parametrize(
    "path",
    [
        "/monitoring/summary",
        "//gradio_api/proxy=http://a/",
        *(f"/gradio_api/{e}" for e in NEEDLESS),
    ],
)
def test_addresses_of_gradio_that_nobody_needs(path: str) -> None:
    assert ask(path, host="localhost")[0] == 404


def test_headers_have_an_end() -> None:
    assert ask(host="localhost", cookie="a" * 60_000)[0] == 200
    assert ask(host="localhost", cookie="a" * 70_000)[0] == 431


def test_the_page_has_our_scripts_and_nothing_from_elsewhere() -> None:
    _, headers, text = ask(host="localhost")
    assert "https://" not in text
    assert '<link rel="stylesheet" href="./assets/index.css">' in text
    assert text.endswith(f'<link rel="stylesheet" href="{style().address}"></body></html>')
    assert f'<script src="{script().address}" defer></script></head>' in text
    assert int(headers["content-length"]) == len(text.encode())
    assert "é" in text


def test_other_answers_are_left_alone() -> None:
    assert ask("/animagine/v1/status", host="localhost")[2] == PAGE
