"""A text of another program's dialect to the same tree, where fewer marks mean anything.

ComfyUI's brackets give a weight of their own instead of multiplying, so what they weigh is only
known when those around them are read; and its numbers are whatever Python takes for one.
"""

from __future__ import annotations

from typing import Final

from sd_animagine.syntax.tree import Group, Item, Node, Prompt

_ROUND: Final = 1.1


def weigh_alone(prompt: Prompt) -> None:
    """Give groups and items the weight that the innermost number around them says."""
    places: list[Node] = [*prompt.groups, *prompt.items]
    places.sort(key=lambda each: (each.start, -each.end))
    around: list[Group] = []
    for each in places:
        while around and around[-1].end <= each.start:
            around.pop()
        outer = around[-1].weight if around else 1.0
        if isinstance(each, Item):
            each.weight = outer
            continue
        number = _number(prompt.text[each.open : each.close]) if not each.number else None
        if number is not None:
            each.solid = True
            for other in around:
                other.solid = True
        elif each.number:
            number = float(each.number)
        each.weight = outer * _ROUND if number is None else number
        each.factor = each.weight / outer if outer else each.weight
        around.append(each)


def _number(inside: str) -> float | None:
    """What Python takes for a number behind the last colon, and our own marks do not."""
    _, colon, text = inside.rpartition(":")
    try:
        return float(text) if colon and inside.find(":") > 0 else None
    except ValueError:
        return None
