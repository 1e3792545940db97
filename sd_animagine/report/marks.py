"""What a page shows beside the compiled fields: marks, sections and token counts.

All of it is read off what the compiler kept of each tag.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from sd_animagine.compiler import Compiled, Context, Request
from sd_animagine.compiler.provenance import CompiledText, Piece
from sd_animagine.model import Section
from sd_animagine.tokens import Measure

SECTION_NAMES: Final = {
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


def marks(text: CompiledText) -> Iterator[Mark]:
    """The places of a compiled text that differ from what was typed, in text order."""
    end = 0
    for piece in text.pieces:
        mark = mark_of(piece, text)
        if mark is not None and mark.start >= end:
            end = mark.end
            yield mark


def mark_of(piece: Piece, text: CompiledText) -> Mark | None:
    """What was done to a piece of a compiled text; None for nothing."""
    change = piece.change
    if change is None:
        return None
    start, end = piece.outer
    if piece.source is None:
        return Mark(start, end, "added", "", change.reason, change.code)
    if change.kind == "moved":
        return Mark(start, end, "moved", "", change.reason, change.code)
    before = text.typed[piece.source.start : piece.source.end]
    if before == text.text[start:end]:
        return None
    return Mark(start, end, "rewritten", before, change.reason, change.code)


def tokens_json(found: Measure) -> dict[str, Any]:
    """The length of a text for the encoders: ``43`` of ``75``, and its chunks, as plain values."""
    chunks = [
        {"start": place, "tokens": chunk.tokens, "after_break": chunk.after_break}
        for place, chunk in zip(found.places(), found.chunks, strict=True)
    ]
    return {"tokens": found.tokens, "limit": found.limit, "chunks": chunks}


def view_json(request: Request, compiled: Compiled, context: Context) -> dict[str, Any]:
    """What a page shows beside the compiled fields."""
    dialect = context.dialect_of(request.options)
    return {
        "active": compiled.active,
        "marks": {
            field: [mark._asdict() for mark in marks(text)]
            for field, text in compiled.texts.items()
        },
        "sections": [
            {"start": piece.start, "end": piece.end, "section": SECTION_NAMES[piece.section]}
            for piece in compiled.texts["prompt"].pieces
        ],
        "tokens": {
            field: tokens_json(
                text.measured(context.encoder, dialect, negative=field.endswith("negative_prompt"))
            )
            for field, text in compiled.texts.items()
        },
    }
