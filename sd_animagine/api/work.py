"""The work behind the routes that takes time, told in plain values.

So a program may have it done wherever it likes: a host in a thread of its own process, the studio
in another process, where it is in nobody's way.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator, Sequence
from typing import Any, Final

from sd_animagine.api.bodies import Refused
from sd_animagine.api.compiling import Compiling, in_place
from sd_animagine.api.fitting import fitting, text
from sd_animagine.api.surroundings import Kind, Surroundings
from sd_animagine.words.languages import Language

_CHARACTERS: Final = 32_768
"""Of the items of a batch that are done in one go, and"""
_ITEMS: Final = 25
"""how many they may be."""


def done(around: Surroundings, kind: Kind, sent: Any, language: Language) -> list[bytes]:
    """The answers as JSON: one, or one for each item of a part of a batch.

    Args:
        around: what the routes know.
        kind: the route.
        sent: the fields of a request, or a list of items.
        language: of whoever asked, unless the options say another.

    Raises:
        Refused: a field is not what it must be; a batch says so in the item's place.
    """
    compiling = Compiling(around, language)
    if kind == "batch":
        return list(_items(compiling, sent))
    act = {"check": compiling.check, "fix": compiling.fix}.get(kind, compiling.compile)
    return [fitting(act(sent))]


def _items(compiling: Compiling, items: list[Any]) -> Iterator[bytes]:
    for item in items:
        yield fitting(compiling.item(item))
        compiling.context.pause()


async def answer_of(
    around: Surroundings, kind: Kind, sent: dict[str, Any], language: Language
) -> bytes:
    """The answer to one request.

    Raises:
        Refused: a field is not what it must be.
    """
    (answer,) = await _do(around, kind, sent, language)
    return answer


async def answers_of(
    around: Surroundings, items: Sequence[Any], language: Language
) -> AsyncIterator[bytes]:
    """The answers to a batch, made while they are sent."""
    for part in _parts(items):
        for answer in await _do(around, "batch", part, language):
            yield answer


async def _do(around: Surroundings, kind: Kind, sent: Any, language: Language) -> list[bytes]:
    """Do it where the program wants it done; by default in the server's thread pool."""
    if around.work is not None:
        return await around.work(kind, sent, language)
    return await here(around, kind, sent, language)


async def here(around: Surroundings, kind: Kind, sent: Any, language: Language) -> list[bytes]:
    """The same as ``done``, in the server's thread pool."""
    from starlette.concurrency import run_in_threadpool

    answers: list[bytes] = await run_in_threadpool(done, around, kind, sent, language)
    return answers


def refused(kind: Kind, sent: Any, reason: Refused) -> list[bytes]:
    """Refuse a piece of work: in a batch in the place of each item, since its answer has begun.

    Raises:
        Refused: the reason, for one request.
    """
    if kind == "batch":
        return [text(in_place(reason))] * len(sent)
    raise reason


def _parts(items: Sequence[Any]) -> Iterator[list[Any]]:
    part: list[Any] = []
    size = 0
    for item in items:
        part.append(item)
        size += length(item)
        if size >= _CHARACTERS or len(part) >= _ITEMS:
            yield part
            part, size = [], 0
    if part:
        yield part


def length(value: Any) -> int:
    """Return how many characters of text stand in a JSON value."""
    total = 0
    waiting = [value]
    for each in waiting:
        if isinstance(each, str):
            total += len(each)
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
    return total
