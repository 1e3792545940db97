"""A year outside the trained ones.

What: a ``year N`` before 2005 or after 2025.

Why: the model knows the years 2005 to 2025 (card, Temporal Tags); another one is an unknown word.

Example::

    1girl, year 1998
    1girl, year 2005
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import YEARS
from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report each year tag out of range, with the nearest that is in it."""
    for reading in view.of_kind(TagKind.YEAR):
        year = int(view.vocabulary.in_use(reading.name).removeprefix("year "))
        if year in YEARS:
            continue
        if view.only_counts:
            yield COUNTED
            continue
        item = reading.item
        nearest = YEARS[0] if year < YEARS[0] else YEARS[-1]
        at = item.text.find(item.label)
        fixes: tuple[Fix, ...] = ()
        if at >= 0:
            start = item.start + at
            new = f"year {nearest}"
            label = Message("Write {tag}", tag=new)
            fixes = (view.replace(label, start, start + len(item.label), new, safe=False),)
        message = Message(
            "The model does not know “{tag}”, only the years {first} to {last}.",
            tag=short(item.label),
            first=YEARS[0],
            last=YEARS[-1],
        )
        yield report(item, message, *fixes)


RULE = Rule(
    code="ANI203",
    name="year-out-of-range",
    where=("positive",),
    severities=(Severity.WARNING,),
    check=check,
    alone=True,
)
