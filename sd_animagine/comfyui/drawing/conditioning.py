"""What the encoders said, as the CONDITIONING that ComfyUI's samplers take.

A text that is said in some steps only is an entry with a beginning and an end; each subprompt of
``AND`` is one with a strength. ComfyUI takes the mean by strength where A1111 adds, so the guidance
scale has to be multiplied by the sum of the strengths: that is the ``cfg_factor``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sd_animagine.comfyui.drawing.intervals import Boundary, intervals
from sd_animagine.comfyui.node import NodeError
from sd_animagine.sdxl.conditioning import Condition, Prompts
from sd_animagine.tokens import EncodedSubprompt
from sd_animagine.words import Message

Entry = list[Any]
"""A tensor (one x tokens x width), and a dictionary of what holds for it."""


def positive_of(prompts: Prompts, boundary: Boundary, more: Mapping[str, Any]) -> list[Entry]:
    """Return the entries of the prompt."""
    return [
        entry
        for texts, line in zip(prompts.positive, prompts.lines, strict=True)
        for entry in _entries(texts, line, boundary, more)
    ]


def negative_of(prompts: Prompts, boundary: Boundary, more: Mapping[str, Any]) -> list[Entry]:
    """Return the entries of the negative prompt."""
    return list(_entries(prompts.negative, prompts.negative_line, boundary, more))


def cfg_factor(lines: Sequence[EncodedSubprompt]) -> float:
    """Return what the guidance scale is to be multiplied by.

    Raises:
        NodeError: the weights cancel each other out.
    """
    found = sum(line.weight for line in lines)
    if not math.isfinite(found) or abs(found) < 1e-6:
        raise NodeError(
            Message(
                "The weights of the parts around AND add up to {sum}, which ComfyUI cannot draw. "
                "Make one of them larger.",
                sum=f"{found:g}",
            )
        )
    return found


def _entries(
    texts: Sequence[Condition], line: EncodedSubprompt, boundary: Boundary, more: Mapping[str, Any]
) -> Iterator[Entry]:
    steps = len(line.schedule)
    for text, first, end in intervals(line.schedule):
        context, pooled = texts[text]
        facts: dict[str, Any] = {**more, "pooled_output": pooled[None]}
        if line.weight != 1:
            facts["strength"] = line.weight
        if first:
            facts["start_percent"] = boundary(first)
        if end < steps:
            facts["end_percent"] = boundary(end)
        yield [context[None], facts]
