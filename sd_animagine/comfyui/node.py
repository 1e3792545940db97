"""What all nodes share: where they stand in ComfyUI's menu, and how they say something."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from sd_animagine.values import must_be
from sd_animagine.words import Message

CATEGORY: Final = "Animagine"
MOST_STEPS: Final = 10_000
"""As in ComfyUI's own samplers."""


class NodeError(Exception):
    """One sentence for the user, shown in the node, which turns red; what waits behind is drawn."""


def needs_text(name: str, value: Any) -> None:
    """See that an input is a text: a link may bring anything.

    Raises:
        NodeError: it is none.
    """
    if not isinstance(value, str):
        raise NodeError(must_be(name, value, Message("a text")))


def shown(sentences: Iterable[str]) -> list[str]:
    """Return what stands in the node: each sentence once, a line each."""
    return ["\n".join(dict.fromkeys(map(str, sentences)))]
