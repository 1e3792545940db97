"""Edits that several rules propose."""

from __future__ import annotations

from sd_animagine.model import Section
from sd_animagine.rules.base import TextView
from sd_animagine.syntax import Edit, Item
from sd_animagine.transform import inject


def label_span(item: Item) -> tuple[int, int] | None:
    """Where the item's words stand in the prompt; None if brackets or a network part them."""
    at = item.text.find(item.label)
    if at < 0:
        return None
    return item.start + at, item.start + at + len(item.label)


def insertion(view: TextView, number: int, tags: str, section: Section) -> Edit | None:
    """Put tags into a scope, where the compiler itself would put them.

    Args:
        view: the prompt.
        number: which of its scopes.
        tags: one tag, or several of one section joined by commas, as written in a prompt.
        section: where they belong.

    Returns:
        The edit, or None where a bracket that is never closed leaves no place, and where nobody
        wants fixes.
    """
    if not view.wants_fixes:
        return None
    placed = inject(view.arranged(number), tags, section)
    if placed is None:
        return None
    at = view.scopes[number].end - placed.behind
    return Edit(at, at, placed.text)
