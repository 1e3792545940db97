"""Text to tree, always and in linear time; the tree's spans cover the text, so nothing is lost.

The grammar is what AUTOMATIC1111 makes of a prompt, in its own order: comments, networks
``<…>``, ``AND``, prompt editing and alternation, brackets and ``BREAK``::

    prompt     = subprompt ("AND" subprompt)*          AND and networks: positive prompts only
    subprompt  = scope (BOUNDARY scope)* [":" NUMBER]  the number: beside an AND only
    scope      = list [":" NUMBER]                     the number: before AND_PERP and the like
    list       = [sep] [node (sep node)*] [sep]
    node       = item | "(" list ")" | "(" list ":" NUMBER ")" | "[" list "]"
    item       = (TEXT | ESCAPE | network | opaque | node)+     glued together
    opaque     = "[" … "|" … "]" | "[" … ":" NUMBER "]" | "{" … "}" | "__" … "__"
    sep        = (BLANK | NEWLINE | COMMENT)* [COMMA] (BLANK | NEWLINE | COMMENT)*

A bracket that is never closed makes everything from its item to the end of the subprompt one
frozen item (``Kind.REACH``); one that was never opened is text. Another program's dialect has fewer
of these marks, what it lacks is TEXT there. The host keeps round and square
brackets on two independent stacks, so ``(a [b) c]`` is legal there: here it is one opaque item.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from sd_animagine.syntax.builder import (
    LONGEST_FRAME,
    MAX_DEPTH,
    NETWORKS,
    OPAQUE,
    TEXT,
    Builder,
)
from sd_animagine.syntax.dialect import HASH, Dialect
from sd_animagine.syntax.lexer import (
    BAR,
    BOUNDARIES,
    COMMAS,
    NETWORK_HEAD,
    SQUARE,
    WEIGHED,
    is_word,
    tokenize,
)
from sd_animagine.syntax.tree import Group, Item, Kind, Node, Oddity, Prompt, Scope

if TYPE_CHECKING:
    from sd_animagine.syntax.others import CompelReader

_SPECIAL = frozenset(f"()[]{{}}<#{COMMAS}\r\n|:\\AB")
_BEGINS = frozenset("([{<\\:")
"""Marks that an item may begin with."""
_EMPTY = ["(", ")"]
_BRACKETS = frozenset("()[]")
_OPENING = frozenset("([")
_CLOSING = frozenset(")]")
_BRACED = frozenset("{}()[]DK")
"""Last characters of the tokens that matter to what is between braces: of AND and BREAK too."""


def _is_closing(token: str) -> bool:
    """Is a token a closing round bracket, with the weight before it or without?"""
    return token == ")" or (token[-1] == ")" and token[0] == ":")


class _Reader(Builder):
    """The walk over the tokens; ``parse`` is the way in."""

    special = _SPECIAL
    """Characters that may begin a mark."""
    brackets = _BRACKETS
    next_gt = -1
    """Where the next ``>`` stands, so that nothing is looked for twice."""
    networks_start = networks_end = -1
    """The networks read last, with nothing between them."""

    def read(self) -> Prompt:  # noqa: C901  # one loop over all characters, once
        """Walk the tokens once."""
        text = self.visible
        tokens = tokenize(text)
        braces = self.braces = _balanced_braces(tokens) if "{" in text else {}
        skip_to = 0
        at = 0
        special = self.special
        brackets = self.brackets
        repeats = self.repeats
        walk = enumerate(tokens)
        for n, token in walk:
            end = at + len(token)
            if at < skip_to:
                if end > skip_to:  # a network ends inside a run of text
                    self.plain(text[skip_to:end], skip_to)
                at = end
                continue
            char = token[0]
            if (
                repeats
                and not self.frame.content
                and not self.stack
                and token[-1] != ","
                and (char in _BEGINS or char not in special)
                and (known := self.again(token, at)) is not None
            ):
                at += len(known.text)
                skip_to = at
                next(islice(walk, known.tokens - 1, known.tokens - 1), None)
                continue
            if char not in special:
                self.plain(token, at)
            elif char == "," or char == "，" or char == "、":
                if char != ",":
                    self.odd("wide-comma", at, end)
                self.comma(at)
            elif char in "\r\n":
                self.frame.line_end = True
                if self.newlines and not self.stack:
                    self.end_scope(at, "\n", end)
                else:
                    self.finish_item()
            elif char == "\\":
                self.add(at, end, TEXT)
            elif (count := self.surplus(tokens, n, at) if char in brackets else 0) > 1:
                end = at + count
                next(islice(walk, count - 1, count - 1), None)
            elif char == "(":
                skip_to = self.weighed(tokens, n, at)
                if not skip_to:
                    self.open("(", at)
            elif char == ")":
                self.close("(", at, token)
            elif char == "[":
                if len(token) == 1:
                    skip_to = self.choice(at)
                    if not skip_to:
                        self.open("[", at)
                elif self.stack or not self.prompt.dialect.breaks:
                    self.add(at, end, OPAQUE)
                else:
                    self.end_scope(at, token, end)
            elif char == "]":
                self.close("[", at, token)
            elif char == ":":
                self.colon(token, at, end)
            elif char == "<":
                skip_to = self.network(at)
            elif char == "{":
                skip_to = braces.get(at, 0)
                self.add(at, max(skip_to, end), OPAQUE if skip_to else TEXT)
            elif char == "|":
                self.bar(at, end)
            elif len(token) == 1:
                self.add(at, end, TEXT)
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
        if f.content or not words or "__" in words or self.holed:
            self.words(token[:-1], at)
            self.comma(at + len(token) - 1)
            return
        start = at if token[0] == words[0] else at + token.index(words[0])
        item = Item(start, start + len(words), words, Kind.TAG, len(self.stack))
        f.nodes.append(item)
        self.items.append(item)
        f.comma = True

    def surplus(self, tokens: list[str], n: int, at: int) -> int:
        """Brackets in a row that are all read alike, done in one.

        Too deep ones, those that close these, and those that were never opened.

        Args:
            tokens: of the text.
            n: number of the first bracket.
            at: where that is.

        Returns:
            How many they are; 0 or 1 if it has to be read by itself.
        """
        brackets = self.brackets
        if n + 1 == len(tokens) or tokens[n + 1] not in brackets:
            return 0
        token = tokens[n]
        is_opening = token in _OPENING
        alike = brackets & (_OPENING if is_opening else _CLOSING)
        if is_opening:
            is_known = self.excess or len(self.stack) >= MAX_DEPTH
        else:
            is_known = (self.excess or not self.stack) and token in alike
        if not is_known:
            return 0
        last = len(tokens)
        if not is_opening and self.excess:
            last = min(last, n + self.excess)
        end = n + 1
        while end < last and tokens[end] in alike:
            end += 1
        count = end - n
        if count == 1:
            return 1
        if is_opening:
            self.excess += count
        elif self.excess:
            self.excess -= count
        else:
            self.odd("lone-close", at, at + count)
            self.add(at, at + count, TEXT)
            return count
        self.add(at, at + count, OPAQUE)
        return count

    def weighed(self, tokens: list[str], n: int, at: int) -> int:
        """``(words)``, ``(words:1.2)`` or ``((words))``: what most brackets are, done in one.

        Args:
            tokens: of the text.
            n: number of the opening bracket.
            at: where that is.

        Returns:
            Where reading goes on; 0 if it is anything else.
        """
        f = self.frame
        depth = len(self.stack)
        word = n + 1
        if tokens[n : n + 2] == _EMPTY:
            return self.empty(tokens, n, at)
        last = min(n + MAX_DEPTH - depth, len(tokens) - 1)
        while word < last and tokens[word] == "(":
            word += 1
        count = word - n
        closings = tokens[word + 1 : word + 1 + count]
        if len(closings) < count or not all(map(_is_closing, closings)):
            return 0
        token = tokens[word]
        words = token.strip()
        if token[0] in _SPECIAL or not words or words[-1] == "," or "__" in words:
            return 0
        if self.excess or depth >= MAX_DEPTH or f.crossed or self.holed:
            return 0
        self.begin(at)
        close = at + count + len(token)
        start = close - len(token) if token[0] == words[0] else at + count + token.index(words[0])
        item = Item(start, start + len(words), words, Kind.TAG, depth + count)
        self.items.append(item)
        inside = self.wrap(item, item, at + count - 1, close, closings[0])
        for further in range(1, count):
            self.groups.append(inside)
            opened = at + count - 1 - further
            inside = self.wrap(item, inside, opened, inside.end, closings[further])
            for nested in self.groups[-further:]:
                nested.weight *= inside.factor
        self.add_group(inside)
        return inside.end

    def empty(self, tokens: list[str], n: int, at: int) -> int:
        """Round brackets with nothing between them, and all that follow them: ``()()``."""
        if self.excess or len(self.stack) >= MAX_DEPTH or self.frame.crossed:
            return 0
        last = n + 2
        while tokens[last : last + 2] == _EMPTY:
            last += 2
        end = at + last - n
        self.add(at, end, OPAQUE)
        return end

    def wrap(self, item: Item, node: Node, at: int, close: int, closing: str) -> Group:
        """Put round brackets around a node, which is an item or holds nothing else."""
        end = close + len(closing)
        number = closing[1:-1].strip()
        factor = self.factor("(", number, close, end)
        item.weight *= factor
        group = Group(at, end, close, [node], number, factor)
        group.solid = max(node.start - at, end - node.end) > LONGEST_FRAME
        if isinstance(node, Group):
            group.solid = group.solid or node.solid
        return group

    def choice(self, at: int) -> int:
        """``[a|b]`` or ``[a:b:0.5]`` with nothing but words in it, done in one.

        Returns:
            Where reading goes on; 0 if it is anything else.
        """
        if not self.prompt.dialect.editing:
            return 0
        found = SQUARE.match(self.visible, at)
        if found is None or self.excess or len(self.stack) >= MAX_DEPTH:
            return 0
        end = found.end()
        if "|" not in found[0] and not self.is_editing(at, end - 1, end):
            return 0
        self.add(at, end, OPAQUE)
        return end

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
            f.content |= TEXT

    def colon(self, token: str, at: int, end: int) -> None:
        """A colon, or a weight with its closing bracket where a round one is open."""
        if len(token) == 1:
            self.add(at, end, TEXT)
        elif self.excess or self.frame.opener == "(" or any(f.opener == "(" for f in self.stack):
            self.close("(", at, token)
        else:
            self.lone(at, end)

    def network(self, at: int) -> int:
        """``<word:…>``, or a plain ``<``; returns where reading goes on."""
        if self.negative:
            if NETWORK_HEAD.match(self.visible, at):
                self.prompt.oddities.append(Oddity("network-in-negative", at, at + 1))
        elif end := self.network_end(at):
            self.add(at, end, NETWORKS)
            self.frame.solid = True
            if at != self.networks_end:
                self.networks_start = at
            self.networks_end = end
            return end
        self.add(at, at + 1, TEXT)
        return 0

    def network_end(self, at: int) -> int:
        """Where the network that begins here ends, 0 if none does."""
        head = NETWORK_HEAD.match(self.visible, at)
        if head is None:
            return 0
        if self.next_gt < head.end():
            self.next_gt = self.visible.find(">", head.end())
            if self.next_gt < 0:
                self.next_gt = len(self.visible)
        return self.next_gt + 1 if head.end() < self.next_gt < len(self.visible) else 0

    def is_glued(self, at: int, end: int) -> bool:
        """Is a boundary word part of a longer one, once the networks beside it are taken out?"""
        if self.negative:
            return False
        text = self.visible
        before = self.networks_start if self.networks_end == at else at
        while text.startswith("<", end) and (after := self.network_end(end)):
            end = after
        return is_word(text[max(before - 1, 0) : before]) or is_word(text[end : end + 1])

    def word(self, token: str, at: int, end: int) -> None:
        """One of AND, BREAK, ADDCOMM, AND_PERP and the like."""
        if self.is_glued(at, end):
            self.add(at, end, TEXT)
        elif token == "AND":
            if self.negative:
                self.prompt.oddities.append(Oddity("and-in-negative", at, end))
                self.add(at, end, TEXT)
                return
            if self.stack:
                self.prompt.oddities.append(Oddity("and-in-brackets", at, end))
            self.end_subprompt(at, end)
        elif self.stack:
            if token == "BREAK":
                self.prompt.oddities.append(Oddity("break-in-brackets", at, end))
            self.add(at, end, TEXT)
        elif token in WEIGHED and not self.negative:
            self.end_part(at, token, end)
        else:
            assert token in BOUNDARIES
            self.end_scope(at, token, end)

    def bar(self, at: int, end: int) -> None:
        """The bar of an alternation; outside of brackets a boundary, unless a face has it."""
        if not self.stack and not self.negative and not self.is_in_name(at):
            self.end_scope(at, BAR, end)
            return
        if not self.stack:
            self.begun = None  # what it is depends on what stands around it
        self.frame.bar = True
        self.add(at, end, TEXT)

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


class _OtherReader(_Reader):
    """The same for a dialect in which some of the marks are letters."""

    def __init__(
        self,
        text: str,
        *,
        negative: bool,
        dialect: Dialect,
        newlines: bool,
        is_name: Callable[[str], bool] | None,
    ) -> None:
        super().__init__(
            text, negative=negative, dialect=dialect, newlines=newlines, is_name=is_name
        )
        self.negative = True  # nothing of what a WebUI does to a positive prompt alone
        letters = _letters(dialect)
        self.special = _SPECIAL - letters
        self.brackets = _BRACKETS - letters

    def read(self) -> Prompt:
        """Walk the tokens once."""
        prompt = super().read()
        if prompt.dialect.weights == "comfyui":
            from sd_animagine.syntax.others import weigh_alone  # see parse

            weigh_alone(prompt)
        return prompt


@cache
def _letters(dialect: Dialect) -> frozenset[str]:
    """The marks that mean nothing in a dialect."""
    marks = ""
    if dialect.weights not in ("webui", "comfyui"):
        marks += "():"
    if not dialect.square:
        marks += "[]"
    if not dialect.networks:
        marks += "<"
    if not dialect.breaks:
        marks += "AB|"
    return frozenset(marks)


def _balanced_braces(tokens: list[str]) -> dict[int, int]:
    """Start → end of each outermost ``{…}`` whose brackets match inside; AND breaks it up."""
    pairs = {"}": "{", ")": "(", "]": "["}
    open_at: list[tuple[str, int]] = []
    found: dict[int, int] = {}
    at = 0
    for token in tokens:
        char = token[-1]
        if char not in _BRACED:
            at += len(token)
            continue
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
    dialect: Dialect = HASH,
    newlines: bool = False,
    is_name: Callable[[str], bool] | None = None,
) -> Prompt:
    """Read a prompt. Never fails, whatever the text.

    Args:
        text: the prompt as typed.
        negative: read it as the host reads a negative prompt (AND and networks are text).
        dialect: what means something to the host.
        newlines: does a line end a scope (Forge Couple)?
        is_name: tells whether an item that ends in ``:number`` is a name as a whole, so that
            its number is no subprompt weight.
    """
    make: Callable[..., _Reader | CompelReader] = _OtherReader
    if dialect.language == "a1111":
        make = _Reader
    elif dialect.weights == "compel":
        # only when asked for: its patterns would be a thirtieth of what we add to a host's start
        from sd_animagine.syntax.others import CompelReader

        make = CompelReader
    return make(text, negative=negative, dialect=dialect, newlines=newlines, is_name=is_name).read()


def separators(prompt: Prompt, scope: Scope) -> list[str]:
    """The texts between the nodes of a scope, one more than there are nodes."""
    ends = [scope.start, *(node.end for node in scope.nodes)]
    starts = [*(node.start for node in scope.nodes), scope.end]
    return [prompt.text[a:b] for a, b in zip(ends, starts, strict=True)]
