from __future__ import annotations

import io
import json
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.pictures.containers.base import MAX_TEXT, PictureError
from sd_animagine.pictures.file import read
from sd_animagine.pictures.read_back import read_back
from sd_animagine.pictures.readers.webui import from_parameters
from tests.picture_files import INFOTEXT, chunk, exif, jpeg, png, webp

PACKED = zlib.compress(INFOTEXT.encode())
FILES = {
    "tEXt": png(chunk(b"tEXt", b"parameters\0" + INFOTEXT.encode())),
    "zTXt": png(chunk(b"zTXt", b"parameters\0\0" + PACKED)),
    "iTXt": png(chunk(b"iTXt", b"parameters\0\0\0\0\0" + INFOTEXT.encode())),
    "iTXt packed": png(chunk(b"iTXt", b"parameters\0\1\0\0\0" + PACKED)),
    "jpeg": jpeg(exif(INFOTEXT)),
    "jpeg little": jpeg(exif(INFOTEXT, "<")),
    "webp": webp(exif(INFOTEXT)),
}


@pytest.mark.parametrize("name", FILES)
def test_the_text_of_every_container(name: str) -> None:
    found = read(io.BytesIO(FILES[name]))
    assert (found.width, found.height) == (832, 1216)
    assert INFOTEXT in (found.texts.get("parameters"), found.texts.get("UserComment"))


@pytest.mark.parametrize("data", [b"", b"hello", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_said(data: bytes) -> None:
    with pytest.raises(PictureError):
        read(io.BytesIO(data))


def test_a_picture_of_200_megapixels_is_refused() -> None:
    with pytest.raises(PictureError, match="20000×10000 pixels; at most 64 million"):
        read(io.BytesIO(png(width=20000, height=10000)))


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt"])
def test_text_that_inflates_without_end_is_refused(name: bytes) -> None:
    bomb = zlib.compress(b"a" * 300_000_000, 9)
    head = b"parameters\0\0" if name == b"zTXt" else b"parameters\0\1\0\0\0"
    with pytest.raises(PictureError, match="over a million bytes of text"):
        read(io.BytesIO(png(chunk(name, head + bomb))))


def test_many_texts_that_are_too_much_together_are_refused() -> None:
    part = zlib.compress(b"a" * (MAX_TEXT // 2))
    parts = [chunk(b"zTXt", b"k%d\0\0" % n + part) for n in range(4)]
    with pytest.raises(PictureError, match="over a million bytes"):
        read(io.BytesIO(png(*parts)))


@given(st.sampled_from(sorted(FILES)), st.integers(0, 400), st.binary(max_size=20))
def test_damage_is_an_answer_and_never_anything_else(name: str, at: int, put: bytes) -> None:
    data = FILES[name]
    broken = data[:at] + put + data[at + len(put) :]
    try:
        found = read(io.BytesIO(broken))
    except PictureError as error:
        assert str(error)
    else:
        assert found.width * found.height <= 64_000_000
        read_back(found.texts)


def test_an_infotext_is_taken_apart() -> None:
    found = from_parameters(INFOTEXT)
    assert (found.prompt, found.negative_prompt) == ("1girl, smile", "lowres")
    assert (found.width, found.height, found.steps, found.cfg_scale) == (832, 1216, 28, 5.0)
    assert (found.sampler_name, found.seed, found.model) == ("Euler a", 7, "animagine")


def test_an_infotext_that_lies_gives_what_can_be_used() -> None:
    found = from_parameters("x\nSteps: many, CFG scale: 1e999, Seed: , Size: 9x, Sampler: \"a, b\"")
    assert (found.steps, found.cfg_scale, found.width, found.seed) == (None, None, None, None)
    assert found.sampler_name == "a, b"
    assert from_parameters("a prompt\nof two lines").prompt == "a prompt\nof two lines"


def test_a_picture_of_comfyui() -> None:
    graph = {
        "3": {"class_type": "KSampler", "inputs": {
            "seed": 5, "steps": 28, "cfg": 5.0, "sampler_name": "euler_ancestral",
            "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
            "model": ["10", 0]}},
        "4": {"inputs": {"ckpt_name": "animagine.safetensors"}},
        "10": {"inputs": {"lora_name": "x", "model": ["4", 0]}},
        "5": {"inputs": {"width": 832, "height": 1216, "batch_size": 1}},
        "6": {"inputs": {"text": "1girl", "clip": ["4", 1]}},
        "7": {"inputs": {"text": ["8", 0], "clip": ["4", 1]}},
        "8": {"inputs": {"text": "lowres", "loop": ["7", 0]}},
    }  # fmt: skip
    found = read_back({"prompt": json.dumps(graph), "workflow": "{}"})
    assert (found.tool, found.prompt, found.negative_prompt) == ("ComfyUI", "1girl", "lowres")
    assert (found.width, found.steps, found.sampler_name, found.seed) == (832, 28, "Euler a", 5)
    assert found.model == "animagine.safetensors"


def test_a_picture_of_novelai() -> None:
    values = {"prompt": "1girl", "uc": "lowres", "steps": 28, "scale": 5, "seed": 3,
              "sampler": "k_euler_ancestral", "width": 832, "height": 1216}  # fmt: skip
    found = read_back({"Comment": json.dumps(values), "Source": "NovelAI", "Description": "1girl"})
    assert (found.tool, found.prompt, found.negative_prompt) == ("NovelAI", "1girl", "lowres")
    assert found.sampler_name == "Euler a"


@pytest.mark.parametrize("texts", [{}, {"prompt": "{}"}, {"prompt": "[" * 9999}, {"Software": "x"}])
def test_a_picture_that_tells_nothing(texts: dict[str, str]) -> None:
    assert not read_back(texts).tool


def _graph(**more: dict) -> dict[str, str]:
    nodes = {
        "3": {"class_type": "KSampler", "inputs": {
            "seed": 5, "steps": 28, "cfg": 5, "sampler_name": "euler", "positive": ["40", 0],
            "negative": ["40", 1], "latent_image": ["5", 0], "model": ["4", 0]}},
        "4": {"inputs": {"ckpt_name": "animagine.safetensors"}},
        "5": {"inputs": {"width": 832, "height": 1216}},
        "6": {"class_type": "CLIPTextEncode", "inputs": {"text": "smile", "clip": ["4", 1]}},
        "7": {"class_type": "CLIPTextEncode", "inputs": {"text": "lowres", "clip": ["4", 1]}},
        "40": {"class_type": "ControlNetApplyAdvanced",
               "inputs": {"negative": ["7", 0], "positive": ["6", 0]}},
        "9": {"class_type": "SaveImage", "inputs": {"images": ["3", 0]}},
    }  # fmt: skip
    return {"prompt": json.dumps(nodes | more)}


def test_a_role_stays_the_role_through_a_node_with_two_outputs() -> None:
    found = read_back(_graph())
    assert (found.prompt, found.negative_prompt, found.left_out) == ("smile", "lowres", ())


def test_a_zeroed_conditioning_is_empty() -> None:
    zero = {"class_type": "ConditioningZeroOut", "inputs": {"conditioning": ["6", 0]}}
    assert read_back(_graph(**{"7": zero})).negative_prompt == ""


def test_no_text_comes_along_a_clip_link() -> None:
    encoder = {"class_type": "CLIPTextEncode", "inputs": {"text": ["60", 0], "clip": ["80", 0]}}
    found = read_back(_graph(**{"6": encoder, "80": {"inputs": {"text": "<lora:x:1>"}}}))
    assert found.prompt is None
    assert "the prompt" in found.left_out[0]


def test_joined_texts_are_all_there() -> None:
    joined = {"class_type": "ConditioningConcat",
              "inputs": {"conditioning_to": ["6", 0], "conditioning_from": ["7", 0]}}  # fmt: skip
    assert read_back(_graph(**{"8": joined, "40": {"class_type": "ControlNetApplyAdvanced", "inputs": {"positive": ["8", 0], "negative": ["7", 0]}}})).prompt == "smile BREAK lowres"  # noqa: E501


def test_the_first_pass_counts_and_not_the_one_that_stands_first() -> None:
    late = {"class_type": "KSampler", "inputs": {
        "seed": 9, "steps": 12, "positive": ["6", 0], "negative": ["7", 0],
        "latent_image": ["3", 0]}}  # fmt: skip
    found = read_back(_graph(**{"1": late, "9": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}}))  # noqa: E501
    assert (found.steps, found.seed, found.width) == (28, 5, 832)


def test_what_another_sampler_drew_from_is_told() -> None:
    other = {"class_type": "KSampler", "inputs": {
        "seed": 9, "steps": 12, "positive": ["8", 0], "negative": ["7", 0],
        "latent_image": ["3", 0]}}  # fmt: skip
    saved = {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}
    text = {"class_type": "CLIPTextEncode", "inputs": {"text": "night", "clip": ["4", 1]}}
    found = read_back(_graph(**{"1": other, "8": text, "9": saved}))
    assert (found.prompt, found.left_out) == ("smile", ("prompt of another sampler: night",))
    same = read_back(_graph(**{"1": other, "8": {**text, "inputs": {"text": "smile"}}, "9": saved}))
    assert same.left_out == ()


def test_guiders_and_links_are_followed() -> None:
    found = read_back(_graph(**{
        "3": {"class_type": "SamplerCustomAdvanced", "inputs": {
            "noise": ["n", 0], "guider": ["g", 0], "sampler": ["s", 0], "sigmas": ["b", 0],
            "latent_image": ["5", 0]}},
        "g": {"class_type": "CFGGuider", "inputs": {
            "positive": ["6", 0], "negative": ["7", 0], "cfg": 5.0, "model": ["4", 0]}},
        "n": {"inputs": {"noise_seed": 77}}, "s": {"inputs": {"sampler_name": "euler_ancestral"}},
        "b": {"inputs": {"steps": ["i", 0]}}, "i": {"inputs": {"value": 28}},
    }))  # fmt: skip
    assert (found.prompt, found.negative_prompt, found.steps) == ("smile", "lowres", 28)
    assert (found.cfg_scale, found.seed, found.sampler_name) == (5.0, 77, "Euler a")


SETTINGS = (832, 1216, 28, 5.0, "Euler a", 123)
TOOLS = {
    "Animagine XL's page": {"metadata": json.dumps({
        "prompt": "1girl", "negative_prompt": "lowres", "resolution": "832 x 1216", "seed": 123,
        "guidance_scale": 5, "num_inference_steps": 28, "sampler": "Euler a"})},
    "SwarmUI": {"parameters": json.dumps({"sui_image_params": {
        "prompt": "1girl", "negativeprompt": "lowres", "width": 832, "height": 1216, "steps": 28,
        "cfgscale": "5.0", "seed": 123, "sampler": "euler_ancestral"}})},
    "Fooocus v2.5.5": {"parameters": json.dumps({
        "prompt": "1girl", "negative_prompt": "lowres", "resolution": "(832, 1216)", "steps": 28,
        "guidance_scale": 5, "seed": "123", "sampler": "euler_ancestral", "base_model": "a",
        "version": "Fooocus v2.5.5"})},
    "InvokeAI": {"invokeai_metadata": json.dumps({
        "positive_prompt": "1girl", "negative_prompt": "lowres", "width": 832, "height": 1216,
        "steps": 28, "cfg_scale": 5, "seed": 123, "scheduler": "euler_a"})},
    "Easy Diffusion": {
        "prompt": "1girl", "negative_prompt": "lowres", "width": "832", "height": "1216",
        "num_inference_steps": "28", "guidance_scale": "5", "seed": "123",
        "sampler_name": "euler_a", "use_stable_diffusion_model": "a"},
    "Draw Things": {"XMP UserComment": json.dumps({
        "c": "1girl", "uc": "lowres", "size": "832x1216", "steps": 28, "scale": 5, "seed": 123,
        "sampler": "Euler a"})},
}  # fmt: skip


@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_s_own_form(tool: str) -> None:
    found = read_back(TOOLS[tool])
    assert (found.tool, found.prompt, found.negative_prompt) == (tool, "1girl", "lowres")
    settings = (found.width, found.height, found.steps, found.cfg_scale)
    assert (*settings, found.sampler_name, found.seed) == SETTINGS


@pytest.mark.parametrize("texts", [
    {"Comment": "Created with GIMP"}, {"UserComment": "Screenshot"},
    {"comment": "CREATOR: gd-jpeg v1.0"}, {"ImageDescription": "OLYMPUS DIGITAL CAMERA"},
])  # fmt: skip
def test_what_is_no_prompt_never_becomes_one(texts: dict[str, str]) -> None:
    assert not read_back(texts).tool


def test_novelai_s_characters_and_weights() -> None:
    caption = {"base_caption": "{{smile}}, -1::hat::, 1.2::blue hair::",
               "char_captions": [{"char_caption": "girl, tama (cat)"}]}  # fmt: skip
    found = read_back({"Comment": json.dumps({"uc": "lowres", "v4_prompt": {"caption": caption}})})
    assert found.prompt == r"(smile:1.1), (blue hair:1.2), girl, tama \(cat\)"
    assert found.left_out == ("weight -1 of: hat",)


def test_sdnext_is_not_forge() -> None:
    text = "x\nSteps: 2, Seed: 1, CFG scale: 5, App: SD.Next, Version: f058a7f"
    assert read_back({"parameters": text}).tool == "SD.Next"


def _box(name: bytes, *content: bytes) -> bytes:
    data = b"".join(content)
    return (len(data) + 8).to_bytes(4, "big") + name + data


def test_avif_and_gif() -> None:
    block = b"\0\0\0\0" + exif(INFOTEXT)
    entry = _box(b"infe", b"\2\0\0\0\0\1\0\0Exif\0")
    size = _box(b"ispe", bytes(4), (832).to_bytes(4, "big"), (1216).to_bytes(4, "big"))
    kind = _box(b"ftyp", b"avif\0\0\0\0")

    def meta(start: int) -> bytes:
        place = b"\0\0\0\0\x44\0\0\1\0\1\0\0\0\1" + start.to_bytes(4, "big")
        return _box(b"meta", bytes(4), _box(b"iinf", bytes(4), b"\0\1", entry),
                    _box(b"iprp", _box(b"ipco", size)),
                    _box(b"iloc", place + len(block).to_bytes(4, "big")))  # fmt: skip

    start = len(kind) + len(meta(0)) + 8
    avif = kind + meta(start) + _box(b"mdat", block)
    blocks = b"".join(bytes([len(p)]) + p for p in [INFOTEXT.encode()[:200]])
    gif = b"GIF89a" + struct.pack("<HHBBB", 832, 1216, 0, 0, 0) + b"!\xfe" + blocks + b"\0;"
    for data, key in ((avif, "UserComment"), (gif, "comment")):
        found = read(io.BytesIO(data))
        assert (found.width, found.height, found.texts[key]) == (832, 1216, INFOTEXT)
