"""A scope taken apart into units that can be moved and joined by more.

What the ordering and the injections work on, and what is put together again without losing a byte.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate, chain
from operator import attrgetter
from typing import Final, NamedTuple

from sd_animagine.model import Section
from sd_animagine.syntax import Dialect, Edit, Group, Item, Kind, Node, Prompt, Scope, Span, apart
from sd_animagine.syntax.lexer import COMMAS, without_networks
from sd_animagine.vocabulary import Reading

MAX_SPLIT_DEPTH = 8
"""A group nested deeper than this is never split (prompt-language §2.5)."""

Readings = Mapping[Item, Reading]

_MOVABLE: Final = (Kind.TAG, Kind.OPAQUE)
_SILENT: Final = (Kind.NETWORK, Kind.EMPTY)
_ESCAPABLE: Final = ("", "[SEP]", "[SKIP]")
"""Boundaries in front of which a backslash matters; none is at an ``AND`` and at the end."""
_TEXT: Final = attrgetter("text")


class Unit:
    """What is moved as one: an item, a group, or the part of a group that lies in one section."""

    __slots__ = (
        *("closes", "end", "fixed", "group", "opens", "readings", "section", "start", "text"),
    )

    def __init__(
        self,
        start: int,
        end: int,
        text: str,
        section: Section,
        readings: list[Reading],
        fixed: bool,
        group: Group | None = None,
    ) -> None:
        self.start = start
        self.end = end
        """Where it is in the prompt; for a part of a group that of its items."""
        self.text = text
        self.section = section
        self.readings = readings
        self.fixed = fixed
        """Networks, empty places and the reach of an unclosed bracket keep their position."""
        self.group = group
        """What it is a part of, with all brackets and numbers; None for anything whole."""
        self.opens = False
        """May nothing come in front of it in its scope?"""
        self.closes = False
        """May nothing come behind it?"""

    def spans(self) -> list[Span]:
        """Return what of the prompt its text consists of."""
        if self.group is None:
            return [Span(self.start, self.end)]
        return list(_part_spans(self.group, self.start, self.end))

    @property
    def rank(self) -> int:
        """Trained order as one number; a unit of several quality tags ranks with its first."""
        if self.section is Section.QUALITY and self.readings:
            return self.readings[0].rank
        return self.section * 10


class Placed(NamedTuple):
    """Something that was put into a scope: how, and how many characters stand behind it."""

    text: str
    behind: int


class Arrangement:
    """Units with the separators around them: ``separators[i]`` stands before ``units[i]``."""

    __slots__ = ("around", "dialect", "separators", "splits", "tail", "units")

    def __init__(
        self,
        units: list[Unit],
        separators: list[str],
        tail: str,
        dialect: Dialect,
        around: tuple[str, str] = ("", ""),
    ) -> None:
        self.units = units
        self.separators = separators
        """One more than there are units: the last is what stands behind the last unit."""
        self.tail = tail
        """The subprompt's fixed weight and what follows it, if it lies in this scope."""
        self.dialect = dialect
        self.around = around
        """The characters of the boundaries beside it, which must stay words of their own."""
        self.splits: list[Edit] = []
        """The groups that were taken apart, each with its parts in its place."""

    def text(self) -> str:
        """The scope's text."""
        parts: list[str] = []
        for separator, unit in zip(self.separators, self.units, strict=False):
            parts.append(separator)
            parts.append(unit.text)
        parts.append(self.separators[-1])
        parts.append(self.tail)
        return "".join(parts)

    def keep_apart(self, *, first: bool = True, last: bool = True) -> tuple[str, str]:
        """Put blanks where a unit would grow together with the boundary beside it.

        Args:
            first: may the scope's beginning be new?
            last: may its end? What is as it was typed is read as it was.

        Returns:
            What was put in front of the scope's text, and what behind it.
        """
        before = self.around[0] if first else ""
        after = self.around[1] if last and not self._ends_apart() else ""
        if not before and not after:
            return "", ""
        text = self.text()
        added = len(apart(before, text, after)) - len(text)
        if not added:
            return "", ""
        front = " " if apart(before, text, "") != text else ""
        back = " " if added > len(front) else ""
        self.separators[0] = front + self.separators[0]
        self.tail += back
        return front, back

    def _ends_apart(self) -> bool:
        """Return whether nothing put in front of what ends the scope grows into the boundary."""
        ending = self.tail or self.separators[-1]
        return not self.around[1] or ending[-1:].isspace()

    def room(self) -> tuple[int, int]:
        """The lowest and the highest index at which something may be put among the units.

        There is no place where the second is the lower one: between a unit that opens and closes,
        and before a bracket that is never closed with nothing in front of it.
        """
        units = self.units
        if not units:
            return 0, 0
        if _is(units[0], Kind.REACH):
            return 0, -1
        return int(units[0].opens), len(units) - units[-1].closes

    def copy(self) -> Arrangement:
        """One that can be added to while this one stays as it is."""
        return Arrangement(
            list(self.units), list(self.separators), self.tail, self.dialect, self.around
        )

    def runs_on(self) -> Iterator[tuple[int, int]]:
        """Numbers of two units after each other that no comma parts: the encoder reads a blank.

        Networks between them do not count, since the host takes them out.
        """
        before = -1
        parted = True
        known: dict[str, bool] = {}
        """Has a text between two units a comma? Most are alike."""
        for n, (unit, separator) in enumerate(zip(self.units, self.separators, strict=False)):
            if not parted:
                has_comma = known.get(separator)
                if has_comma is None:
                    has_comma = known[separator] = self._has_comma(n)
                parted = has_comma
            if unit.readings and unit.readings[0].item.kind in _SILENT:
                continue  # the encoder gets nothing of it
            if not parted:
                yield before, n
            before, parted = n, False

    def _has_comma(self, n: int) -> bool:
        return _comma_end(self.separators[n], self.dialect) >= 0

    def joined(self) -> dict[int, int]:
        """The units that run on, each with the one that it runs into, by ``id``."""
        units = self.units
        return {id(units[a]): id(units[b]) for a, b in self.runs_on()}

    def part_anew(self, joined: Mapping[int, int]) -> list[int]:
        """Put commas between units that run on now and did not before.

        Args:
            joined: those that did.

        Returns:
            Where in the scope's text each comma stands.
        """
        units = self.units
        anew = [a for a, b in self.runs_on() if joined.get(id(units[a])) != id(units[b])]
        if not anew:
            return []
        for n in anew:
            self.separators[n + 1] = "," + self.separators[n + 1]
        pieces = chain(*zip(self.separators, map(_TEXT, units), strict=False))
        ends = list(accumulate(map(len, pieces)))
        return [ends[2 * n + 1] for n in anew]

    def insert(self, index: int, unit: Unit) -> Placed:
        """Put a unit before the one at ``index``, or at the end.

        It is joined by commas: at the end behind the last unit and in front of trailing blanks
        and comments, where a comma that stands there already is used; behind the unit before it
        where only a line end parts that from the next.
        """
        before, after = self._join(index, unit)
        following = map(_TEXT, self.units[index + 1 :])
        behind = sum(map(len, (self.tail, *self.separators[index + 1 :], *following)))
        front, back = self.keep_apart(first=index == 0, last=index == len(self.units) - 1)
        return Placed(front + before + unit.text + after + back, behind - len(after))

    def insert_all(self, index: int, units: Sequence[Unit]) -> list[Placed]:
        """Put units before the one at ``index``: what ``insert`` does one after the other."""
        at_end = index == len(self.units)
        settled = self._ends_apart() and not self._has_comma(-1)
        if not index or not (settled if at_end else self._has_comma(index)):
            return [self.insert(index + n, unit) for n, unit in enumerate(units)]
        before, after = (", ", "") if at_end else ("", ", ")
        first = index if at_end else index + 1
        following = map(_TEXT, self.units[index:])
        behind = sum(map(len, (self.tail, *self.separators[first:], *following)))
        self.separators[first:first] = [", "] * len(units)
        self.units[index:index] = units
        return [Placed(before + unit.text + after, behind) for unit in units]

    def _join(self, index: int, unit: Unit) -> tuple[str, str]:
        """Put a unit among the others; returns what was put in front of it and behind it."""
        self.units.insert(index, unit)
        if index < len(self.units) - 1:
            if index and not self._has_comma(index):
                self.separators[index : index + 1] = [", ", "," + self.separators[index]]
                return ", ", ","
            self.separators.insert(index + 1, ", ")
            return "", ", "
        last = self.separators[-1]
        comma = _comma_end(last, self.dialect)
        if index and comma < 0:
            self.separators[-1:] = [", ", last]
            return ", ", ""
        head = last[:comma] + " " if index else ""
        rest = last[comma:] if index else last
        gap = " " if rest and not rest[0].isspace() else ""  # a comment, no part of the word
        self.separators[-1:] = [head, gap + rest]
        return head[-1:], gap


def _comma_end(separator: str, dialect: Dialect) -> int:
    """Position behind the separator's comma, -1 if it has none outside a comment."""
    if separator == ", ":
        return 1
    if not separator.strip():
        return -1
    at = 0
    for start, end in (*dialect.comments(separator, line_start=False), (len(separator),) * 2):
        for place in range(at, start):
            if separator[place] in COMMAS:
                return place + 1
        at = end
    return -1


def arrange(
    prompt: Prompt, scope: Scope, suffix: Span | None, readings: Readings, *, split: bool
) -> Arrangement:
    """Take a scope apart.

    Args:
        prompt: the parsed prompt.
        scope: one of its scopes.
        suffix: the subprompt's fixed weight, where it lies in this scope.
        readings: what each item is.
        split: one unit for each run of a section inside a group; else one for each node.
    """
    text = prompt.text
    end = suffix.start if suffix is not None else scope.end
    units: list[Unit] = []
    separators: list[str] = []
    splits: list[Edit] = []
    at = scope.start
    for node in scope.nodes:
        start = node.start
        separators.append(text[at:start])
        at = node.end
        if isinstance(node, Item):
            reading = readings[node]
            fixed = node.kind not in _MOVABLE
            units.append(Unit(start, at, node.text, reading.section, [reading], fixed))
        elif split and can_split(node):
            parts = list(_parts(text, node, readings))
            units.extend(parts)
            if len(parts) > 1:
                whole = ", ".join(part.text for part in parts)
                splits.append(Edit(start, at, whole))
            separators.extend([", "] * (len(parts) - 1))
        else:
            units.append(_group_unit(text, node, readings))
    separators.append(text[at:end])
    around = text[max(scope.start - 1, 0) : scope.start], text[scope.end : scope.end + 2]
    arrangement = Arrangement(units, separators, text[end : scope.end], prompt.dialect, around)
    arrangement.splits = splits
    if units:
        _pin(prompt, scope, arrangement)
    return arrangement


def _pin(prompt: Prompt, scope: Scope, arrangement: Arrangement) -> None:
    """Keep in place what nothing may come in front of, or behind.

    What stands behind a bracket that is never closed would be in it. ``BREAK[smile|night]`` is no
    ``BREAK`` where a word comes out of the bracket. And a backslash at the very end reaches for
    what follows: because of it the host takes all prompt editing for text, or ``[SEP]`` is none.
    """
    first, last = arrangement.units[0], arrangement.units[-1]
    is_bracket = _is(first, Kind.OPAQUE) and without_networks(first.text)[:1] in ("[", "{")
    if is_bracket and prompt.text.endswith("BREAK", 0, first.start):
        first.opens = first.fixed = True
    if _is(last, Kind.REACH):
        last.closes = True
        return
    is_glued = scope.boundary == "BREAK" and _is(last, Kind.OPAQUE)
    is_glued = is_glued and without_networks(last.text)[-1:] in ("]", "}")
    if is_glued or (scope.boundary in _ESCAPABLE and _escapes(last.text, prompt.text)):
        is_at_end = not arrangement.tail and not prompt.dialect.cut(arrangement.separators[-1])
        last.closes = is_at_end
        last.fixed = last.fixed or is_at_end


def _is(unit: Unit, kind: Kind) -> bool:
    return bool(unit.readings) and unit.readings[0].item.kind is kind


def _escapes(text: str, whole: str) -> bool:
    """Return whether a text ends in a backslash that is not escaped, where that matters."""
    if "\\" not in text or "[" not in whole:
        return False
    text = without_networks(text)
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def can_split(group: Group) -> bool:
    """May its items be told apart? A solid or too deeply nested group counts as one whole."""
    if group.solid:
        return False
    for leaf in leaves(group):  # noqa: SIM110  # asked of each of thousands: no generator
        if leaf.depth > MAX_SPLIT_DEPTH:
            return False
    return True


def leaves(node: Node) -> list[Item]:
    """The items of a node, in order."""
    if isinstance(node, Item):
        return [node]
    found: list[Item] = []
    for child in node.nodes:
        if isinstance(child, Item):
            found.append(child)
        else:
            found += leaves(child)
    return found


def _group_unit(text: str, group: Group, readings: Readings) -> Unit:
    found = [readings[leaf] for leaf in leaves(group)]
    section = Section.GENERAL if not can_split(group) else _first_section(found)
    whole = text[group.start : group.end]
    return Unit(group.start, group.end, whole, section, found, False)


def _first_section(found: list[Reading]) -> Section:
    named = [r.section for r in found if r.item.kind is not Kind.EMPTY]
    return named[0] if named else Section.GENERAL


def _parts(text: str, group: Group, readings: Readings) -> Iterator[Unit]:
    """The group cut where its sections change; each part keeps all its brackets and numbers."""
    found = [readings[leaf] for leaf in leaves(group)]
    runs: list[list[Reading]] = []
    for reading in found:
        if runs and (reading.item.kind is Kind.EMPTY or reading.section is runs[-1][0].section):
            runs[-1].append(reading)
        else:
            runs.append([reading])
    if len(runs) == 1:
        whole = text[group.start : group.end]
        yield Unit(group.start, group.end, whole, found[0].section, found, False)
        return
    nodes = group.nodes
    before, behind = text[group.start : nodes[0].start], text[nodes[-1].end : group.end]
    is_flat = len(nodes) == len(found) and not any(isinstance(node, Group) for node in nodes)
    for run in runs:
        start, end = run[0].item.start, run[-1].item.end
        if is_flat and start < run[0].item.end and run[-1].item.start < end:
            kept = before + text[start:end] + behind
        else:
            kept = "".join(text[a:b] for a, b in _part_spans(group, start, end))
        yield Unit(start, end, kept, run[0].section, run, False, group)


def _part_spans(group: Group, start: int, end: int) -> Iterator[Span]:
    """The group with only those of its nodes that lie between start and end."""
    nodes = group.nodes
    kept = nodes[bisect_right(nodes, start, key=_end) : bisect_left(nodes, end, key=_start)]
    if not kept:  # an empty item: no character of its own
        kept = nodes[bisect_left(nodes, start, key=_start) : bisect_right(nodes, end, key=_end)]
    yield Span(group.start, nodes[0].start)
    for n, node in enumerate(kept):
        if n:
            yield Span(kept[n - 1].end, node.start)
        if isinstance(node, Item) or (start <= node.start and node.end <= end):
            yield Span(node.start, node.end)
        else:
            yield from _part_spans(node, start, end)
    yield Span(nodes[-1].end, group.end)


_start = attrgetter("start")
_end = attrgetter("end")
