"""Our routes in a real WebUI: they answer what they promise, and nobody without credentials."""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.goldens import Q
from tests.host.hosting import ROOT, Host, opener

BASE = "/animagine/v1"
PROMISED: dict[str, Any] = json.loads((ROOT / "tests" / "api" / "openapi.json").read_text("utf-8"))
ROUTES = [(path, method) for path, methods in PROMISED.items() for method in methods]
KEY = "ann:s3cret"


def ask(host: Host, path: str, body: Any = None, key: str = "") -> tuple[int, str]:
    """Status and text of an answer, whatever it is."""
    headers = {"Content-Type": "application/json"}
    if key:
        headers["Authorization"] = "Basic " + base64.b64encode(key.encode()).decode()
    sent = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(host.url + path, sent, headers)
    try:
        with opener().open(request, timeout=120) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def example(host: Host, path: str, method: str, key: str = "") -> tuple[int, str]:
    """The answer to a route's own example."""
    described = PROMISED[path][method]
    if method == "post":
        body = described["requestBody"]["content"]["application/json"]["example"]
        return ask(host, path, body, key)
    query = {each["name"]: each["example"] for each in described.get("parameters", ())}
    return ask(host, f"{path}?{urlencode(query)}" if query else path, None, key)


@pytest.mark.parametrize(("path", "method"), ROUTES, ids=str)
def test_every_route_answers_its_example(host: Host, path: str, method: str) -> None:
    status, text = example(host, path, method)
    assert status == 200, text
    schema = PROMISED[path][method]["responses"]["200"]["content"]["application/json"]["schema"]
    answer = json.loads(text)
    assert isinstance(answer, list if schema["type"] == "array" else dict)
    if "properties" in schema:
        assert set(answer) <= set(schema["properties"])


def test_the_documentation_page_has_what_is_promised(host: Host) -> None:
    status, text = ask(host, "/docs")
    assert status == 200 and "swagger" in text.lower()
    status, text = ask(host, "/openapi.json")
    assert status == 200
    paths = json.loads(text)["paths"]
    assert {path: paths[path] for path in paths if path.startswith(BASE)} == PROMISED


def test_what_a_compile_says_is_what_is_sent(host: Host) -> None:
    body = {"prompt": "smile, 1girl, long_hair", "width": 512, "height": 768}
    status, text = ask(host, f"{BASE}/compile", body)
    assert status == 200
    answer = json.loads(text)
    assert answer["prompt"] == f"1girl, smile, long hair, {Q}"
    assert (answer["width"], answer["height"]) == (832, 1216)


@pytest.mark.parametrize(
    ("route", "body", "status", "field"),
    [
        ("check", b'{"prompt": "' + b"a" * 300_000 + b'"}', 413, "body"),
        ("batch", b" " * (4 * 1024 * 1024 + 1), 413, "body"),
        ("compile", {"width": "wide"}, 422, "width"),
        ("compile", {"options": {"mode": "loud"}}, 422, "options"),
        ("check", b'{"steps": NaN}', 422, "body"),
        ("check", rb'{"\ud800": 1}', 422, "?"),
        ("check", b"[" * 5000, 422, "body"),
        ("complete?limit=0", None, 422, "limit"),
        ("character?name=nobody+at+all+here", None, 404, "name"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_refusal_names_the_field(
    host: Host, route: str, body: Any, status: int, field: str
) -> None:
    found, text = ask(host, f"{BASE}/{route}", body)
    assert found == status, text
    detail = json.loads(text)["detail"]
    assert detail["field"] == field
    assert "Traceback" not in text


def test_the_status_tells_what_runs(host: Host) -> None:
    status, text = ask(host, f"{BASE}/status")
    assert status == 200
    answer = json.loads(text)
    assert answer["program"]["kind"] == host.family
    assert answer["active"] is True, answer["why"]
    assert "animagine" in answer["checkpoint"]["name"]
    assert answer["max_rating"]["rating"] == "explicit"
    for folder in (host.folder, host.data, Path.home()):
        assert str(folder) not in text


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory, host: Host) -> Iterator[Host]:
    """A second WebUI that asks API callers for credentials."""
    running = Host(host.folder, tmp_path_factory.mktemp("guarded") / "data", None)
    running.flags = ("--api-auth", KEY)
    running.prepare()
    try:
        running.start()
        yield running
    finally:
        running.stop()


@pytest.mark.parametrize(("path", "method"), ROUTES, ids=str)
def test_with_api_auth_nothing_answers_without_credentials(
    guarded: Host, path: str, method: str
) -> None:
    for key in ("", "ann:wrong", "ann"):
        status, text = example(guarded, path, method, key)
        assert status == 401, text
        assert "animagine-xl" not in text and "Traceback" not in text
    status, text = example(guarded, path, method, KEY)
    assert status == 200, text
