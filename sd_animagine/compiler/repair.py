"""Fixes put into a text: what comes out, and the list of changes.

Of one code so many fixes are told one by one; all further ones are one change together, so that a
long text does not cost a sentence for each of its tags.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain, repeat
from typing import NamedTuple

from sd_animagine.compiler.provenance import Step
from sd_animagine.rules.base import Finding, Fix, TextView
from sd_animagine.syntax import Edit, Span, apply_edits, replacing
from sd_animagine.transform import MOST_CHANGES, Change, growth, made, together
from sd_animagine.transform.origin import Origin, of_edits


class Repair(NamedTuple):
    """A fix that may be carried out."""

    start: int
    end: int
    """Where the finding stands that brings it."""
    code: str
    fix: Fix
    reason: str
    """What the finding says; empty where that is not told."""


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
        yield Repair(start, end, code, fixes[0], message)


def repaired(view: TextView, repairs: Sequence[Repair]) -> Done:
    """Apply fixes, in text order; of two that overlap, the first."""
    chosen: list[Edit] = []
    used: list[tuple[Repair, int]] = []
    end = -1
    for each in repairs:
        edits: Sequence[Edit] = each.fix.edits
        if len(edits) > 1:
            edits = sorted(edits)
        if not edits or edits[0].start < end or _touch(chosen, edits[0]):
            continue
        end = edits[-1].end
        chosen += edits
        used.append((each, len(chosen)))
    if not chosen:
        return unchanged(view)
    _keep_apart(view.text, chosen)
    stages = _Stages(view, chosen, used)
    step = partial(_origin, len(view.text), chosen, stages.owners())
    return Done(apply_edits(view.text, chosen), stages.changes, step)


def _touch(chosen: list[Edit], edit: Edit) -> bool:
    """Is something put in where others begin or end? Two fixes would escape a bracket twice."""
    if not chosen or edit.start != chosen[-1].end:
        return False
    return edit.end == edit.start or chosen[-1].start == chosen[-1].end


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


def _origin(size: int, edits: list[Edit], owners: list[Change]) -> Origin:
    return of_edits(size, zip(edits, owners, strict=True))


class _Stages:
    """The edits of a text by the changes that they belong to.

    Those that are told one by one are made first, in text order. What is beyond them is a stage
    for each code, which goes on from the text that the stages before it have left.
    """

    def __init__(self, view: TextView, chosen: list[Edit], used: list[tuple[Repair, int]]) -> None:
        self.chosen = chosen
        self.of_edit: list[int] = []
        """The stage of each edit, where there is more than stage 0: those told one by one."""
        self.sizes: Counter[tuple[str, bool]] = Counter()
        """Code, and do its fixes take something out? → how many are one change; in the order of
        the stages."""
        if len(used) > MOST_CHANGES:
            used = self._sort(used)
        self.changes = list(_told(view, used, self._up_to(0)))
        before = apply_edits(view.text, self._up_to(0)) if self.sizes else ""
        for stage, ((code, is_removal), size) in enumerate(self.sizes.items(), 1):
            kind = "removed" if is_removal else "rewritten"
            after = apply_edits(view.text, self._up_to(stage))
            edit = self._as_one(stage, after, len(view.text))
            stood = before[edit.start : edit.end]
            self.changes.append(together(kind, view.field, code, stood, edit, size))
            before = after

    def _sort(self, used: list[tuple[Repair, int]]) -> list[tuple[Repair, int]]:
        """Give each edit its stage; returns the fixes of stage 0, as ``_told`` wants them."""
        alone: list[tuple[Repair, int]] = []
        counts: dict[str, int] = {}
        stages: dict[tuple[str, bool], int] = {}
        first = own = 0
        for each, last in used:
            code = each.code
            count = counts[code] = counts.get(code, 0) + 1
            stage = 0
            if count <= MOST_CHANGES:
                own += last - first
                alone.append((each, own))
            else:
                key = code, _is_removal(each, self.chosen[first:last])
                self.sizes[key] += 1
                stage = stages.setdefault(key, len(stages) + 1)
            self.of_edit += repeat(stage, last - first)
            first = last
        return alone

    def _up_to(self, stage: int) -> list[Edit]:
        """The edits of a stage and of those before it."""
        if not self.of_edit or stage == len(self.sizes):
            return self.chosen
        return [edit for edit, own in zip(self.chosen, self.of_edit, strict=True) if own <= stage]

    def _as_one(self, stage: int, after: str, size: int) -> Edit:
        """What a stage does, as one edit of the text that the stages before it have left."""
        own = [n for n, each in enumerate(self.of_edit) if each == stage]
        first, last = own[0], own[-1] + 1
        start, end = self.chosen[first].start, self.chosen[last - 1].end
        earlier = [
            edit if of_edit < stage else None
            for edit, of_edit in zip(self.chosen, self.of_edit, strict=True)
        ]
        in_front = growth(filter(None, earlier[:first]))
        inside = growth(filter(None, earlier[first:last]))
        behind = growth(filter(None, earlier[last:]))
        return Edit(
            start + in_front,
            end + in_front + inside,
            after[start + in_front : len(after) - behind - (size - end)],
        )

    def owners(self) -> list[Change]:
        """The change of each edit."""
        count = len(self.changes) - len(self.sizes)
        alone = chain.from_iterable(repeat(each, len(each.edits)) for each in self.changes[:count])
        several = self.changes[count:]
        return [several[stage - 1] if stage else next(alone) for stage in self.of_edit] or [*alone]


def _is_removal(repair: Repair, edits: Sequence[Edit]) -> bool:
    """Is nothing left of the place that a finding is about?"""
    start, end, new = edits[0]
    return len(edits) == 1 and start <= repair.start and repair.end <= end and not new.strip(" ,")


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
