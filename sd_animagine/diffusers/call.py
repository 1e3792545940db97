"""The arguments of one call of a pipeline."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from sd_animagine.diffusers.editing import TENSORS, Editing, is_edited
from sd_animagine.diffusers.pipeline import PipelineError, check, encoders
from sd_animagine.diffusers.remarks import drawn_size, remarks
from sd_animagine.model import CFG_RECOMMENDED, STEPS_RECOMMENDED
from sd_animagine.sdxl.conditioning import Prompts, encode_prompts
from sd_animagine.syntax import parse
from sd_animagine.tokens import EncodedSubprompt, encode
from sd_animagine.values import must_be, whole
from sd_animagine.words import Message

if TYPE_CHECKING:
    from sd_animagine.compiler import Compiled

_MOST_STEPS: Final = 1000
"""As many as the model was trained with."""
_MOST_PICTURES: Final = 1000
_MOST_SEED: Final = 2**32 - 1
"""A1111's."""


class Call(dict[str, Any]):
    """The arguments of one call, by name: ``pipe(**call)``."""

    notes: tuple[Message, ...] = ()
    """What the picture has not, or has otherwise than A1111's; warned of as well."""


def call_of(
    pipe: Any,
    compiled: Compiled,
    *,
    steps: int | None = None,
    seed: int | None = None,
    pictures: int = 1,
) -> Call:
    """Return the arguments with which a pipeline draws a compiled prompt as A1111 does.

    Args:
        pipe: a ``StableDiffusionXLPipeline``.
        compiled: what is to be drawn.
        steps: how many; by default those of the request, else the model card's.
        seed: of the first picture, the next ones count on; without it diffusers takes any.
        pictures: how many.

    Raises:
        PipelineError: the pipeline or a value is not one that can be drawn with, or a call cannot
            hold the prompt; says what to do.
    """
    check(pipe)
    if compiled.refusal:
        raise PipelineError(compiled.refusal)
    steps = compiled.steps or STEPS_RECOMMENDED if steps is None else steps
    steps = _number("steps", steps, 1, _MOST_STEPS)
    pictures = _number("pictures", pictures, 1, _MOST_PICTURES)
    seed = None if seed is None else _number("seed", seed, 0, _MOST_SEED)
    line = _only_one(encode(parse(compiled.prompt, dialect=compiled.dialect), steps))
    told = _encoded(pipe, compiled, line)
    guidance = (compiled.cfg_scale or CFG_RECOMMENDED) * line.weight
    call = Call(_embeddings(told))
    call |= {**drawn_size(compiled), "guidance_scale": guidance, "num_inference_steps": steps}
    if pictures > 1:
        call["num_images_per_prompt"] = pictures
    if seed is not None:
        call["generator"] = _generators(seed, pictures)
    if is_edited(told):
        call["callback_on_step_end"] = Editing(told)
        call["callback_on_step_end_tensor_inputs"] = list(TENSORS)
    call.notes = tuple(remarks(pipe, compiled, guidance, is_filled_up=told.padded))
    for note in call.notes:
        warnings.warn(note, stacklevel=3)
    return call


def _number(field: str, value: object, first: int, last: int) -> int:
    number = whole(value)
    if number is None or not first <= number <= last:
        allowed = Message("a whole number from {first} to {last}", first=first, last=last)
        raise PipelineError(must_be(field, value, allowed))
    return number


def _only_one(lines: Sequence[EncodedSubprompt]) -> EncodedSubprompt:
    if len(lines) > 1:
        raise PipelineError(
            Message(
                "A call of diffusers cannot join {count} prompts by AND. Write them as one, or "
                "draw in the studio, a WebUI or ComfyUI.",
                count=len(lines),
            )
        )
    return lines[0]


def _encoded(pipe: Any, compiled: Compiled, line: EncodedSubprompt) -> Prompts:
    text = compiled.negative_prompt or ""
    tree = parse(text, negative=True, dialect=compiled.dialect)
    negative = encode(tree, len(line.schedule), negative=True)[0]
    return encode_prompts(encoders(pipe), [line], negative, negative_is_empty=not text)


def _embeddings(told: Prompts) -> dict[str, Any]:
    (positive,), negative = told.at(0)
    return {
        "prompt_embeds": positive.context[None].clone(),
        "pooled_prompt_embeds": positive.pooled[None].clone(),
        "negative_prompt_embeds": negative.context[None].clone(),
        "negative_pooled_prompt_embeds": negative.pooled[None].clone(),
    }


def _generators(seed: int, pictures: int) -> Any:
    """One for each picture, on the processor: A1111's ``RNG: CPU``."""
    import torch

    found = [torch.Generator("cpu").manual_seed(seed + n) for n in range(pictures)]
    return found if pictures > 1 else found[0]
