"""One request, one answer: hook, route, preview and studio say the same of it and send the same."""

from __future__ import annotations

import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # the hosts' pinned releases warn of their own libraries
    from fastapi import FastAPI
    from fastapi.testclient import TestClient

from sd_animagine.api.routes import router
from sd_animagine.compiler import SCRIPT_FIELDS, Options
from sd_animagine.panel.backend import PageRequest
from sd_animagine.report.serial import TEXTS, compiled_json
from sd_animagine.studio.server import desk as desk_module
from sd_animagine.studio.server.context import Loaded
from sd_animagine.studio.server.desk import Desk
from sd_animagine.studio.server.workers import surroundings
from tests.webui.conftest import ROOT
from tests.webui.fake_host import Host, Processing, running

VECTORS = {"easynegative": 8, "mastepiece": 74}
"""Embeddings: one with a name that would be corrected, if nobody knew it."""
LONG = "long hair, " * 40

PROMPTS = (
    "smile, 1girl",
    "1girl, hatsune_miku, long_hair",
    "1girl, mastepiece, smile",
    f"1girl, {LONG}mastepiece",
    "1girl # a very long comment about hair, smlie\nnight",
    "smile, 1girl\nnight, 1boy",
    f"1girl BREAK {LONG}",
    "1girl, smile AND night, 1boy :0.5",
    "(smile, safe:1.2), 1girl, <lora:x:0.8>",
    "[cat:dog:20], 1girl, :3",
)
NEGATIVES = (
    "",
    "easynegative, lowres",
    "lowres, " * 20 + "AND " + "lowres, " * 30,
)
SIZE = {"width": 512, "height": 768, "steps": 20, "cfg_scale": 7.0, "sampler_name": "DPM++ 2M"}
KINDS: tuple[dict[str, Any], ...] = (
    {},
    {"lines_are_regions": True},
    {"img2img": True, "options": {"comments": "none"}},
    {"hires": {"scale": 1.5}, "hr_prompt": "night, mastepiece, 1girl", "hr_negative_prompt": "hat"},
    {"options": {"mode": "report", "comments": "none"}},
    {"options": {"settings": "force", "rating": "safe", "year": 2023, "complete_series": True}},
)
HIRES: tuple[dict[str, Any], ...] = (
    {"hires": {"scale": 1.5}},
    {"hires": {"scale": 1.5}, "hr_negative_prompt": "hat"},
    {"hires": {"scale": 1.5}, "hr_prompt": "night, lowres, 1girl"},
    {"hires": {"scale": 1.5}, "options": {"mode": "strict", "suggested_fixes": True}},
)
"""A box of the second pass that is empty has the text of the first pass in the host."""
HIRES_CASES = [
    {"prompt": prompt, "negative_prompt": negative, **SIZE, **kind}
    for prompt in (
        *PROMPTS[:1],
        PROMPTS[3],
        "smile, 1girl\nNegative prompt: hat\nSteps: 28, Size: 832x1216",
    )
    for negative in NEGATIVES
    for kind in HIRES
]
CASES = [
    {"prompt": prompt, "negative_prompt": NEGATIVES[(n + m) % len(NEGATIVES)], **SIZE, **kind}
    for n, prompt in enumerate(PROMPTS)
    for m, kind in enumerate(KINDS)
]


@pytest.fixture(scope="module")
def knowing() -> Iterator[Host]:
    """A host with embeddings."""
    loaded = {name: SimpleNamespace(vectors=size) for name, size in VECTORS.items()}
    database = SimpleNamespace(word_embeddings=loaded, skipped_embeddings={})
    with running(ROOT) as host:
        hijack: Any = host.modules["modules.sd_hijack"]
        hijack.model_hijack.embedding_db = database
        yield host


@pytest.fixture(scope="module")
def routes(knowing: Host) -> TestClient:
    app = FastAPI()
    knowing.call("app_started", None, app)
    return TestClient(app)


@pytest.fixture(scope="module")
def studio() -> TestClient:
    app = FastAPI()
    loaded = Loaded("animagine-xl-4.0-opt.safetensors", None, tuple(sorted(VECTORS.items())))
    app.include_router(router(surroundings(lambda: loaded)))
    return TestClient(app)


def hooked(host: Host, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the always-on script makes of it."""
    from sd_animagine.webui.request import plan

    seen = []
    compile_request = plan.compile_request

    def compile_(request: Any, context: Any) -> Any:
        compiled = compile_request(request, context)
        seen.append(compiled_json(compiled, request))
        return compiled

    monkeypatch.setattr(plan, "compile_request", compile_)
    names = ("prompt", "negative_prompt", "hr_prompt", "hr_negative_prompt", *SIZE)
    values = {name: case[name] for name in names if name in case}
    if case.get("img2img"):
        values["init_images"] = [object()]
    if "hires" in case:
        values |= {"enable_hr": True, "hr_scale": case["hires"]["scale"]}
    p = Processing(**values)
    p.script_args = host.defaults("img2img" if case.get("img2img") else "txt2img")
    p.script_args[0] = case.get("options", {})
    with_regions(p, on=case.get("lines_are_regions", False), always_on=host.always_on(p))
    host.hook(p, "before_process")
    p.setup_prompts(host.opts)
    host.hook(p, "process")
    assert not host.errors
    (answer,) = seen
    assert (p.all_prompts[0], p.width) == (answer["prompt"], answer["width"])
    return answer


def with_regions(p: Processing, *, on: bool, always_on: list[Any]) -> None:
    """Forge Couple beside our script, as a request tells of it."""
    start = len(p.script_args)
    p.script_args += [on, False, "", ""]
    couple = SimpleNamespace(name="forge couple", args_from=start, args_to=start + 4)
    p.scripts = SimpleNamespace(alwayson_scripts=[*always_on, couple])


def previewed(case: dict[str, Any]) -> dict[str, Any]:
    """The body that ``javascript/preview_ask.js`` sends: every option that the accordion has."""
    own = case.get("options", {})
    options = Options.from_mapping(own)
    shown = {field.name: getattr(options, field.name) for field in SCRIPT_FIELDS}
    return {**case, "options": {**own, **shown}}


def told(answer: dict[str, Any]) -> dict[str, Any]:
    """What can be compared of two answers: what goes out, and what is said of it."""
    names = (*TEXTS, *SIZE, "hr_width", "hr_height", "findings", "findings_left_out", "changes")
    return {name: json.loads(json.dumps(answer.get(name))) for name in names}


def drawn_in_studio(
    case: dict[str, Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[dict[str, Any]]:
    """What the studio draws; nothing where its page cannot ask for that."""
    if {"hires", "img2img", "lines_are_regions"} & set(case):
        return
    seen = []
    compile_request = desk_module.compile_request

    def compile_(request: Any, context: Any) -> Any:
        compiled = compile_request(request, context)
        seen.append(compiled_json(compiled, request))
        return compiled

    monkeypatch.setattr(desk_module, "compile_request", compile_)
    engine: Any = SimpleNamespace(
        embeddings=tuple(sorted(VECTORS.items())),
        lora_folder=None,
        status=lambda patience=0.0: SimpleNamespace(checkpoint="animagine-xl-4.0-opt.safetensors"),
    )
    values = {name: case[name] for name in ("prompt", "negative_prompt", *SIZE)}
    options = case.get("options", {})
    asked = PageRequest(seed=1, batch_count=1, batch_size=1, options=options, **values)
    Desk(engine, folder)._jobs(asked, SimpleNamespace(note=""))  # type: ignore[arg-type]
    yield from seen


def test_there_are_sixty() -> None:
    assert len(CASES) == 60


@pytest.mark.parametrize("case", CASES, ids=range(len(CASES)))
def test_the_same_request_gets_the_same_answer(
    knowing: Host,
    routes: TestClient,
    studio: TestClient,
    case: dict[str, Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    expected = told(hooked(knowing, case, monkeypatch))
    route = "/animagine/v1/compile"
    assert told(routes.post(route, json=case).json()) == expected
    assert told(routes.post(route, json=previewed(case)).json()) == expected
    assert told(studio.post(route, json=previewed(case)).json()) == expected
    for drawn in drawn_in_studio(case, tmp_path, monkeypatch):
        assert told(drawn) == expected


@pytest.mark.parametrize("case", HIRES_CASES, ids=range(len(HIRES_CASES)))
def test_an_empty_box_of_the_second_pass_changes_no_answer(
    knowing: Host, routes: TestClient, case: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = told(hooked(knowing, case, monkeypatch))
    answer = told(routes.post("/animagine/v1/compile", json=previewed(case)).json())
    for second, first in (("hr_prompt", "prompt"), ("hr_negative_prompt", "negative_prompt")):
        answer[second] = answer[first] if answer[second] is None else answer[second]
    assert answer == expected


def test_findings_and_meter_count_the_same(knowing: Host, routes: TestClient) -> None:
    """An embedding counts as its vectors, a comment that stays in the text as its words."""
    for case in CASES:
        answer = routes.post("/animagine/v1/compile", json=previewed(case)).json()
        options = {**case.get("options", {}), "quality": "off"}
        again = {"prompt": answer["prompt"], "options": options}
        found = routes.post("/animagine/v1/check", json=again).json()["findings"]
        lengths = [f["message"] for f in found if f["code"] == "ANI009" and f["field"] == "prompt"]
        if lengths:
            assert str(answer["tokens"]["prompt"]["tokens"]) in lengths[0]
