"""Edits that several rules propose."""

from __future__ import annotations

from sd_animagine.syntax import Edit, Item

_BLANKS = " \t"
_COMMAS = ",，、"


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
    start, end = _with_brackets(text, item, first, last)
    after = end
    while after < last and text[after] in _BLANKS:
        after += 1
    if after < last and text[after] in _COMMAS:
        after += 1
        while after < last and text[after] in _BLANKS:
            after += 1
        return Edit(start, after, "")
    before = start
    while before > first and text[before - 1] in _BLANKS:
        before -= 1
    if before > first and text[before - 1] in _COMMAS:
        return Edit(before - 1, end, "")
    return Edit(start, end, "")


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


def quoted(text: str) -> str:
    """A piece of a prompt as it is shown in a sentence."""
    shown = " ".join(text.split())
    return f"“{shown if len(shown) <= 60 else shown[:57] + '…'}”"
