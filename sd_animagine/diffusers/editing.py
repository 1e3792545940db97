"""Prompt editing: what the UNet is told changes between two steps."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sd_animagine.sdxl.conditioning import Prompts

TENSORS: Final = ("prompt_embeds", "add_text_embeds")
"""What the pipeline hands over after a step, and takes back."""


def is_edited(prompts: Prompts) -> bool:
    """Return whether there is any."""
    return any(prompts.key(step) != prompts.key(0) for step in range(prompts.steps))


class Editing:
    """A pipeline's ``callback_on_step_end``."""

    def __init__(self, prompts: Prompts) -> None:
        self._prompts = prompts

    def __call__(
        self, pipe: Any, step: int, _time: Any, tensors: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what is told from the next step on; nothing if it is the same.

        Args:
            pipe: the pipeline.
            step: the one that is done, counted from 0.
            tensors: what was told in it, for all pictures, the negative prompt in front.
        """
        import torch

        following = min(step + 1, self._prompts.steps - 1)
        if self._prompts.key(following) == self._prompts.key(min(step, following)):
            return {}
        (positive,), negative = self._prompts.at(following)
        sides = [negative, positive] if pipe.do_classifier_free_guidance else [positive]
        found = {}
        for name, kind in zip(TENSORS, ("context", "pooled"), strict=True):
            now = tensors[name]
            several = now.shape[0] // len(sides)
            told = [getattr(side, kind) for side in sides for _ in range(several)]
            found[name] = torch.stack(told).to(now)
        return found
