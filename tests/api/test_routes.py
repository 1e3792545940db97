"""The routes on a bare application: answers, limits, refusals; with pydantic 1 and 2 alike."""

from __future__ import annotations

import json
import warnings
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

from hypothesis import given, settings
from hypothesis import strategies as st

from sd_animagine.api import bodies, schemas
from sd_animagine.api.routes import router
from sd_animagine.api.surroundings import Names, Style
from sd_animagine.compiler import FIELDS, Options
from sd_animagine.files.checkpoint import judge_name
from sd_animagine.lookup import browser_index
from sd_animagine.vocabulary import bundled
from tests.api.conftest import client


@pytest.fixture(scope="module")
def page() -> TestClient:
    return client()


def check(page: TestClient, **body: Any) -> Any:
    return page.post("/animagine/v1/check", json=body)


def codes(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [finding["code"] for finding in answer.json()["findings"]]


def test_findings_of_every_field(page: TestClient) -> None:
    answer = check(page, prompt="long_hair, 1girl", negative_prompt="bad_hands", width=500)
    found = {(f["code"], f["field"]) for f in answer.json()["findings"]}
    assert {("ANI003", "prompt"), ("ANI101", "prompt"), ("ANI003", "negative_prompt")} <= found
    assert answer.headers["cache-control"] == "no-store"


def test_options_of_the_body_go_on_top_of_the_operator_s(page: TestClient) -> None:
    assert "ANI003" not in codes(check(page, prompt="long_hair", options={"ignore": ["ANI003"]}))


def test_what_the_host_knows_is_known() -> None:
    plain = "unknowntrigger long_hair"
    page = client(knows={"names_in": lambda texts: frozenset(" ".join(texts).split(", "))})
    assert "ANI003" not in codes(check(page, prompt="long_hair, 1girl"))
    verdict = judge_name("v1-5-pruned.safetensors")
    other = client(knows={"options": Options(), "checkpoint": "sd15", "verdict": verdict})
    assert codes(check(other, prompt=plain)) == ["ANI406"]
    assert "ANI406" not in codes(
        check(other, prompt="1girl", checkpoint="animagine-xl-4.0.safetensors")
    )


def test_nothing_given_is_nothing_wrong(page: TestClient) -> None:
    assert codes(check(page)) == []


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"prompt": 3}, "prompt"),
        ({"prompt": "", "negative_prompt": []}, "negative_prompt"),
        ({"width": "wide"}, "width"),
        ({"width": 0}, "width"),
        ({"height": 10**9, "width": 64}, "height"),
        ({"steps": True}, "steps"),
        ({"known_names": "x"}, "known_names"),
        ({"hires": {"scales": 2}}, "hires"),
        ({"options": {"mode": "loud"}}, "options"),
        ({"options": {"nonsense": 1}}, "options"),
        ({"options": []}, "options"),
        ({"promt": "1girl"}, "promt"),
    ],
    ids=str,
)
def test_a_bad_field_is_named(page: TestClient, body: dict[str, Any], field: str) -> None:
    answer = check(page, **body)
    assert answer.status_code == 422, answer.text
    detail = answer.json()["detail"]
    assert detail["field"] == field
    assert field in detail["message"] or field == "options"


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'"x"', b"\xff\xfe", b'{"width": NaN}', b"[" * 100_000], ids=repr
)
def test_what_is_no_object_is_refused(page: TestClient, body: bytes) -> None:
    answer = page.post("/animagine/v1/check", content=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]["field"] == "body"


def test_a_long_body_is_refused_at_the_limit(page: TestClient) -> None:
    def body(size: int) -> bytes:
        frame = b'{"prompt": ""}'
        return frame[:-2] + b"a" * (size - len(frame)) + frame[-2:]

    assert page.post("/animagine/v1/check", content=body(bodies.LIMIT)).status_code == 200
    answer = page.post("/animagine/v1/check", content=body(bodies.LIMIT + 1))
    assert answer.status_code == 413
    assert "256 KiB" in answer.json()["detail"]["message"]


def test_lone_surrogates_come_back(page: TestClient) -> None:
    answer = page.post("/animagine/v1/check", content=rb'{"prompt": "\ud800_x, \ud800_x"}')
    assert answer.status_code == 200
    messages = [finding["message"] for finding in json.loads(answer.text)["findings"]]
    assert any("\ud800" in message for message in messages)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from((*bodies.FIELDS, "other")), _JSON, max_size=4))
def test_no_body_makes_a_500(body: dict[str, Any]) -> None:
    for route in ("check", "compile"):
        answer = _SHARED.post(f"/animagine/v1/{route}", content=json.dumps(body))
        assert answer.status_code in (200, 422), answer.text
        json.loads(answer.text, parse_constant=pytest.fail)
    answer = _SHARED.post("/animagine/v1/batch", content=json.dumps([body, [body]]))
    assert answer.status_code in (200, 422), answer.text  # 422: Infinity is no JSON
    assert answer.status_code == 422 or "error" in answer.json()[1]


_SHARED = client()


def test_a_wrong_settings_page_is_named() -> None:
    page = client(knows={"options_problem": "option select is 'x'; it must be rule codes"})
    answer = check(page, prompt="1girl")
    assert answer.status_code == 422
    assert "settings page" in answer.json()["detail"]["message"]


def test_the_tag_lists_packed_and_plain(page: TestClient) -> None:
    packed = page.get("/animagine/v1/tags.json")
    assert packed.headers["content-encoding"] == "gzip"
    plain = page.get("/animagine/v1/tags.json", headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert packed.headers["content-type"].startswith("application/json")
    assert "Accept-Encoding" in packed.headers["vary"]


def test_the_tag_lists_are_kept_by_their_hash(page: TestClient) -> None:
    version = page.get("/animagine/v1/names").json()["tags"]
    assert version == browser_index.version(bundled())
    fixed = page.get(f"/animagine/v1/tags.json?v={version}")
    assert "immutable" in fixed.headers["cache-control"]
    assert fixed.headers["etag"] == f'"{version}"'
    loose = page.get("/animagine/v1/tags.json?v=other")
    assert "no-cache" in loose.headers["cache-control"]
    for known in (f'"{version}"', f'W/"{version}"', f'"a", "{version}"', "*"):
        again = page.get("/animagine/v1/tags.json", headers={"If-None-Match": known})
        assert again.status_code == 304, known
        assert again.content == b""


def test_an_unchanged_answer_makes_no_index(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(_vocabulary: object) -> None:
        raise AssertionError("the index was made")

    monkeypatch.setattr(browser_index, "encoded", never)
    tag = f'"{browser_index.version(bundled())}"'
    answer = client().get("/animagine/v1/tags.json", headers={"If-None-Match": tag})
    assert answer.status_code == 304


def test_the_host_s_names() -> None:
    names = Names(("a",), ("b",), (Style("c", "d", "e"),))
    answer = client(names=lambda: names).get("/animagine/v1/names").json()
    assert answer["loras"] == ["a"]
    assert answer["embeddings"] == ["b"]
    assert answer["styles"] == [{"name": "c", "prompt": "d", "negative_prompt": "e"}]


@pytest.mark.parametrize(
    ("method", "route"), [("GET", "tags.json"), ("GET", "names"), ("POST", "check")]
)
def test_without_credentials_nothing_answers(method: str, route: str) -> None:
    page = client(may_use=lambda request: request.headers.get("x-key") == "yes")
    ask = {"method": method, "url": f"/animagine/v1/{route}", "json": {"prompt": "x"}}
    if method == "GET":
        del ask["json"]
    assert page.request(**ask).status_code == 401
    assert page.request(**ask, headers={"X-Key": "yes"}).status_code == 200


def test_openapi_describes_every_option_and_field(page: TestClient) -> None:
    described = page.get("/openapi.json").json()["paths"]["/animagine/v1/check"]["post"]
    schema = described["requestBody"]["content"]["application/json"]["schema"]
    assert set(schema["properties"]) == set(bodies.FIELDS)
    assert set(schema["properties"]["options"]["properties"]) == {f.name for f in FIELDS}
    assert set(described["responses"]) >= {"200", "413", "422"}
    assert schemas.request()["properties"].keys() == schema["properties"].keys()


@pytest.mark.parametrize(
    ("method", "route", "allowed"),
    [
        *(("GET", route, "POST") for route in ("compile", "check", "batch")),
        *(("POST", route, "GET") for route in ("status", "tags.json", "names", "complete")),
        ("HEAD", "buckets", "GET"),
        ("OPTIONS", "rules", "GET"),
        ("DELETE", "schema", "GET"),
    ],
)
def test_a_wrong_method_is_named_also_in_front_of_a_page(
    method: str, route: str, allowed: str
) -> None:
    app = FastAPI()
    app.include_router(router())
    app.mount("/", FastAPI())  # where a page is mounted, it would say that there is no such address
    answer = TestClient(app).request(method, f"/animagine/v1/{route}")
    assert (answer.status_code, answer.headers["allow"]) == (405, allowed)
    if method != "HEAD":
        said = f"the method is {method}; it must be {allowed}"
        assert answer.json() == {"detail": {"message": said, "field": "method"}}
