"""Pictures of ComfyUI that hold only the drawing of the graph."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sd_animagine.pictures.read_back import read_back
from sd_animagine.pictures.readers.comfyui.drawing import field_names
from sd_animagine.pictures.readers.comfyui.group import OUTPUTS, opened
from sd_animagine.pictures.request import ReadBack
from tests.pictures.graphs import FILE
from tests.pictures.table import NEGATIVE, PROMPT

SAID = "read from: the workflow on the page, which may differ from what ran"
LINKS = [[1, 4, 0, 3, 0, "MODEL"], [2, 6, 0, 3, 1, "CONDITIONING"],
         [3, 7, 0, 3, 2, "CONDITIONING"], [4, 5, 0, 3, 3, "LATENT"], [5, 3, 0, 8, 0, "LATENT"],
         [6, 8, 0, 9, 0, "IMAGE"], [7, 4, 1, 6, 0, "CLIP"], [8, 4, 1, 7, 0, "CLIP"]]  # fmt: skip
SETTINGS = [123, "randomize", 28, 5.0, "euler_ancestral", "normal", 1.0]


def drawn(number: int, kind: str, values: Any = (), /, mode: int = 0, **links: int) -> dict:
    inputs = [{"name": name, "type": "*", "link": link} for name, link in links.items()]
    return {"id": number, "type": kind, "mode": mode, "inputs": inputs, "widgets_values":
            list(values) if isinstance(values, tuple) else values}  # fmt: skip


def nodes(**more: dict) -> list[dict]:
    every = {
        "3": drawn(3, "KSampler", SETTINGS, model=1, positive=2, negative=3, latent_image=4),
        "4": drawn(4, "CheckpointLoaderSimple", [FILE]),
        "5": drawn(5, "EmptyLatentImage", [832, 1216, 1]),
        "6": drawn(6, "CLIPTextEncode", [PROMPT], clip=7),
        "7": drawn(7, "CLIPTextEncode", [NEGATIVE], clip=8),
        "8": drawn(8, "VAEDecode", samples=5),
        "9": drawn(9, "SaveImage", ["ComfyUI"], images=6),
    }
    return list({**every, **more}.values())


def told(drawing: dict) -> ReadBack:
    return read_back({"workflow": json.dumps(drawing)})


def assert_all_there(found: ReadBack) -> None:
    assert (found.tool, found.prompt, found.negative_prompt) == ("ComfyUI", PROMPT, NEGATIVE)
    settings = (found.width, found.height, found.steps, found.cfg_scale, found.seed)
    assert settings == (832, 1216, 28, 5.0, 123)
    assert (found.sampler_name, found.model, found.left_out) == ("Euler a", FILE, (SAID,))


def test_fields_without_names() -> None:
    assert_all_there(told({"nodes": nodes(), "links": LINKS, "version": 0.4}))


def test_fields_with_names_and_a_class_that_is_not_known() -> None:
    names = [
        {"name": name, "widget": {"name": name}, "link": None}
        for name in ("seed", "steps", "cfg", "sampler_name", "scheduler", "denoise")
    ]
    sampler = drawn(3, "My KSampler", SETTINGS, model=1, positive=2, negative=3, latent_image=4)
    sampler["inputs"] += names
    assert_all_there(told({"nodes": nodes(**{"3": sampler}), "links": LINKS}))


def test_what_is_muted_bypassed_or_only_passed_on_is_no_node() -> None:
    lora = drawn(10, "LoraLoader", ["ink.safetensors", 1.0, 1.0], mode=4, model=20)
    lora["inputs"][0]["type"] = "MODEL"
    lora["outputs"] = [{"type": "MODEL"}, {"type": "CLIP"}]
    late = drawn(12, "KSampler", [9, "fixed", 5, 2.0, "lms", "normal", 0.5], mode=2)
    links = [*LINKS[1:], [1, 10, 0, 3, 0, "MODEL"], [20, 11, 0, 10, 0, "MODEL"],
             [21, 4, 0, 11, 0, "MODEL"]]  # fmt: skip
    more = {"10": lora, "11": drawn(11, "Reroute", (), **{"": 21}), "12": late}
    assert_all_there(told({"nodes": nodes(**more), "links": links}))


def _subgraph(inner: list[dict]) -> dict:
    links = [
        {"id": 1, "origin_id": -10, "origin_slot": 0, "target_id": 6, "target_slot": 0},
        {"id": 2, "origin_id": -10, "origin_slot": 1, "target_id": 6, "target_slot": 1},
        {"id": 3, "origin_id": 6, "origin_slot": 0, "target_id": -20, "target_slot": 0},
    ]
    return {"id": "3f-uuid", "name": "text", "nodes": inner, "links": links}


def test_a_node_that_is_a_drawing_itself() -> None:
    inner = _subgraph([drawn(6, "CLIPTextEncode", ["old"], clip=1, text=2)])
    outer = drawn(6, "3f-uuid", [PROMPT], clip=7)
    outer["inputs"].append({"name": "text", "widget": {"name": "text"}, "link": None})
    drawing = {"nodes": nodes(**{"6": outer}), "links": LINKS,
               "definitions": {"subgraphs": [inner]}}  # fmt: skip
    assert_all_there(told(drawing))


def test_drawings_in_themselves_come_to_an_end() -> None:
    inner = _subgraph([drawn(n, "3f-uuid", clip=1, text=2) for n in range(1, 40)])
    drawing = {"nodes": nodes(**{"6": drawn(6, "3f-uuid", clip=7)}), "links": LINKS,
               "definitions": {"subgraphs": [inner]}}  # fmt: skip
    assert told(drawing).prompt is None
    circle = [[1, 10, 0, 3, 0, "*"], [2, 10, 0, 10, 0, "*"]]
    around = drawn(10, "Reroute", (), **{"": 2})
    assert not told({"nodes": nodes(**{"10": around}), "links": circle}).tool


def _group(converted: str = "") -> tuple[dict, list[Any]]:
    """Texts and sampler as a group node of older versions; and the fields that it has."""
    text = drawn(6, "CLIPTextEncode", ["old"], clip=0)
    sampler = drawn(3, "KSampler", [1, "fixed", 2, 3.0, "lms", "normal", 1.0],
                    model=0, positive=0, negative=0, latent_image=0)  # fmt: skip
    texts = [{**text, "outputs": [{"name": "CONDITIONING"}]}, {**text, "outputs": [{}]}]
    fields = [PROMPT, NEGATIVE, *SETTINGS]
    if converted:
        sampler["inputs"].append({"name": "steps", "widget": {"name": "steps"}, "link": None})
        del fields[4]
    sampler["outputs"] = [{"name": "LATENT"}]
    links = [[0, 0, 2, 1, 6, "CONDITIONING"], [1, 0, 2, 2, 7, "CONDITIONING"],
             [None, 0, 0, 0, 4, "CLIP"]]  # fmt: skip
    return {"nodes": [*texts, sampler], "links": links, "external": []}, fields


def _with_group(kind: str, group: dict, fields: list[Any], **more: int) -> ReadBack:
    """A drawing whose texts and sampler are in one node: two CLIPs, model and latent go in."""
    whole = drawn(3, kind, fields, clip=2, clip2=3, model=1, latent_image=4)
    whole["inputs"] += [{"name": name, "widget": {}, "link": n} for name, n in more.items()]
    kept = [node for node in nodes(**{"3": whole}) if node["id"] not in (6, 7)]
    kept.append(drawn(10, "PrimitiveNode", [28, "fixed"]))
    links = [[1, 4, 0, 3, 2, "MODEL"], [2, 4, 1, 3, 0, "CLIP"], [3, 4, 1, 3, 1, "CLIP"],
             *LINKS[3:6], [9, 10, 0, 3, 4, "INT"]]  # fmt: skip
    return told({"nodes": kept, "links": links, "extra": {"groupNodes": {"texts": group}}})


def test_a_group_node() -> None:
    assert_all_there(_with_group("workflow/texts", *_group()))
    assert_all_there(_with_group("workflow>texts", *_group()))


def test_a_field_of_a_group_node_that_was_made_a_socket() -> None:
    assert_all_there(_with_group("workflow/texts", *_group("steps"), steps=9))


@pytest.mark.parametrize(
    ("external", "visible", "outputs"),
    [
        ([], None, [(2, 0)]),
        ([[0, 0, "CONDITIONING"]], None, [(0, 0), (2, 0)]),
        ([[0, 0, "CONDITIONING"]], False, [(2, 0)]),
        ([], True, [(0, 0), (2, 0)]),
    ],
)
def test_the_outputs_of_a_group_node(
    external: list[Any], visible: bool | None, outputs: list[tuple[int, int]]
) -> None:
    group, fields = _group()
    group["external"] = external
    group["config"] = {"0": {"output": {"0": {} if visible is None else {"visible": visible}}}}
    drawing = opened(drawn(3, "workflow/texts", fields), group, field_names)
    ends = [each for each in drawing["links"] if each.get("target_id") == OUTPUTS]
    assert [(each["origin_id"], each["origin_slot"]) for each in ends] == outputs


def test_a_group_node_whose_fields_cannot_be_told_apart_gives_none() -> None:
    group, fields = _group()
    found = _with_group("workflow/texts", group, [*fields, "one more"])
    assert (found.prompt, found.steps, found.model) == (None, None, FILE)


def test_a_group_node_of_nonsense_is_none() -> None:
    for group in ({"nodes": [[], 1], "links": [1, [None]], "external": [[[], {}]]}, {"config": 7}):
        assert _with_group("workflow/texts", group, []).prompt is None


def test_a_graph_counts_before_its_drawing() -> None:
    graph = {"3": {"class_type": "KSampler", "inputs": {"positive": "ran", "steps": 3}}}
    texts = {"workflow": json.dumps({"nodes": nodes(), "links": LINKS})}
    assert read_back({**texts, "prompt": json.dumps(graph)}).prompt == "ran"
    assert read_back({**texts, "prompt": "{}"}).prompt == PROMPT
