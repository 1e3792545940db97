"""What a picture of diffusers has not, or has otherwise than A1111's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from sd_animagine.diffusers.embeddings import embeddings_of
from sd_animagine.diffusers.scheduler import is_the_card_s
from sd_animagine.model import SAMPLER
from sd_animagine.syntax.lexer import networks
from sd_animagine.words import Message

if TYPE_CHECKING:
    from sd_animagine.compiler import Compiled

_LATENT_PIXEL: Final = 8
_SHOWN: Final = 60
"""Characters of a name."""
_UNGUIDED: Final = 1.0
"""CFG scale up to which a pipeline does without guidance."""


def drawn_size(compiled: Compiled) -> dict[str, int]:
    """Return width and height in whole latent pixels, as A1111 cuts them; those that are given."""
    sides = {"width": compiled.width, "height": compiled.height}
    return {name: side - side % _LATENT_PIXEL for name, side in sides.items() if side is not None}


def remarks(
    pipe: Any, compiled: Compiled, guidance: float, *, is_filled_up: bool
) -> Iterator[Message]:
    """Yield what to know of a call.

    Args:
        pipe: the pipeline.
        compiled: what is to be drawn.
        guidance: its CFG scale, with the weight of the whole prompt.
        is_filled_up: is one of the prompts filled up to the length of the other?
    """
    yield from _about_networks(pipe, compiled)
    yield from _about_embeddings(pipe, compiled)
    yield from _about_size(compiled)
    if guidance < _UNGUIDED:
        yield Message(
            "A CFG scale of {scale:g} is drawn as {least:g} by diffusers. Use a larger one.",
            scale=guidance,
            least=_UNGUIDED,
        )
    if is_filled_up:
        yield Message(
            "Prompt and negative prompt differ in length, so the shorter is filled up. A1111 does "
            "so where its option “Pad prompt/negative prompt” is set."
        )
    yield from _about_sampler(pipe, compiled)


def _about_networks(pipe: Any, compiled: Compiled) -> Iterator[Message]:
    """What A1111 would load, but for what the caller has loaded under that name."""
    loaded = getattr(pipe.unet, "peft_config", {})
    for text in (compiled.prompt, compiled.negative_prompt or ""):
        for network in networks(compiled.dialect.visible(text)):
            if network[0][1:-1].split(":")[1] not in loaded:
                yield Message(
                    "{network} loads nothing in diffusers. Use pipe.load_lora_weights before "
                    "this call.",
                    network=network[0][:_SHOWN],
                )


def _about_embeddings(pipe: Any, compiled: Compiled) -> Iterator[Message]:
    """Those that only one of the text encoders has: most are for an older model."""
    read = f"{compiled.prompt}\n{compiled.negative_prompt or ''}".casefold()
    for name in sorted(embeddings_of(pipe).halves):
        if name.casefold() in read:
            yield Message(
                "The embedding {name} is not for SDXL, so its name is read as words. "
                "Take it out of the prompt.",
                name=name[:_SHOWN],
            )


def _about_size(compiled: Compiled) -> Iterator[Message]:
    for name, side in drawn_size(compiled).items():
        if side != getattr(compiled, name):
            yield Message(
                "The {name} {given} becomes {side}, a multiple of {step}.",
                name=name,
                given=getattr(compiled, name),
                side=side,
                step=_LATENT_PIXEL,
            )
    if compiled.hr_width is not None:
        yield Message(
            "The hires pass to {width}×{height} is no part of a call. Draw it by a call of its "
            "own.",
            width=compiled.hr_width,
            height=compiled.hr_height,
        )


def _about_sampler(pipe: Any, compiled: Compiled) -> Iterator[Message]:
    if compiled.sampler_name not in (None, SAMPLER):
        yield Message(
            "The sampler {sampler} is no part of a call. Set pipe.scheduler to it.",
            sampler=compiled.sampler_name,
        )
    elif not is_the_card_s(pipe.scheduler):
        yield Message(
            "The pipeline's scheduler does not draw as A1111's {sampler} does. Set pipe.scheduler "
            "to card_scheduler().",
            sampler=SAMPLER,
        )
