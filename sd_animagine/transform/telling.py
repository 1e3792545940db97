"""Tells what is done to a prompt that is written anew, scope by scope.

Of one code so many changes are told one by one; then what is done to a scope is one change of each
kind, so that a long text does not cost a sentence for each of its tags.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import repeat
from typing import Final, NamedTuple, TypeVar

from sd_animagine.model import Section
from sd_animagine.syntax import Edit, as_one
from sd_animagine.transform.arrangement import Placed
from sd_animagine.transform.changes import MOST_CHANGES, Change, more_of, together
from sd_animagine.transform.order import Ordered
from sd_animagine.words import Message

_Each = TypeVar("_Each")

_SECTION_WORDS: Final = {
    Section.COUNT: Message("Subjects come first."),
    Section.IDENTITY: Message(
        "Characters come after the subjects, and each series after its characters."
    ),
    Section.RATING: Message("The rating comes after the characters and series."),
    Section.GENERAL: Message("General tags come after the rating."),
    Section.QUALITY: Message("Quality tags come last: quality, then score, then resolution."),
}
_SPLIT: Final = Message("Split up with the same weight, so that each tag can move to its place.")
_PARTS: Final = Message("A comma keeps two tags apart here: a line end alone does not.")
_ENHANCES: Final = Message("The model card recommends it for better quality.")
_ASKED: Final = Message("Your option adds it, because the prompt had none.")


class Order(NamedTuple):
    """The changes that put a scope in order."""

    split: Change | None
    """What took groups apart, if anything did."""
    moves: Sequence[Change]
    """For each tag that moved, what moved it."""


class Telling:
    """The changes of a text, in the order in which they are made."""

    def __init__(self, field: str, order_code: str, quality_code: str) -> None:
        self.field = field
        self.order_code = order_code
        """The code that the changes of the order bear."""
        self.quality_code = quality_code
        """The code that an added quality tag bears."""
        self.changes: list[Change] = []
        self._counts: dict[str, int] = {}

    def _tell(self, change: Change) -> Change:
        code = change.code
        self._counts[code] = self._counts.get(code, 0) + change.times
        self.changes.append(change)
        return change

    def _cut(self, each: Sequence[_Each], code: str) -> tuple[Sequence[_Each], Sequence[_Each]]:
        """Those that are told one by one, and those that are told together."""
        left = max(0, MOST_CHANGES - self._counts.get(code, 0))
        return each[:left], each[left:]

    def moved(self, text: str, ordered: Ordered, start: int, end: int) -> Order:
        """Groups that are taken apart, and what moves in a scope.

        Args:
            text: the whole one, before anything was done to it.
            ordered: the scope in order.
            start: where the scope begins by now.
            end: where it ends by now.
        """
        code = self.order_code
        first = len(self.changes)
        grown = self._split(text, ordered.arrangement.splits, start - ordered.start)
        split = self.changes[first] if len(self.changes) > first else None
        kept = _without(ordered.text, ordered.commas)
        edits: tuple[Edit, ...] = (Edit(start, end + grown, kept),)
        told: list[Change] = []
        moves, further = self._cut(ordered.moves, code)
        for move in moves:
            moved = move.unit.text
            reason = _SECTION_WORDS[move.unit.section]
            told.append(self._tell(Change("moved", self.field, moved, moved, code, reason, edits)))
            edits = ()
        if further:
            count = len(further)
            tags = ", ".join(move.unit.text for move in further)
            reason = more_of(count)
            change = Change("moved", self.field, tags, tags, code, reason, edits, count)
            told += repeat(self._tell(change), count)
        self._part([start + comma for comma in ordered.commas])
        return Order(split, told)

    def _split(self, text: str, splits: Sequence[Edit], shift: int) -> int:
        """Groups that are taken apart; returns how much longer the text is for it."""
        typed = shift
        alone, further = self._cut(splits, self.order_code)
        for start, end, parts in alone:
            edit = Edit(start + shift, end + shift, parts)
            before = text[start:end]
            self._tell(Change("moved", self.field, before, parts, self.order_code, _SPLIT, (edit,)))
            shift += len(parts) - len(before)
        if further:
            start, end, parts = as_one(text, further)
            edit = Edit(start + shift, end + shift, parts)
            before = text[start:end]
            self._tell(together("moved", self.field, self.order_code, before, edit, len(further)))
            shift += len(parts) - len(before)
        return shift - typed

    def _part(self, commas: Sequence[int]) -> None:
        """Commas that keep tags apart, at places of the text with all of them."""
        code = self.order_code
        alone, further = self._cut(commas, code)
        for at in alone:
            self._tell(Change("added", self.field, "", ",", code, _PARTS, (Edit(at, at, ","),)))
        if further:
            edits = tuple(Edit(at - n, at - n, ",") for n, at in enumerate(further))
            reason = more_of(len(further))
            self._tell(Change("added", self.field, "", ",", code, reason, edits, len(further)))

    def added(
        self,
        tags: Sequence[tuple[str, Section]],
        places: Iterable[Placed | None],
        end: int,
        number: str,
    ) -> Mapping[str, Change]:
        """Tags put into a scope one after the other, which ends at ``end`` before.

        What comes to stand behind ``number``, which the host took for a weight, says so.

        Returns:
            Of each tag the change that added it.
        """
        pairs = tuple(zip(tags, places, strict=True))
        if self._counts.get(self.quality_code, 0) >= MOST_CHANGES:
            together = _together(pairs)
            if together is not None:
                return self._added_together(together, end)
        put = [(tag, placed) for tag, placed in pairs if placed is not None]
        found: dict[str, Change] = {}
        for (tag, section), (text, behind) in put:
            at = end - behind
            end += len(text)
            is_quality = section is Section.QUALITY
            code, reason = (self.quality_code, _ENHANCES) if is_quality else ("", _ASKED)
            if number and not text.endswith(", "):  # behind it, not in front
                reason = Message(
                    "{reason} “{number}” before it no longer weights the whole prompt.",
                    reason=reason,
                    number=number,
                )
                number = ""
            edits = (Edit(at, at, text),)
            found[tag] = self._tell(Change("added", self.field, "", tag, code, reason, edits))
        return found

    def _added_together(self, put: _Together, end: int) -> Mapping[str, Change]:
        tags, told, places, text = put
        if text:
            at = end - places[0].behind
            edits: tuple[Edit, ...] = (Edit(at, at, text),)
        else:
            edits = _at_once(places, end)
        reason = more_of(len(tags))
        change = Change("added", self.field, "", told, self.quality_code, reason, edits, len(tags))
        return dict.fromkeys(tags, self._tell(change))


def _without(text: str, places: tuple[int, ...]) -> str:
    """The text without its characters at some places."""
    left_out = frozenset(places)
    return "".join(char for n, char in enumerate(text) if n not in left_out) if places else text


class _Together(NamedTuple):
    """Quality tags that are put into a scope as one change."""

    tags: tuple[str, ...]
    told: str
    places: tuple[Placed, ...]
    text: str
    """What all of them are where each stands behind the last, as nearly always; else empty."""


@lru_cache(maxsize=64)
def _together(
    pairs: tuple[tuple[tuple[str, Section], Placed | None], ...],
) -> _Together | None:
    """The tags that have a place, if they are quality tags; thousands of parts get the same."""
    put = [(tag, placed) for (tag, _), placed in pairs if placed is not None]
    if not put or any(section is not Section.QUALITY for (_, section), _ in pairs):
        return None
    tags, places = zip(*put, strict=True)
    is_row = all(placed.behind == places[0].behind for placed in places)
    text = "".join(placed.text for placed in places) if is_row else ""
    return _Together(tags, ", ".join(tags), places, text)


def _at_once(put: Sequence[Placed], end: int) -> tuple[Edit, ...]:
    """Edits made in one go for what is put one after the other in a scope that ends there."""
    found: list[Edit] = []
    for text, behind in put:
        at = end - behind
        end += len(text)
        for n, (start, _, other) in enumerate(found):
            if at < start:
                found.insert(n, Edit(at, at, text))
                break
            if at <= start + len(other):
                cut = at - start
                found[n] = Edit(start, start, other[:cut] + text + other[cut:])
                break
            at -= len(other)
        else:
            found.append(Edit(at, at, text))
    return tuple(found)
