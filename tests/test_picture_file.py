from __future__ import annotations

import io
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.picture_file import MAX_TEXT, PictureError, read
from sd_animagine.read_back import from_parameters, read_back
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
    assert found.texts["parameters"] == INFOTEXT


@pytest.mark.parametrize("data", [b"", b"hello", b"GIF89a..........", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])  # noqa: E501
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
