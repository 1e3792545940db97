"""Graphs of ComfyUI's, and what their pictures were asked for; ``FACTS`` of the table, mostly."""

from __future__ import annotations

import json
from typing import Any

from tests.pictures.files import exif, plain_exif, text_png, webp
from tests.pictures.table import NEGATIVE, PROMPT, Row

Node = dict[str, Any]
DRAWING = json.dumps({"nodes": [], "links": [], "version": 0.4})
FILE = "animagine-xl-4.0-opt.safetensors"


def node(kind: str, **inputs: Any) -> Node:
    return {"class_type": kind, "inputs": inputs}


def text(value: Any) -> Node:
    return node("CLIPTextEncode", text=value, clip=["4", 1])


SAMPLER = {"seed": 123, "steps": 28, "cfg": 5.0, "sampler_name": "euler_ancestral",
           "scheduler": "normal", "denoise": 1.0}  # fmt: skip
DRAWN = {"model": ["4", 0], "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0]}
BASIC: dict[str, Node] = {
    "3": node("KSampler", **SAMPLER, **DRAWN),
    "4": node("CheckpointLoaderSimple", ckpt_name=FILE),
    "5": node("EmptyLatentImage", width=832, height=1216, batch_size=1),
    "6": text(PROMPT),
    "7": text(NEGATIVE),
    "8": node("VAEDecode", samples=["3", 0], vae=["4", 2]),
    "9": node("SaveImage", filename_prefix="a", images=["8", 0]),
}
_PIPE = {"image_output": "Save", "link_id": 0, "save_prefix": "ComfyUI"}
_EFFICIENT = {
    "vae_name": "Baked VAE", "clip_skip": -2, "lora_name": "None", "lora_model_strength": 1.0,
    "positive": PROMPT, "negative": NEGATIVE, "token_normalization": "none",
    "weight_interpretation": "comfy", "empty_latent_width": 832, "empty_latent_height": 1216,
}  # fmt: skip
_EASY = {**_EFFICIENT, "ckpt_name": FILE, "resolution": "832 x 1216", "empty_latent_width": 512,
         "empty_latent_height": 512}  # fmt: skip


def _sampler(**inputs: Any) -> Node:
    return node("KSampler", **{**SAMPLER, **DRAWN, **inputs})


def _without(*keys: str) -> dict[str, Any]:
    return {key: None for key in keys}


def _late(**inputs: Any) -> Node:
    return _sampler(**{"seed": 9, "steps": 12, "latent_image": ["3", 0], "denoise": 0.5, **inputs})


_TILE = node("ControlNetApplyAdvanced", positive=["6", 0], negative=["7", 0],
             control_net=["12", 0], image=["13", 0], strength=1.0)  # fmt: skip
_NET = node("ControlNetLoader", control_net_name="tile.safetensors")

GRAPHS: dict[str, tuple[dict[str, Node | None], dict[str, Any]]] = {
    "basic": ({}, {}),
    "controlnet": (
        {"3": _sampler(positive=["11", 0], negative=["11", 1]), "11": _TILE, "12": _NET,
         "13": node("LoadImage", image="a.png")},
        {"left_out": ("ControlNet: tile.safetensors",)}),
    "controlnet_negative_first": (
        {"3": _sampler(positive=["11", 0], negative=["11", 1]), "11": node(
            "ControlNetApplyAdvanced", negative=["7", 0], positive=["6", 0], strength=1.0)}, {}),
    "crossed_outputs": (
        {"3": _sampler(positive=["11", 1], negative=["11", 0]), "11": node(
            "ControlNetApplyAdvanced", negative=["7", 0], positive=["6", 0], strength=1.0)},
        {"prompt": NEGATIVE, "negative_prompt": PROMPT}),
    "zero_out": (
        {"3": _sampler(negative=["11", 0]),
         "11": node("ConditioningZeroOut", conditioning=["6", 0])}, {"negative_prompt": ""}),
    "concat": (
        {"3": _sampler(positive=["11", 0]), "12": text("night"),
         "11": node("ConditioningConcat", conditioning_from=["12", 0],
                    conditioning_to=["6", 0])},
        {"prompt": f"{PROMPT} BREAK night"}),
    "combine": (
        {"3": _sampler(positive=["11", 0]), "12": text("night"),
         "11": node("ConditioningCombine", conditioning_1=["6", 0], conditioning_2=["12", 0])},
        {"prompt": f"{PROMPT} BREAK night",
         "left_out": ("how texts were joined: ConditioningCombine",)}),
    "average": (
        {"3": _sampler(positive=["11", 0]), "12": text("night"),
         "11": node("ConditioningAverage", conditioning_to=["6", 0],
                    conditioning_from=["12", 0], conditioning_to_strength=0.7)},
        {"prompt": f"{PROMPT} BREAK night",
         "left_out": ("how texts were joined: ConditioningAverage 0.7",)}),
    "area": (
        {"3": _sampler(positive=["11", 0]), "11": node(
            "ConditioningSetArea", conditioning=["6", 0], width=64, height=64, x=0, y=0)},
        {"left_out": (
            "only for a part of the picture or of the steps: ConditioningSetArea",)}),
    "linked_numbers": (
        {"3": _sampler(seed=["20", 0], steps=["21", 0], cfg=["22", 0]),
         "5": node("EmptyLatentImage", width=["23", 0], height=["23", 1], batch_size=1),
         "20": node("Seed (rgthree)", seed=123), "21": node("PrimitiveInt", value=28),
         "22": node("Float", Number=5.0),
         "23": node("CR SDXL Aspect Ratio", width=64, height=64, swap_dimensions="Off",
                    aspect_ratio="3:4 portrait 832x1216", batch_size=1)}, {}),
    "swapped": (
        {"5": node("CR Aspect Ratio", width=64, height=64, swap_dimensions="On",
                   aspect_ratio="SDXL - 3:2 landscape 1216x832")}, {}),
    "computed": (
        {"3": _sampler(steps=["21", 0]),
         "21": node("MathExpression|pysssss", expression="a*2", a=14, b=3)},
        {"steps": None, "left_out": ("steps: computed by MathExpression|pysssss",)}),
    "linked_texts": (
        {"6": text(["30", 0]), "7": text(["31", 0]),
         "30": node("StringConcatenate", string_a="1girl, arima kana", string_b=["32", 0],
                    delimiter=", "),
         "32": node("PrimitiveStringMultiline",
                    value=PROMPT.removeprefix("1girl, arima kana, ")),
         "31": node("ShowText|pysssss", text=["33", 0], text_0="old"),
         "33": node("Text Multiline", text=NEGATIVE)}, {}),
    "unknown_piece": (
        {"6": text(["30", 0]),
         "30": node("Text Concatenate", delimiter="\\n", text_a=PROMPT, text_b=["33", 0],
                    text_c="night"),
         "33": node("Unknown", model=["4", 0])},
        {"prompt": f"{PROMPT}\nnight",
         "left_out": ("a part of the text: in a node that is not known",)}),
    "switch": (
        {"6": text(["30", 0]),
         "30": node("CR Text Input Switch", Input=2, text1="no", text2=PROMPT),
         "7": text(["31", 0]), "32": node("PrimitiveBoolean", value=False),
         "31": node("ComfySwitchNode", switch=["32", 0], on_true="no", on_false=NEGATIVE)}, {}),
    "changed_text": (
        {"6": text(["30", 0]), "30": node("StringReplace", string=PROMPT, find="a", replace="b")},
        {"left_out": ("the text was changed by: StringReplace",)}),
    "power_prompt": (
        {"6": node("Power Prompt (rgthree)", prompt=PROMPT, opt_model=["4", 0],
                   opt_clip=["4", 1], insert_lora="CHOOSE")}, {}),
    "sdxl_encoder": (
        {"6": node("CLIPTextEncodeSDXL", width=832, height=1216, text_g=PROMPT, text_l="ink",
                   clip=["4", 1])},
        {"left_out": ("another text for CLIP L: ink",)}),
    "other_parser": (
        {"6": node("smZ CLIPTextEncode", text="[hat:cap:0.5]", parser="A1111", clip=["4", 1]),
         "7": text("[hat], embedding:folder/easy.pt")},
        {"prompt": "[hat:cap:0.5]", "negative_prompt": r"\[hat\], easy"}),
    "text_along_clip": (
        {"6": text(["30", 0]), "30": node("Unknown", clip=["31", 0]),
         "31": node("LoraTagLoader", text="<lora:x:1>")},
        {"prompt": None, "left_out": ("prompt: in a node that is not known",)}),
    "loras": (
        {"3": _sampler(model=["40", 0], scheduler="karras"),
         "40": node("LoraLoader", lora_name="ink.safetensors", strength_model=0.8,
                    strength_clip=1.0, model=["41", 0], clip=["4", 1]),
         "41": node("Power Lora Loader (rgthree)", model=["4", 0],
                    lora_1={"on": True, "lora": "night.safetensors", "strength": 0.5},
                    lora_2={"on": False, "lora": "day.safetensors", "strength": 1.0})},
        {"left_out": ("scheduler: karras", "LoRA: ink (0.8)", "LoRA: night (0.5)")}),
    "hires": ({"10": _late(), "9": node("SaveImage", images=["10", 0])}, {}),
    "hires_stands_first": ({"1": _late(), "9": node("SaveImage", images=["1", 0])}, {}),
    "hires_through_pixels": (
        {"1": _late(latent_image=["51", 0], positive=["52", 0]), "52": text("face"),
         "50": node("ImageUpscaleWithModel", image=["8", 0]),
         "51": node("VAEEncode", pixels=["50", 0]),
         "9": node("SaveImage", images=["1", 0])},
        {"left_out": ("prompt of another sampler: face",)}),
    "detailer": (
        {"9": node("SaveImage", images=["50", 0]),
         "50": node("FaceDetailer", image=["8", 0], model=["4", 0], positive=["6", 0],
                    negative=["7", 0], seed=4, steps=10, cfg=7.0, sampler_name="ddim")}, {}),
    "two_samplers": (
        {"3": node("KSamplerAdvanced", add_noise="enable", noise_seed=123, steps=28, cfg=5.0,
                   sampler_name="euler_ancestral", scheduler="normal", start_at_step=0,
                   end_at_step=20, **DRAWN),
         "10": node("KSamplerAdvanced", add_noise="disable", noise_seed=0, steps=28, cfg=5.0,
                    sampler_name="euler", scheduler="normal", start_at_step=20,
                    **{**DRAWN, "latent_image": ["3", 0]}),
         "9": node("SaveImage", images=["10", 0])}, {}),
    "img2img": (
        {"3": _sampler(denoise=0.6, latent_image=["51", 0]),
         "51": node("VAEEncode", pixels=["50", 0]), "50": node("LoadImage", image="a.png")},
        {"width": None, "height": None, "left_out": ("denoising strength: 0.6",)}),
    "custom_sampler": (
        {"3": node("SamplerCustom", add_noise=True, noise_seed=123, cfg=5.0, sampler=["60", 0],
                   sigmas=["61", 0], **DRAWN),
         "60": node("SamplerEulerAncestral", eta=1.0, s_noise=1.0),
         "61": node("KarrasScheduler", steps=28, sigma_max=14.6, sigma_min=0.03, rho=7.0)}, {}),
    "guider": (
        {"3": node("SamplerCustomAdvanced", noise=["62", 0], guider=["63", 0],
                   sampler=["60", 0], sigmas=["64", 0], latent_image=["5", 0]),
         "60": node("KSamplerSelect", sampler_name="euler_ancestral"),
         "61": node("BasicScheduler", model=["4", 0], scheduler="sgm_uniform", steps=28,
                    denoise=1.0),
         "64": node("SplitSigmas", sigmas=["61", 0], step=20),
         "62": node("RandomNoise", noise_seed=123),
         "63": node("CFGGuider", model=["4", 0], positive=["6", 0], negative=["7", 0],
                    cfg=5.0)},
        {"left_out": ("scheduler: sgm_uniform",)}),
    "guider_without_negative": (
        {"3": node("SamplerCustomAdvanced", noise=["62", 0], guider=["63", 0],
                   sampler=["60", 0], sigmas=["61", 0], latent_image=["5", 0]),
         "60": node("KSamplerSelect", sampler_name="euler_ancestral"),
         "61": node("SDTurboScheduler", model=["4", 0], steps=28, denoise=1.0),
         "62": node("RandomNoise", noise_seed=123),
         "63": node("BasicGuider", model=["4", 0], conditioning=["6", 0])},
        {"negative_prompt": None, "cfg_scale": None}),
    "efficient_loader": (
        {**_without("4", "5", "6", "7", "8"),
         "3": node("KSampler (Efficient)", **SAMPLER, model=["2", 0], positive=["2", 1],
                   negative=["2", 2], latent_image=["2", 3], optional_vae=["2", 4]),
         "2": node("Efficient Loader", ckpt_name=FILE, **_EFFICIENT, lora_stack=["1", 0]),
         "1": node("LoRA Stacker", lora_count=2, lora_name_1="ink.safetensors", lora_wt_1=0.4,
                   lora_name_2="None", lora_wt_2=1.0, lora_name_3="day", lora_wt_3=1.0),
         "9": node("SaveImage", images=["3", 5])},
        {"left_out": ("LoRA: ink (0.4)",)}),
    "efficient_sdxl": (
        {**_without("4", "5", "6", "7", "8"),
         "3": node("KSampler SDXL (Eff.)", sdxl_tuple=["2", 0], noise_seed=123, steps=28,
                   cfg=5.0, sampler_name="euler_ancestral", scheduler="normal",
                   start_at_step=0, refine_at_step=-1, latent_image=["2", 1]),
         "2": node("Eff. Loader SDXL", base_ckpt_name=FILE, **_EFFICIENT),
         "9": node("SaveImage", images=["3", 3])}, {}),
    "easy_use": (
        {**_without("4", "5", "6", "7", "8"),
         "1": node("easy fullLoader", **_EASY),
         "2": node("easy preSampling", pipe=["1", 0], **SAMPLER),
         "3": node("easy kSampler", pipe=["2", 0], **_PIPE)}, {}),
    "easy_use_linked": (
        {**_without("4", "5", "8"),
         "1": node("easy fullLoader", **{**_EASY, "positive": ["30", 0]}),
         "30": node("easy positive", positive=PROMPT),
         "3": node("easy fullkSampler", pipe=["1", 0], **SAMPLER, **_PIPE)}, {}),
    "basic_pipe": (
        {"3": node("ImpactKSamplerBasicPipe", basic_pipe=["70", 0], latent_image=["5", 0],
                   **SAMPLER),
         "70": node("ToBasicPipe", model=["4", 0], clip=["4", 1], vae=["4", 2],
                    positive=["6", 0], negative=["7", 0])}, {}),
    "context": (
        {"3": _sampler(model=["71", 1], positive=["71", 4], negative=["71", 5],
                       latent_image=["71", 6], seed=["71", 8]),
         "70": node("Context (rgthree)", model=["4", 0], clip=["4", 1], vae=["4", 2],
                    positive=["6", 0], negative=["7", 0], latent=["5", 0], seed=123),
         "71": node("Context Switch (rgthree)", ctx_01=["70", 0])}, {}),
    "ksampler_config": (
        {"3": _sampler(steps=["72", 0], cfg=["72", 2], sampler_name=["72", 3],
                       scheduler=["72", 4]),
         "5": node("SDXL Empty Latent Image (rgthree)", dimensions=" 832 x 1216  (portrait)",
                   batch_size=1),
         "72": node("KSampler Config (rgthree)", steps_total=28, refiner_step=24, cfg=5.0,
                    sampler_name="euler_ancestral", scheduler="karras")},
        {"left_out": ("scheduler: karras",)}),
    "expanded_subgraph": (
        {**_without("3"),
         "57:3": node("KSampler", **SAMPLER, **{**DRAWN, "positive": ["57:6", 0]}),
         "57:6": text(PROMPT), "8": node("VAEDecode", samples=["57:3", 0], vae=["4", 2])}, {}),
    "wan_wrapper": (
        {**_without("3", "5"), "8": node("WanVideoDecode", samples=["10", 0]),
         "10": node("WanVideoSampler", steps=28, cfg=5.0, shift=6.0, seed=123, scheduler="unipc",
                    denoise_strength=1.0, model=["4", 0], text_embeds=["11", 0]),
         "4": node("WanVideoModelLoader", model=FILE, base_precision="fp16"),
         "11": node("WanVideoTextEmbedBridge", positive=["6", 0], negative=["7", 0])},
        {"width": None, "height": None, "sampler_name": "UniPC",
         "left_out": ("scheduler: unipc",)}),
    "styler": (
        {"6": text(["30", 0]), "7": text(["30", 1]),
         "30": node("SDXLPromptStyler", text_positive=PROMPT, text_negative=NEGATIVE,
                    style="sai-anime", log_prompt="No")},
        {"left_out": ("style: sai-anime",)}),
    "wildcards": (
        {"6": node("ImpactWildcardEncode", model=["4", 0], clip=["4", 1],
                   wildcard_text="__hair__", populated_text=PROMPT, mode="populate", seed=1)},
        {}),
}  # fmt: skip


def graph(name: str) -> dict[str, Node]:
    """The graph of one row as it runs."""
    merged = {**BASIC, **GRAPHS[name][0]}
    return {key: value for key, value in merged.items() if value is not None}


def rows() -> dict[str, Row]:
    """A PNG of each graph, and other files with the basic one."""
    basic = json.dumps(graph("basic"))
    both = {"prompt": graph("basic"), "workflow": json.loads(DRAWING)}
    found = {
        f"comfy_{name}.png": Row(
            text_png(prompt=json.dumps(graph(name)), workflow=DRAWING), "ComfyUI", _told(told))
        for name, (_, told) in GRAPHS.items()
    }  # fmt: skip
    for name, block in {
        "comfy_animated.webp": plain_exif(Make=f"workflow:{DRAWING}", Model=f"prompt:{basic}"),
        "comfy_saved.webp": plain_exif(
            ImageDescription=f"Workflow:{DRAWING}", Make=f"Prompt:{basic}"
        ),
        "comfy_comment.webp": exif(json.dumps(both)),
        "comfy_comment_text.webp": exif(json.dumps({"prompt": basic, "workflow": DRAWING})),
    }.items():
        found[name] = Row(webp(block), "ComfyUI", _told({}))
    return found


def _told(told: dict[str, Any]) -> dict[str, Any]:
    return {"model": FILE, **told}
