"""Everything that a caller is told is in the language that the caller reads."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sd_animagine.compiler import Request, compile_request
from sd_animagine.words import Message
from tests.api.conftest import BASE, client
from tests.spoken import marked

__all__ = ["marked"]

JA = {"Accept-Language": "ja-JP,ja;q=0.9,en;q=0.8"}
TYPED = {"prompt": "smile,, 1girl, smile", "width": 512, "height": 768}


def sentences(answer: object) -> list[str]:
    """Every sentence of an answer, wherever it stands."""
    if isinstance(answer, list):
        return [text for each in answer for text in sentences(each)]
    if not isinstance(answer, dict):
        return []
    own = [v for k, v in answer.items() if k in ("message", "reason", "label", "error") and v]
    return own + [text for each in answer.values() for text in sentences(each)]


@pytest.mark.parametrize("route", ["compile", "check", "batch"])
@pytest.mark.usefixtures("marked")
def test_an_answer_is_in_the_language_of_whoever_asks(page: TestClient, route: str) -> None:
    sent = [TYPED] if route == "batch" else TYPED
    told = sentences(page.post(f"{BASE}/{route}", json=sent, headers=JA).json())
    assert len(told) > 4
    assert [text for text in told if not text.startswith("[ja] ")] == []
    english = sentences(page.post(f"{BASE}/{route}", json=sent).json())
    assert [f"[ja] {text}" for text in english][:1] == told[:1]


@pytest.mark.usefixtures("marked")
def test_the_option_goes_before_the_host_and_the_host_before_the_browser() -> None:
    def first(wishes: tuple[str, ...], options: dict[str, str]) -> str:
        server = client(speaks=lambda: wishes)
        answer = server.post(f"{BASE}/check", json={**TYPED, "options": options}, headers=JA)
        return str(sentences(answer.json())[0])[:4]

    assert first((), {}) == "[ja]"
    assert first(("auto", "zh_CN"), {}) == "[zh]"
    assert first(("auto", "zh_CN"), {"language": "ja"}) == "[ja]"
    assert first(("zh", "ja_JP"), {}) == "[zh]"
    assert not first((), {"language": "en"}).startswith("[")


def test_the_rules_are_explained_in_it() -> None:
    def first(server: TestClient, **headers: str) -> dict[str, Any]:
        told: dict[str, Any] = server.get(f"{BASE}/rules", headers=headers).json()["rules"][0]
        return told

    english, japanese = first(client()), first(client(), **JA)
    assert (english["language"], japanese["language"]) == ("en", "ja")
    assert english["summary"].startswith("A bracket") and "括弧" in japanese["summary"]
    for part in ("what", "why"):
        assert "bracket" in english[part] and "括弧" in japanese[part]
    same = set(english) - {"language", "summary", "what", "why"}
    assert {part: english[part] for part in same} == {part: japanese[part] for part in same}
    assert first(client(speaks=lambda: ("auto", "zh_CN")), **JA)["language"] == "zh"


@pytest.mark.usefixtures("marked")
def test_a_refusal_is_in_it_too(page: TestClient) -> None:
    wrong = {"prompt": "1girl", "options": {"mode": "fixx"}}
    told = page.post(f"{BASE}/compile", json=wrong, headers=JA).json()["detail"]["message"]
    assert told.startswith("[ja] option mode is 'fixx'; it must be [ja] one of fix")
    [item] = page.post(f"{BASE}/batch", json=[wrong], headers=JA).json()
    assert item["error"] == told


@pytest.mark.usefixtures("marked")
@pytest.mark.parametrize(
    "sent",
    [b"{", b"[]", b'{"x": 1}', b'{"prompt": 3}', b'{"width": 0}', b'{"steps": "x"}',
     b'{"styles": 1}', b'{"styles": ["a", "a"]}', b'{"hires": 1}', b'{"options": 1}',
     b'{"prompt": "' + b"x" * 300_000 + b'"}'],
    ids=lambda sent: sent[:20].decode(),
)  # fmt: skip
def test_every_refusal_can_be_translated(page: TestClient, sent: bytes) -> None:
    told = page.post(f"{BASE}/compile", content=sent, headers=JA).json()["detail"]["message"]
    assert told.startswith("[ja] ")


@pytest.mark.usefixtures("marked")
def test_how_the_server_stands_is_told_in_it(page: TestClient) -> None:
    assert page.get(f"{BASE}/status", headers=JA).json()["why"].startswith("[ja] ")


@pytest.mark.usefixtures("marked")
def test_the_compiler_itself_speaks_english() -> None:
    compiled = compile_request(Request(**TYPED))  # type: ignore[arg-type]
    said = [*(f.message for f in compiled.findings), *(c.reason for c in compiled.changes)]
    assert said and all(isinstance(each, Message) and each[0] != "[" for each in said)


@pytest.mark.parametrize(("language", "file"), [("ja", "ja_JP"), ("zh", "zh_CN")])
def test_the_page_gets_its_words(page: TestClient, language: str, file: str) -> None:
    path = Path(__file__).parents[2] / "localizations" / f"{file}.json"
    answer = page.get(f"{BASE}/words", params={"language": language})
    assert answer.json() == json.loads(path.read_text("utf-8"))
    assert page.get(f"{BASE}/words", params={"language": "en"}).json() == {}


def test_a_language_that_there_is_not(page: TestClient) -> None:
    for language in ("", "xx", "../ja", "ja_JP"):
        answer = page.get(f"{BASE}/words", params={"language": language})
        assert answer.status_code == 422
        assert answer.json()["detail"]["field"] == "language"
