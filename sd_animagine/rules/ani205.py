"""Good and bad quality at once.

What: a good quality or score tag beside a bad one.

Why: they pull against each other. In the negative prompt the bad ones do what is usually meant.

Example::

    1girl, masterpiece, low quality
    1girl, masterpiece
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import BAD_QUALITY, GOOD_QUALITY
from sd_animagine.rules.base import COUNTED, Report, Rule, Severity, TextView, report
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report each bad tag of a scope that also holds a good one."""
    rated = view.of_kind(TagKind.QUALITY, TagKind.SCORE)
    if len(rated) < 2:
        return
    good = {r.item.scope: r.name for r in rated if r.name in GOOD_QUALITY}
    for reading in rated:
        item = reading.item
        if reading.name in BAD_QUALITY and item.scope in good:
            if view.only_counts:
                yield COUNTED
                continue
            message = Message(
                "“{tag}” and “{other}” work against each other. "
                "Move “{tag}” to the negative prompt.",
                tag=short(item.label),
                other=short(good[item.scope]),
            )
            yield report(item, message)


RULE = Rule(
    code="ANI205",
    name="conflicting-quality",
    where=("positive",),
    severities=(Severity.WARNING,),
    check=check,
    in_line=lambda names, kinds: not BAD_QUALITY.isdisjoint(names),
)
