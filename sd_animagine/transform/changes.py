"""What a compile did, one entry for each thing: nothing is changed without one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final, NamedTuple

from sd_animagine.syntax import Edit, Span, apply_edits
from sd_animagine.syntax.lexer import COMMAS
from sd_animagine.words import Message, quoted

MOST_CHANGES: Final = 200
"""Changes of a code that are told one by one; what is beyond may be one change together."""
_JOINTS: Final = f" {COMMAS}\t\r\n"
_ENDS: Final = f"{COMMAS}\r\n"
_SHOWN: Final = 100
"""Characters to which what is shown of a text is made longer."""


class Change(NamedTuple):
    """One change of a request.

    ``kind`` is ``moved``, ``added``, ``removed``, ``rewritten``, ``resized`` or ``set``.
    """

    kind: str
    field: str
    """``prompt``, ``negative_prompt``, ``hr_prompt``, ``hr_negative_prompt``, ``size`` …"""
    before: str
    """What stood there; empty for something added."""
    after: str
    """What stands there now; empty for something removed."""
    code: str
    """The rule behind it, empty where it is an option's doing."""
    reason: str
    """One sentence: why."""
    edits: tuple[Edit, ...] = ()
    """For texts: what it replaces in the text as the changes before it have left it, so that all
    of them, one after the other, make of what was typed what is sent. Tags trade places in one go:
    the edits of all that moved in a scope stand with the first of them."""
    times: int = 1
    """How many changes it is: beyond those that are told, further ones of a code are one together,
    with the stretch of the text that holds them as ``before`` and ``after``."""

    def sentence(self, text: str = "") -> Message:
        """Return the change in words, for logs, comments and the command line.

        Args:
            text: what was moved, removed or added, where it is told of several changes at once.
        """
        before, after = quoted([self.before]), quoted([self.after])
        if self.kind == "moved":
            return Message("moved {text}: {reason}", text=text or before, reason=self.reason)
        if self.kind == "removed" and not self.after:  # else some of the stretch stays
            return Message("removed {text}: {reason}", text=text or before, reason=self.reason)
        if self.kind == "added":
            return Message("added {text}: {reason}", text=text or after, reason=self.reason)
        return Message(
            "{before} → {after}: {reason}", before=before, after=after, reason=self.reason
        )


def made(  # noqa: PLR0913 - what is told of it comes by name
    text: str,
    edits: list[Edit],
    first: int,
    last: int,
    shift: int,
    *,
    field: str,
    code: str,
    reason: str,
    place: Span | None = None,
) -> Change:
    """The change that some of the edits of a text make.

    Args:
        text: what all of them edit.
        edits: in text order, of this and of other changes.
        first: number of the first that is this change's; those in front of it are made before.
        last: number behind its last.
        shift: how much longer those in front of it make the text.
        field: the text's name.
        code: the rule behind the change.
        reason: one sentence.
        place: what is shown of the text, besides what is edited.
    """
    own = edits[first:last]
    start, end = own[0].start, own[-1].end
    if place is not None:
        start, end = min(start, place.start), max(end, place.end)
        if any(edit.text.strip(_JOINTS) for edit in own):
            start, end = _whole_tags(text, start, end)
    if last - first == 1 and (not first or edits[first - 1].end <= start):  # as nearly always
        (edit,) = own
        before = text[start:end]
        after = text[start : edit.start] + edit.text + text[edit.end : end]
        moved = (Edit(edit.start + shift, edit.end + shift, edit.text),)
        return _told(field, before, after, code, reason, moved)
    while first and edits[first - 1].end > start:
        first -= 1
        start = min(start, edits[first].start)
    shown = list(_shifted(edits[first:last], -start))
    before = apply_edits(text[start:end], shown[: -len(own)])
    after = apply_edits(text[start:end], shown)
    return _told(field, before, after, code, reason, tuple(_shifted(own, shift)))


def _told(
    field: str, before: str, after: str, code: str, reason: str, moved: tuple[Edit, ...]
) -> Change:
    if after.strip(" ,"):
        return Change("rewritten", field, before, after, code, reason, moved)
    return Change("removed", field, before.strip(" ,") or before, "", code, reason, moved)


def together(kind: str, field: str, code: str, before: str, edit: Edit, count: int) -> Change:
    """The change that many further ones of a code are, beyond those that are told one by one.

    Args:
        kind: what all of them are.
        field: the text's name.
        code: the rule behind them.
        before: what stands where the edit is made.
        edit: what all of them make of it.
        count: how many they are.
    """
    return Change(kind, field, before, edit.text, code, more_of(count), (edit,), count)


@lru_cache(maxsize=32)
def more_of(count: int) -> Message:
    """The reason of a change that is so many together."""
    if count == 1:
        return Message("The same in one more place.")
    return Message("The same in {count:,} more places.", count=count)


def _whole_tags(text: str, start: int, end: int) -> tuple[int, int]:
    """A stretch of a text, made longer to whole tags where it lies within one."""
    first, last = start, end
    while first and start - first < _SHOWN and text[first - 1] not in _ENDS + "([":
        first -= 1
    while last < len(text) and last - end < _SHOWN and text[last] not in _ENDS + ")]":
        last += 1
    before, behind = text[first:start], text[end:last]
    return start - len(before.lstrip()), end + len(behind.rstrip())


def growth(edits: Iterable[Edit]) -> int:
    """How many characters longer edits make a text."""
    return sum(len(edit.text) - (edit.end - edit.start) for edit in edits)


def _shifted(edits: Iterable[Edit], by: int) -> Iterator[Edit]:
    return (Edit(edit.start + by, edit.end + by, edit.text) for edit in edits)
