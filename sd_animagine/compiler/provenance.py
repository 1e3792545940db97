"""What a compile made of one text: every tag with its source, its change and its section.

Worked out when somebody asks, from what the steps of the compile kept; nothing is parsed again and
no texts are compared.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import pairwise
from operator import itemgetter
from typing import Final, NamedTuple

from sd_animagine.model import QUALITY_KIND, RATINGS, Section
from sd_animagine.rules.base import TextView
from sd_animagine.syntax import Dialect, Group, Item, Kind, Node, Span
from sd_animagine.tokens import Encoder, Measure, measure, measure_text
from sd_animagine.transform import Change
from sd_animagine.transform.origin import Origin, Sources, Stretch, hull, is_untouched, through
from sd_animagine.vocabulary.names import normalise

Step = Callable[[], Origin]
"""Where everything that a step of a compile made was before it."""


class Piece(NamedTuple):
    """A tag, network, editing construct or bracketed tag of a compiled text."""

    start: int
    end: int
    outer: Span
    """With the brackets that hold nothing else."""
    source: Span | None
    """What it was in the text as typed; None for something added."""
    change: Change | None
    """What made it what it is, or put it where it is; None for what was typed just so."""
    section: Section


@dataclass(frozen=True)
class CompiledText:
    """One field of a request before and after."""

    typed: str
    text: str
    read: Callable[[], TextView]
    """Tells the text as it was last read."""
    before: Sequence[Step] = ()
    """From what was typed to what was read."""
    after: Sequence[Step] = ()
    """From there to the text."""

    @cached_property
    def view(self) -> TextView:
        """The text as it was last read."""
        return self.read()

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All tags, in text order."""
        known = _origin(self.before, len(self.typed))
        moved = _origin(self.after, len(self.view.text))
        found = list(_kept(self.view, moved, known))
        found += _added(moved, self.text)
        found.sort()
        return tuple(found)

    def measured(self, encoder: Encoder, dialect: Dialect, *, negative: bool) -> Measure:
        """Return its length for the encoders; a text that was read already is not read again."""
        if self.view.text == self.text:
            return measure(self.view.prompt, encoder)
        return measure_text(self.text, encoder, negative=negative, dialect=dialect)


def repeated(made: CompiledText) -> set[int]:
    """Return where tags begin that were added to one part of a text and stand in another too.

    What was typed counts first, then the last that was added.
    """
    names = [normalise(made.text[piece.start : piece.end]) for piece in made.pieces]
    added = [piece.source is None for piece in made.pieces]
    seen = {name for name, is_added in zip(names, added, strict=True) if not is_added}
    found: set[int] = set()
    for name, is_added, piece in reversed([*zip(names, added, made.pieces, strict=True)]):
        if is_added and name in seen:
            found.add(piece.start)
        seen.add(name)
    return found


def _origin(steps: Sequence[Step], size: int) -> Origin:
    """Of the last of some texts in the first, which has so many characters."""
    whole = [Stretch(size, 0, size, True, None)]
    return reduce(lambda older, step: through(step(), older), steps, whole)


class _Run(NamedTuple):
    """Characters of the text that was read which stand together in the compiled one."""

    start: int
    end: int
    to: int
    """Where they stand there."""
    change: Change | None


def _kept(view: TextView, moved: Origin, known: Origin) -> Iterator[Piece]:
    """The tags that are still there.

    Args:
        view: the text that was read.
        moved: of the compiled text, in that one.
        known: of that one, in what was typed.
    """
    runs = sorted(_runs(moved))
    sources = None if is_untouched(known) else Sources(known)
    n = 0
    for start, end, item in _tags(view):
        while n < len(runs) and runs[n].end <= start:
            n += 1
        if n == len(runs):
            break
        first, last, to, change = runs[n]
        if first <= start and end <= last:
            outer = Span(start - first + to, end - first + to)
        else:  # something was taken out of it
            held = runs[n : bisect_left(runs, end, key=itemgetter(0))]
            if not held:
                continue
            outer = Span(
                max(first, start) - first + to,
                min(held[-1].end, end) - held[-1].start + held[-1].to,
            )
            change = next((each.change for each in moved if _is_inside(each, start, end)), change)
        made: Change | None = None
        source: Span | None = Span(start, end)
        if sources is not None:
            made, source = _history(sources, Span(start, end), item)
            if made is not None and made.kind == "added":
                source = None  # it stands where something was taken out, and was not typed
        shift = outer.start - start
        inner = min(item.start + shift, outer.end), min(item.end + shift, outer.end)
        yield Piece(*inner, outer, source, made or change, view.by_item[item].section)


def _runs(moved: Origin) -> Iterator[_Run]:
    at = 0
    for length, start, end, is_copied, change in moved:
        if is_copied and length:
            yield _Run(start, end, at, change)
        at += length


def _tags(view: TextView) -> Iterator[tuple[int, int, Item]]:
    """Every item with the range of the brackets that hold nothing else, in text order."""
    waiting: list[Node] = [node for scope in view.prompt.scopes() for node in scope.nodes][::-1]
    while waiting:
        node = inner = waiting.pop()
        while isinstance(inner, Group) and len(inner.nodes) == 1:
            inner = inner.nodes[0]
        if isinstance(inner, Group):
            waiting += inner.nodes[::-1]
        elif inner.kind is not Kind.EMPTY:
            yield node.start, node.end, inner


def _history(sources: Sources, outer: Span, item: Item) -> tuple[Change | None, Span | None]:
    """What made a tag of the text that was read, and what it was as typed."""
    parts = _own(list(sources.between(*outer)))
    made = [part.change for part in parts if not part.is_copied and part.change is not None]
    moved = [part.change for part in parts if part.is_copied and part.change is not None]
    change = made[-1] if made else moved[0] if moved else None
    source = hull(parts) if _is_whole(parts) else hull(sources.between(item.start, item.end))
    return change, source if source.start < source.end else None


def _is_inside(part: Stretch, start: int, end: int) -> bool:
    return part.change is not None and not part.is_copied and start <= part.start <= part.end <= end


def _is_whole(parts: list[Stretch]) -> bool:
    """Did some stretches stand side by side? Brackets that were taken apart did not."""
    if len(parts) == 1:
        return True
    places = [(part.start, part.end) for part in parts if part.start < part.end]
    return all(place[0] == before[1] for before, place in pairwise(places))


def _own(parts: list[Stretch]) -> list[Stretch]:
    """Without what was taken out beside a tag; brackets that were taken off are its own."""
    first, last = 0, len(parts)
    while first < last and _is_beside(parts[first]):
        first += 1
    while last > first and _is_beside(parts[last - 1]):
        last -= 1
    return parts[first:last]


def _is_beside(part: Stretch) -> bool:
    gone = part.change is None or part.change.kind == "removed"
    return not part.length and (part.is_copied or gone)


def _section_of(tag: str) -> Section:
    """Of a tag that is added: what an option asks for, or the negative prompt of the card."""
    if tag in QUALITY_KIND:
        return Section.QUALITY
    return Section.RATING if tag in RATINGS else Section.GENERAL


_JOIN: Final = ", "
_JOINTS: Final = ", \r\n"


def _added(moved: Origin, text: str) -> Iterator[Piece]:
    """The tags that the last step put in; a negative prompt gets several with one change."""
    at = 0
    for stretch in moved:
        change = stretch.change
        if not stretch.is_copied and change is not None and change.kind == "added":
            put = text[at : at + stretch.length]
            first = at + len(put) - len(put.lstrip(_JOINTS))
            for tag in put.strip(_JOINTS).split(_JOIN):
                last = first + len(tag)
                yield Piece(first, last, Span(first, last), None, change, _section_of(tag))
                first = last + len(_JOIN)
        at += stretch.length
