"""Missing subject count.

What: a character, or a tag of somebody's hair, eyes or body, but no count such as ``1girl``. For
characters whose count is known it is proposed; otherwise the choice is yours.

Why: every training caption of a person began with the count (card §1); without it figures double
or vanish.

Example::

    arima kana, oshi no ko, smile
    1girl, arima kana, oshi no ko, smile
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from sd_animagine.model import COUNT_TAGS, Section
from sd_animagine.rules.base import Fix, Report, Rule, Severity, TextView, report
from sd_animagine.rules.edits import insertion
from sd_animagine.vocabulary import Reading, TagKind
from sd_animagine.words import Message, short

_BODY: Final = frozenset(("hair", "eyes", "face", "body"))
"""Groups of general tags that only somebody can have."""

_MEN: Final = frozenset(("male", "boy", "man"))
_WOMEN: Final = frozenset(("female", "girl", "woman"))
"""Words of tags that tell a gender."""

_GENDER: Final = {tags[0]: gender for gender, tags in COUNT_TAGS.items()}
_ONE: Final = tuple(_GENDER)
_COUNTS: Final = frozenset(tag for tags in COUNT_TAGS.values() for tag in tags)


def check(view: TextView) -> Iterator[Report]:
    """Report each subprompt with somebody in it whom nobody counted."""
    for number, readings in enumerate(view.by_subprompt):
        if any(reading.kind is TagKind.COUNT for reading in readings):
            continue
        first = _first_person(view, readings)
        if first is None or _is_counted(view.names[number]):
            continue
        item = first.item
        tag = short(item.label)
        message = Message(
            "“{tag}” needs a count such as 1girl or 1boy. "
            "Without one, people may double or vanish.",
            tag=tag,
        )
        yield report(item, message, *_fixes(view, first, _proposals(view, readings)))


def _is_counted(names: set[str]) -> bool:
    """Is there a count, also among other words (``1girl and 1boy``)?"""
    return not names.isdisjoint(_COUNTS) or any(
        word in _COUNTS for name in names if " " in name for word in name.split()
    )


def _first_person(view: TextView, readings: list[Reading]) -> Reading | None:
    bodies: dict[str, Reading] = {}
    for reading in readings:
        if reading.kind is TagKind.CHARACTER:
            return reading
        if reading.kind is TagKind.GENERAL:
            bodies.setdefault(reading.name, reading)
    group = view.vocabulary.group
    return next((found for name, found in bodies.items() if group(name) in _BODY), None)


def _proposals(view: TextView, readings: list[Reading]) -> tuple[str, ...]:
    """The count of the characters if it is known of all of them, else every count of one."""
    characters = (r.name for r in readings if r.kind is TagKind.CHARACTER)
    names = list(map(view.vocabulary.in_use, characters))
    present = {r.name for r in readings}
    if "cosplay" in present:  # what follows is a costume
        del names[1:]
    persons = {name.partition(" (")[0]: name for name in reversed(names)}
    known = [view.vocabulary.character(name) for name in persons.values()]
    counts = [character.count if character is not None else "" for character in known]
    if counts and all(count in _GENDER for count in counts):
        return (_total(Counter(_GENDER[count] for count in counts)),)
    if len(persons) > 1:
        return ()
    words = {word for name in present for word in name.split()}
    men, women = not words.isdisjoint(_MEN), not words.isdisjoint(_WOMEN)
    return _ONE if men is women else ("1boy",) if men else ("1girl",)


def _total(genders: Counter[str]) -> str:
    """Count tags of so many of each gender, in the model's order."""
    tags = (COUNT_TAGS[gender][min(genders[gender], 6) - 1] for gender in COUNT_TAGS if
            genders[gender])  # fmt: skip
    return ", ".join(tags)


def _fixes(view: TextView, first: Reading, proposals: tuple[str, ...]) -> Iterator[Fix]:
    for tags in proposals:
        edit = insertion(view, first.item.scope, tags, Section.COUNT)
        if edit is not None:
            yield Fix(Message("Add {tags}", tags=tags), (edit,), False)


RULE = Rule(
    code="ANI102",
    name="missing-count",
    where=("positive",),
    severities=(Severity.HINT,),
    check=check,
    in_line=lambda names, kinds: TagKind.COUNT not in kinds,
)
