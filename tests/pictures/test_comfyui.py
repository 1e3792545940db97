from __future__ import annotations

import json

from sd_animagine.pictures.read_back import read_back


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
