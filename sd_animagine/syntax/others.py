"""A text of another program's dialect to the same tree, where fewer marks mean anything.

ComfyUI's brackets give a weight of their own instead of multiplying, so what they weigh is only
known when those around them are read; and its numbers are whatever Python takes for one. compel's
weights stand behind their brackets and words.
"""

from __future__ import annotations

from typing import Final

from sd_animagine.syntax.attention import compel
from sd_animagine.syntax.builder import GROUP, NETWORKS, OPAQUE, TEXT, Builder, Frame
from sd_animagine.syntax.lexer import COMMAS
from sd_animagine.syntax.tree import Group, Item, Node, Prompt

_ROUND: Final = 1.1
_BRACES: Final = frozenset("{}")


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


class CompelReader(Builder):
    """A prompt of compel to the tree.

    Brackets that hold one tag are that tag, with the weight behind it: ``(smile)1.2``; those that
    hold more are a group that nobody takes apart. A prompt that joins others stays as a whole.
    """

    def read(self) -> Prompt:
        """Walk over the words and groups once."""
        text = self.text
        self.negative = True  # nothing of what a WebUI does to a positive prompt alone
        if compel.joins(text):
            blanks = len(text) - len(text.lstrip())
            self.add(blanks, len(text.rstrip()), NETWORKS)
        else:
            self.row(compel.parts(text), 0)
        self.end_subprompt(len(text), len(text))
        return self.prompt

    def row(self, parts: tuple[compel.Part, ...], at: int) -> None:
        """Parts side by side; ``at`` is where the blanks in front of the first begin."""
        for part in parts:
            gap = self.text[at : part.start]
            if "\n" in gap or "\r" in gap:
                self.frame.line_end = True
                self.finish_item()
            if part.inside is None:
                self.free(part.start, part.end)
            else:
                self.group(part, part.inside)
            at = part.end

    def free(self, at: int, end: int) -> None:
        """A word with its commas."""
        for place in range(at, end):
            char = self.text[place]
            if char not in COMMAS:
                continue
            if at < place:
                self.letters(at, place)
            if char != ",":
                self.odd("wide-comma", place, place + 1)
            self.comma(place)
            at = place + 1
        if at < end:
            self.letters(at, end)

    def letters(self, at: int, end: int) -> None:
        """A word without commas."""
        self.add(at, end, TEXT if _BRACES.isdisjoint(self.text[at:end]) else OPAQUE)

    def group(self, part: compel.Part, inside: tuple[compel.Part, ...]) -> None:
        """Brackets or quotes, or a word with a sign behind it."""
        start, end = part.start, part.end
        if not any(char in COMMAS for char in self.text[start:end]):
            self.add(start, end, GROUP if inside else OPAQUE)
            self.frame.groups += 1
            return
        self.begin(start)
        self.stack.append(self.frame)
        self.frame = f = Frame("(", start, len(self.items), len(self.groups))
        self.row(inside, start + 1)
        self.finish_item()
        self.frame = self.stack.pop()
        if not f.nodes:
            self.add(start, end, OPAQUE)
            return
        group = Group(start, end, inside[-1].end, f.nodes, "", part.factor)
        group.solid = True
        for item in self.items[f.first :]:
            item.weight *= part.factor
        for nested in self.groups[f.group_mark :]:
            nested.weight *= part.factor
        self.add_group(group)

    def finish_item(self) -> None:
        """Turn what was read since the last separator into a node, with its weight."""
        known = len(self.items)
        super().finish_item()
        for item in self.items[known:]:
            weights = set(compel.stretches(item.text).weights) if item.mixed else set()
            if len(weights) == 1:
                item.weight = weights.pop() or 0.0

    def label(self, item: Item, content: int) -> str:
        """The item's words alone."""
        if content & NETWORKS:
            return item.text
        return " ".join(item.text[start:end] for start, end, _ in compel.words(item.text))
