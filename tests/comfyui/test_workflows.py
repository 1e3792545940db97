"""The example workflows, help pages and translations go with the nodes as they are."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.comfyui.nodes import CLASSES
from sd_animagine.pictures.read_back import read_back
from sd_animagine.pictures.readers.comfyui.own import FIELDS
from tests.comfyui.fake_comfyui import install

ROOT = Path(__file__).parents[2]
WORKFLOWS = sorted((ROOT / "example_workflows").glob("*.json"))
LANGUAGES = ("ja", "zh")


@pytest.fixture(autouse=True)
def _comfyui(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)


def inputs_of(kind: str) -> dict[str, Any]:
    types = CLASSES[kind].INPUT_TYPES()  # type: ignore[attr-defined]
    return {**types["required"], **types.get("optional", {})}


def load(path: Path) -> dict[str, Any]:
    return json.loads(path.read_text("utf-8"))  # type: ignore[no-any-return]


def test_there_are_two() -> None:
    assert len(WORKFLOWS) == 2


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_workflow_has_our_nodes_as_they_are(path: Path) -> None:
    flow = load(path)
    for node in flow["nodes"]:
        if node["type"] not in CLASSES:
            continue
        kind = CLASSES[node["type"]]
        names = [each["name"] for each in node["outputs"]]
        assert names == list(getattr(kind, "RETURN_NAMES", ()))
        known = inputs_of(node["type"])
        assert {each["name"] for each in node["inputs"]} <= set(known)
        typed = FIELDS.get(node["type"], ("filename_prefix",))
        for name, value in zip(typed, node["widgets_values"], strict=True):
            choices = known[name][0]
            assert not isinstance(choices, list) or value in choices


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_no_link_runs_in_a_circle(path: Path) -> None:
    flow = load(path)
    after: dict[int, set[int]] = {}
    for _, source, _, target, _, _ in flow["links"]:
        after.setdefault(source, set()).add(target)
    for node in flow["nodes"]:
        reached, waiting = set(), [node["id"]]
        while waiting:
            for each in after.get(waiting.pop(), ()):
                assert each != node["id"]
                if each not in reached:
                    reached.add(each)
                    waiting.append(each)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.stem)
def test_a_picture_of_it_would_be_read(path: Path) -> None:
    found = read_back({"workflow": path.read_text("utf-8")})
    assert found.prompt is not None and found.prompt.endswith("absurdres")
    assert (found.width, found.height, found.steps, found.sampler_name) == (
        832,
        1216,
        28,
        "Euler a",
    )
    assert found.negative_prompt is not None and found.negative_prompt.startswith("lowres")


def told(kind: str) -> Iterator[tuple[str, str]]:
    """What of a node people read: where it stands, and the text."""
    yield "description", CLASSES[kind].DESCRIPTION  # type: ignore[attr-defined]
    for name, (_, *facts) in inputs_of(kind).items():
        if facts and "tooltip" in facts[0]:
            yield f"inputs.{name}.tooltip", facts[0]["tooltip"]
    for number, text in enumerate(getattr(CLASSES[kind], "OUTPUT_TOOLTIPS", ())):
        yield f"outputs.{number}.tooltip", text


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_of_a_node_is_translated(language: str) -> None:
    found = load(ROOT / "locales" / language / "nodeDefs.json")
    assert set(found) == set(CLASSES)
    for kind, node in found.items():
        assert node["display_name"]
        here = {"description"}
        for group in ("inputs", "outputs"):
            here |= {f"{group}.{name}.tooltip" for name in node.get(group, {})}
        assert here == {place for place, _ in told(kind)}


@pytest.mark.parametrize("kind", CLASSES)
def test_every_node_has_a_page_of_help(kind: str) -> None:
    page = (ROOT / "comfyui" / "docs" / f"{kind}.md").read_text("utf-8")
    assert page.startswith("# Animagine ")
    for name in inputs_of(kind):
        assert f"`{name}`" in page, f"{kind}: {name}"


def test_the_page_loads_one_script_of_ours() -> None:
    """ComfyUI loads every script of the folder by itself, in parallel."""
    assert [path.name for path in (ROOT / "comfyui").rglob("*.js")] == ["animagine.js"]
