"""What a compile did, as places in the compiled text: what a page marks and explains.

A change says what was done and to which words, not where they stand in the end, since later
changes may move them again. So the words are followed through the list of changes, and found in
the compiled text once all is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any, NamedTuple

from sd_animagine.compiler import Compiled, Context, Request
from sd_animagine.model import Section
from sd_animagine.syntax import HASH, Dialect, Group, Item, Kind, Node, Prompt, parse
from sd_animagine.tokens import PLAIN, Encoder, measure_text
from sd_animagine.transform import Change
from sd_animagine.vocabulary import Reading, Vocabulary, classify

SECTION_NAMES = {
    Section.COUNT: "count",
    Section.IDENTITY: "identity",
    Section.RATING: "rating",
    Section.GENERAL: "general",
    Section.QUALITY: "quality",
}


class Mark(NamedTuple):
    """A part of a compiled text that is not as it was typed."""

    start: int
    end: int
    kind: str
    """``added``, ``rewritten`` or ``moved``."""
    before: str
    """What was typed, for something rewritten."""
    reason: str
    code: str


class Part(NamedTuple):
    """A tag, network, editing construct or bracketed tag of a compiled text."""

    start: int
    end: int
    section: str


def marks(
    typed: str, compiled: str, changes: Iterable[Change], read: Callable[[str], Prompt] = parse
) -> list[Mark]:
    """The places of a compiled text that differ from what was typed, in text order.

    Args:
        typed: the text before.
        compiled: the text after.
        changes: those of this field, in the order they were made.
        read: parses a text of this field.
    """
    if typed == compiled:
        return []
    was = Counter(text for _, text in _pieces(read(typed)))
    notes = _followed(changes, read)
    found: list[Mark] = []
    for start, text in _pieces(read(compiled)):
        note = notes.get(text)
        end = start + len(text)
        if was[text] > 0:
            was[text] -= 1
            if note is not None and note.kind == "moved":
                found.append(Mark(start, end, "moved", "", note.reason, note.code))
        elif note is not None:
            before = note.before if note.kind == "rewritten" else ""
            found.append(Mark(start, end, note.kind, before, note.reason, note.code))
    return found


def _followed(
    changes: Iterable[Change], read: Callable[[str], Prompt]
) -> dict[str, Change]:
    """Piece of text → the change that explains it best; a move never hides how it came about."""
    notes: dict[str, Change] = {}
    pieces: dict[str, list[str]] = {}
    for change in changes:
        if change.kind == "removed" or not change.after:
            continue
        before = notes.get(change.before)
        if change.after not in pieces:
            pieces[change.after] = [text for _, text in _pieces(read(change.after))]
        for text in pieces[change.after]:
            if change.kind != "moved":
                kept = change._replace(before=before.before) if before else change
                notes[text] = kept
            else:
                notes.setdefault(text, change)
    return notes


def _pieces(prompt: Prompt) -> Iterator[tuple[int, str]]:
    """Place and text of every item, the brackets around a single one taken along."""
    for scope in prompt.scopes():
        for node in scope.nodes:
            yield from _leaves(prompt.text, node)


def _leaves(text: str, node: Node) -> Iterator[tuple[int, str]]:
    if isinstance(node, Group) and len(node.nodes) > 1:
        for child in node.nodes:
            yield from _leaves(text, child)
    elif not (isinstance(node, Item) and node.kind is Kind.EMPTY):
        yield node.start, text[node.start : node.end]


def sections(text: str, vocabulary: Vocabulary, dialect: Dialect = HASH) -> list[Part]:
    """Every tag of a positive prompt with the section it belongs to, in text order."""
    prompt = parse(text, dialect=dialect, is_name=vocabulary.is_name)
    readings: list[Reading] = classify(prompt, vocabulary)
    return [
        Part(r.item.start, r.item.end, SECTION_NAMES[r.section])
        for r in readings
        if r.item.kind is not Kind.EMPTY
    ]


def tokens(
    text: str, encoder: Encoder = PLAIN, *, negative: bool = False, dialect: Dialect = HASH
) -> dict[str, Any]:
    """The length of a text for the encoders: ``43`` of ``75``, and its chunks, as plain values."""
    found = measure_text(text, encoder, negative=negative, dialect=dialect)
    chunks = [
        {"start": place, "tokens": chunk.tokens, "after_break": chunk.after_break}
        for place, chunk in zip(found.places(), found.chunks, strict=True)
    ]
    return {"tokens": found.tokens, "limit": found.limit, "chunks": chunks}


def view_json(request: Request, compiled: Compiled, context: Context) -> dict[str, Any]:
    """What a page shows beside the compiled fields: marks, sections and token counts."""
    texts = {"prompt": (request.prompt, compiled.prompt)}
    for field in ("negative_prompt", "hr_prompt", "hr_negative_prompt"):
        before = getattr(request, field)
        if before is not None:
            texts[field] = (before, getattr(compiled, field) or "")
    vocabulary, dialect = context.vocabulary, context.dialect_of(request.options)
    marked: dict[str, Any] = {}
    for field, (before, after) in texts.items():
        own = [change for change in compiled.changes if change.field == field]
        read = partial(
            parse,
            negative=field.endswith("negative_prompt"),
            dialect=dialect,
            is_name=vocabulary.is_name,
        )
        marked[field] = [mark._asdict() for mark in marks(before, after, own, read)]
    return {
        "active": compiled.active,
        "marks": marked,
        "sections": [p._asdict() for p in sections(compiled.prompt, vocabulary, dialect)],
        "tokens": {
            field: tokens(
                after, context.encoder, negative=field.endswith("negative_prompt"), dialect=dialect
            )
            for field, (_, after) in texts.items()
        },
    }
