"""ComfyUI's page is answered as every other page, by a server that has no fastapi."""

from __future__ import annotations

import asyncio
import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.comfyui.routes import BASE, add_routes
from tests.comfyui.fake_comfyui import NotFound, Request, Response, Table, install

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _comfyui(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, ["deep/easynegative.pt"])


def ask(method: str, name: str, request: Request | None = None) -> Response:
    table = Table()
    add_routes(table)
    handler = table.routes[f"{method} {BASE}/{name}"]
    return asyncio.run(handler(request or Request()))  # type: ignore[no-any-return]


def told(answer: Response) -> Any:
    assert answer.status == 200
    return json.loads(answer.body)


def test_compile_check_and_fix_do_the_work() -> None:
    body = json.dumps({"prompt": "smile, 1girl"}).encode()
    compiled = told(ask("POST", "compile", Request(body)))
    assert compiled["prompt"].startswith("1girl, smile, masterpiece")
    found = told(ask("POST", "check", Request(body)))["findings"]
    assert "ANI101" in {finding["code"] for finding in found}
    fixed = told(
        ask("POST", "fix", Request(json.dumps({"prompt": "smile, 1girl", "fixes": "all"}).encode()))
    )
    assert fixed["prompt"] == "1girl, smile"


def test_findings_of_another_node_are_about_comfyui_s_language() -> None:
    body = {"prompt": "1girl, [hat]", "from": "comfyui"}
    codes = [
        {
            finding["code"]
            for finding in told(ask("POST", "check", Request(json.dumps(each).encode())))[
                "findings"
            ]
        }
        for each in (body, {"prompt": body["prompt"]})
    ]
    assert codes[0] != codes[1]


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        (b"{", 422, "JSON"),
        (b'{"prompt": 7}', 422, "prompt is 7; it must be text"),
        (b'{"nope": 7}', 422, "nope"),
        (b" " * 300_000, 413, "256 KiB"),
    ],
)
def test_a_wrong_body_is_one_sentence(body: bytes, status: int, said: str) -> None:
    answer = ask("POST", "compile", Request(body))
    assert answer.status == status
    assert said in json.loads(answer.body)["detail"]["message"]


def test_a_sentence_is_in_the_page_s_language() -> None:
    answer = ask("POST", "compile", Request(b'{"prompt": 7}', headers={"Accept-Language": "ja"}))
    assert "文字列" in json.loads(answer.body)["detail"]["message"]


def test_a_failure_of_ours_is_a_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from sd_animagine import failures

    def fails(*_any: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr("sd_animagine.api.work.done", fails)
    failures.go_around()
    answer = ask("POST", "compile", Request(b"{}"))
    assert answer.status == 422
    assert "the server failed on this request" in json.loads(answer.body)["detail"]["message"]


def test_the_lists_of_completion() -> None:
    names = told(ask("GET", "names"))
    assert names["embeddings"] == ["easynegative"]
    version = names["tags"]
    plain = ask("GET", "tags.json", Request(v=version))
    packed = ask("GET", "tags.json", Request(headers={"Accept-Encoding": "gzip, br"}))
    assert gzip.decompress(packed.body) == plain.body
    assert "immutable" in plain.headers["Cache-Control"]
    assert "no-cache" in packed.headers["Cache-Control"]
    known = ask("GET", "tags.json", Request(headers={"If-None-Match": f'"{version}"'}))
    assert (known.status, known.body) == (304, b"")


def test_words_and_rules() -> None:
    assert told(ask("GET", "words", Request(language="ja")))["Trained order"]
    assert ask("GET", "words", Request(language="xx")).status == 422
    assert told(ask("GET", "rules"))["rules"]


def test_the_page_s_scripts_in_their_order() -> None:
    names = [name.partition("?")[0] for name in told(ask("GET", "scripts"))]
    assert names[0] == "base.js" and names[-2:] == ["start.js", "style.css"]
    for name in names:
        answer = ask("GET", "scripts/{name}", Request(name=name))
        assert Path(answer.path).name == name and Path(answer.path).is_file()


@pytest.mark.parametrize("name", ["../README.md", "tsconfig.json", "", "base.js/"])
def test_no_other_file_is_served(name: str) -> None:
    with pytest.raises(NotFound):
        ask("GET", "scripts/{name}", Request(name=name))
