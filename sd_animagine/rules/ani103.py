"""A known character without its series.

What: a character none of whose series is in the prompt. The narrow series is offered first, then
the broad one with it, as the card writes both; a sister series counts as the broad one.

Why: the model was trained on characters together with the series they are from (card §1); with the
series beside it a character comes out more faithfully.

Example::

    1girl, arima kana
    1girl, arima kana, oshi no ko
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import Fix, Report, Rule, Severity, TextView, report
from sd_animagine.vocabulary import Reading, TagKind, escape
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report each character whose series are all missing from its subprompt."""
    vocabulary = view.vocabulary
    present: dict[int, set[str]] = {}
    for reading in view.of_kind(TagKind.CHARACTER):
        known = vocabulary.character(reading.name)
        if known is None or not known.series:
            continue
        number = reading.item.subprompt
        if number not in present:
            present[number] = _series_there(view, number)
        series = [name for name in (known.series, known.broader) if name]
        if present[number].isdisjoint(series):
            present[number].add(known.series)
            yield _finding(view, reading, series)


def _series_there(view: TextView, subprompt: int) -> set[str]:
    """Everything in a subprompt, and the broader series of the series in it."""
    found = set(view.names[subprompt])
    other = [name for name in found if name not in view.vocabulary.kinds]
    found.update(map(view.vocabulary.in_use, other))
    parents = view.vocabulary.parents
    found.update([parents[name] for name in found if name in parents])
    return found


def _finding(view: TextView, reading: Reading, series: list[str]) -> Report:
    item = reading.item
    safe = view.options["complete_series"]

    def add(names: list[str]) -> Fix:
        text = "".join(f", {escape(name)}" for name in names)
        label = Message("Add {tags}", tags=", ".join(names))
        return view.replace(label, item.end, item.end, text, safe=safe)

    fixes = [add(series[:1])]
    if len(series) > 1 and not safe:
        fixes.append(add(series[::-1]))
    message = Message(
        "“{tag}” is missing its series “{series}”. With it, the character comes out better.",
        tag=short(item.text),
        series=short(series[0]),
    )
    return report(item, message, *fixes)


RULE = Rule(
    code="ANI103",
    name="missing-series",
    where=("positive",),
    severities=(Severity.HINT,),
    check=check,
    safe_fix=True,
    in_line=lambda names, kinds: TagKind.CHARACTER in kinds,
)
