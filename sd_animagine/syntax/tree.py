"""The parts of a parsed prompt.

Losslessness by construction: a node is only a span of the text it was read from, and what stands
between two nodes is the separator. Nothing is stored twice, so nothing can be lost::

    Prompt      text
      Subprompt   what AND separates, with an optional weight  " :1.2"  at its end
        Scope       what BREAK (and the like) separates; nothing moves out of it
          Item        one tag, network, opaque construct or empty place
          Group       (…) or […] around a list of items, nestable
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, NamedTuple

from sd_animagine.syntax.dialect import HASH, Dialect
from sd_animagine.syntax.lexer import tokenize
from sd_animagine.syntax.span import Span, blanked


class Kind(IntEnum):
    """What an item is made of."""

    TAG = 0
    """Plain words, perhaps with emphasis inside or a network glued on."""
    NETWORK = 1
    """Nothing but ``<lora:…>`` and the like."""
    OPAQUE = 2
    """Prompt editing, alternation, wildcards, dynamic prompts: verbatim, never looked into."""
    EMPTY = 3
    """The place between two commas in a row."""
    REACH = 4
    """From an item with a bracket that is never closed to the end of the subprompt: frozen."""


class Item:
    """What stands between two separators. ``weight`` is the product of all enclosing emphasis."""

    __slots__ = ("depth", "end", "kind", "label", "mixed", "scope", "start", "subprompt", "text",
                 "weight")  # fmt: skip

    def __init__(self, start: int, end: int, text: str, kind: Kind, depth: int) -> None:
        self.start = start
        self.end = end
        self.text = text
        self.label = text
        """The text without glued networks and without the brackets of emphasis inside."""
        self.kind = kind
        self.mixed = False
        """Does the text hold more than plain words: brackets or a network?"""
        self.depth = depth
        self.weight = 1.0
        self.scope = 0
        self.subprompt = 0

    def __repr__(self) -> str:
        return f"Item({self.text!r}, {self.kind.name})"


class Group:
    """Emphasis around a list of nodes: ``(a, b:1.2)``, ``((a))``, ``[a]``."""

    __slots__ = ("close", "end", "factor", "nodes", "number", "open", "solid", "start", "weight")

    def __init__(
        self, start: int, end: int, close: int, nodes: list[Node], number: str, factor: float
    ) -> None:
        self.start = start
        self.open = start + 1
        """Where the content begins."""
        self.close = close
        """Where the closing text (``)``, ``:1.2)``, ``]``) begins."""
        self.end = end
        self.nodes = nodes
        self.number = number
        """The weight as written, empty if none is."""
        self.factor = factor
        self.weight = factor
        """Effective weight: the product with all enclosing groups."""
        self.solid = False
        """Must it stay whole (holds a network, editing, a line end or a comment)?"""

    def __repr__(self) -> str:
        return f"Group({self.nodes!r}, {self.factor:g})"


Node = Item | Group


class Scope:
    """A list of nodes that nothing leaves or enters; ``boundary`` is the word that follows it."""

    __slots__ = ("boundary", "end", "nodes", "start", "suffix")

    def __init__(self, start: int, end: int, nodes: list[Node], boundary: str) -> None:
        self.start = start
        self.end = end
        self.nodes = nodes
        self.boundary = boundary
        self.suffix: Span | None = None
        """A fixed weight at its end: the subprompt's, or one of its own before AND_PERP."""


class Subprompt:
    """What ``AND`` separates. ``suffix`` is the span of a fixed weight at its end, or None."""

    __slots__ = ("end", "number", "scopes", "start", "suffix", "weight")

    def __init__(self, start: int, end: int, scopes: list[Scope]) -> None:
        self.start = start
        self.end = end
        self.scopes = scopes
        self.suffix: Span | None = None
        self.number: Span | None = None
        """What the host takes for its weight: the suffix, or a number that is meant as text."""
        self.weight = 1.0
        """As the host reads it."""


class Oddity(NamedTuple):
    """Something the host reads in a way few people mean; a rule turns it into a finding."""

    kind: str
    start: int
    end: int


class Prompt:
    """A parsed text: the tree, and flat lists of its items, groups and oddities in text order."""

    __slots__ = (
        *("comments", "dialect", "groups", "items", "oddities", "subprompts", "text", "visible"),
    )

    def __init__(self, text: str, dialect: Dialect) -> None:
        self.text = text
        self.dialect = dialect
        self.comments = dialect.comments(text)
        self.visible = blanked(text, self.comments)
        """The text as the host reads on, with blanks in place of its comments."""
        self.subprompts: list[Subprompt] = []
        self.items: list[Item] = []
        self.groups: list[Group] = []
        self.oddities: list[Oddity] = []

    def scopes(self) -> list[Scope]:
        """All scopes in text order."""
        return [scope for sub in self.subprompts for scope in sub.scopes]


class Sizes(NamedTuple):
    """How long the flat lists of a prompt are, and that of the nodes that are being read."""

    items: int
    groups: int
    oddities: int
    nodes: int


class Pattern:
    """What a stretch of a text was read as, to be put where the same stretch stands again."""

    __slots__ = ("_groups", "_items", "_nodes", "_oddities", "braces", "text", "tokens")

    def __init__(
        self,
        prompt: Prompt,
        text: str,
        at: int,
        nodes: list[Node],
        since: Sizes,
        braces: dict[int, int],
    ) -> None:
        """Keep what was read.

        Args:
            prompt: that is being read.
            text: the stretch.
            at: where it stands.
            nodes: those of the scope; the last of them are what it was read as.
            since: how many there were of all before it.
            braces: where in it which stand, and how far what is between them goes.
        """
        self.text = text
        self.tokens = len(tokenize(text))
        self.braces = braces
        numbers: dict[int, int] = {}
        self._items: list[tuple[int, int, str, str, Kind, bool, int, float, bool]] = []
        self._groups: list[tuple[int, int, int, list[int], str, float, float, bool]] = []

        def kept(item: Item, *, is_listed: bool) -> None:
            numbers[id(item)] = len(numbers)
            start, end = item.start - at, item.end - at
            more = item.kind, item.mixed, item.depth, item.weight, is_listed
            self._items.append((start, end, item.text, item.label, *more))

        for item in prompt.items[since.items :]:
            kept(item, is_listed=True)
        groups = prompt.groups[since.groups :]
        for group in groups:
            for node in group.nodes:
                if isinstance(node, Item) and id(node) not in numbers:
                    kept(node, is_listed=False)
        for group in groups:
            inside = [numbers[id(node)] for node in group.nodes]
            places = group.start - at, group.end - at, group.close - at
            numbers[id(group)] = len(numbers)
            more_of = group.number, group.factor, group.weight, group.solid
            self._groups.append((*places, inside, *more_of))
        self._nodes = [numbers[id(node)] for node in nodes[since.nodes :]]
        oddities = prompt.oddities[since.oddities :]
        self._oddities = [(kind, start - at, end - at) for kind, start, end in oddities]

    def put(self, prompt: Prompt, at: int, nodes: list[Node]) -> None:
        """Add to a prompt and to some nodes what stands at a place."""
        listed = prompt.items
        made: list[Node] = []
        for start, end, text, label, kind, mixed, depth, weight, is_listed in self._items:
            item = Item(start + at, end + at, text, kind, depth)
            item.label = label
            item.mixed = mixed
            item.weight = weight
            made.append(item)
            if is_listed:
                listed.append(item)
        if self._groups:
            for start, end, close, inside, number, factor, weight, solid in self._groups:
                held = [made[inside[0]]] if len(inside) == 1 else [made[n] for n in inside]
                group = Group(start + at, end + at, close + at, held, number, factor)
                group.weight = weight
                group.solid = solid
                made.append(group)
                prompt.groups.append(group)
            nodes += [made[n] for n in self._nodes]
        else:
            nodes += made
        for odd, start, end in self._oddities:
            prompt.oddities.append(Oddity(odd, start + at, end + at))


NO_PATTERN: Final = Pattern(Prompt("", HASH), "", 0, [], Sizes(0, 0, 0, 0), {})
"""Of what cannot be put anywhere."""
