"""The weight of a subprompt: a ``:number`` at its very end (the host's ``re_weight``)."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sd_animagine.syntax.lexer import (
    COMMAS,
    NETWORK,
    NUMBER_AT_END,
    without_brackets,
    without_networks,
)
from sd_animagine.syntax.span import Span
from sd_animagine.syntax.tree import Group, Item, Kind, Prompt, Subprompt


class NumberAtEnd(NamedTuple):
    """Which node of the last scope ends in the number, where the number stands, and what it is."""

    node: int
    span: Span
    weight: float


def take_weight(
    prompt: Prompt,
    sub: Subprompt,
    visible: str,
    is_name: Callable[[str], bool],
    *,
    joined: bool,
) -> None:
    """Note a ``:number`` at a subprompt's end, and take it off its last item as the suffix.

    It stays with its item where no ``AND`` is near, since then nobody means a weight of the whole
    prompt, and where the item is a name as a whole.

    Args:
        prompt: what is being read.
        sub: the subprompt that ends.
        visible: the prompt's text without its comments.
        is_name: tells whether an item is a name.
        joined: is it joined to others by ``AND`` or the like?
    """
    found = number_at_end(sub, visible)
    if found is None:
        return
    sub.number, sub.weight = found.span, found.weight
    nodes = sub.scopes[-1].nodes
    item = nodes[found.node]
    assert isinstance(item, Item)
    if not joined or is_name(item.text):
        return
    end = item.start + len(visible[item.start : found.span.start].rstrip())
    kept = prompt.text[item.start : end]
    sub.suffix = sub.scopes[-1].suffix = Span(end, sub.end)
    behind = len(nodes) - found.node - bool(kept)
    if behind:
        del prompt.items[-behind:]
        del nodes[-behind:]
    if kept:
        item.end = end
        item.text = kept
        item.label = without_brackets(without_networks(kept)) if item.mixed else kept


def number_at_end(sub: Subprompt, visible: str) -> NumberAtEnd | None:
    """Return the number that the host takes for a subprompt's weight, None if there is none.

    Networks behind it do not count, the host has taken them out before it looks.
    """
    nodes = sub.scopes[-1].nodes
    last = len(nodes) - 1
    end = sub.scopes[-1].end
    while last >= 0:
        node = nodes[last]
        if isinstance(node, Group):
            return None
        is_network = node.kind is Kind.NETWORK
        if not is_network and ":" not in node.text:
            return None
        if any(visible.find(comma, node.end, end) >= 0 for comma in COMMAS):
            return None
        end = node.start
        if not is_network:
            break
        last -= 1
    if last < 0:
        return None
    item = nodes[last]
    assert isinstance(item, Item)
    bare = visible[item.start : item.end]
    if item.mixed:
        while bare.endswith(">"):
            cut = bare.rfind("<")
            if cut < 0 or not NETWORK.fullmatch(bare, cut):
                break
            bare = bare[:cut].rstrip()
    match = NUMBER_AT_END.search(bare)
    if match is None:
        return None
    span = Span(item.start + match.start(), item.start + match.end(1))
    return NumberAtEnd(last, span, float(match[1]))
