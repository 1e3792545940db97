"""A second comma in a row.

What: an empty place between two commas. A comma at the very end is left alone.

Why: the empty place still costs a token of the 75 that a chunk has, and it usually is what
remains of a tag that was deleted.

Example::

    1girl, , smile
    1girl, smile
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import Finding, Rule, Severity, TextView
from sd_animagine.syntax import Kind
from sd_animagine.vocabulary import TagKind


def check(view: TextView) -> Iterator[Finding]:
    """Report each empty place."""
    if view.text.count(",") < 2:
        return
    for reading in view.of_kind(TagKind.UNKNOWN):
        item = reading.item
        if item.kind is Kind.EMPTY:
            yield view.finding(
                "ANI005",
                Severity.INFO,
                "there is nothing between two commas",
                item.start,
                item.start + 1,
                view.replace("Remove the comma", item.start, item.start + 1, "", safe=True),
            )


RULE = Rule(
    code="ANI005",
    name="empty-item",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
)
