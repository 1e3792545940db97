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


IN_ONE_LINE = (
    "1girl, smile Negative prompt: lowres, bad hands Steps: 28, Sampler: Euler a, Seed: 77"
)
WITH_TEMPLATES = (
    "1girl, smile\nNegative prompt: lowres, bad hands\nSteps: 28, Sampler: Euler a, Seed: 77\n"
    "Template: {1girl|1boy}, smile\nNegative Template: lowres"
)


@pytest.mark.parametrize(
    ("text", "left_out"),
    [
        (IN_ONE_LINE, ()),
        (f"{IN_ONE_LINE}\n", ()),
        (IN_ONE_LINE.replace(" Negative", "\nNegative"), ()),
        (
            WITH_TEMPLATES,
            ("text behind the settings: Template: {1girl|1boy}, smile Negative Template: lowres",),
        ),
        (
            f"{WITH_TEMPLATES.partition('Template')[0]}Hashes: none",
            ("text behind the settings: Hashes: none",),
        ),
    ],
)
def test_an_infotext_that_is_not_in_its_lines(text: str, left_out: tuple[str, ...]) -> None:
    found = read_back({"parameters": text})
    assert (found.prompt, found.negative_prompt) == ("1girl, smile", "lowres, bad hands")
    assert (found.steps, found.sampler_name, found.seed) == (28, "Euler a", 77)
    assert found.left_out == left_out


@pytest.mark.parametrize(
    ("text", "prompt"),
    [
        ("1girl, Steps: 28, hat", "1girl, Steps: 28, hat"),
        ("Steps: 28, Sampler: Euler a, Negative prompt: lowres", ""),
    ],
)
def test_words_of_an_infotext_alone_are_none(text: str, prompt: str) -> None:
    assert read_back({"parameters": text}).prompt == prompt
