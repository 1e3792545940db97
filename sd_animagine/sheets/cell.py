"""One picture of a comparison: what of the request it replaces, so that its label is true.

Also what a value of an X/Y/Z axis becomes. The label must tell what really is in the picture, so a
tag that was typed gives way to the label's, and options that would add more are switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from sd_animagine.compiler import Options
from sd_animagine.compiler.options import ADDS_NOTHING
from sd_animagine.model import SCORE_TAGS

KINDS: Final = ("quality", "score", "rating", "year")
"""Kinds of tags that can give way; ``quality`` are all tags of the enhancement run, ``score`` the
six among them."""

_ADDS_NOTHING: Final[Mapping[str, Any]] = {
    **ADDS_NOTHING,
    "mode": "fix",
    "reorder": False,
    "complete_series": False,
    "suggested_fixes": False,
}
"""What a request that has us switched off starts from: nothing but what the label says."""


@dataclass(frozen=True)
class Cell:
    """What one picture has of its own."""

    label: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)
    """Options of the request by name; ``score`` replaces the score tags among ``quality``."""
    without: frozenset[str] = frozenset()
    """Kinds of tags that are taken out of the prompt first."""
    without_negative: frozenset[str] = frozenset()
    """The same for the user's own negative prompt."""
    empty_negative: bool = False
    """Is all of the user's own negative prompt left out?"""
    tags: tuple[str, ...] = ()
    """What the compiled prompt has to hold; else the label would not be true."""
    fields: Mapping[str, int | float] = field(default_factory=dict)
    """Fields of the request itself: ``width``, ``height``, ``steps``, ``cfg_scale``."""

    def over(self, options: Options) -> Options:
        """The options of a request with those of the cell in their place.

        Whoever asks for a comparison wants it drawn: it acts on every checkpoint, and also where
        the request has us switched off, but then adds nothing of its own accord.
        """
        acts = options.enabled and options.mode in ("fix", "strict")
        values = dict(self.options)
        score = values.pop("score", None)
        base = {} if acts or "mode" in values else _ADDS_NOTHING
        found = replace(options, **{**base, **values, "enabled": True, "gate": "always"})
        if score is None:
            return found
        kept = [tag for tag in found.quality_tags if tag not in SCORE_TAGS]
        return replace(found, quality=", ".join(filter(None, (*kept, score))) or "off")

    def joined(self, other: Cell) -> Cell:
        """Both at once, as where two axes meet; the other's values win."""
        return Cell(
            label=", ".join(filter(None, (self.label, other.label))),
            options={**self.options, **other.options},
            without=self.without | other.without,
            without_negative=self.without_negative | other.without_negative,
            empty_negative=self.empty_negative or other.empty_negative,
            tags=(*self.tags, *other.tags),
            fields={**self.fields, **other.fields},
        )
