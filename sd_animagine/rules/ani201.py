"""A near miss of a special tag.

What: a word that is almost a quality, score, count, year or resolution tag. It is corrected only if
nothing but blanks, underscores or case differ, or if the mistake is in the hand-written list;
anything else is only suggested. Ratings are never guessed, digits never changed.

Why: special tags steer the picture strongly; misspelled, they are unknown words and do nothing.

Example::

    1girl, mastepiece
    1girl, masterpiece
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from sd_animagine import model
from sd_animagine.rules.base import Finding, Fix, Rule, Severity, TextView
from sd_animagine.rules.edits import quoted
from sd_animagine.syntax import Kind
from sd_animagine.vocabulary import Reading, TagKind

TARGETS: Final = (
    *model.QUALITY_KIND,
    *(tag for tags in model.COUNT_TAGS.values() for tag in tags),
    model.NO_HUMANS,
    *(f"year {year}" for year in model.YEARS),
    "lowres",
)
"""Every special tag but the ratings."""

_LONGEST = max(map(len, TARGETS)) + 2


def check(view: TextView) -> Iterator[Finding]:
    """Report unknown words next to a special tag."""
    for reading in view.of_kind(TagKind.UNKNOWN):
        if reading.protected or reading.item.kind is not Kind.TAG:
            continue
        if not 3 <= len(reading.name) <= _LONGEST:
            continue
        target, safe = nearest(reading.name, view)
        if target:
            yield _finding(view, reading, target, safe)


def _finding(view: TextView, reading: Reading, target: str, safe: bool) -> Finding:
    item = reading.item
    at = item.text.find(item.label)
    start = item.start + max(at, 0)
    message = f"{quoted(item.label)} is not a tag; {quoted(target)} is"
    fixes: tuple[Fix, ...] = ()
    if at >= 0:
        end = start + len(item.label)
        fixes = (view.replace(f"Write {target}", start, end, target, safe=safe),)
    return view.finding("ANI201", Severity.WARNING, message, item.start, item.end, *fixes)


def nearest(name: str, view: TextView) -> tuple[str, bool]:
    """The special tag that was meant and whether that is sure; empty if none or several fit."""
    vocabulary = view.vocabulary
    if name in vocabulary.typos:
        return vocabulary.typos[name], True
    if name in vocabulary.never:
        return "", False
    solid = name.replace(" ", "")
    sure = _by_solid_text().get(solid)
    if sure is not None:
        return sure, True
    reach = 2 if len(solid) >= 8 else 1
    digits = _digits(name)
    found = {t for cut in _deletions(solid, reach) for t in _by_deletion().get(cut, ())}
    ranked = sorted(
        (distance, target)
        for target in found
        if _digits(target) == digits
        and (distance := _distance(solid, target.replace(" ", ""))) <= reach
    )
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return "", False
    return ranked[0][1], False


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


@lru_cache(maxsize=1)
def _by_solid_text() -> dict[str, str]:
    return {target.replace(" ", ""): target for target in TARGETS}


@lru_cache(maxsize=1)
def _by_deletion() -> dict[str, tuple[str, ...]]:
    """Every special tag with up to two letters left out → the tags it can come from."""
    found: dict[str, tuple[str, ...]] = {}
    for target in TARGETS:
        solid = target.replace(" ", "")
        for cut in _deletions(solid, 2 if len(solid) >= 7 else 1):
            found[cut] = (*found.get(cut, ()), target)
    return found


def _deletions(text: str, most: int) -> set[str]:
    """The text with up to ``most`` letters left out."""
    found = {text}
    layer = {text}
    for _ in range(most):
        layer = {word[:n] + word[n + 1 :] for word in layer for n in range(len(word))}
        found |= layer
    return found


def _distance(a: str, b: str) -> int:
    """Edits between two short words; two neighbouring letters swapped count as one."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        older, before, row = before, row, [i]
        for j, y in enumerate(b, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
    return row[-1]


RULE = Rule(
    code="ANI201",
    name="misspelled-special-tag",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    safe_fix=True,
)
