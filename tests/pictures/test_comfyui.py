"""Graphs that nobody draws; the ones that people draw are in ``graphs.py``."""

from __future__ import annotations

import inspect
import json
import sys
from pathlib import Path

import pytest

from sd_animagine.pictures import telling
from sd_animagine.pictures.read_back import read_back
from sd_animagine.pictures.request import ReadBack
from tests.pictures.files import text_png
from tests.pictures.graphs import Node, graph, node, text


def told(**more: Node) -> ReadBack:
    return read_back({"prompt": json.dumps({**graph("basic"), **more})})


def test_links_in_circles() -> None:
    found = told(**{"6": text(["30", 0]), "30": node("Note", text=["31", 0]),
                    "31": node("Note", text=["30", 0])})  # fmt: skip
    assert (found.prompt, found.seed) == (None, 123)
    joined = node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["6", 0])
    assert told(**{"6": joined}).seed == 123
    sized = node("EmptyLatentImage", width=["5", 0], height=["5", 0])
    assert told(**{"5": sized}).width is None


def test_switches_that_choose_each_other() -> None:
    a, b = (node("Switch", select=[other, 0], input1=[other, 0]) for other in ("b", "a"))
    found = told(**{"a": a, "b": b, "6": text(["a", 0]), "5": node("Empty", width=["a", 0])})
    assert (found.prompt, found.width, found.seed) == (None, None, 123)


def test_links_that_join_again_and_again() -> None:
    chain = {
        f"a{n}": node("ConditioningCombine", conditioning_1=[f"a{n + 1}", 0],
                      conditioning_2=[f"a{n + 1}", 0]) for n in range(90)
    }  # fmt: skip
    assert told(**{**chain, "a90": text("smile"), "6": chain["a0"]}).seed == 123
    texts = {
        f"a{n}": node("StringConcatenate", string_a=[f"a{n + 1}", 0], string_b=[f"a{n + 1}", 0])
        for n in range(90)
    }
    found = told(**{**texts, "a90": node("Text", text="x"), "6": text(["a0", 0])})
    assert (found.prompt, found.seed) == (None, 123)


@pytest.mark.parametrize("link", [["6"], ["6", 0, 0], [6, 0], [None, 0], [[], 0], [{}, {}], []])
def test_what_is_hardly_a_link(link: list[object]) -> None:
    sampler = node("KSampler", steps=3, positive=link, negative=["7", "x"], seed=link)
    found = told(**{"3": sampler})
    assert found.tool == "ComfyUI" and found.steps == 3
    assert found.prompt == (None if link != [6, 0] else graph("basic")["6"]["inputs"]["text"])


def test_a_graph_that_draws_nothing_that_is_known(tmp_path: Path) -> None:
    graph = {"1": node("LoadImage", image="a.png"), "2": node("SaveImage", images=["1", 0])}
    path = tmp_path / "a.png"
    path.write_bytes(text_png(prompt=json.dumps(graph)))
    error = (
        "This picture has a ComfyUI workflow with no known sampler in it. "
        "Copy the prompt from ComfyUI."
    )
    assert telling.told(path) == {"file": str(path), "error": error}


def test_long_rows_of_links_are_followed_in_few_calls() -> None:
    row = {f"a{n}": node("Pass", text=[f"a{n + 1}", 0]) for n in range(30)}
    row |= {f"c{n}": node("Pass", conditioning=[f"c{n + 1}", 0]) for n in range(300)}
    held = {**row, "a30": node("Text", text="smile"), "6": text(["a0", 0]), "7": row["c0"]}
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack()) + 400)
    try:
        found = told(**held)
    finally:
        sys.setrecursionlimit(limit)
    assert (found.prompt, found.negative_prompt) == ("smile", None)
