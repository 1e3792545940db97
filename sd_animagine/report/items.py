"""The items of a prompt as typed, each with what it is and what a page may do with it.

A page that shows them one by one edits the text by what stands here; it reads no prompt itself.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from sd_animagine.compiler import Compiled, Context, Request
from sd_animagine.compiler.provenance import CompiledText
from sd_animagine.report.marks import Mark, mark_of
from sd_animagine.syntax import Group, Item, Kind, Node, Prompt, Scope, Span, parse
from sd_animagine.syntax.lexer import COMMAS, NUMBER_AT_END
from sd_animagine.syntax.removal import removal
from sd_animagine.vocabulary import Reading, TagKind, Vocabulary, classify

KINDS: Final = {
    TagKind.COUNT: "count",
    TagKind.CHARACTER: "character",
    TagKind.SERIES: "series",
    TagKind.RATING: "rating",
    TagKind.YEAR: "year",
    TagKind.GENERAL: "general",
    TagKind.UNKNOWN: "general",
    TagKind.FOREIGN: "foreign",
    TagKind.QUALITY: "quality",
    TagKind.SCORE: "score",
    TagKind.RESOLUTION: "resolution",
}
"""The words that the lists of a page know kinds by."""
ALL_KINDS: Final = (*dict.fromkeys(KINDS.values()), "artist", "network", "group", "syntax")
MOST: Final = 2000
"""Items that a page shows one by one."""
_PLAIN: Final = re.compile(r"(?:[^\\#{}<>*/:()\[\]|_\r\n]|\\[()])+")
"""A tag that is read the same wherever it stands; of any other that is looked at."""
_LONGEST: Final = 2000
"""Characters of an item that is looked at so."""


@dataclass(frozen=True)
class _Text:
    """A prompt, and what there is to say of it."""

    prompt: Prompt
    readings: Mapping[int, Reading]
    """By the ``id`` of an item."""
    vocabulary: Vocabulary
    marks: Callable[[Span], Mark | None]
    """What a compile made of a place."""
    reads: Callable[[str], Prompt]


def items_json(
    text: str, at: int | None, request: Request, compiled: Compiled, context: Context
) -> list[dict[str, Any]]:
    """Return the items of a prompt in their order; none of one that has more than a page shows.

    Args:
        text: the prompt as it was typed.
        at: where it begins in the request's, which has styles around it; None where not known.
        request: what was compiled.
        compiled: what came of it.
        context: what it was compiled with.
    """
    options = request.options
    newlines = options.newline_is_boundary == "on" or (
        options.newline_is_boundary == "auto" and request.lines_are_regions
    )
    reads = partial(
        parse,
        dialect=context.dialect_of(options),
        newlines=newlines,
        is_name=context.vocabulary.is_name,
    )
    prompt = reads(text)
    if len(prompt.items) > MOST:
        return []
    readings = {id(each.item): each for each in classify(prompt, context.vocabulary)}
    marks = _marks(compiled.texts["prompt"], at)
    return list(_items(_Text(prompt, readings, context.vocabulary, marks, reads)))


def _marks(text: CompiledText, at: int | None) -> Callable[[Span], Mark | None]:
    """Return a function that says what was done to a place of the typed text."""
    if at is None or text.text == text.typed:
        return lambda _place: None
    pieces = sorted((piece.source, piece) for piece in text.pieces if piece.source is not None)
    starts = [source.start for source, _ in pieces]

    def mark(place: Span) -> Mark | None:
        start, end = place.start + at, place.end + at
        n = bisect_left(starts, end)
        inside = []
        while n and pieces[n - 1][0].end > start:
            n -= 1
            inside.append(pieces[n][1])
        found = filter(None, (mark_of(piece, text) for piece in inside))
        return next(found, None) if inside else Mark(start, end, "removed", "", "", "")

    return mark


def _items(text: _Text) -> Iterator[dict[str, Any]]:
    scopes = text.prompt.scopes()
    for number, scope in enumerate(scopes):
        nodes = [node for node in scope.nodes if not _is_empty(node)]
        for n, node in enumerate(nodes):
            yield _item(text, scope, number, node, moves=_is_movable(text, nodes, n))
        if number + 1 < len(scopes):
            yield from _boundary(text, scope.end, scopes[number + 1].start, number)


def _is_empty(node: Node) -> bool:
    return isinstance(node, Item) and node.kind is Kind.EMPTY


def _item(text: _Text, scope: Scope, number: int, node: Node, *, moves: bool) -> dict[str, Any]:
    whole = text.prompt.text
    inner = _inner(node)
    place = Span(inner.start, inner.end)
    if isinstance(inner, Group):
        place = Span(inner.open, inner.close)
    taken = Item(node.start, node.end, whole[node.start : node.end], Kind.TAG, 0)
    is_frozen = isinstance(inner, Item) and inner.kind is Kind.REACH
    edit = None if is_frozen else removal(whole, taken, scope.start, scope.end)
    mark = text.marks(Span(node.start, node.end))
    return {
        "start": node.start,
        "end": node.end,
        "inside": {"start": place.start, "end": place.end},
        "kind": _kind(text, inner),
        "text": whole[inner.start : inner.end],
        "weight": round(inner.weight, 4),
        "scope": number,
        "moves": moves,
        "removal": edit and edit._asdict(),
        "change": mark.kind if mark else "",
        "reason": mark.reason if mark else "",
    }


def _inner(node: Node) -> Node:
    """What stands in brackets that hold nothing else."""
    while isinstance(node, Group) and len(node.nodes) == 1 and not _is_empty(node.nodes[0]):
        node = node.nodes[0]
    return node


def _kind(text: _Text, node: Node) -> str:
    if isinstance(node, Group):
        return "group"
    if node.kind is Kind.NETWORK:
        return "network"
    if node.kind is not Kind.TAG:
        return "syntax"
    reading = text.readings[id(node)]
    if reading.kind is TagKind.UNKNOWN and text.vocabulary.is_artist(reading.name):
        return "artist"
    return KINDS[reading.kind]


def _boundary(text: _Text, start: int, end: int, number: int) -> Iterator[dict[str, Any]]:
    """The word that parts two scopes, such as ``BREAK``; it stays where it is."""
    gap = text.prompt.text[start:end]
    word = gap.strip()
    if not word:
        return
    first = start + len(gap) - len(gap.lstrip())
    last = first + len(word)
    yield {
        "start": first,
        "end": last,
        "inside": {"start": first, "end": last},
        "kind": "syntax",
        "text": word,
        "weight": 1.0,
        "scope": number,
        "moves": False,
        "removal": None,
        "change": "",
        "reason": "",
    }


# --- moving -----------------------------------------------------------------------------------


def _is_movable(text: _Text, nodes: Sequence[Node], n: int) -> bool:
    """Return whether a node may change places with any other such one of its scope.

    It is read the same wherever it stands, and so is whatever comes to stand in its place.
    """
    node, whole = nodes[n], text.prompt.text
    before = nodes[n - 1].end if n else None
    after = nodes[n + 1].start if n + 1 < len(nodes) else None
    return (
        (before is None or _parts(text, before, node.start))
        and (after is None or _parts(text, node.end, after))
        and _is_open(whole[max(node.start - 1, 0) : node.start])
        and _is_open(whole[node.end : node.end + 1])
        and _is_read_alone(text, node)
    )


def _is_open(char: str) -> bool:
    return not char or char.isspace() or char in COMMAS


def _parts(text: _Text, start: int, end: int) -> bool:
    """Return whether what stands between two nodes parts them, whatever they are."""
    return any(char in COMMAS or char in "\r\n" for char in text.prompt.visible[start:end])


def _is_read_alone(text: _Text, node: Node) -> bool:
    """Return whether a node would be the same one if it were all there is."""
    own = text.prompt.text[node.start : node.end]
    if isinstance(node, Item) and node.kind is Kind.TAG and _PLAIN.fullmatch(own):
        return True
    if len(own) > _LONGEST or own.endswith("\\") or NUMBER_AT_END.search(own):
        return False
    alone = text.reads(own)
    nodes = [each for scope in alone.scopes() for each in scope.nodes]
    return (
        len(nodes) == len(alone.scopes()) == 1
        and (nodes[0].start, nodes[0].end) == (0, len(own))
        and type(nodes[0]) is type(node)
        and not (isinstance(node, Item) and node.kind is Kind.REACH)
        and not alone.oddities
    )
