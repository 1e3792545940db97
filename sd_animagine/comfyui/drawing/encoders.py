"""The text encoders behind a CLIP input, asked as ComfyUI's own nodes ask them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sd_animagine.comfyui.node import NodeError
from sd_animagine.sdxl.conditioning import Outputs, weighed
from sd_animagine.tokens import EMPTY, Encoded
from sd_animagine.words import Message

_BOTH: Final = {"l", "g"}
"""ComfyUI's names of SDXL's two encoders."""
_FILL_G: Final = 0
"""OpenCLIP's padding."""
_OWN: Final = ("cond", "pooled_output")

Vectors = Mapping[str, Mapping[str, Sequence[Any]]]
"""Name of an embedding → encoder → its vectors."""


class ClipEncoders:
    """Both encoders of an SDXL model that ComfyUI has loaded; see ``conditioning.Encode``."""

    def __init__(self, clip: Any, *, as_a1111: bool, vectors: Vectors | None = None) -> None:
        """Take a CLIP.

        Args:
            clip: what stands at the node's input.
            as_a1111: weigh as A1111 does; else as ComfyUI does.
            vectors: of the embeddings that chunks may name.

        Raises:
            NodeError: there is none, or it is not SDXL's.
        """
        if clip is None:
            raise NodeError(
                Message(
                    "The input clip is empty: the file that is loaded holds no CLIP. "
                    "Choose an SDXL checkpoint, or load CLIP with DualCLIPLoader."
                )
            )
        if set(clip.tokenize("")) != _BOTH:
            raise NodeError(
                Message(
                    "The input clip is not SDXL's, so Animagine XL cannot have been loaded. "
                    "Choose an SDXL checkpoint."
                )
            )
        self.clip = clip
        self.as_a1111 = as_a1111
        self.vectors: Vectors = vectors or {}
        self.more: dict[str, Any] = {}
        """What ComfyUI says of the conditioning besides: hooks."""
        self._known: dict[Encoded, tuple[Any, Any]] = {}

    def __call__(self, chunks: Sequence[Encoded]) -> Outputs:
        """Encode chunks that stand at the same place of some texts."""
        import torch

        found = [self._encoded(chunk) for chunk in chunks]
        context = torch.cat([each for each, _ in found])
        pooled = torch.cat([each for _, each in found])
        if self.as_a1111:
            weights = torch.tensor([chunk.weights for chunk in chunks], device=context.device)
            width = context.shape[-1] - pooled.shape[-1]  # OpenCLIP's two widths are the same
            parts = (context[..., :width], context[..., width:])
            context = torch.cat([weighed(part, weights) for part in parts], dim=-1)
        return Outputs(context, pooled)

    def widths(self) -> dict[str, int]:
        """Return the width of a vector, for each encoder."""
        context, pooled = self._encoded(EMPTY)
        second = int(pooled.shape[-1])
        return {"l": int(context.shape[-1]) - second, "g": second}

    def _encoded(self, chunk: Encoded) -> tuple[Any, Any]:
        """One chunk's context, weighed by ComfyUI if it is to be, and its pooled vector."""
        if self.as_a1111:
            chunk = chunk._replace(weights=EMPTY.weights)
        if chunk not in self._known:
            tokens = {name: [self._tokens(chunk, name)] for name in sorted(_BOTH)}
            told = self.clip.encode_from_tokens(tokens, return_pooled=True, return_dict=True)
            self.more = {name: each for name, each in told.items() if name not in _OWN}
            self._known[chunk] = (told["cond"], told["pooled_output"])
        return self._known[chunk]

    def _tokens(self, chunk: Encoded, encoder: str) -> list[tuple[Any, float]]:
        """A chunk as one encoder gets it: numbers, or vectors of an embedding."""
        ids: list[Any] = list(chunk.ids)
        if encoder == "g":
            end = ids.index(EMPTY.ids[-1]) + 1
            ids[end:] = [_FILL_G] * (len(ids) - end)
        for place, name, number in chunk.vectors:
            ids[place] = self.vectors[name][encoder][number]
        return list(zip(ids, chunk.weights, strict=True))
