"""Changes of a text as data: a fix is a tuple of edits, applied in one go or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from sd_animagine.syntax.lexer import COMMAS, NETWORK, is_word, networks

_LONGEST: Final = 300
"""Characters of a network that is looked behind; so a thousand edits beside ``<`` stay linear."""


_APART: Final = frozenset(("", *" :()[]\n", *COMMAS))
"""Beside these nothing grows together, and they are of no network."""


class Edit(NamedTuple):
    """Replace ``text[start:end]`` by ``text``; positions are characters of the original."""

    start: int
    end: int
    text: str


def replacing(text: str, start: int, end: int, new: str) -> Edit:
    """The edit that puts new text in place of a range.

    With a blank where two words would grow together that were apart: ``BREAK(a), b`` without its
    ``(a), `` is ``BREAK b``.
    """
    sides = (start == 0 or text[start - 1] in _APART) + (text[end : end + 1] in _APART)
    if sides > bool(new) or (new and new[0] in _APART and new[-1] in _APART):
        return Edit(start, end, new)
    after = _behind(text, end)
    if new[:1] == "," and after[:1] in ("", ",", " "):
        return Edit(start, end, new)  # the usual: a tag is put behind another one
    before = _before(text, start)
    beside = is_word(before), is_word(after)
    if not any(beside) or not (new or all(beside)):
        return Edit(start, end, new)
    if start == end or not is_word(text[start]):
        new = apart(before, new, after if not new else "")
    if new and (start == end or not is_word(text[end - 1])):
        new = apart("", new, after)
    return Edit(start, end, new)


def apart(before: str, text: str, after: str) -> str:
    """A text between two others, with blanks where words would grow together.

    Networks do not count, since the host takes them out before it looks for words; and a
    backslash does not escape the bracket of ``[SEP]``.
    """
    first, last = _edges(text)
    if not first:
        return text + " " if is_word(before[-1:]) and is_word(after[:1]) else text
    if is_word(before[-1:]) and is_word(first):
        text = " " + text
    if is_word(after[:1]) and is_word(last):
        return text + " "
    if after.startswith("[S") and last == "\\" and (len(text) - len(text.rstrip("\\"))) % 2:
        return text + " "
    return text


def _edges(text: str) -> tuple[str, str]:
    """The first and the last character that are not of a network; empty if there is none."""
    start, end = 0, len(text)
    while text.startswith("<", start) and (network := NETWORK.match(text, start)):
        start = network.end()
    if text.endswith(">"):
        for network in reversed(list(networks(text))):
            if network.end() != end:
                break
            end = network.start()
    return text[start : start + 1] if start < end else "", text[end - 1 : end]


def _before(text: str, at: int) -> str:
    """The last character in front of a place that is not of a network."""
    while text.endswith(">", 0, at):
        opened = text.rfind("<", max(0, at - _LONGEST), at)
        if opened < 0 or not NETWORK.fullmatch(text, opened, at):
            break
        at = opened
    return text[max(at - 1, 0) : at]


def _behind(text: str, at: int) -> str:
    """The first character from a place on that is not of a network."""
    while text.startswith("<", at) and (network := NETWORK.match(text, at, at + _LONGEST)):
        at = network.end()
    return text[at : at + 1]


def as_one(text: str, edits: Iterable[Edit]) -> Edit:
    """One edit that does what several do."""
    ordered = sorted(edits)
    start, end = ordered[0].start, ordered[-1].end
    moved = (Edit(edit.start - start, edit.end - start, edit.text) for edit in ordered)
    return Edit(start, end, apply_edits(text[start:end], moved))


def apply_edits(text: str, edits: Iterable[Edit]) -> str:
    """The text after all edits.

    Raises:
        ValueError: two edits overlap, or one lies outside the text.
    """
    out: list[str] = []
    at = 0
    length = len(text)
    for edit in sorted(edits):
        start, end, new = edit
        if not at <= start <= end <= length:
            raise ValueError(f"edit {edit} overlaps another or lies outside the text")
        out.append(text[at:start])
        if new:
            out.append(new)
        at = end
    out.append(text[at:])
    return "".join(out)
