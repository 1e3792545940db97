"""Pictures of ComfyUI that hold only the drawing of the graph."""

from __future__ import annotations

import json
from typing import Any

from sd_animagine.pictures.read_back import read_back
from sd_animagine.pictures.request import ReadBack
from tests.pictures.graphs import FILE
from tests.pictures.table import NEGATIVE, PROMPT

SAID = "read from: the drawing of the graph, which may differ from what ran"
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


def test_a_graph_counts_before_its_drawing() -> None:
    graph = {"3": {"class_type": "KSampler", "inputs": {"positive": "ran", "steps": 3}}}
    texts = {"workflow": json.dumps({"nodes": nodes(), "links": LINKS})}
    assert read_back({**texts, "prompt": json.dumps(graph)}).prompt == "ran"
    assert read_back({**texts, "prompt": "{}"}).prompt == PROMPT
