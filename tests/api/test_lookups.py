"""``/complete`` and ``/character``, ``/buckets``, ``/rules``, ``/schema``, ``/status``."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sd_animagine import __version__
from sd_animagine.api.surroundings import Limit, Program
from sd_animagine.compiler import FIELDS, OptionError, Options
from sd_animagine.files.checkpoint import judge_name
from sd_animagine.model import BUCKETS
from sd_animagine.rules.registry import CODES, OWN
from sd_animagine.vocabulary import Vocabulary, bundled, escape, tables
from sd_animagine.vocabulary.user_lists import read_list
from tests.api.conftest import BASE, client


def get(page: TestClient, path: str, **query: Any) -> Any:
    answer = page.get(f"{BASE}/{path}", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(page: TestClient, **query: Any) -> list[str]:
    return [tag["name"] for tag in get(page, "complete", **query)["tags"]]


def test_a_completion_is_ready_to_be_written(page: TestClient) -> None:
    (tag,) = get(page, "complete", q="Firefly_(hon", limit=1)["tags"]
    assert tag["name"] == "firefly (honkai: star rail)"
    assert tag["text"] == escape(tag["name"])
    assert (tag["kind"], tag["section"]) == ("character", "identity")
    assert tag["series"] == "honkai: star rail"
    assert names(page, q="hon", after="firefly (honkai: star rail)")[0] == "honkai: star rail"
    assert len(names(page)) == 30


@pytest.mark.parametrize("limit", ["0", "101", "-1", "x", "1.5", "٣", "9" * 30])
def test_a_wrong_limit_is_named(page: TestClient, limit: str) -> None:
    answer = page.get(f"{BASE}/complete", params={"q": "a", "limit": limit})
    assert answer.status_code == 422
    assert answer.json()["detail"]["field"] == "limit"
    assert "1 to 100" in answer.json()["detail"]["message"]


@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("complete?query=a", "query"),
        ("complete?q=" + "a" * 501, "q"),
        ("character", "name"),
        ("character?name=%20", "name"),
        ("character?path=/etc/passwd", "path"),
        ("buckets?width=1", "width"),
        ("rules?code=ANI101", "code"),
        ("status?%ff=1", "\ufffd"),
    ],
    ids=str,
)
def test_a_wrong_field_of_an_address_is_named(page: TestClient, path: str, field: str) -> None:
    answer = page.get(f"{BASE}/{path}")
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"]["field"] == field


def test_strange_addresses_are_no_500(page: TestClient) -> None:
    for text in ("%00", "%ed%a0%80", "%ff", "%0a", "%E3%80%80", "(", "\\", "'", "%22", "a" * 500):
        assert page.get(f"{BASE}/complete?q={text}&after={text}").status_code == 200, text
        answer = page.get(f"{BASE}/character?name={text}")
        assert answer.status_code in (404, 422), text
        assert len(answer.json()["detail"]["message"]) > 20


def test_a_character(page: TestClient) -> None:
    found = get(page, "character", name="Arima_Kana")
    assert (found["name"], found["series"], found["count"]) == ("arima kana", "oshi no ko", "1girl")
    assert found["new"] is False
    assert isinstance(found["aliases"], list)
    alias, name = next(
        (alias, name) for alias, name in bundled().aliases.items() if bundled().character(name)
    )
    by_alias = get(page, "character", name=alias)
    assert by_alias["name"] == name and alias in by_alias["aliases"]


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("hatsune mikus", "Did you mean “hatsune miku”?"),
        ("smile", "“smile” is a tag, but not a character."),
        ("qqqqxyz", "There is no character named “qqqqxyz”."),
    ],
)
def test_no_character(page: TestClient, name: str, says: str) -> None:
    answer = page.get(f"{BASE}/character", params={"name": name})
    assert answer.status_code == 404
    assert answer.json()["detail"]["field"] == "name"
    assert says in answer.json()["detail"]["message"]


def test_the_nine_sizes(page: TestClient) -> None:
    found = get(page, "buckets")["buckets"]
    assert [(each["width"], each["height"]) for each in found] == list(BUCKETS)
    assert [each["ratio"] for each in found[:3]] == ["1:1", "9:7", "19:13"]


def test_the_catalogue(page: TestClient) -> None:
    rules = {rule["code"]: rule for rule in get(page, "rules")["rules"]}
    assert set(rules) == {*CODES, *OWN}
    assert rules["ANI101"]["name"] == "out-of-order"
    for code, rule in rules.items():
        assert all(rule[part] for part in ("summary", "what", "why", "family", "where")), code
        assert rule["example"]["before"] and rule["example"]["after"], code
        assert "``" not in rule["what"] + rule["why"] and "\n" not in rule["what"], code


def test_the_schema_allows_what_options_allow(page: TestClient) -> None:
    schema = get(page, "schema")
    assert set(schema["properties"]) == {field.name for field in FIELDS}
    for name, allowed in schema["properties"].items():
        values = [allowed["default"], *allowed.get("enum", ())]
        for each in allowed.get("anyOf", ()):
            values += each.get("enum", ())
            values += [[value] for value in each.get("items", {}).get("enum", ())]
        for value in values:
            Options.from_mapping({name: value})
        with pytest.raises(OptionError):
            Options.from_mapping({name: {"no": 1}})
    assert schema["additionalProperties"] is False


def test_the_status(page: TestClient) -> None:
    found = get(page, "status")
    assert found["version"] == __version__
    assert found["libraries"]["fastapi"] == metadata.version("fastapi")
    assert found["active"]
    assert found["why"] == "it is set to act on every checkpoint (gate: always)"
    assert found["tags"]["names"] == len(bundled().kinds)
    assert found["max_rating"] == {"rating": "explicit", "set_by": None}


def test_the_status_tells_why() -> None:
    verdict = judge_name("v1-5.safetensors")
    page = client(
        knows={"options": Options(), "checkpoint": "sub/v1-5.safetensors", "verdict": verdict},
        limit=lambda: Limit("safe", "the start-up flag"),
        program=lambda: Program("studio", "1"),
    )
    found = get(page, "status")
    assert found["active"] is False
    assert "v1-5.safetensors" in found["why"]
    assert found["checkpoint"]["name"] == "v1-5.safetensors"
    assert found["checkpoint"]["verdict"]["is_animagine"] is False
    assert found["max_rating"] == {"rating": "safe", "set_by": "the start-up flag"}
    assert found["program"] == {"kind": "studio", "version": "1"}


def test_the_status_names_damaged_and_own_lists_without_their_folders(tmp_path: Path) -> None:
    folder = tmp_path / "tags"
    shutil.copytree(tables.folder(), folder)
    (folder / "series.csv").write_text("nonsense", "utf-8")
    (folder / "kaomoji.txt").unlink()
    (tmp_path / "mine.csv").write_text("my_tag,0,5,\nbroken\n", "utf-8")
    vocabulary = Vocabulary(folder).with_lists([read_list(tmp_path / "mine.csv")])
    answer = client(knows={"vocabulary": vocabulary}).get(f"{BASE}/status")
    tags = answer.json()["tags"]
    assert tags["user_lists"] == [{"file": "mine.csv", "names": 1, "left_out": 1}]
    said = " ".join(tags["damaged"])
    assert "tags/series.csv" in said and "tags/kaomoji.txt" in said and "mine.csv line 2" in said
    assert str(tmp_path) not in answer.text
