"""Prompt editing: what the UNet is told changes between two steps."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from sd_animagine.sdxl.conditioning import Condition, Prompts

TENSORS: Final = ("prompt_embeds", "add_text_embeds")
"""What the pipeline hands over after a step, and takes back."""


def sides(prompts: Sequence[Prompts], step: int) -> Iterator[tuple[Any, Any]]:
    """Yield what is told of negative prompts and prompts at a step: contexts, then pooled."""
    import torch

    told = [each.at(step) for each in prompts]
    for kind in Condition._fields:
        yield (
            torch.stack([getattr(negative, kind) for _, negative in told]),
            torch.stack([getattr(positive, kind) for (positive,), _ in told]),
        )


def is_edited(prompts: Prompts) -> bool:
    """Return whether there is any."""
    return any(prompts.key(step) != prompts.key(0) for step in range(prompts.steps))


class Editing:
    """A pipeline's ``callback_on_step_end``."""

    def __init__(self, prompts: Sequence[Prompts]) -> None:
        self._prompts = prompts

    def __call__(
        self, pipe: Any, step: int, _time: Any, tensors: Mapping[str, Any]
    ) -> dict[str, Any]:
        """Return what is told from the next step on; nothing if it is the same.

        Args:
            pipe: the pipeline.
            step: the one that is done, counted from 0.
            tensors: what was told in it, for all pictures, the negative prompts in front.
        """
        last = self._prompts[0].steps - 1
        now, following = min(step, last), min(step + 1, last)
        if all(each.key(now) == each.key(following) for each in self._prompts):
            return {}
        import torch

        found = {}
        for name, (negative, positive) in zip(
            TENSORS, sides(self._prompts, following), strict=True
        ):
            told = tensors[name]
            parts = [negative, positive] if pipe.do_classifier_free_guidance else [positive]
            pictures = told.shape[0] // (len(parts) * len(self._prompts))
            each = [part.repeat_interleave(pictures, dim=0) for part in parts]
            found[name] = torch.cat(each).to(told)
        return found
