"""``/compile`` and ``/batch``: what comes back, what is refused, how much it may be."""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from typing import Any

import pytest
from fastapi.testclient import TestClient

from sd_animagine.api import answers, bodies, compiling, fitting
from sd_animagine.ceiling import ceiling_at
from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.files.checkpoint import judge_name
from sd_animagine.report.serial import compiled_json, findings_json
from tests.api.conftest import BASE, client
from tests.failing import break_rule, fail
from tests.goldens import CHANGED
from tests.hostile import OPTIONS, REQUEST, VALUES, as_json, is_a_sentence

__all__ = ["break_rule"]


def compiled(page: TestClient, **body: Any) -> Any:
    answer = page.post(f"{BASE}/compile", json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def batch(page: TestClient, items: Any) -> Any:
    return page.post(f"{BASE}/batch", content=json.dumps(items))


def test_a_request_is_read_and_written_for_other_programs(page: TestClient) -> None:
    plain = {"options": {"quality": "off", "negative": "off"}}
    given = {"prompt": "[hat], 1girl BREAK night", "negative_prompt": "[text]", **plain}
    found = compiled(page, **given, to="comfyui")
    assert found["prompt"] == "1girl, [hat] BREAK night"
    written = found["written"]
    assert (written["dialect"], written["prompt"], written["negative_prompt"]) == (
        *("comfyui", "1girl, (hat:0.9091), night", "(text:0.9091)"),
    )
    (note,) = written["notes"]
    assert found[note["field"]][note["start"] : note["end"]] == "BREAK"
    assert "written" not in compiled(page, **given)
    other = compiled(page, **{**given, "from": "comfyui"}, to="a1111")["written"]
    assert other["prompt"] == r"\[hat\], 1girl break night"
    assert "written in small letters" in other["notes"][0]["message"]
    for body in ({"from": "invoke"}, {"to": 1}):
        answer = page.post(f"{BASE}/compile", json=body)
        assert answer.status_code == 422
        assert answer.json()["detail"]["field"] in body
        assert "it must be one of a1111, comfyui" in answer.json()["detail"]["message"]


def test_the_same_fields_come_back_and_all_that_was_done(page: TestClient) -> None:
    given = {
        "prompt": "smile, 1girl",
        "negative_prompt": "",
        "width": 512,
        "height": 768,
        "steps": 50,
        "cfg_scale": 12,
        "sampler_name": "DPM++ 2M",
        "options": {"settings": "force", "rating": "safe"},
    }
    answer = compiled(page, **given)
    options = Options(gate="always", settings="force", rating="safe")
    request = Request(**{**given, "options": options})  # type: ignore[arg-type]
    for name, value in compiled_json(compile_request(request), request).items():
        assert answer[name] == json.loads(json.dumps(value)), name
    assert (answer["width"], answer["height"]) == (832, 1216)
    assert (answer["steps"], answer["cfg_scale"]) == (28, 5.0)
    assert answer["sampler_name"] == "Euler a"
    assert answer["active"] is True
    assert answer["refusal"] == ""


def test_it_says_what_is_left_to_a_person_and_whether_the_size_is_trained(page: TestClient) -> None:
    given = {"prompt": "1girl, smile, smile, safe, nsfw", "width": 512, "height": 768}
    for mode, left, trained in (("fix", {"ANI204"}, True), ("report", None, False)):
        answer = compiled(page, **given, options={"mode": mode})
        said = {each["code"] for each in answer["findings"] if each["severity"] != "hint"}
        assert {each["code"] for each in answer["findings"] if each["left"]} == (left or said)
        assert answer["trained"] is trained


def test_the_final_size_is_as_this_host_rounds_it() -> None:
    given = {"prompt": "1girl", "width": 832, "height": 1216, "hires": {"scale": 1.3}}
    for step, final in ((1, (1080, 1576)), (64, (1088, 1600))):
        answer = compiled(client(knows={"hires_step": step}), **given)
        assert (answer["hr_width"], answer["hr_height"]) == final


def test_without_hires_no_final_size_is_told(page: TestClient) -> None:
    assert "hr_width" not in compiled(page, prompt="1girl", width=832, height=1216)


def test_sections_and_tokens_are_those_of_the_answer(page: TestClient) -> None:
    answer = compiled(page, prompt="masterpiece, smile, arima kana, 1girl", negative_prompt="x")
    prompt = answer["prompt"]
    parts = [(prompt[p["start"] : p["end"]], p["section"]) for p in answer["sections"]]
    assert parts[:3] == [("1girl", "count"), ("arima kana", "identity"), ("smile", "general")]
    assert parts[3] == ("masterpiece", "quality")
    assert answer["tokens"]["prompt"]["limit"] == 75
    assert 0 < answer["tokens"]["prompt"]["tokens"] <= 75
    assert set(answer["tokens"]) == {"prompt", "negative_prompt"}


@pytest.mark.parametrize(("typed", "expected", "_codes"), CHANGED[:20], ids=str)
def test_golden_prompts(page: TestClient, typed: str, expected: str, _codes: list[str]) -> None:
    assert compiled(page, prompt=typed)["prompt"] == expected


def test_what_was_not_given_is_left_out(page: TestClient) -> None:
    answer = compiled(page, prompt="1girl")
    assert not {"negative_prompt", "hr_prompt", "width", "steps", "sampler_name"} & set(answer)


def test_strict_says_why_nothing_is_drawn(page: TestClient) -> None:
    answer = compiled(page, prompt="1girl, score_9", options={"mode": "strict", "ignore": "ANI0"})
    expected = compile_request(
        Request("1girl, score_9", options=Options(mode="strict", gate="always", ignore=("ANI0",)))
    )
    assert answer["refusal"] == expected.refusal


def test_the_ceiling_holds_whatever_the_options() -> None:
    page = client(knows={"ceiling": ceiling_at("safe")})
    for options in ({}, {"enabled": False}, {"mode": "off"}, {"gate": "never"}):
        answer = compiled(page, prompt="1girl, nsfw, smile", options=options)
        assert "nsfw" not in answer["prompt"], options
    findings = page.post(f"{BASE}/check", json={"prompt": "1girl, nsfw"}).json()["findings"]
    assert "ANI501" in {finding["code"] for finding in findings}


def test_a_batch_is_each_of_them_in_order(page: TestClient) -> None:
    bodies_ = [{"prompt": f"smile, {n}girls", "width": 500 + n, "height": 700} for n in range(2, 6)]
    answer = batch(page, bodies_)
    assert answer.headers["content-type"].startswith("application/json")
    alone = [compiled(page, **body) for body in bodies_]
    assert all(each.pop("report") for each in alone)  # rows for a page, which sends no batches
    assert answer.json() == alone
    assert batch(page, []).json() == []


@pytest.mark.parametrize(
    ("item", "field"),
    [
        ({"prompt": 3}, "prompt"),
        ({"promt": "x"}, "promt"),
        ({"options": {"mode": "loud"}}, "options"),
        ({"width": 0}, "width"),
        ([], "body"),
        (None, "body"),
        ("1girl", "body"),
    ],
    ids=str,
)
def test_a_wrong_item_has_its_error_in_its_place(page: TestClient, item: Any, field: str) -> None:
    first, wrong, last = batch(page, [{"prompt": "1girl"}, item, {"prompt": "1boy"}]).json()
    assert first["prompt"].startswith("1girl") and last["prompt"].startswith("1boy")
    assert set(wrong) == {"error", "field"}
    assert wrong["field"] == field
    assert len(wrong["error"]) > 10


def test_limits_of_a_batch(page: TestClient) -> None:
    assert len(batch(page, [{}] * bodies.MOST_ITEMS).json()) == bodies.MOST_ITEMS
    answer = batch(page, [{}] * (bodies.MOST_ITEMS + 1))
    assert answer.status_code == 422 and "1,000" in answer.json()["detail"]["message"]
    assert batch(page, {"prompt": "x"}).status_code == 422
    long = {"checkpoint": "x" * bodies.LIMIT}
    (error, fine) = batch(page, [long, {"prompt": "1girl"}]).json()
    assert "256 KiB" in error["error"] and fine["prompt"].startswith("1girl")
    answer = page.post(f"{BASE}/batch", content=b" " * (bodies.BATCH_LIMIT + 1))
    assert answer.status_code == 413
    assert "4,096 KiB" in answer.json()["detail"]["message"]
    fits = b"[{}]" + b" " * (bodies.BATCH_LIMIT - 4)
    assert page.post(f"{BASE}/batch", content=fits).status_code == 200


def test_a_wrong_settings_page_refuses_the_whole_batch() -> None:
    page = client(knows={"options_problem": "option select is 'x'; it must be rule codes"})
    answer = batch(page, [{"prompt": "1girl"}])
    assert answer.status_code == 422
    assert answer.json()["detail"]["field"] == "options"


@pytest.mark.parametrize("route", ["check", "compile", "batch"])
def test_deep_bodies_and_endless_numbers_are_refused(page: TestClient, route: str) -> None:
    for depth in (20, 200, 900, 990, 5000):
        body = b'{"options": ' + b"[" * depth + b"]" * depth + b"}"
        body = b"[" + body + b"]" if route == "batch" else body
        assert page.post(f"{BASE}/{route}", content=body).status_code == 422, depth
    for number in (b"1e999", b"-1e999", b"1" * 400, b"1" * 5000):
        for name in (b"steps", b"cfg_scale", b"width"):
            body = b'{"' + name + b'": ' + number + b"}"
            if route == "batch":
                answer = page.post(f"{BASE}/batch", content=b"[" + body + b"]")
                wrong = answer.status_code == 422 or "error" in answer.json()[0]
            else:
                wrong = page.post(f"{BASE}/{route}", content=body).status_code == 422
            assert wrong, body[:40]
    hires = b'{"width": 512, "height": 512, "hires": {"scale": 1e308}}'
    answer = page.post(f"{BASE}/check", content=hires)
    assert answer.status_code == 422 and answer.json()["detail"]["field"] == "hires"


def test_a_field_with_half_a_character_is_named_all_the_same(page: TestClient) -> None:
    for route, frame in (("check", b"%s"), ("compile", b"%s"), ("batch", b"[%s]")):
        answer = page.post(f"{BASE}/{route}", content=frame % rb'{"\ud800": 1}')
        assert answer.status_code == (200 if route == "batch" else 422), answer.text
        assert "There is no field" in answer.text


def test_thousands_of_findings_do_not_repeat_the_fix_they_share(page: TestClient) -> None:
    text = "1girl, smile\n" * 4000
    answer = page.post(f"{BASE}/check", json={"prompt": text, "options": {"select": "ANI101"}})
    findings = answer.json()["findings"]
    assert len(findings) == 200
    assert answer.json()["findings_left_out"] == {"ANI101": 3999 - 200}
    assert len(answer.content) < 400_000
    assert findings[0]["fixes"] and not findings[-1]["fixes"]
    few = page.post(f"{BASE}/check", json={"prompt": "a, 1girl, b, 2girls"}).json()["findings"]
    assert all(f["fixes"] for f in few if f["code"] == "ANI101")
    assert findings_json((), Request()) == []


FLOODS = {
    "ratings": "safe, nsfw, ",
    "duplicates": "漢, ",
    "underscores": "long_hair, ",
    "subprompts": "a AND ",
    "scopes out of order": "smile, 1girl BREAK ",
    "groups": "(smile, 1girl), ",
    "escapes": "a \\(b), ",
    "aliases": "bunny ears, ",
    "commas on lines": ",\n",
    "brackets": ")",
    "emoji": "😀, ",
}
"""Pieces of which a long prompt brings the longest answers."""


@pytest.mark.parametrize("piece", FLOODS.values(), ids=FLOODS)
def test_an_answer_has_an_end_and_the_prompt_none(
    page: TestClient, piece: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    share = 32  # of what is allowed, so that the test is soon done
    monkeypatch.setattr(fitting, "LIMIT", fitting.LIMIT // share)
    text = piece * (bodies.LIMIT // share // len(piece.encode()))
    for route in ("check", "compile"):
        body = json.dumps({"prompt": text}, ensure_ascii=False).encode()
        answer = page.post(f"{BASE}/{route}", content=body)
        assert answer.status_code == 200
        assert len(answer.content) <= fitting.LIMIT
        told = answer.json()
        for name in ("findings", "changes"):
            counts = Counter(each["code"] for each in told.get(name, ()))
            assert max(counts.values(), default=0) <= 200
    request = Request(text, options=Options(gate="always"))
    assert told["prompt"] == compile_request(request).prompt


def test_what_has_no_room_is_named() -> None:
    change = {"code": "ANI303", "edits": [{"start": 0, "end": 1, "text": "x" * 100}]}
    finding = {"code": "ANI303", "fixes": [{"edits": []}], "message": "m"}
    value = {
        "prompt": "x" * fitting.LIMIT,
        "findings": [finding] * 3,
        "findings_left_out": {"ANI303": 2},
        "changes": [change],
        "changes_left_out": {},
        "marks": {"prompt": [1]},
        "sections": [1],
        "tokens": {"prompt": {"tokens": 3, "limit": 75, "chunks": [1]}},
        "left_out": [],
    }
    told = json.loads(fitting.fitting(value))
    assert told["prompt"] == value["prompt"]
    assert told["findings"] == told["changes"] == told["sections"] == []
    assert told["findings_left_out"] == {"ANI303": 5}
    assert told["changes_left_out"] == {"ANI303": 1}
    assert told["left_out"] == ["marks", "sections", "chunks", "edits", "fixes"]
    assert told["tokens"] == {"prompt": {"tokens": 3, "limit": 75, "chunks": []}}


def test_a_batch_names_the_items_that_have_no_room(
    page: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answers, "BATCH_LIMIT", 6000)
    told = batch(page, [{"prompt": "1girl, smile"}] * 9).json()
    assert len(told) == 9
    assert "prompt" in told[0]
    assert "error" not in told[1]
    assert set(told[-1]) == {"error", "field"}
    assert "another batch" in told[-1]["error"]


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_whatever_a_field_holds(page: TestClient, value: Any) -> None:
    bodies_ = [{"prompt": "1girl", name: value} for name in (*REQUEST, "styles")]
    bodies_ += [{"options": {name: value}} for name in OPTIONS]
    for body in bodies_:
        for route in ("compile", "check"):
            answer = page.post(f"{BASE}/{route}", content=as_json(body))
            assert answer.status_code in (200, 413, 422), answer.text
            if answer.status_code == 422:
                assert is_a_sentence(answer.json()["detail"]["message"], " is ", "unknown")


SHORT = {what: value for what, value in VALUES.items() if len(as_json(value)) < 100_000}


@pytest.mark.parametrize("value", SHORT.values(), ids=SHORT)
def test_whatever_an_item_of_a_batch_holds_the_others_are_answered(
    page: TestClient, value: Any
) -> None:
    if value != value or value == float("inf"):
        pytest.skip("no JSON, so no item of a batch")
    items = [{"prompt": "1girl", name: value} for name in ("width", "known_names", "hires")]
    items += [{"options": {name: value}} for name in ("year", "mode", "select", "quality")]
    items = [{"prompt": "1boy"}, value, *items, {"prompt": "2girls"}]
    answers = page.post(f"{BASE}/batch", content=as_json(items)).json()
    assert len(answers) == len(items)
    assert "1boy" in answers[0]["prompt"] and "2girls" in answers[-1]["prompt"]
    for answer in answers:
        assert "prompt" in answer or is_a_sentence(answer["error"], " is ", " must be ", "unknown")


def test_an_item_that_makes_us_fail_costs_nobody_else(
    page: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiling, "view_json", fail)
    first, second = batch(page, [{"prompt": "1girl"}, {"prompt": 3}]).json()
    assert first["error"].startswith("the server failed on this request (KeyError, compiling.py:")
    assert second == {"error": "prompt is 3; it must be text", "field": "prompt"}


ROUTES = ("compile", "check", "complete?q=a", "character?name=a", "tags.json", "names", "status")


@pytest.mark.parametrize("route", ROUTES)
def test_a_route_that_fails_answers_with_a_sentence(route: str) -> None:
    page = client(context=fail, names=fail)
    ask = partial(page.post, json={"prompt": "1girl"}) if route in ROUTES[:2] else page.get
    answer = ask(f"{BASE}/{route}")
    assert answer.status_code == 422
    said = answer.json()["detail"]["message"]
    assert said.startswith("the server failed on this request (KeyError, ")
    assert "a value that nobody is to see" not in answer.text


def test_a_rule_that_fails_is_a_finding_of_the_answer(page: TestClient, break_rule: Any) -> None:
    break_rule("ANI303")
    answer = compiled(page, prompt="smile, 1girl")
    assert "ANI012" in [found["code"] for found in answer["findings"]]
    assert answer["prompt"].startswith("1girl, smile")


def around(prompt: str, negative: str, names: list[str]) -> tuple[str, str]:
    """As the hosts put in a style that is written around the prompt."""
    known = [name for name in names if name == "evening"]
    for _ in known:
        prompt = f"night, {prompt}"
        negative = ", ".join(filter(None, (negative, "text")))
    return prompt, negative


def test_styles_are_put_in_before_anything_is_compiled() -> None:
    styled = client(with_styles=around)
    given = {"prompt": "smile, 1girl", "hr_prompt": "hat", "options": {"quality": "off"}}
    answer = compiled(styled, **given, styles=["evening", "not one of theirs"])
    assert answer["prompt"] == "1girl, night, smile"
    assert answer["negative_prompt"].startswith("text")
    assert answer["hr_prompt"] == "night, hat"
    assert "hr_negative_prompt" not in answer
    for nothing in ([], None):
        assert compiled(styled, **given, styles=nothing) == compiled(styled, **given)


def test_places_of_findings_are_those_of_the_styled_text() -> None:
    found = compiled(client(with_styles=around), prompt="blue eye", styles=["evening"])["findings"]
    places = [(each["start"], each["end"]) for each in found if "blue eyes" in each["message"]]
    assert places == [(len("night, "), len("night, blue eye"))]


@pytest.mark.parametrize("value", ["x", [1], {}, ["a", "a"], [*map(str, range(101))]], ids=repr)
def test_styles_are_a_short_list_of_names(value: Any) -> None:
    answer = client(with_styles=around).post(f"{BASE}/compile", json={"styles": value})
    assert answer.status_code == 422
    detail = answer.json()["detail"]
    assert detail["field"] == "styles"
    assert is_a_sentence(detail["message"], "styles is ", "styles has ")


def test_a_server_without_styles_says_so(page: TestClient) -> None:
    answer = page.post(f"{BASE}/compile", json={"prompt": "1girl", "styles": ["evening"]})
    assert answer.status_code == 422
    assert answer.json()["detail"] == {
        "message": "styles are saved in a WebUI and this server has none; "
        "leave styles out and write their texts into the prompt",
        "field": "styles",
    }


def test_the_line_of_the_page_is_the_server_s() -> None:
    page = client(with_styles=lambda prompt, negative, names: (prompt, negative))
    given = {"prompt": "smile, 1girl", "width": 512, "height": 768, "styles": ["evening"]}
    answer = compiled(page, **given, options={"quality": "off"})
    assert answer["summary"] == [
        "2 changes", "4/75 tokens", "512×768 → 832×1216 ✓", "with the styles: evening"
    ]  # fmt: skip
    second = compiled(page, **given, hires={"scale": 1.5}, options={"quality": "off"})
    assert "512×768 → 832×1216 ✓, then 1248×1824 with hires fix" in second["summary"]


def test_the_line_says_why_nothing_is_changed_in_the_language_of_the_page() -> None:
    verdict = judge_name("v1-5-pruned.safetensors")
    page = client(
        knows={"options": Options(), "checkpoint": "sd15", "verdict": verdict},
        setting="Settings → Animagine",
    )
    first = compiled(page, prompt="1girl")["summary"][0]
    assert first.startswith("idle: ") and first.endswith(". To change it: Settings → Animagine")
    assert ".. " not in first
    other = compiled(page, prompt="1girl", options={"language": "ja"})["summary"][0]
    assert other.startswith("待機中：")
