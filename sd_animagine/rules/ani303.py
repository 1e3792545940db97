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

from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView
from sd_animagine.syntax import Item, Kind
from sd_animagine.syntax.lexer import BOUNDARY
from sd_animagine.syntax.removal import removal
from sd_animagine.vocabulary import Reading
from sd_animagine.words import Message, short

_LABEL = Message("Remove the repetition")


def check(view: TextView) -> Iterator[Report]:
    """Report each repetition."""
    names = [reading.name for reading in view.readings]
    if len(set(names)) == len(names):
        return
    has_boundary = BOUNDARY.search(view.text) is not None
    first: dict[tuple[int, str], Reading] = {}
    for reading in view.readings:
        item = reading.item
        if item.kind is not Kind.TAG or not reading.name:
            continue
        if has_boundary and BOUNDARY.search(item.text):  # in brackets, or in a negative prompt
            continue
        other = first.setdefault((item.scope, reading.name), reading)
        if other is not reading:
            yield COUNTED if view.only_counts else _finding(view, other, reading)


def _finding(view: TextView, first: Reading, again: Reading) -> Report:
    equal = abs(first.item.weight - again.item.weight) < 1e-6
    item = again.item
    goes = again.item if equal or again.item.weight < first.item.weight else first.item
    fixes: tuple[Fix, ...] = ()
    if not goes.mixed:
        scope = view.scopes[goes.scope]
        edit = removal(view.text, goes, scope.start, scope.end)
        fixes = (Fix(_LABEL, (edit,), equal),)
    return Report(_sentence(view, item, equal), item.start, item.end, fixes)


def _sentence(view: TextView, item: Item, equal: bool) -> str:
    if view.is_full:
        return ""
    tag = short(item.label)
    if equal:
        return Message("“{tag}” appears twice, so it counts double.", tag=tag)
    return Message("“{tag}” appears twice, with different weights. Keep one.", tag=tag)


RULE = Rule(
    code="ANI303",
    name="duplicate",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
)
