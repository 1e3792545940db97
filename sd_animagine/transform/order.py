"""Trained order: the one function that knows it, used to report as well as to repair.

Sections (card §1): count, identity, rating, everything else, quality. Within a section everything
keeps its order, except that quality sorts by kind and that a series stands behind its own
characters. Only what must move moves; an ordered scope comes back as it was.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from operator import attrgetter, le
from typing import Final, NamedTuple, Protocol, TypeVar

from sd_animagine.model import Section
from sd_animagine.syntax import (
    Dialect,
    Edit,
    Group,
    Item,
    Kind,
    Node,
    Prompt,
    Scope,
    Span,
    apply_edits,
)
from sd_animagine.syntax.lexer import FACTOR
from sd_animagine.syntax.weighed_tags import may_change, names_at_ends, weights
from sd_animagine.transform.arrangement import (
    Arrangement,
    Readings,
    Unit,
    arrange,
    can_split,
    leaves,
)
from sd_animagine.vocabulary import Reading, TagKind, Vocabulary

_TRIED_ALONE: Final = 8
"""Scopes that are tried one by one where all of them together change what the host reads."""
_BLANKS: Final = re.compile(r"\s*")
_WEIGHT_AT_END: Final = re.compile(rf":{FACTOR}\Z")


class Rankable(Protocol):
    """What has a place in the trained order."""

    @property
    def section(self) -> Section:
        """Where it belongs."""
        ...

    @property
    def rank(self) -> int:
        """Its place as one number, see ``Reading.rank``."""
        ...

    @property
    def readings(self) -> Sequence[Reading]:
        """What the tags in it are."""
        ...

    @property
    def fixed(self) -> bool:
        """Must it stay where it is?"""
        ...


Ranked = TypeVar("Ranked", bound=Rankable)


class Move(NamedTuple):
    """A unit that stands elsewhere after ordering: where it was, and what it is."""

    start: int
    end: int
    unit: Unit


class Ordered(NamedTuple):
    """A scope in trained order, and what was moved for it.

    Nothing is, where moving would change what the host reads: the scope stays as it is.
    """

    start: int
    """Where the scope begins."""
    text: str
    arrangement: Arrangement
    moves: list[Move]
    commas: tuple[int, ...] = ()
    """Where in the text commas were added, so that what only a line end parts stays apart."""


def order(
    prompt: Prompt, scope: Scope, suffix: Span | None, readings: Readings, vocabulary: Vocabulary
) -> Ordered | None:
    """The scope in trained order, or None if it is so already.

    Args:
        prompt: the parsed prompt.
        scope: one of its scopes; nothing leaves it.
        suffix: the subprompt's fixed weight where it lies in this scope.
        readings: what each item is.
        vocabulary: tells which character is of which series.
    """
    if not scope.nodes or (len(scope.nodes) == 1 and isinstance(scope.nodes[0], Item)):
        return None
    sections = _sections(scope, readings)
    if _ascending(sections) and not _inner_disorder(scope, readings, vocabulary, sections):
        return None
    plan = _by_lines(prompt, scope, suffix, readings, vocabulary)
    if plan is None:
        plan = _by_items(prompt, scope, suffix, readings, vocabulary)
    return plan


def _sections(scope: Scope, readings: Readings) -> list[Section]:
    """Sections of the flattened scope; fixed items and what has no name are left out."""
    found: list[Section] = []
    for node in scope.nodes:
        if isinstance(node, Item) and node.kind is Kind.TAG:
            found.append(readings[node].section)
        else:
            found.extend(_node_sections(node, readings))
    return found


def _node_sections(node: Node, readings: Readings) -> list[Section]:
    if isinstance(node, Item):
        named = node.kind is Kind.TAG or node.kind is Kind.OPAQUE
        return [readings[node].section] if named else []
    if not can_split(node):
        return [Section.GENERAL]
    return [readings[leaf].section for leaf in leaves(node) if leaf.kind is not Kind.EMPTY]


def _ascending(values: list[Section]) -> bool:
    return all(map(le, values, values[1:]))


def _inner_disorder(
    scope: Scope, readings: Readings, vocabulary: Vocabulary, sections: list[Section]
) -> bool:
    """Is there a disorder inside the quality or the identity section?"""
    if sections.count(Section.QUALITY) < 2 and sections.count(Section.IDENTITY) < 2:
        return False
    units: list[Unit] = []
    for node in scope.nodes:
        if isinstance(node, Item):
            section = readings[node].section
        else:
            section = _whole_section(node, readings)
        if section is Section.QUALITY or section is Section.IDENTITY:
            held = [readings[leaf] for leaf in leaves(node)]
            units.append(Unit(node.start, node.end, "", section, held, False))
    return in_trained_order(units, vocabulary) != units


def _whole_section(group: Group, readings: Readings) -> Section:
    found = _node_sections(group, readings)
    return found[0] if found and found[0] == found[-1] else Section.GENERAL


def in_trained_order(units: list[Ranked], vocabulary: Vocabulary) -> list[Ranked]:
    """Return units in trained order, stable; fixed ones keep their position.

    One may stand there several times: a caption's tags are remembered by their text.
    """
    movable = [unit for unit in units if not unit.fixed]
    ranked = sorted(movable, key=attrgetter("rank"))
    block = [unit for unit in ranked if unit.section is Section.IDENTITY]
    if len(block) > 1:
        at = ranked.index(block[0])
        ranked[at : at + len(block)] = _series_last(block, vocabulary)
    if len(movable) == len(units):
        return ranked
    rest = iter(ranked)
    return [unit if unit.fixed else next(rest) for unit in units]


def _series_last(block: list[Ranked], vocabulary: Vocabulary) -> list[Ranked]:
    """Each series behind its own last character, if none of its characters stands before it.

    Where it is not known whose series it is, it moves only if no character at all stands before
    it, and then behind the block's last one.
    """
    characters = [n for n, unit in enumerate(block) if _has(unit, TagKind.CHARACTER)]
    if characters == list(range(len(characters))):
        return block  # every character stands in front of every series
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for n, unit in enumerate(block):
        for name in _series(unit, vocabulary):
            first.setdefault(name, n)
            last[name] = n
    placed: list[int] = []
    after: dict[int, list[int]] = {}
    for n, unit in enumerate(block):
        names = [vocabulary.in_use(reading.name) for reading in unit.readings]
        names = [name for name in names if name in last]
        earliest = min((first[name] for name in names), default=characters[0])
        target = max(last[name] for name in names) if names else characters[-1]
        if _has(unit, TagKind.CHARACTER) or earliest < n:
            placed.append(n)
        else:
            after.setdefault(target, []).append(n)
    return [block[out] for n in placed for out in (n, *after.get(n, ()))]


def _has(unit: Rankable, kind: TagKind) -> bool:
    for reading in unit.readings:  # noqa: SIM110  # asked of each of thousands: no generator
        if reading.kind is kind:
            return True
    return False


def _series(unit: Rankable, vocabulary: Vocabulary) -> set[str]:
    """Names of all series, narrow and broad, that the unit's characters belong to."""
    found: set[str] = set()
    for reading in unit.readings:
        character = vocabulary.character(reading.name)
        if character is not None:
            found.update(filter(None, (character.series, character.broader)))
    for name in list(found):
        while (name := vocabulary.parents.get(name, "")) and name not in found:
            found.add(name)
    return found


def orders(prompt: Prompt, readings: Readings, vocabulary: Vocabulary) -> dict[int, Ordered]:
    """The scopes that are out of order, by their number in the text, each in trained order."""
    found: dict[int, Ordered] = {}
    number = 0
    for sub in prompt.subprompts:
        for scope in sub.scopes:
            ordered = order(prompt, scope, scope.suffix, readings, vocabulary)
            if ordered is not None:
                found[number] = ordered
            number += 1
    if found and may_change(prompt):
        _hold_back(prompt, found, vocabulary)
    return found


def _hold_back(prompt: Prompt, found: dict[int, Ordered], vocabulary: Vocabulary) -> None:
    """Leave the scopes alone in another order of which the host would read something else."""
    scopes = prompt.scopes()
    moved = {n: Edit(scopes[n].start, scopes[n].end, ordered.text)
             for n, ordered in found.items() if ordered.moves}  # fmt: skip
    names = names_at_ends(prompt.visible, vocabulary.is_name)
    before = weights(prompt.visible, names, prompt.dialect)

    def reads_the_same(edits: Iterable[Edit]) -> bool:
        text = prompt.dialect.visible(apply_edits(prompt.text, edits))
        return weights(text, names, prompt.dialect) == before

    if reads_the_same(moved.values()):
        return
    few = len(moved) <= _TRIED_ALONE
    good = {n: edit for n, edit in moved.items() if few and reads_the_same([edit])}
    if not reads_the_same(good.values()):
        good = {}
    for n in moved.keys() - good.keys():
        found[n] = found[n]._replace(moves=[])


def _by_items(
    prompt: Prompt, scope: Scope, suffix: Span | None, readings: Readings, vocabulary: Vocabulary
) -> Ordered | None:
    """Items move, separators stay; groups that mix sections are split."""
    arrangement = arrange(prompt, scope, suffix, readings, split=True)
    units = arrangement.units
    has_lines = _has_line_end(prompt.text[scope.start : scope.end])
    joined = arrangement.joined() if has_lines else {}
    arrangement.units = in_trained_order(units, vocabulary)
    if _sets_trap(arrangement, units, prompt):
        return Ordered(scope.start, "", arrangement, [])
    arrangement.keep_apart()
    moves = _moves(units, arrangement.units)
    if not moves:
        return None
    commas = arrangement.part_anew(joined) if has_lines else ()
    return Ordered(scope.start, arrangement.text(), arrangement, moves, tuple(commas))


def _sets_trap(arrangement: Arrangement, before: list[Unit], prompt: Prompt) -> bool:
    """Would an item that ends in ``:number`` come to stand where the host takes it for a weight?

    Before a bracket that has no number of its own, or at the end of a subprompt.
    """
    for unit in arrangement.units:
        last = unit.readings[-1].item
        if last.depth and _WEIGHT_AT_END.search(last.text):
            close = unit.text[unit.text.rfind(last.text) + len(last.text) :].lstrip()
            behind = _BLANKS.match(prompt.text, last.end)
            originally = prompt.text[behind.end() : behind.end() + 1] if behind else ""
            if close[:1] in (")", "]") and originally not in (")", "]"):
                return True
    end = arrangement.units[-1]
    return (
        end is not before[-1]
        and not arrangement.tail
        and ":" in end.text
        and _WEIGHT_AT_END.search(end.text) is not None
    )


def _by_lines(
    prompt: Prompt, scope: Scope, suffix: Span | None, readings: Readings, vocabulary: Vocabulary
) -> Ordered | None:
    """Whole lines move, with their comments, where that is enough; else None."""
    if not _has_line_end(prompt.text[scope.start : scope.end]):
        return None
    lines = _Lines(prompt.text, arrange(prompt, scope, suffix, readings, split=False))
    if len(lines.units) < 2:
        return None
    ordered = in_trained_order(lines.units, vocabulary)
    number = {id(unit): n for n, unit in enumerate(lines.units)}
    placed = [number[id(unit)] for unit in ordered]
    nodes = [scope.nodes[n] for line in placed for n in lines.members[line]]
    resulting = Scope(scope.start, scope.end, nodes, scope.boundary)
    sections = _sections(resulting, readings)
    if not _ascending(sections) or _inner_disorder(resulting, readings, vocabulary, sections):
        return None
    if lines.comments[placed[-1]] and not lines.ends[-1][1] and scope.end < len(prompt.text):
        return None  # it would comment out the boundary that follows
    arrangement = lines.arranged(placed)
    if _sets_trap(arrangement, lines.whole.units, prompt):
        return None
    arrangement.keep_apart()
    moves = _moves(lines.units, ordered)
    commas = tuple(arrangement.part_anew(lines.whole.joined()))
    return Ordered(scope.start, arrangement.text(), arrangement, moves, commas)


class _Lines:
    """The units of a scope by the lines that they stand on."""

    def __init__(self, text: str, whole: Arrangement) -> None:
        self.whole = whole
        self.members: list[list[int]] = [[]]
        """For each line the numbers of its units."""
        for n in range(len(whole.units)):
            if self.members[-1] and _has_line_end(whole.separators[n]):
                self.members.append([])
            self.members[-1].append(n)
        self.units: list[Unit] = []
        """Each line as one unit."""
        self.ends: list[tuple[str, str]] = []
        """What stays at the end of each line, before its comment and behind it."""
        self.comments: list[str] = []
        known: dict[str, tuple[str, str, str]] = {}
        for line in self.members if whole.units else ():
            held = [whole.units[n] for n in line]
            start, end = held[0].start, held[-1].end
            readings = [reading for unit in held for reading in unit.readings]
            fixed = any(unit.fixed for unit in held)
            line_text = text[start:end]
            self.units.append(Unit(start, end, line_text, held[0].section, readings, fixed))
            end_of_line = whole.separators[line[-1] + 1]
            if end_of_line not in known:
                known[end_of_line] = _line_separator(end_of_line, whole.dialect)
            before, comment, behind = known[end_of_line]
            self.ends.append((before, behind))
            self.comments.append(comment)

    def arranged(self, placed: list[int]) -> Arrangement:
        """The scope with its lines in another order."""
        whole = self.whole
        units: list[Unit] = []
        separators = whole.separators[:1]
        for line, (before, behind) in zip(placed, self.ends, strict=True):
            units += [whole.units[n] for n in self.members[line]]
            separators += [whole.separators[n] for n in self.members[line][1:]]
            separators.append(before + self.comments[line] + behind)
        return Arrangement(units, separators, whole.tail, whole.dialect, whole.around)


def _has_line_end(separator: str) -> bool:
    return "\n" in separator or "\r" in separator


def _line_separator(separator: str, dialect: Dialect) -> tuple[str, str, str]:
    """What stays at a line's end, the comment that goes with the line, what follows it."""
    ends = [e for e in (separator.find("\n"), separator.find("\r")) if e >= 0]
    end = min(ends) if ends else len(separator)
    for comment in dialect.comments(separator, line_start=False):
        if comment.start < end:
            head = separator[: comment.start].rstrip(" \t")
            return head, separator[len(head) : comment.end], separator[comment.end :]
        break
    return separator[:end], "", separator[end:]


def _moves(before: list[Unit], after: list[Unit]) -> list[Move]:
    """The fewest units that account for the difference.

    Fixed ones do not count: they are where they were among what was typed.
    """
    position = {id(unit): n for n, unit in enumerate(before)}
    kept = unmoved([position[id(unit)] for unit in after if not unit.fixed])
    return [
        Move(unit.start, unit.end, unit)
        for n, unit in enumerate(before)
        if n not in kept and not unit.fixed
    ]


def unmoved(places: Sequence[int]) -> set[int]:
    """Return the most of some places that still stand in order: a longest rising subsequence."""
    tails: list[int] = []
    links: list[int] = []
    at: list[int] = []
    for n, index in enumerate(places):
        place = bisect_right(tails, index)
        links.append(at[place - 1] if place else -1)
        if place == len(tails):
            tails.append(index)
            at.append(n)
        else:
            tails[place], at[place] = index, n
    kept: set[int] = set()
    n = at[-1] if at else -1
    while n >= 0:
        kept.add(places[n])
        n = links[n]
    return kept
