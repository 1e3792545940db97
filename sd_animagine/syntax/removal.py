"""Taking a tag out of a prompt, so that no empty place remains."""

from __future__ import annotations

import re
from bisect import bisect_left
from functools import lru_cache
from typing import NamedTuple

from sd_animagine.syntax.edits import Edit, replacing
from sd_animagine.syntax.lexer import COMMAS
from sd_animagine.syntax.tree import Item

_BLANKS = " \t"
_COMMENT = re.compile("(?:#|//|/[*])[^\n]*")
_CLOSING = re.compile(r"(?:(?::[.\d]{1,9})?[)\]])+")
"""The ends of brackets, with their weights."""


def removal(text: str, item: Item, first: int, last: int) -> Edit:
    """Take out an item with one neighbouring comma, so that no empty place remains.

    Line ends and comments around it stay. An item that is all there is inside brackets goes with
    its brackets.

    Args:
        text: the prompt.
        item: what is to go.
        first: where its scope begins.
        last: where its scope ends.
    """
    start, end = item.start, item.end
    if item.depth:
        start, end = _with_brackets(text, item, first, last)
    if end < last and text[end] == "," and text.endswith(", ", first, start):  # as nearly always
        end += 1
        while end < last and text[end] in _BLANKS:
            end += 1
        return Edit(start, end, "")
    joint = _joint(text, start, end, first, last)
    if joint is None and item.depth:
        joint = _joint_of_brackets(text, start, end, first, last)
    if joint is not None:
        return joint
    after = _behind_blanks(text, end, last)
    if after < last and text[after] in COMMAS:
        return replacing(text, start, _behind_blanks(text, after + 1, last), "")
    before = start
    while before > first and text[before - 1] in _BLANKS:
        before -= 1
    if before > first and text[before - 1] in COMMAS:
        return replacing(text, before - 1, end, "")
    return replacing(text, start, end, "")


def _behind_blanks(text: str, at: int, last: int) -> int:
    while at < last and text[at] in _BLANKS:
        at += 1
    return at


def _joint(text: str, start: int, end: int, first: int, last: int) -> Edit | None:
    r"""The removal of what stands at a line end without a comma, if that would join two tags.

    Of ``a, b\nc`` without ``b`` the comma stays; of ``a\nb, c`` it goes behind the ``a``, of
    ``a\nb\nc`` there comes one.
    """
    before, after = start, _behind_lines(text, end, last)
    while before > first and text[before - 1].isspace():
        before -= 1
    if before == first or after == last or text[before - 1] in "([" or text[after] in ")]":
        return None
    splits_before = _has_line_end(text, before, start)
    splits_behind = _has_line_end(text, end, after)
    if not (splits_before or splits_behind):
        return None
    comment = _comment_before(text, before, first, last)
    is_parted, parts = _is_parted(text, before, comment), text[after] in COMMAS
    if splits_before and comment is not None:
        before = start
    if not parts and splits_behind and (is_parted or splits_before):
        return Edit(before, end, "" if is_parted else ",")
    comma, after = after, _behind_blanks(text, after + 1, last)
    if not is_parted and parts and after < last and splits_before:
        noted = text[end:comma].lstrip(_BLANKS) if _COMMENT.search(text, end, comma) else ""
        return Edit(before, after, "," + text[before:start] + noted)
    return None


def _joint_of_brackets(text: str, start: int, end: int, first: int, last: int) -> Edit | None:
    r"""The same for what stands first or last in brackets: ``a\n(b, c)`` and ``(a, b)\nc``."""
    before, after = start, _behind_blanks(text, end, last)
    while before > first and (text[before - 1].isspace() or text[before - 1] in "(["):
        before -= 1
    is_first = after < last and text[after] in COMMAS and _has_line_end(text, before, start)
    comment = _comment_before(text, before, first, last) if is_first else None
    if is_first and before > first and not _is_parted(text, before, comment):
        if comment is not None:
            before = start
        return Edit(before, _behind_blanks(text, after + 1, last), "," + text[before:start])
    closing = _CLOSING.match(text, end, last)
    before = start
    while before > first and text[before - 1] in _BLANKS:
        before -= 1
    if closing is None or before == first or text[before - 1] not in COMMAS:
        return None
    after = _behind_lines(text, closing.end(), last)
    if after < last and text[after] not in COMMAS and _has_line_end(text, closing.end(), after):
        return Edit(before - 1, closing.end(), closing[0] + ",")
    return None


def _behind_lines(text: str, at: int, last: int) -> int:
    """The place behind blanks, line ends and comments."""
    known = _ends_of_lines(text, last)
    passed: list[int] = []
    while at < last and (text[at].isspace() or _COMMENT.match(text, at)):
        if at in known:
            at = known[at]
            break
        passed.append(at)
        line_end = -1 if text[at].isspace() else text.find("\n", at, last)
        at = max(at + 1, line_end)
    known.update(dict.fromkeys(passed, at))
    return at


@lru_cache(maxsize=2)
def _ends_of_lines(text: str, last: int) -> dict[int, int]:
    """What ``_behind_lines`` has found, so that a row of comments is walked over once."""
    return {}


class _Comment(NamedTuple):
    """What may be a comment: the dialects do not agree, so nothing is put behind any of them."""

    end: int
    """Where its line ends."""
    is_parted: bool
    """Does a comma end what stands in front of it on its line?"""


@lru_cache(maxsize=2)
def _comments(text: str, first: int, last: int) -> tuple[list[int], list[_Comment]]:
    """Where on each line of a scope a comment may begin, and which that is.

    Found once for all that is taken out of a scope, or a long line would be read for each of it.
    """
    starts: list[int] = []
    found: list[_Comment] = []
    at = first
    for comment in _COMMENT.finditer(text, first, last):
        start, end = comment.span()
        line = text[max(text.rfind("\n", at, start), at) : start]
        starts.append(start)
        found.append(_Comment(end, line.rstrip().endswith(tuple(COMMAS))))
        at = end
    return starts, found


def _comment_before(text: str, at: int, first: int, last: int) -> _Comment | None:
    """The comment on the line in front of a place: nothing goes behind it."""
    starts, comments = _comments(text, first, last)
    n = bisect_left(starts, at) - 1
    return comments[n] if n >= 0 and at <= comments[n].end else None


def _is_parted(text: str, at: int, comment: _Comment | None) -> bool:
    """Return whether a comma ends what stands in front of a place, without its comment."""
    return text[at - 1] in COMMAS if comment is None else comment.is_parted


def _has_line_end(text: str, start: int, end: int) -> bool:
    return text.find("\n", start, end) >= 0 or text.find("\r", start, end) >= 0


def _with_brackets(text: str, item: Item, first: int, last: int) -> tuple[int, int]:
    """The item's span, or that of the brackets that hold nothing else."""
    start, end = item.start, item.end
    for _ in range(item.depth):
        a, b = start - 1, end
        while a >= first and text[a].isspace():
            a -= 1
        while b < last and text[b].isspace():
            b += 1
        if a < first or b >= last or text[a] not in "([":
            break
        closing = {"(": ")", "[": "]"}[text[a]]
        if text[b] == ":" and closing == ")":
            b = text.find(")", b, b + 32)
        if b < 0 or text[b] != closing:
            break
        start, end = a, b + 1
    return start, end
