"""What pictures of our nodes tell: as Animagine Save writes it, and as any reader finds it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.comfyui.record import record_of, upstream
from sd_animagine.pictures.read_back import read_back
from sd_animagine.pictures.readers.comfyui.own import FIELDS
from tests.comfyui import graphs
from tests.comfyui.fake_comfyui import install

COMPILED = "1girl, smile, [hat], masterpiece, high score, great score, absurdres"


@pytest.fixture(autouse=True)
def _comfyui(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)


def read(graph: dict[str, Any]) -> Any:
    """As from a picture of ComfyUI's own Save Image."""
    return read_back({"prompt": json.dumps(graph)})


@pytest.mark.parametrize("graph", [graphs.whole(), graphs.plain()])
def test_a_picture_is_read_through_our_nodes(graph: dict[str, Any]) -> None:
    found = read(graph)
    assert (found.prompt, found.negative_prompt) in (
        (COMPILED, "bad hands"),
        (COMPILED.replace("[hat]", "(hat:0.9091)"), "bad hands"),
    )
    assert (found.width, found.height, found.steps) == (832, 1216, 28)
    assert (found.cfg_scale, found.sampler_name) == (5.0, "Euler a")
    assert found.seed in (42, 7)
    assert found.model == "animagine-xl-4.0-opt.safetensors"
    assert found.left_out == ()


def test_a_text_typed_into_the_encoder_is_read_as_a1111_reads_it() -> None:
    graph = graphs.whole()
    graph["3"]["inputs"].update(prompt="[hat:cap:0.5] BREAK embedding:easy.pt", negative="")
    found = read(graph)
    assert found.prompt == "[hat:cap:0.5] BREAK easy"
    assert found.negative_prompt == ""


def test_a_linked_text_is_followed() -> None:
    graph = graphs.whole(prompt=["20", 0])
    graph["20"] = graphs.node("PrimitiveStringMultiline", value="smile, 1girl, [hat]")
    assert read(graph).prompt == COMPILED


def test_outputs_that_are_crossed_stay_so() -> None:
    graph = graphs.whole()
    graph["3"]["inputs"].update(prompt=["2", 1], negative=["2", 0])
    found = read(graph)
    assert (found.prompt, found.negative_prompt) == ("bad hands", COMPILED)


def test_two_numbers_of_a_size_are_snapped() -> None:
    found = read(graphs.whole(size="width x height"))
    assert (found.width, found.height) == (1024, 1024)


@pytest.mark.parametrize(
    "wrong",
    [
        {"options": "{"},
        {"size": "gone"},
        {"language": ["2", 0]},
        {"width": ["2", 2], "size": "width x height"},
        {"prompt": ["2", 0]},
        {"mode": "gone"},
    ],
)
def test_inputs_of_an_older_version_are_no_traceback(wrong: dict[str, Any]) -> None:
    found = read(graphs.whole(**wrong))
    assert found.tool == "ComfyUI" and found.steps == 28


def test_a_drawing_of_older_pages_names_no_fields() -> None:
    values = [graphs.PROMPT[name] for name in FIELDS["AnimaginePrompt"]]
    nodes = [
        {"id": 2, "type": "AnimaginePrompt", "widgets_values": values},
        {
            "id": 3,
            "type": "CLIPTextEncode",
            "widgets_values": [""],
            "inputs": [{"name": "text", "link": 1}],
        },
        {
            "id": 7,
            "type": "KSampler",
            "widgets_values": [7, "fixed", 28, 5.0, "euler_ancestral", "normal", 1.0],
            "inputs": [{"name": "positive", "link": 2}],
        },
    ]
    links = [[1, 2, 0, 3, 0, "STRING"], [2, 3, 0, 7, 1, "CONDITIONING"]]
    found = read_back({"workflow": json.dumps({"nodes": nodes, "links": links})})
    assert (found.prompt, found.steps, found.seed) == (
        COMPILED.replace("[", r"\[").replace("]", r"\]"),
        28,
        7,
    )


def test_save_writes_a1111_s_infotext() -> None:
    record = record_of(graphs.whole(), "9")
    first, second = record.infotext(0, 2), record.infotext(1, 2)
    found = read_back({"parameters": first})
    assert (found.prompt, found.negative_prompt) == (COMPILED, "bad hands")
    assert (found.steps, found.cfg_scale, found.sampler_name) == (28, 5.0, "Euler a")
    assert (found.width, found.height, found.seed) == (832, 1216, 42)
    assert found.fields["Model"] == "animagine-xl-4.0-opt"
    assert found.fields["Animagine prompt"] == "smile, 1girl, [hat]"
    assert "moved" in found.fields["Animagine note"]
    assert read_back({"parameters": second}).seed == 43


def test_comfyui_s_own_sampler_has_one_seed_for_a_batch() -> None:
    texts = [record_of(graphs.plain(), "9").infotext(n, 2) for n in range(2)]
    assert [read_back({"parameters": text}).seed for text in texts] == [7, 7]
    assert "Picture: 2 of 2" in texts[1]


def test_two_saves_of_one_graph_are_told_apart() -> None:
    graph = graphs.whole()
    other = graphs.plain(prompt="1boy")
    graph |= {f"1{key}": _moved(node) for key, node in other.items()}
    assert record_of(graph, "9").infotext(0, 1).startswith(COMPILED)
    assert record_of(graph, "19").infotext(0, 1).startswith("1boy")
    assert set(upstream(graph, "19")) <= {f"1{key}" for key in other}


def _moved(node: dict[str, Any]) -> dict[str, Any]:
    inputs = {
        name: [f"1{value[0]}", value[1]] if isinstance(value, list) else value
        for name, value in node["inputs"].items()
    }
    return {**node, "inputs": inputs}


@pytest.mark.parametrize("graph", [None, {}, {"9": graphs.node("AnimagineSave")}, [1]])
def test_a_graph_that_tells_nothing(graph: Any) -> None:
    assert record_of(graph, "9").infotext(0, 1) == ""


def test_a_lora_is_in_the_text_too() -> None:
    graph = graphs.whole()
    graph["11"] = graphs.node(
        "LoraLoader", model=["1", 0], clip=["1", 1], lora_name="x.safetensors", strength_model=0.8
    )
    graph["7"]["inputs"]["model"] = ["11", 0]
    assert "x" in read_back({"parameters": record_of(graph, "9").infotext(0, 1)}).fields["ComfyUI"]
