"""Graphs with our nodes, as ComfyUI runs them."""

from __future__ import annotations

import copy
from typing import Any

PROMPT = {
    "prompt": "smile, 1girl, [hat]",
    "negative": "bad hands",
    "size": "832 x 1216",
    "rating": "none",
    "year": 0,
    "quality": "card",
    "negative_mode": "off",
    "mode": "fix",
    "language": "A1111",
    "width": 512,
    "height": 512,
    "options": "",
}


def node(kind: str, **inputs: Any) -> dict[str, Any]:
    return {"class_type": kind, "inputs": inputs}


def whole(**prompt: Any) -> dict[str, Any]:
    """Prompt → Encode → SamplerCustom with our sampler → Save."""
    nodes = {
        "1": node("CheckpointLoaderSimple", ckpt_name="animagine-xl-4.0-opt.safetensors"),
        "2": node("AnimaginePrompt", **{**PROMPT, **prompt}),
        "3": node("AnimagineEncode", clip=["1", 1], prompt=["2", 0], negative=["2", 1],
                  weights="A1111", steps=28),
        "4": node("AnimagineSettings", steps=["3", 3], cfg=5.0, cfg_factor=["3", 2]),
        "5": node("EmptyLatentImage", width=["2", 2], height=["2", 3], batch_size=2),
        "6": node("BasicScheduler", model=["1", 0], scheduler=["4", 3], steps=["4", 0],
                  denoise=1.0),
        "7": node("SamplerCustom", model=["1", 0], add_noise=True, noise_seed=42, cfg=["4", 1],
                  positive=["3", 0], negative=["3", 1], sampler=["4", 4], sigmas=["6", 0],
                  latent_image=["5", 0]),
        "8": node("VAEDecode", samples=["7", 0], vae=["1", 2]),
        "9": node("AnimagineSave", images=["8", 0], filename_prefix="Animagine"),
    }  # fmt: skip
    return copy.deepcopy(nodes)


def plain(**prompt: Any) -> dict[str, Any]:
    """Prompt → two CLIPTextEncode → KSampler → Save."""
    nodes = whole(**{"language": "ComfyUI", **prompt})
    nodes["3"] = node("CLIPTextEncode", clip=["1", 1], text=["2", 0])
    nodes["10"] = node("CLIPTextEncode", clip=["1", 1], text=["2", 1])
    nodes["7"] = node("KSampler", model=["1", 0], seed=7, steps=["4", 0], cfg=["4", 1],
                      sampler_name=["4", 2], scheduler=["4", 3], positive=["3", 0],
                      negative=["10", 0], latent_image=["5", 0], denoise=1.0)  # fmt: skip
    nodes["4"] = node("AnimagineSettings", steps=28, cfg=5.0)
    return nodes
