"""Builds the tree of a prompt from the pieces that the walk over its tokens brings.

Items are finished at separators, brackets are kept on a stack of frames, scopes and subprompts are
closed at their boundaries. What happens at which token is ``parser``'s business.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from sd_animagine.syntax.dialect import Dialect
from sd_animagine.syntax.lexer import (
    COMMAS,
    EDITING_END,
    NUMBER_AT_END,
    WEIGHED,
    WILDCARD,
    without_brackets,
    without_networks,
)
from sd_animagine.syntax.span import Span
from sd_animagine.syntax.tree import (
    NO_PATTERN,
    Group,
    Item,
    Kind,
    Node,
    Oddity,
    Pattern,
    Prompt,
    Scope,
    Sizes,
    Subprompt,
)
from sd_animagine.syntax.weight import take_weight

MAX_DEPTH = 32
"""Brackets nested deeper than this are read as one opaque item."""

ROUND_FACTOR = 1.1
"""What a bare round bracket multiplies the weight by, as in the host."""
SQUARE_FACTOR = 1 / 1.1

LONGEST_FRAME = 12
"""Characters between a bracket and what it holds. Each part of a group that is taken apart keeps
its brackets, so what stands there must be short, or a text would grow with its square."""

TEXT, GROUP, NETWORKS, OPAQUE, COMMENTS = 1, 2, 4, 8, 16
"""What the item being read is made of so far."""


LONGEST_FACE = 12
WORD_ENDS = frozenset(f" {COMMAS}\t\r\n")
"""Characters of a name with a bar in it on either side of the bar, and what ends a word."""

_NOTHING: Final = ("", *COMMAS, "\r", "\n")
"""Behind blanks these begin no item."""
REPEATS: Final = 1000
"""Characters of a text from which on it may pay to look for what stands in it again and again."""
_LONGEST_PATTERN: Final = 300
"""Characters of what is looked for."""


class Begun(NamedTuple):
    """Something outside of all brackets that is being read and may stand in the text again."""

    start: int
    key: str
    """It up to the first comma."""
    sizes: Sizes
    scopes: tuple[int, int]
    """How many subprompts there are, and how many scopes of the one that is being read."""


class Frame:
    """One open bracket (or the scope itself) and the list of nodes read inside it so far."""

    __slots__ = ("bar", "comma", "content", "crossed", "first", "group", "group_mark",
                 "groups", "item_end", "item_start", "line_end", "mark", "nodes", "opener", "solid",
                 "start")  # fmt: skip

    def __init__(self, opener: str, start: int, first: int, group_mark: int) -> None:
        self.opener = opener
        self.start = start
        self.nodes: list[Node] = []
        self.content = 0
        self.item_start = self.item_end = start + len(opener)
        self.comma = False
        self.groups = 0
        self.group: Group | None = None
        self.mark = self.first = first
        """Length of the flat item list when the current item began, and when the frame did."""
        self.group_mark = group_mark
        self.bar = False
        self.crossed = False
        """Was its closing bracket met while a bracket of the other shape was open inside?"""
        self.solid = False
        self.line_end = False


class Builder:
    """State of one parse."""

    def __init__(
        self,
        text: str,
        *,
        negative: bool,
        dialect: Dialect,
        newlines: bool,
        is_name: Callable[[str], bool] | None,
    ) -> None:
        self.text = text
        self.negative = negative
        self.newlines = newlines
        self.is_name = is_name
        self.names: dict[str, bool] = {}
        """Texts that were asked for: are they names?"""
        self.words_with_bars: dict[tuple[str, str], bool] = {}
        """The characters in front of a bar and from it on: are the word around it a name?"""
        self.prompt = Prompt(text, dialect)
        self.visible = self.prompt.visible
        self.holed = bool(dialect.blocks and self.prompt.comments)
        """May a comment stand within an item?"""
        self.items = self.prompt.items
        self.groups = self.prompt.groups
        self.stack: list[Frame] = []
        self.frame = Frame("", 0, 0, 0)
        self.excess = 0
        """Brackets open beyond MAX_DEPTH."""
        self.scopes: list[Scope] = []
        self.scope_start = 0
        self.sub_start = 0
        self.braces: Mapping[int, int] = {}
        """Start → end of what is between braces."""
        self.repeats = len(text) >= REPEATS and not self.holed
        self.patterns: dict[str, Pattern | None] = {}
        """What was read outside of brackets, by its text up to a comma; None where that was met
        once, ``NO_PATTERN`` where it does not end at a comma."""
        self.begun: Begun | None = None
        self.looked = -1
        """Where blanks end that were looked for with what stands behind them."""
        self.next_comma = -1
        """Where the next comma stands, so that nothing is looked for twice."""

    def is_known(self, text: str) -> bool:
        """Return whether a text is a name as a whole."""
        if text not in self.names:
            self.names[text] = self.is_name is not None and self.is_name(text)
        return self.names[text]

    # -- what stands there again ------------------------------------------------------------

    def again(self, token: str, at: int) -> Pattern | None:
        """Put in what begins outside of all brackets, if the same was read before.

        Returns:
            What was put in, with its comma; None if it has to be read.
        """
        if at == self.looked:
            return None
        self.begun = None
        if token.isspace():
            self.looked = at + len(token)  # not again without the blanks
            if self.visible[self.looked : self.looked + 1] in _NOTHING:
                return None  # whether that leaves an empty place depends on what stands before
        if self.next_comma < at:
            comma = self.visible.find(",", at)
            self.next_comma = comma if comma >= 0 else len(self.visible) + _LONGEST_PATTERN
        if self.next_comma - at > _LONGEST_PATTERN:
            return None
        key = self.visible[at : self.next_comma]
        if key not in self.patterns:
            self.patterns[key] = None
            return None
        known = self.patterns[key]
        if known is not None:
            if not known.text or not self.is_same(known, at):
                return None
            known.put(self.prompt, at, self.frame.nodes)
            self.frame.comma = True
            return known
        self.patterns[key] = NO_PATTERN
        sizes = Sizes(
            len(self.items), len(self.groups), len(self.prompt.oddities), len(self.frame.nodes)
        )
        self.begun = Begun(at, key, sizes, (len(self.prompt.subprompts), len(self.scopes)))
        return None

    def is_same(self, known: Pattern, at: int) -> bool:
        """Return whether the text that begins here is read as that was."""
        text = known.text
        if not self.text.startswith(text, at):
            return False
        if self.visible is not self.text and not self.visible.startswith(text, at):
            return False
        braces = known.braces
        return not braces or all(self.reach(at + n) == reach for n, reach in braces.items())

    def reach(self, at: int) -> int:
        """How far it is to the end of what is between braces; 0 if none does."""
        return self.braces.get(at, at) - at

    def remember(self, at: int) -> None:
        """What was begun is read up to this comma."""
        begun = self.begun
        self.begun = None
        if begun is None or at - begun.start > _LONGEST_PATTERN:
            return
        text = self.text[begun.start : at + 1]
        is_whole = begun.scopes == (len(self.prompt.subprompts), len(self.scopes))
        if is_whole and text == self.visible[begun.start : at + 1]:
            start = begun.start
            braces = {n: self.reach(start + n) for n, char in enumerate(text) if char == "{"}
            nodes = self.frame.nodes
            self.patterns[begun.key] = Pattern(
                self.prompt, text, begun.start, nodes, begun.sizes, braces
            )

    # -- items ------------------------------------------------------------------------------

    def finish_item(self) -> None:
        """Turn what was read since the last separator into a node."""
        f = self.frame
        content = f.content
        if not content:
            return
        start, end = f.item_start, f.item_end
        f.content = 0
        f.comma = False
        if content == GROUP and f.groups == 1 and f.group is not None:
            f.nodes.append(f.group)
            return
        if self.holed and self.is_holed(start, end):
            content |= COMMENTS
        if content == TEXT:
            item = Item(start, end, self.text[start:end], Kind.TAG, len(self.stack))
            if item.text.find("__") >= 0 and WILDCARD.search(item.text):
                item.kind = Kind.OPAQUE
            f.nodes.append(item)
            self.items.append(item)
            return
        text = self.text[start:end]
        kind = Kind.TAG
        if content & OPAQUE or (content & TEXT and WILDCARD.search(text)):
            kind = Kind.OPAQUE
        elif content == NETWORKS:
            kind = Kind.NETWORK
        elif content & GROUP and len(self.items) - f.mark > f.groups:
            kind = Kind.OPAQUE  # several items inside a glued group: not one name
        item = Item(start, end, text, kind, len(self.stack))
        item.mixed = bool(content & (GROUP | NETWORKS | COMMENTS))
        if item.mixed:
            item.label = self.label(item, content)
            del self.items[f.mark :]
        f.nodes.append(item)
        self.items.append(item)

    def label(self, item: Item, content: int) -> str:
        """The item's words alone: no networks, no brackets of emphasis, no weights."""
        text = item.text
        if content & COMMENTS:
            text = " ".join(self.visible[item.start : item.end].split())
        if content & NETWORKS:
            text = without_networks(text)
        return without_brackets(text) if content & GROUP else text.strip()

    def is_holed(self, start: int, end: int) -> bool:
        """Return whether a comment stands in a stretch of the text."""
        return self.text[start:end] != self.visible[start:end]

    def begin(self, at: int) -> None:
        """A new item starts at this position, if none is being read."""
        f = self.frame
        if not f.content:
            f.item_start = at
            f.groups = 0
            f.group = None
            f.mark = len(self.items)

    def add(self, at: int, end: int, what: int) -> None:
        """A piece of the current item."""
        if not self.frame.content:
            self.begin(at)
        f = self.frame
        f.content |= what
        f.item_end = end

    def comma(self, at: int) -> None:
        """A comma: ends an item, or is the second in a row and makes an empty one.

        All that follow in the row belong to the same one, across line ends and comments.
        """
        f = self.frame
        if f.content:
            self.finish_item()
            f.comma = True
            if self.begun is not None and not self.stack:
                self.remember(at)
        elif f.comma:
            last = f.nodes[-1] if f.nodes else None
            if isinstance(last, Item) and last.kind is Kind.EMPTY:
                return
            item = Item(at, at, "", Kind.EMPTY, len(self.stack))
            f.nodes.append(item)
            self.items.append(item)
        else:
            f.comma = True

    # -- brackets ---------------------------------------------------------------------------

    def open(self, char: str, at: int) -> None:
        """An opening bracket."""
        if self.excess or len(self.stack) >= MAX_DEPTH:
            self.excess += 1
            self.add(at, at + 1, OPAQUE)
            return
        self.begin(at)
        self.stack.append(self.frame)
        self.frame = Frame(char, at, len(self.items), len(self.groups))

    def close(self, opener: str, at: int, token: str) -> None:
        """A closing bracket, with the weight before it if there is one."""
        end = at + len(token)
        if self.excess:
            self.excess -= 1
            self.add(at, end, OPAQUE)
            return
        f = self.frame
        if f.opener == opener and not f.crossed:
            self.pop(at, end, token)
            while self.frame.crossed:
                self.pop(at, end, token)
            return
        for frame in reversed(self.stack):
            if frame.opener == opener and not frame.crossed:
                frame.crossed = True
                f.solid = True
                self.add(at, end, OPAQUE)
                return
        self.lone(at, end)

    def odd(self, kind: str, start: int, end: int) -> None:
        """Note an oddity; of equal ones side by side all are one."""
        found = self.prompt.oddities
        if found and found[-1].end == start and found[-1].kind == kind:
            start = found.pop().start
        found.append(Oddity(kind, start, end))

    def lone(self, at: int, end: int) -> None:
        """A closing bracket that was never opened: text for the host, and for us."""
        self.odd("lone-close", end - 1, end)
        self.add(at, end, TEXT)

    def pop(self, at: int, end: int, token: str) -> None:
        """Close the innermost frame and make it a piece of the item around it."""
        f = self.frame
        if (
            f.opener == "["
            and not f.crossed
            and self.prompt.dialect.editing
            and (f.bar or self.is_editing(f.start, at, end))
        ):
            self.swallow(f, end)
            return
        self.finish_item()
        if f.crossed or not f.nodes:
            if not f.nodes and len(token) > 1:
                self.prompt.oddities.append(Oddity("weighed-nothing", f.start, end))
            self.swallow(f, end)
            return
        number = token[1:-1].strip()
        factor = self.factor(f.opener, number, at, end)
        group = Group(f.start, end, at, f.nodes, number, factor)
        frame = max(f.nodes[0].start - f.start, end - f.nodes[-1].end)
        group.solid = f.solid or f.line_end or frame > LONGEST_FRAME
        if self.holed and self.is_holed(f.start, end):
            group.solid = True
        for item in self.items[f.first :]:
            item.weight *= factor
            if item.kind is Kind.OPAQUE:
                group.solid = True
        for nested in self.groups[f.group_mark :]:
            nested.weight *= factor
        self.frame = self.stack.pop()
        self.add_group(group)

    def factor(self, opener: str, number: str, at: int, end: int) -> float:
        """What brackets multiply the weight by; they close from ``at`` to ``end``."""
        if number:
            try:
                return float(number)
            except ValueError:
                self.prompt.oddities.append(Oddity("bad-number", at, end))
        return ROUND_FACTOR if opener == "(" else SQUARE_FACTOR

    def add_group(self, group: Group) -> None:
        """Brackets that are read: a piece of the current item."""
        self.groups.append(group)
        f = self.frame
        f.content |= GROUP
        f.item_end = group.end
        f.groups += 1
        f.group = group
        f.solid = f.solid or group.solid

    def is_editing(self, start: int, at: int, end: int) -> bool:
        """Does a number stand behind the last colon in a square bracket?"""
        colon = self.visible.rfind(":", start, at)
        return colon >= 0 and EDITING_END.match(self.visible, colon, end) is not None

    def swallow(self, f: Frame, end: int) -> None:
        """Make the innermost frame an opaque piece: what was read inside counts for nothing."""
        del self.items[f.first :]
        del self.groups[f.group_mark :]
        self.frame = outer = self.stack.pop()
        outer.content |= OPAQUE
        outer.item_end = end

    # -- scopes -----------------------------------------------------------------------------

    def end_scope(self, at: int, boundary: str, resume: int) -> None:
        """A boundary word outside all brackets."""
        self.finish_item()
        self.scopes.append(Scope(self.scope_start, at, self.frame.nodes, boundary))
        self.scope_start = resume
        self.frame = Frame("", resume, len(self.items), len(self.groups))

    def end_part(self, at: int, boundary: str, resume: int) -> None:
        """AND_PERP and the like: a scope that may have a weight of its own."""
        weight = self.weight_behind_group()
        self.end_scope(at, boundary, resume)
        scope = self.scopes[-1]
        if weight is not None:
            scope.suffix = Span(scope.nodes[-1].end, at)
        else:
            part = Subprompt(scope.start, at, [scope])
            take_weight(self.prompt, part, self.visible, self.is_known, joined=True)

    def is_in_name(self, at: int) -> bool:
        """Return whether a bar belongs to a word that is a name: ``:|``, ``|_|``."""
        text = self.visible
        beside = text[max(at - LONGEST_FACE, 0) : at], text[at : at + LONGEST_FACE]
        if beside not in self.words_with_bars:
            before, behind = beside
            first = next((n for n in range(len(before), 0, -1) if before[n - 1] in WORD_ENDS), 0)
            last = next((n for n, char in enumerate(behind) if char in WORD_ENDS), len(behind))
            self.words_with_bars[beside] = self.is_known(before[first:] + behind[:last])
        return self.words_with_bars[beside]

    def end_subprompt(self, at: int, resume: int) -> None:
        """AND, or the end of the text."""
        if self.stack:
            self.freeze(at)
        joined = resume > at or bool(self.prompt.subprompts) or any(map(_is_weighed, self.scopes))
        weight = self.weight_behind_group() if joined and not self.negative else None
        self.end_scope(at, "", resume)
        sub = Subprompt(self.sub_start, at, self.scopes)
        if weight is not None:
            last = self.scopes[-1].nodes[-1]
            sub.suffix, sub.weight = Span(last.end, at), weight
            sub.number = self.scopes[-1].suffix = sub.suffix
        elif not self.negative and self.visible.find(":", self.sub_start, at) >= 0:
            take_weight(self.prompt, sub, self.visible, self.is_known, joined=joined)
        self.prompt.subprompts.append(sub)
        self.scopes = []
        self.sub_start = resume

    def weight_behind_group(self) -> float | None:
        """Take a ``:number`` off a group that ends a subprompt: ``(a, b) :0.7``."""
        f = self.frame
        group = f.group
        if f.content != GROUP | TEXT or f.groups != 1 or group is None:
            return None
        number = NUMBER_AT_END.match(self.visible[group.end : f.item_end].lstrip())
        if number is None or group.start != f.item_start:
            return None
        f.content = GROUP
        f.item_end = group.end
        return float(number[1])

    def freeze(self, at: int) -> None:
        """Brackets are still open: everything from the outermost one's item on is one item."""
        for frame in (*self.stack[1:], self.frame):
            if not frame.crossed:
                self.prompt.oddities.append(Oddity("never-closed", frame.start, frame.start + 1))
        root = self.stack[0]
        del self.items[root.mark :]
        self.stack.clear()
        self.excess = 0
        start = root.item_start
        end = start + len(self.visible[start:at].rstrip())
        item = Item(start, end, self.text[start:end], Kind.REACH, 0)
        root.nodes.append(item)
        self.items.append(item)
        root.content = 0
        self.frame = root


def _is_weighed(scope: Scope) -> bool:
    return scope.boundary in WEIGHED
