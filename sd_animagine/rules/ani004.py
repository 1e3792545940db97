"""Several known tags run together without commas.

What: words between two commas that are no tag as a whole, but a row of known tags: with a count, a
quality tag or ``solo`` among them, two tags of several words next to each other, brackets side by
side, or a board's line with underscores in it; one word among many may be unknown. Tags with other
signs between them (``1girl; solo``), lines of a list (``- 1girl``), and lines that end without a
comma. A single word beside a tag may describe it (``sleeveless school uniform``), and a sentence is
no row of tags: neither is reported.

Why: the model learned tags that were separated by commas; run together they blend into one. A line
end is no more than a blank to the text encoder.

Example::

    1girl solo long hair
    1girl, solo, long hair
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.rules.rows import Tag, listed_in, row_in
from sd_animagine.syntax import Edit, Item, Kind, Node, replacing
from sd_animagine.syntax.lexer import COMMAS
from sd_animagine.transform.arrangement import leaves
from sd_animagine.vocabulary import TagKind, Vocabulary
from sd_animagine.words import Message, short

_LABEL = Message("Add the missing commas")
_SILENT = (Kind.NETWORK, Kind.EMPTY)


def check(view: TextView) -> Iterator[Report]:
    """Report items that are a row of known tags, and lines that end without a comma."""
    if "\n" in view.text or "\r" in view.text:
        yield from _lines(view)
    known: dict[tuple[str, str], tuple[list[Tag], list[Tag]]] = {}
    for reading in view.of_kind(TagKind.UNKNOWN):
        item = reading.item
        if reading.protected or item.kind is not Kind.TAG:
            continue
        key = item.text, item.label
        found = known.get(key)
        if found is None:
            found = known[key] = _tags_in(item, view.vocabulary)
        tags, listed = found
        if tags or listed:
            if view.only_counts:
                yield COUNTED
            else:
                yield _row(item, tags) if tags else _list(view, item, listed)


def _tags_in(item: Item, vocabulary: Vocabulary) -> tuple[list[Tag], list[Tag]]:
    """The tags of a row, or else those of a list."""
    tags = row_in(item, vocabulary)
    if len(tags) > 1:
        return tags, []
    return [], [] if item.mixed else listed_in(item.text, vocabulary)


def _row(item: Item, tags: list[Tag]) -> Report:
    fixes: tuple[Fix, ...] = ()
    if "<" not in item.text or not item.mixed:
        edits = []
        for tag, behind in pairwise(tags):
            at = item.start + tag.end
            edits.append(Edit(at, at, "," if behind.start > tag.end else ", "))
        fixes = (Fix(_LABEL, tuple(edits), False),)
    return report(item, _sentence(short(item.text), len(tags) - 1), *fixes)


def _list(view: TextView, item: Item, tags: list[Tag]) -> Report:
    """Tags with other signs between them, or a line of a list: the tags alone, with commas."""
    places = [0, *(place for tag in tags for place in (tag.start, tag.end)), len(item.text)]
    gaps = list(zip(places[::2], places[1::2], strict=True))
    between = [", "] * len(gaps)
    between[0] = " " if view.text[item.start - 1 : item.start] in tuple(COMMAS) else ""
    between[-1] = "," if view.text[item.end : item.end + 1] in ("\n", "\r") else ""
    edits = tuple(
        replacing(view.text, item.start + start, item.start + end, text)
        for (start, end), text in zip(gaps, between, strict=True)
        if start < end or text
    )
    message = Message(
        "“{text}” is written as a list. The model knows tags between commas.", text=short(item.text)
    )
    return report(item, message, Fix(Message("Write plain commas"), edits, False))


def _sentence(text: str, gaps: int) -> Message:
    if gaps == 1:
        return Message(
            "A comma is missing in “{text}”. Tags without commas blend into one.", text=text
        )
    return Message(
        "{count} commas are missing in “{text}”. Tags without commas blend into one.",
        count=gaps,
        text=text,
    )


def _lines(view: TextView) -> Iterator[Report]:
    """Tags of a scope that only line ends part, all of them as one finding."""
    visible = view.prompt.visible
    for scope in view.scopes:
        nodes = [node for node in scope.nodes if not _is_silent(node)]
        gaps = [
            a
            for a, b in pairwise(nodes)
            if not _has_comma(visible[a.end : b.start]) and _runs_on(view, a, b)
        ]
        if gaps:
            yield COUNTED if view.only_counts else _line_ends(gaps)


def _is_silent(node: Node) -> bool:
    """Return whether the encoder gets no word of a node."""
    if not isinstance(node, Item):
        return False
    return node.kind in _SILENT or not any(map(str.isalnum, node.text))


def _has_comma(between: str) -> bool:
    return "," in between or "，" in between or "、" in between


def _runs_on(view: TextView, before: Node, behind: Node) -> bool:
    """Is one of two nodes that no comma parts a known tag at least?"""
    readings = view.by_item
    beside = leaves(before)[-1:] + leaves(behind)[:1]
    return any([readings[leaf].kind is not TagKind.UNKNOWN for leaf in beside])


def _line_ends(gaps: list[Node]) -> Report:
    if len(gaps) == 1:
        message = Message("No comma ends this line. Its last tag and the next one blend into one.")
    else:
        message = Message(
            "{count} lines end without a comma. Their tags blend into those of the next line.",
            count=len(gaps),
        )
    edits = tuple(Edit(node.end, node.end, ",") for node in gaps)
    return report(gaps[0], message, Fix(_LABEL, edits, False))


RULE = Rule(
    code="ANI004",
    name="missing-comma",
    where=("positive",),
    severities=(Severity.WARNING,),
    check=check,
    alone=True,
)
