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
        number = _number(each.number or _behind_colon(prompt.text[each.open : each.close]))
        if number is not None and not each.number:
            each.solid = True
            for other in around:
                other.solid = True
        each.weight = outer * _ROUND if number is None else number
        each.factor = each.weight / outer if outer else each.weight
        around.append(each)


def _behind_colon(text: str) -> str:
    """What stands behind the last colon; nothing where that is the first character."""
    return text[text.rfind(":") + 1 :] if text.rfind(":") > 0 else ""


def _number(text: str) -> float | None:
    """What Python takes for a number; None for what it does not."""
    try:
        return float(text)
    except ValueError:
        return None
