"""Tools that write one JSON object of plain fields, each under a key of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sd_animagine.pictures.emphasis import from_comfy, from_compel, from_swarm
from sd_animagine.pictures.request import (
    ReadBack,
    file_stem,
    json_object,
    listed,
    mapping,
    noted,
    number_in,
    size_in,
    text_of,
    told,
    whole,
)
from sd_animagine.pictures.samplers import sampler_of


def _commented(texts: Mapping[str, str]) -> Mapping[str, Any]:
    """The JSON of a PNG's ``parameters`` or of a user comment."""
    return json_object(texts.get("parameters") or texts.get("UserComment") or "")


def read_animagine(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Animagine's own page, under ``metadata``."""
    values = json_object(texts.get("metadata", ""))
    if "prompt" not in values or "guidance_scale" not in values:
        return None
    width, height = size_in(values.get("resolution"))
    style = text_of(values.get("sdxl_style"))
    return ReadBack(
        tool="Animagine XL's page",
        prompt=told(values.get("prompt")),
        negative_prompt=told(values.get("negative_prompt")),
        width=width,
        height=height,
        steps=whole(values.get("num_inference_steps")),
        cfg_scale=number_in(values.get("guidance_scale")),
        sampler_name=sampler_of(values.get("sampler")),
        seed=whole(values.get("seed")),
        model=text_of(mapping(values.get("Model")).get("Model")),
        left_out=(noted("style", style),) if style and style != "(None)" else (),
    )


def read_swarm(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of SwarmUI."""
    values = mapping(_commented(texts).get("sui_image_params"))
    if not values:
        return None
    loras = values.get("loras")
    return ReadBack(
        tool="SwarmUI",
        prompt=from_swarm(from_comfy(text_of(values.get("prompt")))),
        negative_prompt=from_swarm(from_comfy(text_of(values.get("negativeprompt")))),
        width=whole(values.get("width")),
        height=whole(values.get("height")),
        steps=whole(values.get("steps")),
        cfg_scale=number_in(values.get("cfgscale")),
        sampler_name=sampler_of(values.get("sampler")),
        seed=whole(values.get("seed")),
        model=file_stem(text_of(values.get("model"))),
        left_out=(noted("LoRA", loras),) if loras else (),
    )


def read_fooocus(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Fooocus in its own scheme."""
    values = _commented(texts)
    if "base_model" not in values or "prompt" not in values:
        return None
    width, height = size_in(values.get("resolution"))
    styles = values.get("styles")
    return ReadBack(
        tool=text_of(values.get("version"))[:40] or "Fooocus",
        prompt=told(values.get("prompt")),
        negative_prompt=told(values.get("negative_prompt")),
        width=width,
        height=height,
        steps=whole(values.get("steps")),
        cfg_scale=number_in(values.get("guidance_scale")),
        sampler_name=sampler_of(values.get("sampler")),
        seed=whole(values.get("seed")),
        model=file_stem(text_of(values.get("base_model"))),
        left_out=(noted("styles", styles),) if styles and styles != "[]" else (),
    )


def read_invoke(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of InvokeAI 3 and later; older ones wrote ``sd-metadata``."""
    values = json_object(texts.get("invokeai_metadata", ""))
    if values:
        model = mapping(values.get("model"))
        positive, negative = values.get("positive_prompt"), values.get("negative_prompt")
    else:
        whole_of = json_object(texts.get("sd-metadata", ""))
        values = mapping(whole_of.get("image"))
        prompt = values.get("prompt")
        first = listed(prompt)[:1]
        prompt = mapping(first[0]).get("prompt") if first else prompt
        if not isinstance(prompt, str):
            return None
        before, bracket, rest = prompt.partition("[")
        inside, _, after = rest.partition("]")
        positive, negative = (before.strip(", ") + after if bracket else prompt), inside
        model = {"name": whole_of.get("model_weights")}
    return ReadBack(
        tool="InvokeAI",
        prompt=from_compel(text_of(positive)),
        negative_prompt=from_compel(text_of(negative)),
        width=whole(values.get("width")),
        height=whole(values.get("height")),
        steps=whole(values.get("steps")),
        cfg_scale=number_in(values.get("cfg_scale")),
        sampler_name=sampler_of(values.get("scheduler") or values.get("sampler")),
        seed=whole(values.get("seed")),
        model=text_of(model.get("name") or model.get("model_name")),
    )


def read_easy_diffusion(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Easy Diffusion: its fields are texts of the PNG, or one JSON."""
    values: Mapping[str, Any] = texts if "num_inference_steps" in texts else _commented(texts)
    if "num_inference_steps" not in values or "use_stable_diffusion_model" not in values:
        return None
    return ReadBack(
        tool="Easy Diffusion",
        prompt=told(values.get("prompt")),
        negative_prompt=told(values.get("negative_prompt")),
        width=whole(values.get("width")),
        height=whole(values.get("height")),
        steps=whole(values.get("num_inference_steps")),
        cfg_scale=number_in(values.get("guidance_scale")),
        sampler_name=sampler_of(values.get("sampler_name")),
        seed=whole(values.get("seed")),
        model=file_stem(text_of(values.get("use_stable_diffusion_model"))),
    )


def read_draw_things(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of Draw Things, in the XMP."""
    values = json_object(texts.get("XMP UserComment", ""))
    if "c" not in values or "uc" not in values:
        return None
    width, height = size_in(values.get("size"))
    return ReadBack(
        tool="Draw Things",
        prompt=told(values.get("c")),
        negative_prompt=told(values.get("uc")),
        width=width,
        height=height,
        steps=whole(values.get("steps")),
        cfg_scale=number_in(values.get("scale")),
        sampler_name=sampler_of(values.get("sampler")),
        seed=whole(values.get("seed")),
        model=text_of(values.get("model")),
    )
