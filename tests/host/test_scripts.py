"""The hosts' own scripts, which run one request many times or with many prompts."""

from __future__ import annotations

from typing import Any

import pytest

from tests.goldens import Q
from tests.host.client import Api, Picture
from tests.host.plots import plot
from tests.host.webui import OFF


def _check(api: Api, picture: Picture, prompt: str, typed: str, **fields: Any) -> None:
    """Says what it drew, knows what was typed, and drew what it says."""
    text, negative = picture.texts
    assert text == prompt
    assert picture.params["Animagine prompt"] == typed
    fields["seed"] = int(picture.params["Seed"])
    assert picture.is_near(api.typed(prompt, negative, **fields))


def test_prompt_matrix(api: Api) -> None:
    """A list of different prompts, two a batch."""
    script = {"script_name": "prompt matrix", "script_args": [False, False, "positive", "comma", 0]}
    answer = api.draw("smile, 1girl|night|long_hair", batch_size=2, **script)
    expected = [
        ("smile, 1girl", f"1girl, smile, {Q}"),
        ("smile, 1girl, night", f"1girl, smile, night, {Q}"),
        ("smile, 1girl, long_hair", f"1girl, smile, long hair, {Q}"),
        ("smile, 1girl, night, long_hair", f"1girl, smile, night, long hair, {Q}"),
    ]
    assert answer.info["all_prompts"] == [sent for _, sent in expected]
    pictures = answer.pictures[1:]  # behind the grid
    assert len(pictures) == len(expected)
    for picture, (typed, sent) in zip(pictures, expected, strict=True):
        _check(api, picture, sent, typed)


def test_prompt_matrix_of_negatives(api: Api) -> None:
    script = {"script_name": "prompt matrix", "script_args": [False, False, "negative", "comma", 0]}
    answer = api.draw("smile, 1girl", negative_prompt="blurry|text", **script)
    negatives = answer.info["all_negative_prompts"]
    assert [text.split(", lowres")[0] for text in negatives] == ["blurry", "blurry, text"]
    asked = [picture.params["Animagine negative"] for picture in answer.pictures[1:]]
    assert asked == ["blurry", "blurry, text"]


def test_prompts_from_file(api: Api) -> None:
    """Each line is a request; one brings its own negative prompt and size."""
    lines = (
        "smile, 1girl\n"
        '--prompt "night, 1boy" --negative_prompt "blurry" --width 192 --height 128\n'
        "1girl, long_hair, masterpiece"
    )
    answer = api.draw("", **api.prompt_list(lines))
    expected = [
        ("smile, 1girl", f"1girl, smile, {Q}"),
        ("night, 1boy", f"1boy, night, {Q}"),
        ("1girl, long_hair, masterpiece", f"1girl, long hair, {Q}"),
    ]
    assert answer.info["all_prompts"] == [sent for _, sent in expected]
    for picture, (typed, sent) in zip(answer.pictures, expected, strict=True):
        size = dict(zip(("width", "height"), picture.image.size, strict=True))
        _check(api, picture, sent, typed, **size)
    assert answer.pictures[1].image.size == (192, 128)
    assert answer.pictures[1].params["Animagine negative"] == "blurry"
    assert answer.pictures[2].params["Animagine negative"] == ""


def test_prompts_from_file_snapped(api: Api) -> None:
    """Each line is snapped by itself; the request they are copied from is not."""
    lines = '--prompt "1girl" --width 64 --height 64\n--prompt "1boy" --width 128 --height 64'
    answer = api.draw("", {}, **api.prompt_list(lines))
    assert [p.image.size for p in answer.pictures] == [(1024, 1024), (1344, 768)]
    asked = [p.params["Animagine size"] for p in answer.pictures]
    assert asked == ["64x64", "128x64"]


def test_loopback(api: Api) -> None:
    """Runs the same request again on its own result: nothing is added twice."""
    script = {"script_name": "loopback", "script_args": [3, 0.5, "Linear", "None"]}
    start = {"init_images": [api.typed("a dog").data], "denoising_strength": 0.8, "tab": "img2img"}
    answer = api.draw("smile, 1girl", {}, **start, **script)
    pictures = answer.pictures[1:]
    assert len(pictures) == 3
    sent = f"1girl, smile, {Q}"
    assert [p.infotext.split("\n")[0] for p in pictures] == [sent] * 3
    assert [p.params["Animagine prompt"] for p in pictures] == ["smile, 1girl"] * 3
    negatives = {p.infotext.split("\n")[1] for p in pictures}
    assert len(negatives) == 1
    assert negatives.pop().count("lowres") == 1
    plain = api.draw(sent, OFF, negative_prompt=answer.info["negative_prompt"], **start, **script)
    assert [p.pixels for p in pictures] == [p.pixels for p in plain.pictures[1:]]


def test_loopback_with_snapping(api: Api) -> None:
    """The size that was asked for is still known at the second run."""
    script = {"script_name": "loopback", "script_args": [2, 0.5, "Linear", "None"]}
    start = {"init_images": [api.typed("a dog").data], "denoising_strength": 0.8, "tab": "img2img"}
    answer = api.draw("1girl", {"img2img_snap": True}, **start, **script)
    for picture in answer.pictures[1:]:
        assert picture.image.size == (1024, 1024)
        assert picture.params["Animagine size"] == "128x128"


def test_sd_upscale(api: Api) -> None:
    """Draws tile by tile with the same request; the size of a tile is nobody's to change."""
    script = api.script("sd upscale", "img2img", tile_overlap=64, upscaler="None", scale_factor=2)
    start = {
        "init_images": [api.typed("a dog", width=192, height=192).data],
        "denoising_strength": 0.4,
        "tab": "img2img",
    }
    answer = api.draw("smile, 1girl", {}, **start, **script)
    assert answer.picture.image.size == (192, 192)
    text = answer.info["infotexts"][0]
    assert text.startswith(f"1girl, smile, {Q}\n")
    assert text.split("\n")[1].count("lowres") == 1
    plain = api.draw(
        f"1girl, smile, {Q}",
        OFF,
        negative_prompt=answer.info["negative_prompt"],
        **start,
        **script,
    )
    assert plain.picture.pixels == answer.picture.pixels


def test_xyz_plot(api: Api) -> None:
    """Another text in each column, another seed in each row."""
    answer = api.draw("smile, 1girl", **plot(api, {"Prompt S/R": "smile, night", "Seed": "7, 8"}))
    pictures = answer.pictures[1:]
    assert len(pictures) == 4
    texts = [f"1girl, {word}, {Q}" for word in ("smile", "night")] * 2
    typed = ["smile, 1girl", "night, 1girl"] * 2
    for picture, sent, before in zip(pictures, texts, typed, strict=True):
        _check(api, picture, sent, before)
    assert [p.params["Seed"] for p in pictures] == ["7", "7", "8", "8"]


def test_xyz_plot_of_sizes(api: Api) -> None:
    """A cell's size is snapped like any other."""
    try:
        fields = plot(api, {"Size": "64x64, 128x64"})
    except ValueError:
        pytest.skip("this WebUI's plot has no axis for sizes")
    answer = api.draw("1girl", {}, **fields)
    assert [p.image.size for p in answer.pictures[1:]] == [(1024, 1024), (1344, 768)]
