"""What the routes promise: the snapshot, and that the examples are what they really say."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sd_animagine.api.routes import router
from sd_animagine.api.surroundings import Shelf
from sd_animagine.store.history import Entry, History
from tests.api.conftest import BASE, client
from tools import api_snapshot

DESCRIBED = api_snapshot.described()
ROUTES = [(path, method) for path, methods in DESCRIBED.items() for method in methods]


def test_the_snapshot() -> None:
    snapshot = json.loads(api_snapshot.SNAPSHOT.read_text("utf-8"))
    assert snapshot == DESCRIBED, "if this is meant, run python -m tools.api_snapshot"


def test_every_route_is_described() -> None:
    paths = {route.path for route in router().routes}
    assert paths == set(DESCRIBED)
    names = {path.removeprefix(f"{BASE}/") for path in paths}
    posts = {"compile", "check", "fix", "batch"}
    posts |= {"history/star", "history/delete", "history/restore"}
    gets = {"complete", "character", "tags.json", "names", "words"}
    gets |= {"buckets", "rules", "schema", "status"}
    gets |= {"history", "history/entry", "history/picture", "history/compare"}
    assert names == posts | gets
    for path, method in ROUTES:
        assert method == ("post" if path.removeprefix(f"{BASE}/") in posts else "get")
        described = DESCRIBED[path][method]
        assert described["summary"] and "401" in described["responses"]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    """A history with two pictures in it."""
    folder = tmp_path_factory.mktemp("data")
    history = History(folder)
    (folder / "1.png").write_bytes(b"\x89PNG")
    history.keep(
        "", [Entry(tag, "", f"{tag}\nSteps: 28, Seed: 1, Size: 64x64", "1.png") for tag in "ab"]
    )
    return Shelf(history)


@pytest.fixture(scope="module")
def page(shelf: Shelf) -> TestClient:
    """A server with it."""
    return client(history=lambda _request: shelf)


def ask(page: TestClient, path: str, method: str, **more: Any) -> Any:
    """The answer to a route's own example."""
    described = DESCRIBED[path][method]
    if method == "post":
        more["json"] = described["requestBody"]["content"]["application/json"]["example"]
    else:
        more["params"] = {p["name"]: p["example"] for p in described.get("parameters", ())}
    return page.request(method, path, **more)


def holds(answer: Any, example: Any) -> bool:
    """Is the example a part of the answer?"""
    if isinstance(example, dict):
        return all(name in answer and holds(answer[name], v) for name, v in example.items())
    if isinstance(example, list):
        return len(answer) == len(example) and all(map(holds, answer, example))
    return bool(answer == example)


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Does a value have the described type, with no property that is not described?"""
    if "anyOf" in schema:
        return any(fits(value, each) for each in schema["anyOf"])
    kinds: dict[str, Any] = {"string": str, "boolean": bool, "null": type(None), "array": list}
    kinds |= {"object": dict, "integer": int, "number": (int, float)}
    if not isinstance(value, kinds[schema["type"]]):
        return False
    if isinstance(value, list):
        return all(fits(each, schema["items"]) for each in value)
    if isinstance(value, dict) and "properties" in schema:
        known = schema["properties"]
        return all(name in known and fits(each, known[name]) for name, each in value.items())
    if isinstance(value, dict) and "additionalProperties" in schema:
        return all(fits(each, schema["additionalProperties"]) for each in value.values())
    return True


@pytest.mark.parametrize(("path", "method"), ROUTES, ids=str)
def test_the_example_is_what_it_says(page: TestClient, path: str, method: str) -> None:
    answer = ask(page, path, method)
    assert answer.status_code == 200, answer.text
    content = DESCRIBED[path][method]["responses"]["200"]["content"]["application/json"]
    assert holds(answer.json(), content.get("example", {})), answer.text[:2000]
    assert fits(answer.json(), content["schema"]), answer.text[:2000]


@pytest.mark.parametrize(("path", "method"), ROUTES, ids=str)
def test_without_credentials_nothing_answers(shelf: Shelf, path: str, method: str) -> None:
    page = client(
        may_use=lambda request: request.headers.get("x-key") == "yes",
        history=lambda _request: shelf,
    )
    refused = ask(page, path, method)
    assert refused.status_code == 401
    assert list(refused.json()) == ["detail"]
    assert ask(page, path, method, headers={"X-Key": "yes"}).status_code == 200


def test_a_refusal_is_what_is_described(page: TestClient) -> None:
    schema = DESCRIBED[f"{BASE}/check"]["post"]["responses"]["422"]["content"]["application/json"]
    answer = page.post(f"{BASE}/check", json={"prompt": 3})
    assert answer.status_code == 422
    assert fits(answer.json(), schema["schema"])
