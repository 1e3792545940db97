"""A positive prompt as the model was trained on it: ordered, completed, and rendered."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

from sd_animagine.model import RATINGS, Section
from sd_animagine.syntax import Dialect, Edit, Prompt, Scope, Subprompt, apply_edits
from sd_animagine.transform.arrangement import Arrangement, Placed, Readings, arrange, leaves
from sd_animagine.transform.changes import Change
from sd_animagine.transform.inject import Tags, append_all, inject_all, names_in
from sd_animagine.transform.order import Move, Ordered
from sd_animagine.transform.origin import Origin, Stretch
from sd_animagine.transform.quality import (
    has_text,
    missing_quality,
    part_with_quality,
    quality_scopes,
)
from sd_animagine.transform.telling import Order, Telling
from sd_animagine.vocabulary import Reading, is_year


class Wanted(NamedTuple):
    """What is to be done to a positive prompt."""

    reorder: bool
    quality: tuple[str, ...]
    rating: str
    year: int
    order_code: str
    """The code that the changes of the order bear."""
    quality_code: str
    """The code that an added quality tag bears."""


_UNMOVED: Final = Order(None, ())


class Written(NamedTuple):
    """A scope as it was written anew."""

    scope: Scope
    arranged: Callable[[], Arrangement]
    """Tells the scope as it is by now."""
    moves: Sequence[Move]
    order: Order
    added: Mapping[str, Change]
    """Tag → what added it."""


class Composed(NamedTuple):
    """The text, and what was moved and added."""

    text: str
    changes: list[Change]
    written: list[Written]
    prompt: Prompt
    """The text before."""

    def origin(self) -> Origin:
        """Return where everything was in the text before."""
        found: Origin = []
        at = 0
        size = len(self.prompt.text)
        for written in self.written:
            scope = written.scope
            found.append(Stretch(scope.start - at, at, scope.start, True, None))
            found += _origin(written, self.prompt)
            at = scope.end
        found.append(Stretch(size - at, at, size, True, None))
        return found


def compose(
    prompt: Prompt,
    readings: Readings,
    names: Sequence[set[str]],
    wanted: Wanted,
    ordered_scopes: Mapping[int, Ordered],
    field: str = "prompt",
) -> Composed:
    """Bring a prompt into trained order and add what is wanted and missing.

    Args:
        prompt: the positive prompt.
        readings: what each of its items is.
        names: normal forms of everything present in each subprompt.
        wanted: what to do.
        ordered_scopes: what ``orders`` says of the prompt; not looked at without ``reorder``.
        field: the field's name, for the list of changes.
    """
    writing = _Writing(prompt, readings, Telling(field, wanted.order_code, wanted.quality_code))
    for number, sub, scope, add in _scopes(prompt, readings, names, wanted):
        ordered = ordered_scopes.get(number) if wanted.reorder else None
        if ordered is not None and ordered.moves:
            writing.write(sub, scope, ordered, add)
        elif add and not writing.append(sub, scope, add):
            writing.write(sub, scope, None, add)
    text = apply_edits(prompt.text, writing.edits)
    return Composed(text, writing.telling.changes, writing.written, prompt)


class _Writing:
    """Writes scopes anew, one after the other."""

    def __init__(self, prompt: Prompt, readings: Readings, telling: Telling) -> None:
        self.prompt = prompt
        self.readings = readings
        self.telling = telling
        self.edits: list[Edit] = []
        self.written: list[Written] = []
        self.shift = 0
        """How much longer the text is by now."""

    def _note(self, written: Written, edit: Edit) -> None:
        self.written.append(written)
        self.edits.append(edit)
        self.shift += len(edit.text) - (edit.end - edit.start)

    def append(self, sub: Subprompt, scope: Scope, add: Tags) -> bool:
        """Put tags behind the last of a scope, if that is all there is to it."""
        if sub.number is not None and scope.suffix is None:
            return False  # what takes a number's weight away is told
        places = append_all(self.prompt, scope, add, self.readings)
        if not places:
            return False
        added = self.telling.added(add, places, scope.end + self.shift, "")
        at = scope.end - places[0].behind
        text = _text_of(places)
        arranged = partial(self._completed, scope, add)
        self._note(Written(scope, arranged, (), _UNMOVED, added), Edit(at, at, text))
        return True

    def write(self, sub: Subprompt, scope: Scope, ordered: Ordered | None, add: Tags) -> None:
        """Put a scope in order, if it has to be, and tags into it."""
        prompt = self.prompt
        start, end = scope.start + self.shift, scope.end + self.shift
        order = _UNMOVED
        if ordered is None:
            arrangement = arrange(prompt, scope, scope.suffix, self.readings, split=False)
        else:
            arrangement = ordered.arrangement.copy()
            order = self.telling.moved(prompt.text, ordered, start, end)
            end = start + len(ordered.text)
        number = "" if scope.suffix else _number_in(arrangement, prompt, sub)
        added = self.telling.added(add, inject_all(arrangement, add), end, number)
        moves = ordered.moves if ordered else ()
        written = Written(scope, lambda: arrangement, moves, order, added)
        self._note(written, Edit(scope.start, scope.end, arrangement.text()))

    def _completed(self, scope: Scope, add: Tags) -> Arrangement:
        """What ``append`` makes of a scope, taken apart for whoever asks where its tags are."""
        arrangement = arrange(self.prompt, scope, scope.suffix, self.readings, split=False)
        inject_all(arrangement, add)
        return arrangement


def _scopes(
    prompt: Prompt, readings: Readings, names: Sequence[set[str]], wanted: Wanted
) -> Iterator[tuple[int, Subprompt, Scope, Tags]]:
    """The scopes with text: number, subprompt, and the tags that are to be added to each."""
    first = True
    number = -1
    for sub, present in zip(prompt.subprompts, names, strict=True):
        quality = _quality_by_scope(sub, present, wanted.quality, readings)
        for n, scope in enumerate(sub.scopes):
            number += 1
            if any(map(has_text, scope.nodes)):
                add = _as_quality(quality.get(n, ()))
                if first:
                    add = (*_first_scope_tags(wanted, set().union(*names)), *add)
                first = False
                yield number, sub, scope, add


@lru_cache(maxsize=64)
def _text_of(places: tuple[Placed, ...]) -> str:
    return "".join(placed.text for placed in places)


@lru_cache(maxsize=64)
def _as_quality(tags: tuple[str, ...]) -> Tags:
    return tuple((tag, Section.QUALITY) for tag in tags)


def _origin(written: Written, prompt: Prompt) -> Iterator[Stretch]:
    """Where the units and the comments of a scope were; what else stands there is nobody's."""
    scope, arranged, moves, order, added = written
    arrangement = arranged()
    lines = sorted((move.start, move.end, n) for n, move in enumerate(moves))
    at = scope.start
    typed = _comments_between(prompt, scope)
    for separator, unit in zip(arrangement.separators, arrangement.units, strict=False):
        yield from _between(separator, at, typed, prompt.dialect)
        if unit.end == 0 and unit.text in added:
            yield Stretch(len(unit.text), at, at, False, added[unit.text])
            continue
        line = bisect_right(lines, unit.start, key=itemgetter(0)) - 1
        change = order.split if unit.group is not None else None
        if change is None and line >= 0 and unit.start < lines[line][1]:
            change = order.moves[lines[line][2]]
        for start, end in unit.spans():
            yield Stretch(end - start, start, end, True, change)
    ending = arrangement.separators[-1] + arrangement.tail
    yield from _between(ending, at, typed, prompt.dialect)


def _comments_between(prompt: Prompt, scope: Scope) -> dict[str, list[int]]:
    """The comments between the nodes of a scope: text → where such ones stand, the last first."""
    found: dict[str, list[int]] = {}
    nodes = scope.nodes
    for start, end in reversed(prompt.comments):
        node = bisect_right(nodes, start, key=attrgetter("start")) - 1
        if scope.start <= start and end <= scope.end and (node < 0 or nodes[node].end <= start):
            found.setdefault(prompt.text[start:end], []).append(start)
    return found


def _between(
    separator: str, at: int, typed: Mapping[str, list[int]], dialect: Dialect
) -> Iterator[Stretch]:
    """What stands between two units; its comments are as typed, in case a fix opens one later."""
    done = 0
    for start, end in dialect.comments(separator, line_start=False) if typed else ():
        if places := typed.get(separator[start:end]):
            place = places.pop()
            yield Stretch(start - done, at, at, False, None)
            yield Stretch(end - start, place, place + end - start, True, None)
            done = end
    yield Stretch(len(separator) - done, at, at, False, None)


def _quality_by_scope(
    sub: Subprompt,
    present: Collection[str],
    wanted: tuple[str, ...],
    readings: Readings,
) -> dict[int, tuple[str, ...]]:
    """Scope index → what of the enhancement it is to get."""
    if not wanted:
        return {}
    if len(sub.scopes) == 1:
        missing = missing_quality(present, wanted)
        return dict.fromkeys(quality_scopes(sub), missing)
    targets = quality_scopes(sub)
    if len(targets) < 2:
        count = part_with_quality(sub)
        if count < len(sub.scopes):
            held = (each for scope in sub.scopes[:count] for each in _held(scope, readings))
            present = names_in(held)
        missing = missing_quality(present, wanted) if targets else ()
        return dict.fromkeys(targets, missing)
    return {  # lines as regions: each is encoded by itself
        n: missing_quality(names_in(_held(sub.scopes[n], readings)), wanted) for n in targets
    }


def _held(scope: Scope, readings: Readings) -> Iterable[Reading]:
    return (readings[leaf] for node in scope.nodes for leaf in leaves(node))


def _first_scope_tags(wanted: Wanted, present: Collection[str]) -> list[tuple[str, Section]]:
    add: list[tuple[str, Section]] = []
    if wanted.rating and not any(rating in present for rating in RATINGS):
        add.append((wanted.rating, Section.RATING))
    if wanted.year and not any(map(is_year, present)):
        add.append((f"year {wanted.year}", Section.GENERAL))
    return add


def _number_in(arrangement: Arrangement, prompt: Prompt, sub: Subprompt) -> str:
    """What the host takes for the subprompt's weight, where the scope's last tag holds it."""
    if sub.number is None:
        return ""
    tags = [unit for unit in arrangement.units if not unit.fixed]
    if not tags or not tags[-1].start <= sub.number.start < tags[-1].end:
        return ""
    return prompt.text[sub.number.start : sub.number.end]
