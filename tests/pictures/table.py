"""Pictures of many tools, written the way each tool's own source writes them, and what they tell.

Each was asked for the same: ``FACTS``. A row says who wrote it and what is different in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from tests.pictures.files import (
    avif,
    commented_jpeg,
    exif,
    gif,
    jpeg,
    plain_exif,
    stealth,
    text_png,
    webp,
    xmp,
)

PROMPT = "1girl, arima kana, oshi no ko, safe, smile, masterpiece, high score"
NEGATIVE = "lowres, bad anatomy, worst quality"
FACTS: dict[str, Any] = {
    "prompt": PROMPT,
    "negative_prompt": NEGATIVE,
    "width": 832,
    "height": 1216,
    "steps": 28,
    "cfg_scale": 5.0,
    "sampler_name": "Euler a",
    "seed": 123,
    "model": "animagine-xl-4.0-opt",
    "left_out": (),
}


class Row(NamedTuple):
    data: bytes
    tool: str
    different: Mapping[str, Any] = MappingProxyType({})


def infotext(*more: str, prompt: str = PROMPT) -> str:
    pairs = ("Steps: 28", "Sampler: Euler a", "Schedule type: Automatic", "CFG scale: 5",
             "Seed: 123", "Size: 832x1216", "Model hash: 6327eca98b",
             "Model: animagine-xl-4.0-opt", *more)  # fmt: skip
    return f"{prompt}\nNegative prompt: {NEGATIVE}\n{', '.join(pairs)}"


def _in_parameters(values: Any) -> bytes:
    return text_png(parameters=json.dumps(values))


# --- those that write an infotext --------------------------------------------------------------

_WEBUI = infotext("Version: v1.10.1")
_SDNEXT = infotext("Scheduler: EulerAncestralDiscreteScheduler", "App: SD.Next",
                   "Version: f058a7f", "Operations: txt2img", "Parser: a1111")  # fmt: skip
_FULL = f"{PROMPT}, cinematic still"
_CIVITAI = [
    {"type": "checkpoint", "modelVersionId": 1, "modelName": "Animagine XL", "modelVersionName":
     "4.0: opt, x"},
    {"type": "lora", "weight": 0.8, "modelVersionId": 2, "modelName": "Ink", "modelVersionName":
     "v1"},
]  # fmt: skip
_RESOURCES = f"Civitai resources: {json.dumps(_CIVITAI)}, Civitai metadata: {{}}"
_NO_MODEL = "\n".join(infotext().split(", Model hash")[:1])

INFOTEXTS = {
    "a1111.png": Row(text_png(parameters=_WEBUI), "WebUI v1.10.1"),
    "a1111_utf8.png": Row(
        text_png(parameters=infotext("Version: v1.10.1", prompt="初音ミク, smile")),
        "WebUI v1.10.1", {"prompt": "初音ミク, smile"}),
    "a1111_hires.png": Row(
        text_png(parameters=infotext(
            "Hires upscale: 1.5", 'Hires prompt: "smile, night"', "Version: v1.10.1").replace(
            "Schedule type: Automatic", "Schedule type: Karras")),
        "WebUI v1.10.1",
        {"left_out": ("scheduler: Karras", "prompt of the second pass: smile, night")}),
    "a1111.jpg": Row(jpeg(exif(_WEBUI)), "WebUI v1.10.1"),
    "a1111.webp": Row(webp(exif(_WEBUI)), "WebUI v1.10.1"),
    "a1111.avif": Row(avif(exif(_WEBUI)), "WebUI v1.10.1"),
    "a1111.gif": Row(gif(_WEBUI), "WebUI v1.10.1"),
    "forge.png": Row(text_png(parameters=infotext("Version: f2.0.1v1.10.1-previous-9")), "Forge"),
    "reforge.png": Row(
        text_png(parameters=infotext("Version: f1.0.0v2-v1.10.1RC-latest-2")), "reForge"),
    "forge_neo.webp": Row(webp(exif(infotext("Version: neo"))), "Forge Neo"),
    "forge_classic.png": Row(text_png(parameters=infotext("Version: classic")), "Forge Classic"),
    "unknown.png": Row(text_png(parameters=infotext()), "a WebUI"),
    "sdnext.jpg": Row(jpeg(exif(_SDNEXT)), "SD.Next"),
    "sdnext.webp": Row(webp(exif(_SDNEXT)), "SD.Next"),
    "civitai.jpg": Row(
        jpeg(exif(f"{_NO_MODEL}, Created Date: 2026-01-02T03:04:05.6Z, {_RESOURCES}")),
        "Civitai", {"model": "Animagine XL 4.0: opt, x", "left_out": ("LoRA: Ink v1 (0.8)",)}),
    "fooocus_a1111.png": Row(
        text_png(parameters=infotext(
            "Scheduler: karras", f'Raw prompt: "{PROMPT}"', "Version: Fooocus v2.5.5",
            prompt=_FULL).replace("Sampler: Euler a,", "Sampler: Euler a Karras,"),
            fooocus_scheme="a1111"),
        "Fooocus v2.5.5", {"prompt": _FULL, "left_out": ("scheduler: karras",)}),
    "stability_matrix.png": Row(
        text_png(**{"parameters": infotext("Version: v2"), "smproj": "{}",
                    "parameters-json": json.dumps({
                        "PositivePrompt": PROMPT, "NegativePrompt": NEGATIVE, "Width": 832,
                        "Height": 1216, "Seed": 123, "Steps": 28, "CfgScale": 5,
                        "Sampler": "euler_ancestral", "ModelName": "animagine-xl-4.0-opt"})}),
        "Stability Matrix"),
}  # fmt: skip

# --- those that write JSON ---------------------------------------------------------------------

_SPACE = {
    "prompt": PROMPT, "negative_prompt": NEGATIVE, "resolution": "832 x 1216",
    "guidance_scale": 5, "num_inference_steps": 28, "seed": 123, "sampler": "Euler a",
    "sdxl_style": "(None)", "add_quality_tags": True, "quality_tags": "Standard v3.1",
    "use_lora": None, "use_upscaler": None,
}  # fmt: skip
_MODEL = {"Model": "animagine-xl-4.0-opt", "Model hash": "6327eca98b"}
_SWARM = {
    "prompt": PROMPT, "negativeprompt": NEGATIVE, "model": "folder/animagine-xl-4.0-opt",
    "seed": 123, "steps": 28, "cfgscale": "5.0", "aspectratio": "Custom", "width": 832,
    "height": 1216, "sampler": "euler_ancestral", "scheduler": "normal",
    "swarm_version": "0.9.6.2",
}  # fmt: skip
_FOOOCUS = {
    "prompt": PROMPT, "negative_prompt": NEGATIVE, "resolution": "(832, 1216)", "steps": 28,
    "guidance_scale": 5.0, "sampler": "euler_ancestral", "scheduler": "normal", "seed": "123",
    "base_model": "animagine-xl-4.0-opt", "base_model_hash": "6327eca98b", "styles": "[]",
    "refiner_model": "None", "loras": [], "adm_guidance": "(1.5, 0.8, 0.3)",
    "full_prompt": [PROMPT], "version": "Fooocus v2.5.5",
}  # fmt: skip
_MRE = {
    "prompt": PROMPT, "negative_prompt": NEGATIVE, "styles": [], "real_prompt": [PROMPT],
    "real_negative_prompt": [NEGATIVE], "seed": 123, "width": 832, "height": 1216,
    "sampler": "euler_ancestral", "scheduler": "karras", "performance": "Custom", "steps": 28,
    "switch": 20, "sharpness": 2.0, "cfg": 5.0, "base_clip_skip": -2,
    "base_model": "animagine-xl-4.0-opt.safetensors", "refiner_model": "None",
    "l1": "ink.safetensors", "w1": 0.5, "l2": "None", "w2": 0.5,
    "software": "Fooocus 2.0.78.5 MRE",
}  # fmt: skip
_RUINED = {
    "Prompt": PROMPT, "Negative": NEGATIVE, "steps": 28, "cfg": 5, "width": 832, "height": 1216,
    "seed": 123, "sampler_name": "euler_ancestral", "scheduler": "normal",
    "base_model_name": "animagine-xl-4.0-opt.safetensors", "base_model_hash": "6327eca98b",
    "loras": [], "start_step": 0, "denoise": None, "clip_skip": 1, "software": "RuinedFooocus",
}  # fmt: skip
_EASY = {
    "prompt": PROMPT, "negative_prompt": NEGATIVE, "seed": 123,
    "use_stable_diffusion_model": "animagine-xl-4.0-opt", "clip_skip": False,
    "use_vae_model": None, "sampler_name": "euler_a", "width": 832, "height": 1216,
    "num_inference_steps": 28, "guidance_scale": 5.0,
}  # fmt: skip
_EASY_SHOWN = {
    "Prompt": PROMPT, "Negative Prompt": NEGATIVE, "Seed": "123",
    "Stable Diffusion model": "animagine-xl-4.0-opt", "Sampler": "euler_a", "Width": "832",
    "Height": "1216", "Steps": "28", "Guidance Scale": "5.0", "LoRA model": "ink, night",
    "LoRA Strength": "0.5, 1.0",
}  # fmt: skip
_DRAW = {
    "c": PROMPT, "uc": NEGATIVE, "model": "animagine-xl-4.0-opt", "sampler": "Euler Ancestral",
    "scale": 5, "seed": 123, "seed_mode": "Scale Alike", "size": "832x1216", "steps": 28,
    "strength": 1, "lora": [{"model": "ink.ckpt", "weight": 0.6}], "v2": {"steps": 28},
}  # fmt: skip
_INVOKE = {
    "generation_mode": "sdxl_txt2img", "positive_prompt": PROMPT, "negative_prompt": NEGATIVE,
    "width": 832, "height": 1216, "seed": 123, "cfg_scale": 5.0, "steps": 28,
    "scheduler": "euler_a", "positive_style_prompt": "", "negative_style_prompt": "",
}  # fmt: skip
_OLD_MODEL = {"model_name": "animagine-xl-4.0-opt", "base_model": "sdxl", "model_type": "main"}
_NEW_MODEL = {"key": "5", "hash": "b", "name": "animagine-xl-4.0-opt", "base": "sdxl"}
_LORAS = [{"model": {"name": "ink", "base": "sdxl"}, "weight": 0.75}]
_SD_METADATA = {
    "model": "stable diffusion", "model_weights": "animagine-xl-4.0-opt", "model_hash": "6",
    "app_id": "invoke-ai/InvokeAI", "app_version": "2.3.0",
    "image": {
        "prompt": [{"prompt": f"{PROMPT}, [{NEGATIVE}]", "weight": 1.0}], "steps": 28,
        "cfg_scale": 5.0, "threshold": 0, "perlin": 0, "height": 1216, "width": 832,
        "seed": 123, "seamless": False, "type": "txt2img", "sampler": "k_euler_a",
    },
}  # fmt: skip
_DREAM = f'"{PROMPT} [{NEGATIVE}]" -s 28 -S 123 -W 832 -H 1216 -C 5.0 -A k_euler_a'
_TENSOR = {
    "models": [{"label": "Ink", "type": "LORA", "modelFileName": "ink", "weight": 0.8}],
    "prompt": PROMPT, "negativePrompt": NEGATIVE, "width": 832, "height": 1216,
    "imageCount": 1, "samplerName": "Euler a", "steps": 28, "cfgScale": 5, "seed": "123",
    "clipSkip": 2, "baseModel": {"label": "Animagine", "type": "CHECKPOINT",
                                 "modelFileName": "animagine-xl-4.0-opt", "hash": "6"},
}  # fmt: skip
_EXTRA = {
    "prompt": PROMPT, "negativePrompt": NEGATIVE, "cfgScale": 5, "sampler": "Euler a",
    "steps": 28, "seed": 123, "width": 832, "height": 1216, "baseModel": "Illustrious",
    "resources": [{"modelVersionId": 2, "strength": 0.5}],
}  # fmt: skip
_UPSCALER = {"1": {"class_type": "LoadImage", "inputs": {"image": "x.png"}},
             "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}}}  # fmt: skip
_CIVITAI_LEFT = {"model": "", "left_out": ("model: Civitai version 2 (0.5)",)}

OBJECTS = {
    "animagine_space.png": Row(
        text_png(metadata=json.dumps({**_SPACE, "Model": _MODEL})), "Animagine XL's page"),
    "animagine_webui.png": Row(
        text_png(metadata=json.dumps({
            **_SPACE, "use_lora": {"selected_lora": "user/ink", "multiplier": 0.7},
            "use_upscaler": {"upscale_by": 1.5, "new_resolution": "1248 x 1824"}})),
        "Animagine XL's page",
        {"model": "", "left_out": ("LoRA: ink (0.7)", "enlarged to: 1248 x 1824")}),
    "space.png": Row(_in_parameters({**_SPACE, **_MODEL}), "a Hugging Face Space"),
    "swarm.png": Row(_in_parameters({"sui_image_params": _SWARM}), "SwarmUI"),
    "swarm.jpg": Row(jpeg(exif(json.dumps({"sui_image_params": _SWARM}), "<")), "SwarmUI"),
    "swarm_syntax.png": Row(
        _in_parameters({"sui_image_params": {
            **_SWARM, "prompt": "1girl<break>smile, [hat] <fromto[0.5]:cat,dog> <embed:easy> "
                      "<segment:face> blush",
            "loras": ["folder/ink"], "loraweights": ["0.8"], "scheduler": "karras"}}),
        "SwarmUI", {"prompt": r"1girl BREAK smile, \[hat\] [cat:dog:0.5] easy", "left_out": (
            "part of the prompt: <segment:face> blush", "LoRA: ink (0.8)",
            "scheduler: karras")}),
    "fooocus.png": Row(
        text_png(parameters=json.dumps(_FOOOCUS), fooocus_scheme="fooocus"), "Fooocus v2.5.5"),
    "fooocus.jpg": Row(
        jpeg(plain_exif(UserComment=json.dumps(_FOOOCUS), Software="Fooocus v2.5.5",
                        MakerNote="fooocus")),
        "Fooocus v2.5.5"),
    "fooocus_styles.webp": Row(
        webp(plain_exif(UserComment=json.dumps({
            **_FOOOCUS, "styles": "['Fooocus V2']", "loras": [["ink", 0.5, "a"]]}))),
        "Fooocus v2.5.5", {"left_out": ("styles: ['Fooocus V2']", "LoRA: ink (0.5)")}),
    "fooocus_mre.png": Row(
        text_png(Comment=json.dumps(_MRE)), "Fooocus 2.0.78.5 MRE",
        {"left_out": ("scheduler: karras", "LoRA: ink (0.5)")}),
    "fooocus_mre.jpg": Row(
        commented_jpeg(0xFE, json.dumps(_MRE).encode()), "Fooocus 2.0.78.5 MRE",
        {"left_out": ("scheduler: karras", "LoRA: ink (0.5)")}),
    "ruined_fooocus.png": Row(_in_parameters(_RUINED), "RuinedFooocus"),
    "easy_diffusion.png": Row(
        text_png(**{key: str(value) for key, value in _EASY.items()}), "Easy Diffusion"),
    "easy_diffusion_shown.png": Row(
        text_png(**_EASY_SHOWN), "Easy Diffusion",
        {"left_out": ("LoRA: ink (0.5)", "LoRA: night (1)")}),
    "easy_diffusion.webp": Row(webp(exif(json.dumps(_EASY))), "Easy Diffusion"),
    "draw_things.png": Row(
        text_png(**{"XML:com.adobe.xmp": xmp(json.dumps(_DRAW))}), "Draw Things",
        {"left_out": ("LoRA: ink (0.6)",)}),
    "draw_things.jpg": Row(
        commented_jpeg(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + xmp(json.dumps(_DRAW)).encode()),
        "Draw Things", {"left_out": ("LoRA: ink (0.6)",)}),
    "invoke_5.png": Row(
        text_png(invokeai_metadata=json.dumps(
            {**_INVOKE, "model": _NEW_MODEL, "loras": _LORAS, "app_version": "5.6.0"}),
            invokeai_graph="{}"),
        "InvokeAI", {"left_out": ("LoRA: ink (0.75)",)}),
    "invoke_3.png": Row(
        text_png(invokeai_metadata=json.dumps({
            **_INVOKE, "model": _OLD_MODEL,
            "positive_prompt": r"(red hair)1.3, smile++, (hat (cat)0.5) [x], tama \(cat\)",
            "positive_style_prompt": "ink", "controlnets": [{"image": {"image_name": "a.png"}}]})),
        "InvokeAI",
        {"prompt": r"(red hair:1.3), (smile:1.21), hat (cat:0.5) \[x\], tama \(cat\)",
         "left_out": ("style prompt: ink", "ControlNet: 1 used")}),
    "invoke_blend.png": Row(
        text_png(invokeai_metadata=json.dumps({
            **_INVOKE, "model": _NEW_MODEL,
            "positive_prompt": '("cat", "dog").blend(0.7, 0.3)'})),
        "InvokeAI", {"prompt": '("cat", "dog").blend(0.7, 0.3)',
                     "left_out": ("what the WebUI cannot read: .blend",)}),
    "invoke_2.png": Row(
        text_png(**{"Dream": _DREAM, "sd-metadata": json.dumps(_SD_METADATA)}), "InvokeAI"),
    "invoke_1.png": Row(text_png(Dream=_DREAM), "InvokeAI", {"model": ""}),
    "invoke_1_quotes.png": Row(
        text_png(Dream=r'"a \"cat\", [dog] night, [fog]" -s28 -S123 -W832 -H1216 -C5 -Ak_euler_a'
                 " -U 4 -G0.8 -cf 0.75"),
        "InvokeAI", {"prompt": 'a "cat", night', "negative_prompt": "dog, fog", "model": "",
                     "left_out": ("settings: -U 4 -G 0.8 -cf 0.75",)}),
    "tensor_art.png": Row(
        text_png(generation_data=json.dumps(_TENSOR) + "\0", prompt="{}"), "Tensor.Art",
        {"left_out": ("LoRA: ink (0.8)",)}),
    "civitai_comfyui.png": Row(
        text_png(prompt=json.dumps(_UPSCALER), extraMetadata=json.dumps(_EXTRA)), "Civitai",
        _CIVITAI_LEFT),
    "civitai_comfyui.jpg": Row(
        jpeg(exif(json.dumps({**_UPSCALER, "extraMetadata": json.dumps(_EXTRA)}))), "Civitai",
        _CIVITAI_LEFT),
}  # fmt: skip

# --- NovelAI -----------------------------------------------------------------------------------

_NAI = {
    "prompt": PROMPT, "steps": 28, "height": 1216, "width": 832, "scale": 5.0,
    "uncond_scale": 0.0, "cfg_rescale": 0.0, "seed": 123, "n_samples": 1,
    "noise_schedule": "native", "sampler": "k_euler_ancestral", "sm": False, "uc": NEGATIVE,
    "request_type": "PromptGenerateRequest",
}  # fmt: skip
_NAI_4 = {
    **_NAI, "noise_schedule": "karras",
    "prompt": "2girls, stage",
    "v4_prompt": {"caption": {"base_caption": "2girls, {{stage}}", "char_captions": [
        {"char_caption": "girl, tama (cat), 1.5::smile::", "centers": [{"x": 0.3, "y": 0.5}]},
        {"char_caption": "girl, [hat], -1::glasses::", "centers": [{"x": 0.7, "y": 0.5}]}]},
        "use_coords": True, "use_order": True},
    "v4_negative_prompt": {"caption": {"base_caption": NEGATIVE, "char_captions": [
        {"char_caption": "red eyes"}, {"char_caption": ""}]}},
}  # fmt: skip
_NAI_4_TOLD = {
    "prompt": r"2girls, (stage:1.1), girl, tama \(cat\), (smile:1.5), girl, (hat:0.95)",
    "negative_prompt": f"{NEGATIVE}, red eyes",
    "left_out": (
        "weight -1 of: glasses",
        "where the characters stand",
        "which character a negative prompt is for: each counts for all",
        "scheduler: karras",
    ),
}


def nai_texts(values: dict[str, Any], model: str = "animagine-xl-4.0-opt") -> dict[str, str]:
    return {"Title": "NovelAI generated image", "Description": values["prompt"],
            "Software": "NovelAI", "Source": model, "Generation time": "1.2",
            "Comment": json.dumps(values)}  # fmt: skip


NOVELAI = {
    "nai_3.png": Row(text_png(**nai_texts(_NAI)), "NovelAI"),
    "nai_4.png": Row(text_png(**nai_texts(_NAI_4)), "NovelAI", _NAI_4_TOLD),
    "nai_4.webp": Row(webp(exif(json.dumps(nai_texts(_NAI_4)))), "NovelAI", _NAI_4_TOLD),
    "nai_comment.webp": Row(webp(exif(json.dumps(_NAI))), "NovelAI", {"model": ""}),
}

# --- in the pixels -----------------------------------------------------------------------------


def stealthy() -> dict[str, Row]:
    """Pictures without any text outside of their pixels; they need Pillow."""
    nai, nai_4 = json.dumps(nai_texts(_NAI)), json.dumps(nai_texts(_NAI_4))
    swarm = json.dumps({"sui_image_params": _SWARM}, indent=2)
    return {
        "nai_3_alpha.png": Row(stealth(nai, "pngcomp"), "NovelAI"),
        "nai_4_alpha.png": Row(stealth(nai_4, "pngcomp"), "NovelAI", _NAI_4_TOLD),
        "nai_4_alpha.webp": Row(stealth(nai_4, "pnginfo", "WebP"), "NovelAI", _NAI_4_TOLD),
        "forge_alpha.png": Row(stealth(_WEBUI, "pnginfo"), "WebUI v1.10.1"),
        "forge_rgb.png": Row(stealth(_WEBUI, "rgbcomp"), "WebUI v1.10.1"),
        "swarm_rgb.png": Row(stealth(swarm, "rgbinfo"), "SwarmUI"),
    }


TABLE: dict[str, Row] = {**INFOTEXTS, **OBJECTS, **NOVELAI}
