"""What a run over captions is told of how a trainer reads them."""

from __future__ import annotations

from dataclasses import dataclass


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
