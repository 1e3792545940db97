"""The arguments of one call of a pipeline."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from sd_animagine.diffusers.editing import TENSORS, Editing, is_edited, sides
from sd_animagine.diffusers.embeddings import embeddings_of
from sd_animagine.diffusers.pipeline import PipelineError, check, encoders
from sd_animagine.diffusers.remarks import drawn_size, remarks
from sd_animagine.model import CFG_RECOMMENDED, STEPS_RECOMMENDED
from sd_animagine.sdxl.conditioning import Encode, Prompts, encode_prompts, lengthened
from sd_animagine.syntax import parse
from sd_animagine.tokens import EncodedSubprompt, Encoder, encode
from sd_animagine.values import must_be, shown, whole
from sd_animagine.words import Message

if TYPE_CHECKING:
    from sd_animagine.compiler import Compiled

_Value = TypeVar("_Value")

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
    *more: Compiled,
    steps: int | None = None,
    seed: int | None = None,
    pictures: int = 1,
    stacklevel: int = 2,
) -> Call:
    """Return the arguments with which a pipeline draws compiled prompts as A1111 does.

    Args:
        pipe: a ``StableDiffusionXLPipeline``.
        compiled: what is to be drawn.
        more: what else is to be drawn by the same call, in the same size.
        steps: how many; by default those of the request, else the model card's.
        seed: of the first picture, the next ones count on; without it diffusers takes any.
        pictures: how many of each prompt.
        stacklevel: whose line warnings name, as ``warnings.warn`` counts.

    Raises:
        PipelineError: the pipeline or a value is not one that can be drawn with, or a call cannot
            hold a prompt; says what to do.
    """
    check(pipe)
    several = (compiled, *more)
    asked = [each.steps or STEPS_RECOMMENDED if steps is None else steps for each in several]
    steps = _number("steps", _one("steps", asked), 1, _MOST_STEPS)
    pictures = _number("pictures", pictures, 1, _MOST_PICTURES)
    seed = None if seed is None else _number("seed", seed, 0, _MOST_SEED)
    embeddings = embeddings_of(pipe).numbers
    encoder = Encoder(embeddings=tuple((name, len(each)) for name, each in embeddings.items()))
    lines = [_line(each, steps, encoder) for each in several]
    scales = [each.cfg_scale or CFG_RECOMMENDED for each in several]
    guidance = _one("CFG scale", [w.weight * scale for w, scale in zip(lines, scales, strict=True)])
    sizes = [drawn_size(each) for each in several]
    for side in ("width", "height"):
        _one(side, [size.get(side) for size in sizes])
    encode_chunks = encoders(pipe, embeddings)
    told = [
        _told(encode_chunks, each, line, encoder) for each, line in zip(several, lines, strict=True)
    ]
    notes = tuple(dict.fromkeys(_notes(pipe, several, told, guidance)))
    longest = max(each.length for each in told)
    told = [lengthened(each, longest, encode_chunks) for each in told]
    call = Call(_embeddings(told))
    call |= {**sizes[0], "guidance_scale": guidance, "num_inference_steps": steps}
    if pictures > 1:
        call["num_images_per_prompt"] = pictures
    if seed is not None:
        call["generator"] = _generators(seed, pictures * len(several))
    if any(map(is_edited, told)):
        call["callback_on_step_end"] = Editing(told)
        call["callback_on_step_end_tensor_inputs"] = list(TENSORS)
    call.notes = notes
    for note in notes:
        warnings.warn(note, stacklevel=stacklevel)
    return call


def _notes(
    pipe: Any, several: Sequence[Compiled], told: Sequence[Prompts], guidance: float
) -> Iterator[Message]:
    for each, texts in zip(several, told, strict=True):
        yield from remarks(pipe, each, guidance, is_filled_up=texts.padded)
    if len({texts.length for texts in told}) > 1:
        yield Message(
            "The prompts differ in length, so the shorter are filled up. Draw each by its own call "
            "for the picture it makes alone."
        )


def _number(field: str, value: object, first: int, last: int) -> int:
    number = whole(value)
    if number is None or not first <= number <= last:
        allowed = Message("a whole number from {first} to {last}", first=first, last=last)
        raise PipelineError(must_be(field, value, allowed))
    return number


def _one(field: str, values: Sequence[_Value]) -> _Value:
    """What all prompts of a call have in common."""
    first, *others = values
    for other in others:
        if other != first:
            raise PipelineError(
                Message(
                    "The prompts of one call differ in {field}: {one} and {other}. Draw them by "
                    "calls of their own.",
                    field=field,
                    one=shown(first),
                    other=shown(other),
                )
            )
    return first


def _line(compiled: Compiled, steps: int, encoder: Encoder) -> EncodedSubprompt:
    """The prompt over the steps; one that a call can hold."""
    if compiled.refusal:
        raise PipelineError(compiled.refusal)
    lines = encode(parse(compiled.prompt, dialect=compiled.dialect), steps, encoder=encoder)
    if len(lines) > 1:
        raise PipelineError(
            Message(
                "A call of diffusers cannot join {count} prompts by AND. Write them as one, or "
                "draw in the studio, a WebUI or ComfyUI.",
                count=len(lines),
            )
        )
    return lines[0]


def _told(
    encode_chunks: Encode, compiled: Compiled, line: EncodedSubprompt, encoder: Encoder
) -> Prompts:
    text = compiled.negative_prompt or ""
    tree = parse(text, negative=True, dialect=compiled.dialect)
    negative = encode(tree, len(line.schedule), negative=True, encoder=encoder)[0]
    return encode_prompts(encode_chunks, [line], negative, negative_is_empty=not text)


def _embeddings(told: Sequence[Prompts]) -> dict[str, Any]:
    (negative, positive), (negative_pooled, pooled) = sides(told, 0)
    return {
        "prompt_embeds": positive,
        "pooled_prompt_embeds": pooled,
        "negative_prompt_embeds": negative,
        "negative_pooled_prompt_embeds": negative_pooled,
    }


def _generators(seed: int, count: int) -> Any:
    """One for each picture, on the processor: A1111's ``RNG: CPU``."""
    import torch

    found = [torch.Generator("cpu").manual_seed(seed + n) for n in range(count)]
    return found if count > 1 else found[0]
