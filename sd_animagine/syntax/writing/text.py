"""A whole prompt in another dialect.

What a program reads before its brackets (comments, networks, ``AND``, prompt editing) is taken out
first, since no other dialect has it; each is told, with its place. Then the lines that are left are
written, and put side by side where ``AND`` or ``BREAK`` had parted them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import pairwise
from string import whitespace
from typing import Final, NamedTuple

from sd_animagine.syntax.attention import where_joined
from sd_animagine.syntax.dialect import Dialect
from sd_animagine.syntax.editing import Range, first_said, scanned, unsaid
from sd_animagine.syntax.edits import Edit
from sd_animagine.syntax.lexer import COMMAS, networks
from sd_animagine.syntax.lines import Excerpt, Weighed, kept
from sd_animagine.syntax.parser import parse
from sd_animagine.syntax.removal import removal
from sd_animagine.syntax.span import Span, blanked
from sd_animagine.syntax.tree import Item, Kind, Prompt
from sd_animagine.syntax.writing import names, remarks
from sd_animagine.syntax.writing.line import rewritten
from sd_animagine.syntax.writing.note import Note

_BLANKS: Final = " \t"
_JOINTS: Final = COMMAS + whitespace


class Text(NamedTuple):
    """A prompt in another dialect."""

    text: str
    notes: tuple[Note, ...]
    """What it does not hold, in the order of the places it stood at in the source."""


class _Chunk(NamedTuple):
    """What is written of a text between two that are parted."""

    joint: str
    """Blanks and line ends that stood between it and the one in front of it."""
    text: str


def write(
    text: str,
    source: Dialect,
    target: Dialect,
    *,
    negative: bool = False,
    embeddings: Collection[str] = (),
    left_out: Collection[int] = (),
) -> Text:
    """Return a prompt of one dialect in another.

    Args:
        text: the prompt.
        source: how it is to be read.
        target: how it is to be written; of one program's dialects the text comes back as it is.
        negative: is it a negative prompt? ``AND`` and networks are letters there.
        embeddings: names that are known to be embeddings.
        left_out: where tags begin that are not written.
    """
    if source.language == target.language:
        return Text(text, ())
    joined = where_joined(text, source)
    if joined is not None:
        return Text(text, (remarks.about_joining(text, joined),))
    notes: list[Note] = []
    chunks: list[_Chunk] = []
    for line in _lines(text, source, target, notes, left_out, negative=negative):
        notes += remarks.about_line(line, source, target)
        for start, chunk, parted in rewritten(line.text, source, target):
            notes += (remarks.about_backslash(line.place(at), target) for at in parted)
            joint = ""
            if start >= 0:
                notes.append(remarks.about_break(line.place(start), target))
                joint = _around(line.text, start, start + len("BREAK"))
            chunks.append(_Chunk(joint, chunk))
    notes += remarks.about_text(source.visible(text), source, target, negative=negative)
    written = names.put(_side_by_side(chunks), source, target, embeddings)
    return Text(remarks.as_words(written, source, target, negative=negative), _in_order(notes))


def _in_order(notes: Iterable[Note]) -> tuple[Note, ...]:
    return tuple(sorted(notes, key=lambda note: (note.start, note.end)))


def _lines(
    text: str,
    source: Dialect,
    target: Dialect,
    notes: list[Note],
    left_out: Collection[int],
    *,
    negative: bool,
) -> Iterator[Weighed]:
    """What is left for the brackets of each part that ``AND`` parts."""
    if source.language != "a1111":
        yield Weighed([Excerpt(0, text)])
        return
    prompt = parse(text, negative=negative, dialect=source)
    cut = [] if negative else [Span(*found.span()) for found in networks(prompt.visible)]
    marked = blanked(prompt.visible, cut)
    gaps = [*_comments(prompt), *_networks(prompt, cut), *_tags(prompt, left_out)]
    notes += remarks.about_comments(prompt, target)
    notes += remarks.about_networks(prompt, cut, target)
    for sub in prompt.subprompts:
        part = marked[sub.start : sub.end]
        if "[" in part and not scanned(part).strays:
            notes += remarks.about_editing(part, sub.start, target)
            gaps += [(sub.start + a, sub.start + b) for a, b in unsaid(part, first_said)]
    gaps.sort()
    notes += (
        remarks.about_and(one.end, other.start, target)
        for one, other in pairwise(prompt.subprompts)
    )
    for sub in prompt.subprompts:
        is_joined = len(prompt.subprompts) > 1 and sub.suffix is not None
        end = sub.suffix.start if is_joined and sub.suffix else sub.end
        if not is_joined and sub.number is not None:
            notes.append(remarks.about_number(text, sub.number, source, target))
        yield Weighed(list(kept(text, sub.start, end, gaps)))


def _comments(prompt: Prompt) -> Iterator[Range]:
    """The comments, each with the blanks in front of it; with the line if it is all there."""
    text = prompt.text
    for start, end in prompt.comments:
        before = start
        while before and text[before - 1] in _BLANKS:
            before -= 1
        is_line = before == 0 or text[before - 1] == "\n"
        yield before, end + (is_line and text.startswith("\n", end))


def _networks(prompt: Prompt, cut: list[Span]) -> Iterator[Range]:
    """The networks; those between two commas with one of them."""
    found = (item for item in prompt.items if item.kind is Kind.NETWORK)
    alone = {item.start: (edit.start, edit.end) for item, edit in _removals(prompt, found)}
    for start, end in cut:
        yield alone.get(start, (start, end))


def _tags(prompt: Prompt, starts: Collection[int]) -> Iterator[Range]:
    """The tags that begin at some places, each with a comma."""
    found = (item for item in prompt.items if item.start in starts)
    for _, edit in _removals(prompt, found):
        yield edit.start, edit.end


def _removals(prompt: Prompt, items: Iterable[Item]) -> Iterator[tuple[Item, Edit]]:
    """The items with the edit that takes each out, where nothing has to be put in its place."""
    scopes = prompt.scopes()
    for item in items:
        scope = scopes[item.scope]
        edit = removal(prompt.text, item, scope.start, scope.end)
        if not edit.text:
            yield item, edit


def _around(text: str, start: int, end: int) -> str:
    """The blanks and line ends on both sides of a word."""
    first, last = start, end
    while first and text[first - 1].isspace():
        first -= 1
    while last < len(text) and text[last].isspace():
        last += 1
    return text[first:start] + text[end:last]


def _side_by_side(chunks: list[_Chunk]) -> str:
    """The texts with a comma between each two, or a line end where they had one."""
    parts = [chunks[0].text]
    for joint, chunk in chunks[1:]:
        before = parts[-1]
        left, right = before.rstrip(_JOINTS), chunk.lstrip(_JOINTS)
        between = before[len(left) :] + joint + chunk[: len(chunk) - len(right)]
        if left and right:
            parts[-1] = left
            parts.append(f",\n{right}" if "\n" in between else f", {right}")
        else:
            parts[-1] = left or right
    return "".join(parts)
