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
    found = from_parameters('x\nSteps: many, CFG scale: 1e999, Seed: , Size: 9x, Sampler: "a, b"')
    assert (found.steps, found.cfg_scale, found.width, found.seed) == (None, None, None, None)
    assert found.sampler_name == "a, b"
    assert from_parameters("a prompt\nof two lines").prompt == "a prompt\nof two lines"


@pytest.mark.parametrize("texts", [{}, {"prompt": "{}"}, {"prompt": "[" * 9999}, {"Software": "x"}])
def test_a_picture_that_tells_nothing(texts: dict[str, str]) -> None:
    assert not read_back(texts).tool


@pytest.mark.parametrize("texts", [
    {"Comment": "Created with GIMP"},
    {"comment": "CREATOR: gd-jpeg v1.0 (using IJG JPEG v62), quality = 90"},
    {"UserComment": "Screenshot"},
    {"UserComment": "Date: 1, Place: 2"},
    {"ImageDescription": "OLYMPUS DIGITAL CAMERA", "Make": "OLYMPUS", "Model": "E-M1"},
    {"Description": "my cat", "Title": "cat", "Author": "me", "Software": "Paint"},
    {"UserComment": json.dumps({"prompt": "a cat", "workflow": "none"})},
    {"parameters": json.dumps({"steps": 3, "prompt": "who am I?"})},
    {"Comment": json.dumps({"prompt": "your name"})},
    {"prompt": "a cat"},
    {"workflow": json.dumps({"nodes": [1, {"id": 2}], "links": [[1]]})},
    {"Dream": "I had a dream"},
    {"metadata": json.dumps({"prompt": "x"})},
    {"generation_data": "{}"},
])  # fmt: skip
def test_what_is_no_prompt_never_becomes_one(texts: dict[str, str]) -> None:
    assert not read_back(texts).tool


def test_an_infotext_of_civitai_that_is_cut_off() -> None:
    cut = "x\nSteps: 2, Seed: 1, CFG scale: 5, Civitai resources: [{"
    found = read_back({"parameters": cut + '"type":'})
    assert (found.tool, found.prompt, found.seed, found.left_out) == ("Civitai", "x", 1, ())


def test_a_relative_of_fooocus_is_told_by_its_name() -> None:
    values = {
        "prompt": "smile, 1girl",
        "negative_prompt": "lowres",
        "cfg": 5,
        "software": "Fooocus MRE",
    }
    found = read_back({"Comment": json.dumps(values)})
    assert (found.tool, found.prompt, found.negative_prompt) == (
        "Fooocus MRE",
        "smile, 1girl",
        "lowres",
    )
    assert found.cfg_scale == 5
