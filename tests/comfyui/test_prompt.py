"""Animagine Prompt: what its inputs ask for, what it hands on, and what it says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.comfyui.encode import WEIGHTS
from sd_animagine.comfyui.node import NodeError
from sd_animagine.comfyui.prompt import MODES, NEGATIVE_MODES, QUALITY, AnimaginePrompt
from sd_animagine.compiler import Options, compile_prompt
from sd_animagine.compiler.options import BY_NAME
from sd_animagine.model import BUCKETS, RATINGS
from sd_animagine.pictures.readers.comfyui.own import LANGUAGES, sizes
from tests.comfyui.fake_comfyui import install


@pytest.fixture(autouse=True)
def _comfyui(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path, ["deep/easynegative.safetensors"])


def defaults() -> dict[str, Any]:
    types = AnimaginePrompt.INPUT_TYPES()
    found = {**types["required"], **types["optional"]}
    return {name: facts["default"] for name, (_, facts) in found.items()}


def run(**values: Any) -> Any:
    return AnimaginePrompt().run(**{**defaults(), **values})


def test_it_does_what_the_compiler_does() -> None:
    expected = compile_prompt("smile, 1girl", "bad hands", options=Options(gate="always"))
    result = run(prompt="smile, 1girl", negative="bad hands")["result"]
    assert result[:4] == (expected.prompt, expected.negative_prompt, 832, 1216)
    assert "moved “1girl”" in result[4]


def test_each_input_is_an_option() -> None:
    prompt, negative, width, height, _ = run(
        prompt="1girl",
        size="1344 x 768",
        rating="sensitive",
        year=2023,
        quality="off",
        negative_mode="off",
        options=json.dumps({"complete_series": True}),
    )["result"]
    assert prompt == "1girl, sensitive, year 2023"
    assert (negative, width, height) == ("", 1344, 768)


def test_the_two_numbers_are_snapped() -> None:
    result = run(prompt="1girl", size="width x height", width=512, height=768)["result"]
    assert result[2:4] == (832, 1216)


def test_a_prompt_is_written_for_the_next_node() -> None:
    text = "1girl, [hat] BREAK night"
    here, there = (run(prompt=text, quality="off", language=each) for each in LANGUAGES)
    assert here["result"][0] == "1girl, (hat:0.9091), night"
    assert "ComfyUI has no BREAK" in here["result"][4]
    assert there["result"][0] == text
    assert "ComfyUI" not in there["result"][4]


def test_an_embedding_of_this_comfyui_is_known() -> None:
    negative = run(negative="easynegative", negative_mode="off")["result"][1]
    assert negative == "embedding:easynegative"


def test_strict_stops_with_the_sentence() -> None:
    with pytest.raises(NodeError, match="ANI"):
        run(prompt="1girl, (smile:1.2.3)", mode="strict")
    assert run(prompt="1girl, (smile:1.2.3)", mode="report")["result"][0]


def test_the_operator_s_ceiling_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANIMAGINE_MAX_RATING", "safe")
    assert "explicit" not in run(prompt="1girl, explicit")["result"][0]
    assert "explicit" not in run(prompt="1girl", rating="explicit")["result"][0]
    monkeypatch.setenv("ANIMAGINE_MAX_RATING", "no such rating")
    assert "sensitive" not in run(prompt="1girl, sensitive")["result"][0]


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"prompt": 7}, "prompt is 7; it must be a text"),
        ({"prompt": None}, "prompt is None; it must be a text"),
        ({"size": "9 x 9 x 9"}, ""),
        ({"size": "huge"}, "size is 'huge'; it must be one of width x height, 1024 x 1024"),
        ({"size": "width x height", "width": 0}, "width is 0"),
        ({"year": 1999}, "option year is 1999; it must be 0 for none, or 2005 to 2025"),
        ({"quality": "best"}, "option quality is 'best'"),
        ({"language": "French"}, "language is 'French'; it must be one of ComfyUI, A1111"),
        ({"options": "{"}, "options is '{'; it must be a JSON object, such as"),
        ({"options": "[1]"}, "it must be a JSON object"),
        ({"options": '{"nope": 1}'}, "There is no option 'nope'"),
        ({"options": '{"mode": "x"}'}, "option mode is 'x'"),
    ],
)
def test_what_is_not_allowed_is_a_sentence(wrong: dict[str, Any], said: str) -> None:
    if not said:
        assert run(**wrong)["result"][2:4]
        return
    with pytest.raises(NodeError) as refused:
        run(**wrong)
    assert said in str(refused.value)


def test_the_node_shows_texts_marks_and_tokens() -> None:
    ui = run(prompt="smile, 1girl")["ui"]
    assert ui["text"][0].startswith("1girl, smile, masterpiece")
    (view,) = json.loads(json.dumps(ui["animagine"]))
    assert {mark["kind"] for mark in view["marks"]["prompt"]} == {"added", "moved"}
    assert view["tokens"]["prompt"]["limit"] == 75


def test_the_choices_that_workflows_hold_are_still_there() -> None:
    """None of these may ever go: a saved workflow would be refused."""
    assert sizes() == ("width x height", *(f"{width} x {height}" for width, height in BUCKETS))
    assert RATINGS == ("safe", "sensitive", "nsfw", "explicit")
    assert tuple(LANGUAGES) == ("ComfyUI", "A1111") == (WEIGHTS[1], WEIGHTS[0])
    assert set(QUALITY) <= set(BY_NAME["quality"].choices)
    assert set(MODES) <= set(BY_NAME["mode"].choices)
    assert set(NEGATIVE_MODES) <= set(BY_NAME["negative"].choices)


def test_it_runs_again_when_a_list_of_the_user_changes(monkeypatch: pytest.MonkeyPatch) -> None:
    before = AnimaginePrompt.IS_CHANGED(prompt="1girl")
    assert AnimaginePrompt.IS_CHANGED(prompt="1boy") == before
    monkeypatch.setattr("sd_animagine.comfyui.prompt.stamp", lambda paths: (("x.csv", 1, 2),))
    assert AnimaginePrompt.IS_CHANGED(prompt="1girl") != before
