"""The same tag twice.

What: one name twice in a scope. With equal weights the first stays; with different ones the
stronger is proposed to stay, since repeating a tag is emphasis too. Wildcards, prompt editing and
networks never count.

Why: a repeated tag takes tokens from the 75 of its chunk and weighs twice.

Example::

    1girl, smile, smile
    1girl, smile
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Fix, Repair, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit, Item, Kind
from sd_animagine.syntax.lexer import BOUNDARY
from sd_animagine.syntax.removal import removal
from sd_animagine.vocabulary import Reading
from sd_animagine.words import Message, short

_CODE = "ANI303"
_LABEL = Message("Remove the repetition")


def check(view: TextView) -> Iterator[Report]:
    """Report each repetition."""
    names = [reading.name for reading in view.readings]
    if len(set(names)) == len(names):
        return
    has_boundary = BOUNDARY.search(view.text) is not None
    first: dict[int, dict[str, Reading]] = {}
    """Number of a scope → the first of each name in it."""
    for reading in view.readings:
        item = reading.item
        if item.kind is not Kind.TAG or not reading.name:
            continue
        if has_boundary and BOUNDARY.search(item.text):  # in brackets, or in a negative prompt
            continue
        known = first.get(item.scope)
        if known is None:
            known = first[item.scope] = {}
        other = known.setdefault(reading.name, reading)
        if other is not reading:
            yield COUNTED if view.only_counts else _told(view, other.item, item)


def _told(view: TextView, first: Item, again: Item) -> Report:
    equal = first.weight == again.weight or abs(first.weight - again.weight) < 1e-6
    goes = again if equal or again.weight < first.weight else first
    start, end = again.start, again.end
    edits: tuple[Edit, ...] = ()
    if not goes.mixed:
        scope = view.scopes[goes.scope]
        edits = (removal(view.text, goes, scope.start, scope.end),)
    if view.is_full:
        if edits:
            _repair(view.more, Repair(start, end, _CODE, edits, equal))
        return COUNTED
    fixes = (Fix(_LABEL, edits, equal),) if edits else ()
    return Report(_sentence(again, equal), start, end, fixes)


def _repair(more: list[Repair], repair: Repair) -> None:
    """Add a repair; with the one before it, if it goes on from there: a long text repeats many."""
    last = more[-1] if more else None
    is_alike = last is not None and last.code == _CODE and last.safe == repair.safe
    if last is None or not is_alike or not last.extend(repair.edits[0]):
        more.append(repair)


def _sentence(item: Item, equal: bool) -> Message:
    tag = short(item.label)
    if equal:
        return Message("“{tag}” appears twice, so it counts double.", tag=tag)
    return Message("“{tag}” appears twice, with different weights. Keep one.", tag=tag)


RULE = Rule(
    code=_CODE,
    name="duplicate",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
    in_line=lambda names, kinds: len(set(names)) < len(names),
)
