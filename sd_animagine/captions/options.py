"""What a run over captions is told of how a trainer reads them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from sd_animagine.compiler.options import OptionError
from sd_animagine.values import must_be
from sd_animagine.vocabulary import normalise
from sd_animagine.words import Message

_PARTS: Final = re.compile(r"[,\r\n()\[\]{}]")
"""What parts tags by itself, or holds them together."""


@dataclass(frozen=True)
class CaptionOptions:
    """How captions are read, and what is done to them. A caption is never added to."""

    keep_tokens: int = 0
    """How many tokens at the start stay where they are, empty ones counted (kohya, OneTrainer)."""
    keep_separator: str = "|||"
    """What parts the tokens that stay from those that are shuffled (kohya); empty for nothing."""
    secondary_separator: str = ";;;"
    """What glues tags that are shuffled as one (kohya); empty for nothing."""
    fix_empty: bool = False
    """Are empty places between commas taken out, and commas written as ``, ``?"""
    select: tuple[str, ...] = ()
    """Codes of rules, or their beginnings, that alone have a say; empty for all."""
    ignore: tuple[str, ...] = ()
    """Those that have none."""
    known_names: frozenset[str] = frozenset()
    """Words that are never said to be misspelled: trigger words, names of one's own."""

    def __post_init__(self) -> None:
        """Refuse what cannot be meant.

        Raises:
            OptionError: an option is not allowed; the message names it and what is.
        """
        if self.keep_tokens < 0:
            allowed = Message("a whole number, 0 or more")
            raise OptionError(must_be("keep_tokens", self.keep_tokens, allowed))
        for name in ("keep_separator", "secondary_separator"):
            if _PARTS.search(getattr(self, name)):
                allowed = Message("signs without commas, line ends, brackets and braces")
                raise OptionError(must_be(name, getattr(self, name), allowed))

    @cached_property
    def protected(self) -> frozenset[str]:
        """The known names as look-ups see them."""
        return frozenset((*map(normalise, self.known_names), *map(str.lower, self.known_names)))
