"""Taking a tag out of a prompt, so that no empty place remains."""

from __future__ import annotations

import re

from sd_animagine.syntax.edits import Edit, replacing
from sd_animagine.syntax.lexer import COMMAS
from sd_animagine.syntax.tree import Item

_BLANKS = " \t"
_COMMENT = re.compile("#|//|/[*]")


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
        return Edit(start, _behind_blanks(text, end + 1, last), "")
    joint = _joint(text, start, end, first, last)
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
    before, after = start, end
    while before > first and text[before - 1].isspace():
        before -= 1
    while after < last and (text[after].isspace() or _COMMENT.match(text, after)):
        line_end = -1 if text[after].isspace() else text.find("\n", after, last)
        after = max(after + 1, line_end)
    if before == first or after == last or text[before - 1] in "([" or text[after] in ")]":
        return None
    gap, behind = text[before:start], text[end:after]
    if not (_has_line_end(gap) or _has_line_end(behind)):
        return None
    line = text[max(text.rfind("\n", first, before), first) : before]
    if _has_line_end(gap) and _COMMENT.search(line):
        before = start  # nothing goes behind a comment
    is_parted, parts = text[before - 1] in COMMAS, text[after] in COMMAS
    if not parts and _has_line_end(behind) and (is_parted or _has_line_end(gap)):
        return Edit(before, end, "" if is_parted else ",")
    after = _behind_blanks(text, after + 1, last)
    if not is_parted and parts and after < last and _has_line_end(gap):
        return Edit(before, after, "," + text[before:start])
    return None


def _has_line_end(text: str) -> bool:
    return "\n" in text or "\r" in text


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
