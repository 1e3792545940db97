"""Several years at once.

What: more than one different year tag.

Why: each stands for the look of its time; together they blend into neither.

Example::

    1girl, year 2007, year 2023
    1girl, year 2023
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Report, Rule, Severity, TextView, report
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report each year that differs from the first of its scope."""
    first: dict[int, str] = {}
    for reading in view.of_kind(TagKind.YEAR):
        item = reading.item
        if first.setdefault(item.scope, reading.name) != reading.name:
            if view.only_counts:
                yield COUNTED
                continue
            message = Message(
                "“{tag}” and “{other}” mix the looks of two years. Keep one.",
                tag=short(item.label),
                other=short(first[item.scope]),
            )
            yield report(item, message)


RULE = Rule(
    code="ANI206",
    name="several-years",
    where=("positive",),
    severities=(Severity.INFO,),
    check=check,
    in_line=lambda names, kinds: kinds.count(TagKind.YEAR) > 1,
)
