"""The node Animagine Encode: two texts to conditionings, read and weighed as A1111 does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sd_animagine.ceiling import refusal
from sd_animagine.comfyui.context import ceiling
from sd_animagine.comfyui.drawing.conditioning import cfg_factor, negative_of, positive_of
from sd_animagine.comfyui.drawing.embeddings import embeddings_in
from sd_animagine.comfyui.drawing.encoders import ClipEncoders
from sd_animagine.comfyui.drawing.intervals import even, of_levels
from sd_animagine.comfyui.node import CATEGORY, MOST_STEPS, NodeError, needs_text, shown
from sd_animagine.model import STEPS_RECOMMENDED
from sd_animagine.sdxl.conditioning import encode_prompts
from sd_animagine.syntax import HASH, Prompt, parse
from sd_animagine.syntax.lexer import networks
from sd_animagine.tokens import Encoder, encode
from sd_animagine.words import Message

A1111: Final = "A1111"
COMFYUI: Final = "ComfyUI"
WEIGHTS: Final = (A1111, COMFYUI)
"""Kept for ever: workflows hold them."""


class AnimagineEncode:
    """See the module."""

    CATEGORY = CATEGORY
    DESCRIPTION = (
        "Encodes prompt and negative prompt for SDXL as AUTOMATIC1111 reads them: (weights), "
        "[weights], BREAK, AND, [from:to:when], [a|b], embeddings, chunks of 75 tokens."
    )
    SEARCH_ALIASES: Final = ("prompt", "clip text encode", "a1111", "break", "weights")
    RETURN_TYPES = ("CONDITIONING", "CONDITIONING", "FLOAT", "INT")
    RETURN_NAMES = ("positive", "negative", "cfg factor", "steps")
    OUTPUT_TOOLTIPS = (
        "The prompt.",
        "The negative prompt, as long as the prompt.",
        "What CFG is to be multiplied by: more or less than 1 only with AND. "
        "Animagine Settings takes it.",
        "Those that were encoded for, for Animagine Settings.",
    )
    FUNCTION = "run"

    @classmethod
    def INPUT_TYPES(cls) -> dict[str, Any]:
        """Return the inputs, as ComfyUI asks for them."""
        text = {"multiline": True, "default": ""}
        return {
            "required": {
                "clip": ("CLIP", {"tooltip": "Of an SDXL checkpoint."}),
                "prompt": ("STRING", {**text, "placeholder": "prompt"}),
                "negative": ("STRING", {**text, "placeholder": "negative prompt"}),
                "weights": (
                    list(WEIGHTS),
                    {
                        "default": A1111,
                        "tooltip": "How strongly a weight such as (smile:1.2) acts: "
                        "as in AUTOMATIC1111, or as in ComfyUI's own nodes.",
                    },
                ),
                "steps": (
                    "INT",
                    {
                        "default": STEPS_RECOMMENDED,
                        "min": 1,
                        "max": MOST_STEPS,
                        "tooltip": "Those of the sampler; prompt editing [from:to:0.5] counts "
                        "them. Right for the scheduler normal; for another connect sigmas.",
                    },
                ),
            },
            "optional": {
                "sigmas": (
                    "SIGMAS",
                    {"tooltip": "Of the scheduler, where it is not normal; tells the steps too."},
                ),
            },
        }

    def run(
        self,
        clip: Any,
        prompt: str,
        negative: str,
        weights: str,
        steps: int,
        sigmas: Any = None,
    ) -> dict[str, Any]:
        """Return the outputs, and what the node says."""
        needs_text("prompt", prompt)
        needs_text("negative", negative)
        limit = ceiling()
        refused = refusal([HASH.cut(prompt)], limit) if limit else ""
        if refused:
            raise NodeError(refused)
        encoders = ClipEncoders(clip, as_a1111=weights == A1111)
        levels = [] if sigmas is None else [float(level) for level in sigmas]
        boundary = of_levels(levels) if levels else even(steps)
        steps = max(1, len(levels) - 1) if levels else steps
        embeddings = embeddings_in((prompt, negative), encoders)
        encoders.vectors = embeddings.vectors
        encoder = Encoder(embeddings=embeddings.sizes)
        tree, other = parse(prompt), parse(negative, negative=True)
        lines = encode(tree, steps, encoder=encoder)
        negative_line = encode(other, steps, negative=True, encoder=encoder)[0]
        factor = cfg_factor(lines)
        told = encode_prompts(encoders, lines, negative_line, negative_is_empty=not negative)
        result = (
            positive_of(told, boundary, encoders.more),
            negative_of(told, boundary, encoders.more),
            factor,
            steps,
        )
        notes = [*embeddings.left_out, *_networks((tree, other)), *_factor(factor)]
        return {"ui": {"text": shown(notes)}, "result": result}


def _networks(texts: Sequence[Prompt]) -> Iterator[Message]:
    """What A1111 would load, and nobody does here."""
    for text in texts:
        for network in networks(text.visible):
            yield Message(
                "{network} loads nothing in ComfyUI. Use the node Load LoRA.", network=network[0]
            )


def _factor(factor: float) -> Iterator[Message]:
    if factor != 1:
        yield Message(
            "The prompt has AND: connect cfg factor to Animagine Settings, or multiply CFG by "
            "{factor}.",
            factor=f"{factor:g}",
        )
