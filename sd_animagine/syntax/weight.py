"""The weight of a subprompt: a ``:number`` at its very end (the host's ``re_weight``)."""

from __future__ import annotations

from collections.abc import Callable

from sd_animagine.syntax.lexer import NETWORK, NUMBER_AT_END, without_brackets, without_networks
from sd_animagine.syntax.tree import Group, Item, Kind, Prompt, Span, Subprompt


def take_weight(
    prompt: Prompt, sub: Subprompt, visible: str, is_name: Callable[[str], bool] | None
) -> None:
    """Take a ``:number`` at a subprompt's end off its last item and make it the suffix.

    Networks behind it do not count, the host has taken them out before it looks; an item that is
    a name as a whole keeps its number.
    """
    nodes = sub.scopes[-1].nodes
    last = len(nodes) - 1
    end = sub.scopes[-1].end
    while last >= 0:
        node = nodes[last]
        if any(visible.find(comma, node.end, end) >= 0 for comma in ",，、"):
            return
        end = node.start
        if isinstance(node, Group):
            return
        if node.kind is not Kind.NETWORK:
            break
        last -= 1
    if last < 0:
        return
    item = nodes[last]
    assert isinstance(item, Item)
    if item.kind is Kind.EMPTY:
        return
    if ":" not in item.text or (is_name is not None and is_name(item.text)):
        return
    bare = visible[item.start : item.end]
    if item.mixed:
        while bare.endswith(">"):
            cut = bare.rfind("<")
            if cut < 0 or not NETWORK.fullmatch(bare, cut):
                break
            bare = bare[:cut].rstrip()
    match = NUMBER_AT_END.search(bare)
    if match is None:
        return
    kept = prompt.text[item.start : item.start + len(bare[: match.start()].rstrip())]
    sub.suffix = Span(item.start + len(kept), sub.end)
    sub.weight = float(match[1])
    if last + 1 < len(nodes):
        del prompt.items[last + 1 - len(nodes) :]
        del nodes[last + 1 :]
    if kept:
        item.end = item.start + len(kept)
        item.text = kept
        item.label = without_brackets(without_networks(kept)) if item.mixed else kept
    else:
        nodes.pop()
        prompt.items.pop()
