"""More than 75 tokens.

What: a text that does not fit into one chunk of 75 tokens, and the tag that begins the next one.
The host moves a tag over that does not fit, up to 20 tokens back to a comma. A warning if count,
character, series or rating are behind the first chunk. A new chunk after BREAK is meant, and not
reported.

Why: each chunk is encoded by itself, so tags of different chunks know nothing of each other; the
first one sets the picture.

Example::

    1girl, solo, long hair, blue eyes, red scarf, black thighhighs, striped sweater, white gloves, holding stuffed animal, sitting, wooden bench, looking at viewer, smile, outdoors, autumn leaves, falling leaves, sunlight, tree shade, blurry background, depth of field, wind, cup, book, teapot, masterpiece, high score, great score, absurdres
    1girl, solo, long hair, blue eyes, masterpiece, high score, great score, absurdres
"""  # noqa: E501

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import Section
from sd_animagine.rules.base import PROMPTS, Report, Rule, Severity, TextView
from sd_animagine.syntax import Item, Kind
from sd_animagine.tokens import CHUNK, may_exceed, measure
from sd_animagine.words import Message, quoted, short

_LEADING = (Section.COUNT, Section.IDENTITY, Section.RATING)
"""What the trained order has in front, so that it is in the first chunk (card §1)."""
_SHOWN = 3


def check(view: TextView) -> Iterator[Report]:
    """Report the first tag that begins a chunk because the one before it is full."""
    if not view.encoder.embeddings and not may_exceed(view.text):
        return
    found = measure(view.prompt, view.encoder)
    chunk = found.overflow
    if chunk is None:
        return
    place = chunk.place()
    first = _item_at(view, place)
    late = [] if view.negative or first is None else _late(view, first)
    start, end = (first.start, first.end) if first else (place, len(view.text))
    message = Message(
        "{tokens} tokens need {chunks} chunks of {size}. "
        "Tags from “{text}” on are read apart from the others; remove some tags.",
        tokens=found.tokens,
        chunks=len(found.chunks),
        size=CHUNK,
        text=short(view.text[start:end]),
    )
    if late:
        names = _named(late)
        message = Message("{said} Move {names} into the first chunk.", said=message, names=names)
    yield Report(message, start, end, severity=Severity.WARNING if late else Severity.INFO)


def _named(texts: list[str]) -> str:
    names = quoted(map(short, texts[:_SHOWN]))
    more = len(texts) - _SHOWN
    return Message("{names} and {more} more", names=names, more=more) if more > 0 else names


def _item_at(view: TextView, place: int) -> Item | None:
    """The item that a place is in, or the next one."""
    for item in view.prompt.items:
        if item.end > place and item.kind is not Kind.EMPTY:
            return item
    return None


def _late(view: TextView, first: Item) -> list[str]:
    """What of this scope should stand in the first chunk, but does not, nor will be moved there."""
    ordered = view.orders.get(first.scope) if view.reorders else None
    if ordered is not None and ordered.moves:
        return []
    return [
        reading.item.text
        for reading in view.readings
        if reading.section in _LEADING
        and reading.item.scope == first.scope
        and reading.item.start >= first.start
    ]


RULE = Rule(
    code="ANI009",
    name="over-token-budget",
    where=("positive", "negative"),
    severities=(Severity.INFO, Severity.WARNING),
    check=check,
    dialects=PROMPTS,
)
