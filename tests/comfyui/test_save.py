"""Animagine Save and Animagine Read Picture with files: each reads what the other wrote."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.comfyui.node import NodeError
from sd_animagine.comfyui.read_picture import AnimagineReadPicture
from sd_animagine.comfyui.save import AnimagineSave
from tests.comfyui import graphs
from tests.comfyui.fake_comfyui import install

np = pytest.importorskip("numpy")
Image = pytest.importorskip("PIL.Image")


class Tensor:
    """Of a picture, as much as saving asks of it."""

    def __init__(self) -> None:
        self.pixels = np.linspace(-0.1, 1.1, 16 * 8 * 3, dtype="float32").reshape(16, 8, 3)
        self.shape = self.pixels.shape

    def cpu(self) -> Tensor:
        return self

    def numpy(self) -> Any:
        return self.pixels


@pytest.fixture(autouse=True)
def _comfyui(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    install(monkeypatch, tmp_path)


def save(graph: Any = None, prefix: str = "new/Animagine", count: int = 2) -> Any:
    graph = graphs.whole(prompt="1girl, 初音") if graph is None else graph
    extra = {"workflow": {"nodes": []}}
    return AnimagineSave().run([Tensor()] * count, prefix, graph, extra, "9")


def test_a_file_has_the_infotext_and_the_workflow(tmp_path: Path) -> None:
    ui = save()["ui"]
    names = ["Animagine_00001_.png", "Animagine_00002_.png"]
    assert [(each["filename"], each["subfolder"]) for each in ui["images"]] == [
        (name, "new") for name in names
    ]
    assert ui["text"] == [""]
    for number, name in enumerate(names):
        with Image.open(tmp_path / "output" / "new" / name) as picture:
            picture.load()
            assert f"Seed: {42 + number}," in picture.text["parameters"]
            assert picture.text["parameters"].startswith("1girl, 初音")
            assert json.loads(picture.text["prompt"])["9"]["class_type"] == "AnimagineSave"
            assert json.loads(picture.text["workflow"]) == {"nodes": []}
            assert picture.getpixel((0, 0))[0] == 0 and picture.getpixel((7, 15))[2] == 255


def test_no_text_where_the_operator_wants_none(tmp_path: Path) -> None:
    sys.modules["comfy.cli_args"].args.disable_metadata = True
    save(prefix="Animagine", count=1)
    with Image.open(tmp_path / "output" / "Animagine_00001_.png") as picture:
        picture.load()
        assert picture.text == {}


def test_a_graph_without_a_sampler_is_told() -> None:
    assert "workflow alone" in save({"9": graphs.node("AnimagineSave")})["ui"]["text"][0]


def test_a_name_outside_of_the_folder_is_refused() -> None:
    with pytest.raises(NodeError, match=r"\.\./x is outside of the output folder"):
        save(prefix="../x")


def test_what_was_saved_is_read(tmp_path: Path) -> None:
    save(prefix="Animagine", count=1)
    (tmp_path / "output" / "Animagine_00001_.png").rename(tmp_path / "input" / "a.png")
    node = AnimagineReadPicture
    assert node.INPUT_TYPES()["required"]["image"][0] == ["a.png"]
    assert node.VALIDATE_INPUTS("a.png") is True
    told = node().run("a.png")
    prompt, negative, *numbers, report = told["result"]
    assert prompt.startswith("1girl, 初音") and negative == "bad hands"
    assert numbers == [832, 1216, 28, 5.0, 42]
    assert len(told["result"]) == len(node.RETURN_TYPES) == len(node.RETURN_NAMES)
    assert "It was made with" in report
    before = node.IS_CHANGED("a.png")
    (tmp_path / "input" / "a.png").write_bytes(b"other")
    assert node.IS_CHANGED("a.png") != before


def test_a_picture_that_tells_little_says_what_is_taken_instead(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("parameters", "1girl\nSteps: 20, Sampler: Euler a, CFG scale: 6")
    Image.new("RGB", (64, 96)).save(tmp_path / "input" / "b.png", pnginfo=info)
    _, _, width, height, steps, cfg, seed, report = AnimagineReadPicture().run("b.png")["result"]
    assert (width, height, steps, cfg, seed) == (64, 96, 20, 6.0, 0)
    assert "does not tell seed: 0 is taken" in report


@pytest.mark.parametrize(
    ("content", "said"), [(b"nothing", "picture"), (None, "does not say how it was made")]
)
def test_a_file_that_tells_nothing(tmp_path: Path, content: Any, said: str) -> None:
    path = tmp_path / "input" / "c.png"
    if content is None:
        Image.new("RGB", (8, 8)).save(path)
    else:
        path.write_bytes(content)
    with pytest.raises(NodeError, match=said):
        AnimagineReadPicture().run("c.png")


@pytest.mark.parametrize("name", ["gone.png", None, 7])
def test_a_picture_that_is_gone(name: Any) -> None:
    assert "There is no picture" in AnimagineReadPicture.VALIDATE_INPUTS(name)
