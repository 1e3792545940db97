"""What the text encoders make of a prompt, weighed exactly as A1111 1.10.1 weighs it for SDXL.

* Each chunk of 77 tokens is encoded by itself; from both encoders the layer before the last is
  taken, without the final norm, and put side by side.
* A token's output is multiplied by its weight; then the whole chunk is scaled so that its mean is
  what it was (A1111's emphasis "Original"). The mean is taken for each encoder, over one chunk of
  all the texts that a prompt becomes by prompt editing.
* The pooled vector is that of the first chunk, unweighted.
* An empty negative prompt is all zeros.
* OpenCLIP gets zeros where CLIP-L gets end marks to fill a chunk up.
* Subprompts of ``AND`` that are shorter repeat their last vector.

Where prompt and negative prompt differ in length, the shorter one is filled up with the empty
prompt, as A1111 does with its option "Pad prompt/negative prompt": both then go through the UNet at
once. The infotext says so (``Pad conds``), and A1111 reads it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sd_animagine.sdxl.loading import Model
from sd_animagine.tokens import EMPTY, Encoded, EncodedSubprompt, Text

_FILL_G: Final = 0
"""OpenCLIP's padding."""


class Condition(NamedTuple):
    """What the UNet is told of one text."""

    context: Any
    """Tensor, tokens x width."""
    pooled: Any
    """Tensor, width of the second encoder's projection."""


class Outputs(NamedTuple):
    """What the two encoders make of some chunks."""

    context: Any
    """Tensor, chunks x tokens x width; weighed."""
    pooled: Any
    """Tensor, chunks x width."""


Encode = Callable[[Sequence[Encoded]], Outputs]
"""The text encoders of a loaded model. The chunks are those of all the texts that a prompt becomes,
at one place: they are weighed together."""


Numbers = Mapping[str, Sequence[tuple[int, int]]]
"""Name of an embedding → for each of its vectors the numbers it has in CLIP-L and in OpenCLIP."""


def encoders_of(model: Model, numbers: Numbers = MappingProxyType({})) -> Encode:
    """The text encoders of a model that is loaded.

    Args:
        model: its networks.
        numbers: of the embeddings that chunks may name.
    """
    import torch

    def encode(chunks: Sequence[Encoded]) -> Outputs:
        weights = torch.tensor([each.weights for each in chunks], device=model.device)
        first = torch.tensor([each.ids for each in chunks])
        second = _filled_with_zeros(first)
        for row, chunk in enumerate(chunks):
            for place, name, number in chunk.vectors:
                first[row, place], second[row, place] = numbers[name][number]
        hidden = model.clip_l(first.to(model.device), output_hidden_states=True).hidden_states[-2]
        output = model.clip_g(second.to(model.device), output_hidden_states=True)
        parts = (hidden, output.hidden_states[-2])
        weighed_parts = [weighed(part, weights) for part in parts]
        return Outputs(torch.cat(weighed_parts, dim=-1), output.text_embeds)

    return encode


def encode_texts(encode: Encode, texts: Sequence[Text]) -> list[Condition]:
    """Encode the texts that one prompt becomes; at once, since they are weighed together."""
    import torch

    count = max(len(text) for text in texts)
    with torch.no_grad():  # not inference_mode: what moves a network meanwhile, moves it for good
        found = [
            encode([text[n] if n < len(text) else EMPTY for text in texts]) for n in range(count)
        ]
        context = torch.cat([each.context for each in found], dim=1)
    return [Condition(*each) for each in zip(context, found[0].pooled, strict=True)]


def zeros_like(condition: Condition) -> Condition:
    """What an empty negative prompt is."""
    return Condition(condition.context * 0, condition.pooled * 0)


def _filled_with_zeros(ids: Any) -> Any:
    """The same tokens, with OpenCLIP's padding behind the first end mark."""
    ends = ids == EMPTY.ids[-1]
    behind = ends.cumsum(dim=1) - ends.long() > 0
    return ids.masked_fill(behind, _FILL_G)


def weighed(hidden: Any, weights: Any) -> Any:
    """Return one encoder's output for some chunks, weighed as A1111 weighs it.

    Args:
        hidden: tensor, chunks x tokens x width.
        weights: tensor, chunks x tokens.
    """
    before = hidden.mean()
    hidden = hidden * weights.to(hidden).unsqueeze(-1)
    return hidden * (before / hidden.mean())


class Prompts(NamedTuple):
    """Everything the UNet is told over the steps of a picture."""

    positive: list[list[Condition]]
    """For each subprompt its texts."""
    lines: list[EncodedSubprompt]
    """The subprompts: weights and schedules."""
    negative: list[Condition]
    negative_line: EncodedSubprompt
    padded: bool
    """Did one have to be filled up to the length of the other?"""

    @property
    def length(self) -> int:
        """Tokens of the longest text."""
        return max(_length(each) for texts in (*self.positive, self.negative) for each in texts)

    @property
    def steps(self) -> int:
        """How many there are."""
        return len(self.negative_line.schedule)

    def at(self, step: int) -> tuple[list[Condition], Condition]:
        """The subprompts and the negative prompt at a step, counted from 0."""
        positive = [
            texts[line.schedule[step]]
            for texts, line in zip(self.positive, self.lines, strict=True)
        ]
        return positive, self.negative[self.negative_line.schedule[step]]

    def key(self, step: int) -> tuple[int, ...]:
        """Which texts hold at a step: the same key, the same conditions."""
        return tuple(line.schedule[step] for line in (*self.lines, self.negative_line))


def encode_prompts(
    encode: Encode,
    lines: list[EncodedSubprompt],
    negative: EncodedSubprompt,
    *,
    negative_is_empty: bool,
) -> Prompts:
    """Encode prompt and negative prompt, and bring them to one length."""
    positive = [encode_texts(encode, line.texts) for line in lines]
    negatives = encode_texts(encode, negative.texts)
    if negative_is_empty:
        negatives = [zeros_like(each) for each in negatives]
    longest = max(_length(each) for texts in positive for each in texts)
    positive = [[_repeated(each, longest) for each in texts] for texts in positive]
    is_shorter = {_length(each) for each in negatives} != {longest}
    told = Prompts(positive, lines, negatives, negative, is_shorter)
    return lengthened(told, told.length, encode)


def lengthened(told: Prompts, length: int, encode: Encode) -> Prompts:
    """Return the same with every text filled up with the empty prompt to a length in tokens."""
    if all(_length(each) == length for texts in (*told.positive, told.negative) for each in texts):
        return told
    empty = encode_texts(encode, [(EMPTY,)])[0].context
    positive = [[_filled(each, length, empty) for each in texts] for texts in told.positive]
    return told._replace(
        positive=positive, negative=[_filled(each, length, empty) for each in told.negative]
    )


def _length(condition: Condition) -> int:
    return int(condition.context.shape[0])


def _repeated(condition: Condition, length: int) -> Condition:
    """The last vector repeated up to a length in tokens."""
    import torch

    missing = length - _length(condition)
    if not missing:
        return condition
    last = condition.context[-1:].expand(missing, -1)
    return condition._replace(context=torch.cat([condition.context, last]))


def _filled(condition: Condition, length: int, empty: Any) -> Condition:
    """Filled up with the empty prompt to a length in tokens."""
    import torch

    missing = (length - _length(condition)) // empty.shape[0]
    if not missing:
        return condition
    return condition._replace(context=torch.cat([condition.context, *[empty] * missing]))
