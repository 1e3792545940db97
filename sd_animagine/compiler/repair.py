"""Fixes put into a text: what comes out, and the list of changes.

Of one code so many fixes are told one by one; all further ones are one change together, so that a
long text does not cost a sentence for each of its tags.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from typing import NamedTuple

from sd_animagine.compiler.provenance import Step
from sd_animagine.rules.base import Finding, Repair, TextView
from sd_animagine.syntax import Edit, Span, apply_edits, replacing
from sd_animagine.transform import MOST_CHANGES, Change, growth, made, together
from sd_animagine.transform.origin import Origin, of_edits


class Done(NamedTuple):
    """What a step made of a text."""

    text: str
    changes: list[Change]
    step: Step


def unchanged(view: TextView) -> Done:
    """Return a text to which nothing was done."""
    return Done(view.text, [], partial(of_edits, len(view.text), ()))


def repairs_of(finding: Finding) -> Iterator[Repair]:
    """Yield what a finding would repair, if it has one fix."""
    if len(finding.fixes) == 1:
        code, _, message, _, start, end, fixes = finding
        _, edits, safe, _ = fixes[0]
        yield Repair(start, end, code, edits, safe, message)


def repaired(view: TextView, repairs: Iterable[Repair]) -> Done:
    """Apply fixes, in text order; of two that overlap, the first."""
    stages = _Stages(view)
    end = -1
    is_open = False
    """Was only put in what stands there? Two fixes would escape a bracket twice."""
    for each in repairs:
        edits: Sequence[Edit] = each.edits
        if len(edits) > 1:
            edits = sorted(edits)
        elif not edits:
            continue
        first, behind, _ = edits[0]
        if first < end or (first == end and (is_open or behind == first)):
            rest = each.behind(end + 1) if each.starts else None
            if rest is None:
                continue
            each, edits = rest, rest.edits
        last, end, _ = edits[-1]
        is_open = last == end
        stages.add(each, edits)
    chosen = stages.edits
    if not chosen:
        return unchanged(view)
    _keep_apart(view.text, chosen)
    text = apply_edits(view.text, chosen)
    changes = stages.changes(text)
    owners = partial(_owners, stages.places, changes, len(chosen))
    return Done(text, changes, partial(_origin, len(view.text), chosen, owners))


def _keep_apart(text: str, edits: list[Edit]) -> None:
    """See to it that edits side by side, which take out all between two words, leave a blank."""
    start = before = -1
    is_open = True
    for n, (first, last, new) in enumerate(edits):
        if first != before or is_open:
            start = first
        if not new and start < first:
            new = replacing(text, start, last, "").text
            if new:
                edits[n] = Edit(first, last, new)
        before, is_open = last, bool(new)


def _origin(size: int, edits: list[Edit], owners: Callable[[], list[Change]]) -> Origin:
    return of_edits(size, zip(edits, owners(), strict=True))


def _owners(places: list[list[int]], changes: Sequence[Change], size: int) -> list[Change]:
    """The change of each of so many edits."""
    count = len(changes) - len(places) + 1
    found = [*chain.from_iterable(repeat(each, len(each.edits)) for each in changes[:count])]
    if len(places) == 1:
        return found
    owners = [changes[-1]] * size
    for numbers, owned in zip(places, (found, *map(repeat, changes[count:])), strict=True):
        for number, change in zip(numbers, owned, strict=False):
            owners[number] = change
    return owners


class _Stage:
    """Fixes of a code that are one change, since more of it are told than need be."""

    __slots__ = ("code", "is_removal", "places", "size")

    def __init__(self, code: str, is_removal: bool) -> None:
        self.code = code
        self.is_removal = is_removal
        """Do they take something out?"""
        self.places: list[int] = []
        """The numbers of their edits."""
        self.size = 0
        """How many fixes they are."""


class _Stages:
    """The edits of a text by the changes that they belong to.

    Those that are told one by one are made first, in text order. What is beyond them is a stage
    for each code, which goes on from the text that the stages before it have left.
    """

    def __init__(self, view: TextView) -> None:
        self.view = view
        self.edits: list[Edit] = []
        """All of them, in text order."""
        self.alone: list[tuple[Repair, int]] = []
        """The fixes that are told one by one, and how many edits these and those before have."""
        self.places: list[list[int]] = [[]]
        """For each stage the numbers of its edits; the first are those told one by one."""
        self.stages: list[_Stage] = []
        """Those behind the first."""
        self._counts: dict[str, int] = {}
        self._removing: dict[str, _Stage] = {}
        self._rewriting: dict[str, _Stage] = {}

    def add(self, repair: Repair, edits: Sequence[Edit]) -> None:
        """Add a fix, its edits in text order."""
        code = repair.code
        size = len(repair.starts) if repair.starts else 1
        count = self._counts[code] = self._counts.get(code, 0) + size
        first = len(self.edits)
        self.edits += edits
        if count <= MOST_CHANGES and size == 1:
            self.places[0] += range(first, len(self.edits))
            self.alone.append((repair, len(self.places[0])))
            return
        is_removal = _is_removal(repair, edits)
        known = self._removing if is_removal else self._rewriting
        stage = known.get(code)
        if stage is None:
            stage = known[code] = _Stage(code, is_removal)
            self.places.append(stage.places)
            self.stages.append(stage)
        stage.size += size
        if len(edits) == 1:
            stage.places.append(first)
        else:
            stage.places += range(first, len(self.edits))

    def changes(self, text: str) -> list[Change]:
        """The changes that make this text, in the order in which they are made."""
        view = self.view
        changes = list(_told(view, self.alone, self._up_to(0)))
        before = apply_edits(view.text, self._up_to(0)) if self.stages else ""
        for number, stage in enumerate(self.stages, 1):
            is_last = number == len(self.stages)
            after = text if is_last else apply_edits(view.text, self._up_to(number))
            kind = "removed" if stage.is_removal else "rewritten"
            edit = self._as_one(number, after)
            stood = before[edit.start : edit.end]
            changes.append(together(kind, view.field, stage.code, stood, edit, stage.size))
            before = after
        return changes

    def _up_to(self, stage: int) -> list[Edit]:
        """The edits of a stage and of those before it."""
        if stage == len(self.stages):
            return self.edits
        return list(map(self.edits.__getitem__, self._numbers(stage)))

    def _numbers(self, stage: int) -> list[int]:
        return sorted(chain.from_iterable(self.places[: stage + 1]))

    def _as_one(self, stage: int, after: str) -> Edit:
        """What a stage does, as one edit of the text that the stages before it have left."""
        first, last = self.places[stage][0], self.places[stage][-1]
        start, end = self.edits[first].start, self.edits[last].end
        earlier = self._numbers(stage - 1)
        cuts = bisect_left(earlier, first), bisect_left(earlier, last)
        in_front = growth(map(self.edits.__getitem__, earlier[: cuts[0]]))
        inside = growth(map(self.edits.__getitem__, earlier[slice(*cuts)]))
        behind = growth(map(self.edits.__getitem__, earlier[cuts[1] :]))
        rest = len(self.view.text) - end + behind
        return Edit(
            start + in_front, end + in_front + inside, after[start + in_front : len(after) - rest]
        )


def _is_removal(repair: Repair, edits: Sequence[Edit]) -> bool:
    """Is nothing left of the place that a finding is about?"""
    start, end, new = edits[0]
    if new and new.strip(" ,"):
        return False
    return len(edits) == 1 and start <= repair.start and repair.end <= end


def _told(view: TextView, used: list[tuple[Repair, int]], edits: list[Edit]) -> Iterator[Change]:
    """One change for each fix; its edits are those up to the number beside it."""
    first = shift = 0
    for repair, last in used:
        yield made(
            view.text,
            edits,
            first,
            last,
            shift,
            field=view.field,
            code=repair.code,
            reason=repair.reason,
            place=Span(repair.start, repair.end),
        )
        shift += growth(edits[first:last])
        first = last
