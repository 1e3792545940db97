"""What a pipeline must be, so that it can be told of a prompt, and its text encoders."""

from __future__ import annotations

import inspect
from typing import Any, Final

from sd_animagine.sdxl.conditioning import Encode, Numbers, encoders_of
from sd_animagine.sdxl.loading import Model
from sd_animagine.words import Message

_ENCODERS: Final = ("text_encoder", "text_encoder_2")
_ENCODES_ITSELF: Final = "LongPromptWeighting"
"""In the name of community pipelines that take embeddings and leave them unread."""


class PipelineError(ValueError):
    """Why a prompt cannot be told to a pipeline: one sentence for the user."""


def check(pipe: Any) -> None:
    """Return if a pipeline can be told of a prompt.

    Raises:
        PipelineError: it cannot; says why, and what to take.
    """
    name = type(pipe).__name__
    if not all(hasattr(pipe, part) for part in ("unet", *_ENCODERS)):
        raise PipelineError(_not_sdxl(name))
    for part in _ENCODERS:
        if getattr(pipe, part) is None:
            raise PipelineError(
                Message(
                    "The pipeline has no {part}. Use one with all parts of SDXL.",
                    part=part,
                )
            )
    widths = [int(getattr(pipe, part).config.hidden_size) for part in _ENCODERS]
    if pipe.unet.config.cross_attention_dim != sum(widths):
        raise PipelineError(_not_sdxl(name))
    if any(_ENCODES_ITSELF in each.__name__ for each in type(pipe).__mro__):
        raise PipelineError(
            Message(
                "{pipeline} reads its prompts itself. Use the texts of to({dialect}), or a "
                "StableDiffusionXLPipeline.",
                pipeline=name,
                dialect='"diffusers"',
            )
        )
    if "width" not in inspect.signature(pipe.__call__).parameters:
        raise PipelineError(
            Message(
                "{pipeline} takes no width and height. Use a StableDiffusionXLPipeline.",
                pipeline=name,
            )
        )


def _not_sdxl(name: str) -> Message:
    return Message(
        "{pipeline} is no pipeline of SDXL, so Animagine XL is not in it. Use a "
        "StableDiffusionXLPipeline.",
        pipeline=name,
    )


def encoders(pipe: Any, embeddings: Numbers) -> Encode:
    """Return the text encoders, to be asked where the pipeline would ask them.

    Args:
        pipe: the pipeline.
        embeddings: those that are loaded.
    """
    clip_l, clip_g = (getattr(pipe, part) for part in _ENCODERS)
    is_moved = hasattr(clip_l, "_hf_hook")  # to the graphics card when it is asked
    device = pipe._execution_device if is_moved else clip_l.device
    return encoders_of(
        Model(
            name=type(pipe).__name__,
            unet=pipe.unet,
            vae=pipe.vae,
            clip_l=clip_l,
            clip_g=clip_g,
            device=device,
            dtype=clip_l.dtype,
        ),
        embeddings,
    )
