"""Text to tree, always and in linear time; the tree's spans cover the text, so nothing is lost.

The grammar is what AUTOMATIC1111 makes of a prompt, in its own order: comments, networks
``<…>``, ``AND``, prompt editing and alternation, brackets and ``BREAK``::

    prompt     = subprompt ("AND" subprompt)*          AND and networks: positive prompts only
    subprompt  = scope (BOUNDARY scope)* [":" NUMBER]
    scope      = list
    list       = [sep] [node (sep node)*] [sep]
    node       = item | "(" list ")" | "(" list ":" NUMBER ")" | "[" list "]"
    item       = (TEXT | ESCAPE | network | opaque | node)+     glued together
    opaque     = "[" … "|" … "]" | "[" … ":" NUMBER "]" | "{" … "}" | "__" … "__"
    sep        = (BLANK | NEWLINE | COMMENT)* [COMMA] (BLANK | NEWLINE | COMMENT)*

A bracket that is never closed makes everything from its item to the end of the subprompt one
frozen item (``Kind.REACH``); one that was never opened is text. The host keeps round and square
brackets on two independent stacks, so ``(a [b) c]`` is legal there: here it is one opaque item.
"""

from __future__ import annotations

from collections.abc import Callable

from sd_animagine.syntax.lexer import (
    BOUNDARIES,
    EDITING_END,
    NETWORK,
    NETWORK_HEAD,
    NUMBER_AT_END,
    WILDCARD,
    tokenize,
)
from sd_animagine.syntax.tree import (
    Group,
    Item,
    Kind,
    Node,
    Oddity,
    Prompt,
    Scope,
    Span,
    Subprompt,
)

MAX_DEPTH = 32
"""Brackets nested deeper than this are read as one opaque item."""

ROUND_FACTOR = 1.1
"""What a bare round bracket multiplies the weight by, as in the host."""
SQUARE_FACTOR = 1 / 1.1

# What the item being read is made of so far.
_TEXT, _GROUP, _NETWORK, _OPAQUE, _ESCAPE = 1, 2, 4, 8, 16

_SPECIAL = frozenset("()[]{}<#,，、\r\n|:\\AB")


class _Frame:
    """One open bracket (or the scope itself) and the list of nodes read inside it so far."""

    __slots__ = ("bar", "colon", "comma", "content", "crossed", "group", "group_mark", "groups",
                 "item_end", "item_start", "line_end", "mark", "nodes", "opener", "solid",
                 "start")  # fmt: skip

    def __init__(self, opener: str, start: int, mark: int, group_mark: int) -> None:
        self.opener = opener
        self.start = start
        self.nodes: list[Node] = []
        self.content = 0
        self.item_start = start
        self.item_end = start
        self.comma = False
        self.groups = 0
        self.group: Group | None = None
        self.mark = mark
        """Length of the flat item list when the current item (or the frame) began."""
        self.group_mark = group_mark
        self.bar = False
        self.colon = False
        self.crossed = False
        """Was its closing bracket met while a bracket of the other shape was open inside?"""
        self.solid = False
        self.line_end = False


class _Reader:
    """State of one parse. ``parse`` is the way in."""

    def __init__(
        self,
        text: str,
        *,
        negative: bool,
        comments: bool,
        newlines: bool,
        is_name: Callable[[str], bool] | None,
    ) -> None:
        self.text = text
        self.negative = negative
        self.comments = comments
        self.newlines = newlines
        self.is_name = is_name
        self.prompt = Prompt(text)
        self.items = self.prompt.items
        self.groups = self.prompt.groups
        self.stack: list[_Frame] = []
        self.frame = _Frame("", 0, 0, 0)
        self.frame_marks: list[int] = []
        self.excess = 0
        """Brackets open beyond MAX_DEPTH."""
        self.scopes: list[Scope] = []
        self.scope_start = 0
        self.sub_start = 0
        self.next_gt = -1
        self.next_hash = -1

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
        if content == _TEXT:
            item = Item(start, end, self.text[start:end], Kind.TAG, len(self.stack))
            if item.text.find("__") >= 0 and WILDCARD.search(item.text):
                item.kind = Kind.OPAQUE
            f.nodes.append(item)
            self.items.append(item)
            return
        if content == _GROUP and f.groups == 1 and f.group is not None:
            f.nodes.append(f.group)
            return
        text = self.text[start:end]
        kind = Kind.TAG
        if content & _OPAQUE or (content & _TEXT and WILDCARD.search(text)):
            kind = Kind.OPAQUE
        elif content == _NETWORK:
            kind = Kind.NETWORK
        elif content & _GROUP and len(self.items) - f.mark > f.groups:
            kind = Kind.OPAQUE  # several items inside a glued group: not one name
        item = Item(start, end, text, kind, len(self.stack))
        item.mixed = bool(content & (_GROUP | _NETWORK))
        if item.mixed:
            item.label = self.label(item, content)
            del self.items[f.mark :]
        f.nodes.append(item)
        self.items.append(item)

    def label(self, item: Item, content: int) -> str:
        """The item's words alone: no networks, no brackets of emphasis, no weights."""
        text = item.text
        if content & _NETWORK:
            text = NETWORK.sub("", text)
        if not content & _GROUP:
            return text.strip()
        words: list[str] = []
        for token in tokenize(text):
            if token[0] == ":" and token[-1] == ")" and len(token) > 1:
                continue
            if token not in ("(", ")", "[", "]"):
                words.append(token)
        return "".join(words).strip()

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
        self.begin(at)
        self.frame.content |= what
        self.frame.item_end = end

    def comma(self, at: int) -> None:
        """A comma: ends an item, or is the second in a row and makes an empty one."""
        f = self.frame
        if f.content:
            self.finish_item()
            f.comma = True
        elif f.comma:
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
            self.add(at, at + 1, _OPAQUE)
            return
        self.begin(at)
        self.stack.append(self.frame)
        self.frame = _Frame(char, at, len(self.items), len(self.groups))
        self.frame.item_start = self.frame.item_end = at + 1
        self.frame_marks.append(len(self.items))

    def close(self, opener: str, at: int, token: str) -> None:
        """A closing bracket, with the weight before it if there is one."""
        end = at + len(token)
        if self.excess:
            self.excess -= 1
            self.add(at, end, _OPAQUE)
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
                self.add(at, end, _OPAQUE)
                return
        self.lone(at, end)

    def lone(self, at: int, end: int) -> None:
        """A closing bracket that was never opened: text for the host, and for us."""
        self.prompt.oddities.append(Oddity("lone-close", end - 1, end))
        self.add(at, end, _TEXT)

    def pop(self, at: int, end: int, token: str) -> None:
        """Close the innermost frame and make it a piece of the item around it."""
        f = self.frame
        mark = self.frame_marks.pop()
        if (
            f.opener == "["
            and not f.crossed
            and (f.bar or (f.colon and EDITING_END.search(self.text, self.colon_from(f, at), end)))
        ):
            self.swallow(f, mark, end)
            return
        self.finish_item()
        if f.crossed or not f.nodes:
            self.swallow(f, mark, end)
            return
        number = "" if len(token) == 1 else token[1:-1].strip()
        factor = ROUND_FACTOR if f.opener == "(" else SQUARE_FACTOR
        if number:
            try:
                factor = float(number)
            except ValueError:
                self.prompt.oddities.append(Oddity("bad-number", at, end))
        group = Group(f.start, end, at, f.nodes, number, factor)
        group.solid = f.solid or f.line_end
        for item in self.items[mark:]:
            item.weight *= factor
            if item.kind is Kind.OPAQUE:
                group.solid = True
        for nested in self.groups[f.group_mark :]:
            nested.weight *= factor
        self.groups.append(group)
        self.frame = outer = self.stack.pop()
        outer.content |= _GROUP
        outer.item_end = end
        outer.groups += 1
        outer.group = group
        outer.solid = outer.solid or group.solid

    def colon_from(self, f: _Frame, at: int) -> int:
        """Where the last colon of the frame's own level stands."""
        return self.text.rfind(":", f.start, at)

    def swallow(self, f: _Frame, mark: int, end: int) -> None:
        """Make the innermost frame an opaque piece: what was read inside counts for nothing."""
        del self.items[mark:]
        del self.groups[f.group_mark :]
        self.frame = outer = self.stack.pop()
        outer.content |= _OPAQUE
        outer.item_end = end

    # -- scopes -----------------------------------------------------------------------------

    def end_scope(self, at: int, boundary: str, resume: int) -> None:
        """A boundary word outside all brackets."""
        self.finish_item()
        self.scopes.append(Scope(self.scope_start, at, self.frame.nodes, boundary))
        self.scope_start = resume
        self.frame = _Frame("", resume, len(self.items), len(self.groups))

    def end_subprompt(self, at: int, resume: int) -> None:
        """AND, or the end of the text."""
        if self.stack:
            self.freeze(at)
        self.end_scope(at, "", resume)
        sub = Subprompt(self.sub_start, at, self.scopes)
        if not self.negative:
            self.read_weight(sub)
        self.prompt.subprompts.append(sub)
        self.scopes = []
        self.sub_start = resume

    def freeze(self, at: int) -> None:
        """Brackets are still open: everything from the outermost one's item on is one item."""
        for frame in (*self.stack[1:], self.frame):
            if not frame.crossed:
                self.prompt.oddities.append(Oddity("never-closed", frame.start, frame.start + 1))
        root = self.stack[0]
        mark = root.mark if root.content else self.frame_marks[0]
        del self.items[mark:]
        self.stack.clear()
        self.frame_marks.clear()
        self.excess = 0
        start = root.item_start
        end = start + len(self.text[start:at].rstrip())
        item = Item(start, end, self.text[start:end], Kind.REACH, 0)
        root.nodes.append(item)
        self.items.append(item)
        root.content = 0
        self.frame = root

    def read_weight(self, sub: Subprompt) -> None:
        """Take a ``:number`` at the subprompt's end off its last item: it is fixed there.

        Networks behind it do not count, the host has taken them out before it looks.
        """
        nodes = sub.scopes[-1].nodes
        last = len(nodes) - 1
        end = sub.scopes[-1].end
        while last >= 0:
            node = nodes[last]
            if any(comma in self.gap(node.end, end) for comma in ",，、"):
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
        if item.kind is Kind.EMPTY or (item.kind is Kind.REACH and "#" in item.text):
            return
        if ":" not in item.text or (self.is_name is not None and self.is_name(item.text)):
            return
        bare = item.text
        if item.mixed:
            while bare.endswith(">"):
                cut = bare.rfind("<")
                if cut < 0 or not NETWORK.fullmatch(bare, cut):
                    break
                bare = bare[:cut].rstrip()
        match = NUMBER_AT_END.search(bare)
        if match is None:
            return
        kept = bare[: match.start()].rstrip()
        sub.suffix = Span(item.start + len(kept), sub.end)
        sub.weight = float(match[1])
        if last + 1 < len(nodes):
            del self.items[last + 1 - len(nodes) :]
            del nodes[last + 1 :]
        if kept:
            item.end = item.start + len(kept)
            item.text = kept
            item.label = NETWORK.sub("", kept).strip() if item.mixed else kept
        else:
            nodes.pop()
            self.items.pop()

    def gap(self, start: int, end: int) -> str:
        """Text of a separator without its comments."""
        text = self.text[start:end]
        if "#" in text and self.comments:
            return "".join(line.partition("#")[0] for line in text.splitlines())
        return text

    # -- the walk ---------------------------------------------------------------------------

    def read(self) -> Prompt:
        """Walk the tokens once."""
        text = self.text
        tokens = tokenize(text)
        braces = _balanced_braces(tokens) if "{" in text else {}
        skip_to = 0
        at = 0
        special = _SPECIAL
        for token in tokens:
            end = at + len(token)
            if at < skip_to:
                if end > skip_to:  # a network ends inside a run of text
                    self.plain(text[skip_to:end], skip_to)
                at = end
                continue
            char = token[0]
            if char not in special:
                self.plain(token, at)
            elif char == "," or char == "，" or char == "、":
                if char != ",":
                    self.prompt.oddities.append(Oddity("wide-comma", at, end))
                self.comma(at)
            elif char in "\r\n":
                self.frame.line_end = True
                if self.newlines and not self.stack:
                    self.end_scope(at, "\n", end)
                else:
                    self.finish_item()
            elif char == "\\":
                self.add(at, end, _TEXT)
            elif char == "(":
                self.open("(", at)
            elif char == ")":
                self.close("(", at, token)
            elif char == "[":
                if len(token) == 1:
                    self.open("[", at)
                elif self.stack:
                    self.add(at, end, _OPAQUE)
                else:
                    self.end_scope(at, token, end)
            elif char == "]":
                self.close("[", at, token)
            elif char == ":":
                self.colon(token, at, end)
            elif char == "<":
                skip_to = self.network(at)
            elif char == "#":
                skip_to = self.comment(at)
            elif char == "{":
                skip_to = braces.get(at, 0)
                self.add(at, max(skip_to, end), _OPAQUE if skip_to else _TEXT)
            elif char == "|":
                self.frame.bar = True
                self.add(at, end, _TEXT)
            elif len(token) == 1:
                self.add(at, end, _TEXT)
            else:
                self.word(token, at, end)
            at = end
        self.end_subprompt(at, at)
        self.number()
        return self.prompt

    def plain(self, token: str, at: int) -> None:
        """A run of plain text, with its comma: what most of a prompt consists of, done in one."""
        if token[-1] != ",":
            self.words(token, at)
            return
        f = self.frame
        words = token[:-1].strip()
        if f.content or not words or "__" in words:
            self.words(token[:-1], at)
            self.comma(at + len(token) - 1)
            return
        start = at if token[0] == words[0] else at + token.index(words[0])
        item = Item(start, start + len(words), words, Kind.TAG, len(self.stack))
        f.nodes.append(item)
        self.items.append(item)
        f.comma = True

    def words(self, token: str, at: int) -> None:
        """A run of plain text."""
        words = token.strip()
        if words:
            f = self.frame
            if not f.content:
                f.item_start = at if token[0] == words[0] else at + token.index(words[0])
                f.groups = 0
                f.group = None
                f.mark = len(self.items)
                f.item_end = f.item_start + len(words)
            else:
                f.item_end = at + len(token.rstrip())
            f.content |= _TEXT

    def colon(self, token: str, at: int, end: int) -> None:
        """A colon, or a weight with its closing bracket where a round one is open."""
        frame = self.frame
        frame.colon = True
        if len(token) == 1:
            self.add(at, end, _TEXT)
        elif self.excess or frame.opener == "(" or any(f.opener == "(" for f in self.stack):
            self.close("(", at, token)
        else:
            self.lone(at, end)

    def network(self, at: int) -> int:
        """``<word:…>``, or a plain ``<``; returns where reading goes on."""
        head = None if self.negative else NETWORK_HEAD.match(self.text, at)
        if head is not None:
            if self.next_gt < head.end():
                self.next_gt = self.text.find(">", head.end())
                if self.next_gt < 0:
                    self.next_gt = len(self.text)
            if self.comments and self.next_hash < at:
                self.next_hash = self.text.find("#", at)
                if self.next_hash < 0:
                    self.next_hash = len(self.text)
            closed = head.end() < self.next_gt < len(self.text)
            if closed and not (self.comments and self.next_hash < self.next_gt):
                self.add(at, self.next_gt + 1, _NETWORK)
                self.frame.solid = True
                return self.next_gt + 1
        elif self.negative and NETWORK_HEAD.match(self.text, at):
            self.prompt.oddities.append(Oddity("network-in-negative", at, at + 1))
        self.add(at, at + 1, _TEXT)
        return 0

    def comment(self, at: int) -> int:
        """``#`` to the end of the line, or a plain ``#``; returns where reading goes on."""
        if not self.comments:
            self.add(at, at + 1, _TEXT)
            return 0
        self.finish_item()
        self.frame.line_end = True
        end = len(self.text)
        for stop in "\n\r":
            found = self.text.find(stop, at, end)
            end = found if found >= 0 else end
        self.prompt.comments.append(Span(at, end))
        return end

    def word(self, token: str, at: int, end: int) -> None:
        """One of AND, BREAK, ADDCOMM and the like."""
        if token == "AND":
            if self.negative:
                self.prompt.oddities.append(Oddity("and-in-negative", at, end))
                self.add(at, end, _TEXT)
                return
            if self.stack:
                self.prompt.oddities.append(Oddity("and-in-brackets", at, end))
            self.end_subprompt(at, end)
        elif self.stack:
            if token == "BREAK":
                self.prompt.oddities.append(Oddity("break-in-brackets", at, end))
            self.add(at, end, _TEXT)
        else:
            assert token in BOUNDARIES
            self.end_scope(at, token, end)

    def number(self) -> None:
        """Tell each item which scope and subprompt it is in."""
        subs = self.prompt.subprompts
        if len(subs) == 1 and len(subs[0].scopes) == 1:
            return
        bounds = [(scope.end, s) for s, sub in enumerate(subs) for scope in sub.scopes]
        n = 0
        for item in self.items:
            while (
                item.start >= bounds[n][0]
                and n < len(bounds) - 1
                and (item.start > bounds[n][0] or item.kind is not Kind.EMPTY)
            ):
                n += 1
            item.scope = n
            item.subprompt = bounds[n][1]


def _balanced_braces(tokens: list[str]) -> dict[int, int]:
    """Start → end of each outermost ``{…}`` whose brackets match inside; AND breaks it up."""
    pairs = {"}": "{", ")": "(", "]": "["}
    open_at: list[tuple[str, int]] = []
    found: dict[int, int] = {}
    at = 0
    for token in tokens:
        char = token[-1]
        if token in ("{", "(", "["):
            open_at.append((token, at))
        elif char in pairs and (len(token) == 1 or (token[0] == ":" and char == ")")):
            while open_at and open_at[-1][0] != pairs[char] and char != "}":
                open_at.pop()
            if open_at and open_at[-1][0] == pairs[char]:
                start = open_at.pop()[1]
                if char == "}":
                    found[start] = at + 1
        elif token in ("AND", "BREAK"):
            open_at.clear()
        at += len(token)
    return found


def parse(
    text: str,
    *,
    negative: bool = False,
    comments: bool = True,
    newlines: bool = False,
    is_name: Callable[[str], bool] | None = None,
) -> Prompt:
    """Read a prompt. Never fails, whatever the text.

    Args:
        text: the prompt as typed.
        negative: read it as the host reads a negative prompt (AND and networks are text).
        comments: is ``#`` to the end of the line a comment (the host's own option)?
        newlines: does a line end a scope (Forge Couple)?
        is_name: tells whether an item that ends in ``:number`` is a name as a whole, so that
            its number is no subprompt weight.
    """
    return _Reader(
        text, negative=negative, comments=comments, newlines=newlines, is_name=is_name
    ).read()


def separators(prompt: Prompt, scope: Scope) -> list[str]:
    """The texts between the nodes of a scope, one more than there are nodes."""
    ends = [scope.start, *(node.end for node in scope.nodes)]
    starts = [*(node.start for node in scope.nodes), scope.end]
    return [prompt.text[a:b] for a, b in zip(ends, starts, strict=True)]
