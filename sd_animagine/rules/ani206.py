"""Several years in one scope.

What: more than one different year tag.

Why: each stands for the look of its time; together they blend into neither.

Example::

    1girl, year 2007, year 2023
    1girl, year 2023
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Finding, Rule, Severity, TextView
from sd_animagine.rules.edits import quoted
from sd_animagine.vocabulary import TagKind


def check(view: TextView) -> Iterator[Finding]:
    """Report each year that differs from the first of its scope."""
    first: dict[int, str] = {}
    for reading in view.of_kind(TagKind.YEAR):
        item = reading.item
        if first.setdefault(item.scope, reading.name) != reading.name:
            if view.only_counts:
                yield COUNTED
                continue
            message = f"{quoted(item.label)} stands beside {quoted(first[item.scope])}"
            yield view.finding("ANI206", Severity.INFO, message, item.start, item.end)


RULE = Rule(
    code="ANI206",
    name="several-years",
    where=("positive",),
    severities=(Severity.INFO,),
    check=check,
)
