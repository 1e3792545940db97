from __future__ import annotations

import json

import pytest

from sd_animagine.pictures.read_back import read_back
from sd_animagine.pictures.readers.webui import from_parameters
from tests.pictures.files import INFOTEXT


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


def test_a_picture_of_novelai() -> None:
    values = {"prompt": "1girl", "uc": "lowres", "steps": 28, "scale": 5, "seed": 3,
              "sampler": "k_euler_ancestral", "width": 832, "height": 1216}  # fmt: skip
    found = read_back({"Comment": json.dumps(values), "Source": "NovelAI", "Description": "1girl"})
    assert (found.tool, found.prompt, found.negative_prompt) == ("NovelAI", "1girl", "lowres")
    assert found.sampler_name == "Euler a"


@pytest.mark.parametrize("texts", [{}, {"prompt": "{}"}, {"prompt": "[" * 9999}, {"Software": "x"}])
def test_a_picture_that_tells_nothing(texts: dict[str, str]) -> None:
    assert not read_back(texts).tool


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
