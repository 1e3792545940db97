"""Everyday words to try everything on: what the lists hold, not what a fuzzer makes up.

``go_through`` sends a text, and ``look_up`` one name, through all that looks at it; ``homonyms``,
``other_names``, ``names``, ``words`` and ``pairs`` are what to send.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import lru_cache
from itertools import permutations

from sd_animagine.compiler import Context, Options, Request, check_request, compile_request
from sd_animagine.lookup.complete import LIMIT, complete
from sd_animagine.lookup.suggest import suggestions
from sd_animagine.panel.parts.picking import add_character
from sd_animagine.panel.parts.reading import Parts, parts_of, prompt_of
from sd_animagine.vocabulary import Vocabulary, bundled, normalise

EVERYTHING = Options(
    mode="strict", rating="safe", year=2023, complete_series=True, suggested_fixes=True
)
"""Every transform and every fix."""


@lru_cache(maxsize=1)
def other_names() -> list[str]:
    """Aliases and former names."""
    return sorted({*bundled().aliases, *bundled().renamed})


@lru_cache(maxsize=1)
def names() -> list[str]:
    """Every name of every list, artists included, and every other name."""
    lists = bundled()
    artists = (lists.folder / "artists.txt").read_text("utf-8").splitlines()
    written = (*lists.typos, *lists.never, *lists.ceiling)
    return sorted({*lists.kinds, *other_names(), *artists, *written})


@lru_cache(maxsize=1)
def words() -> list[str]:
    """The first and the last word of every name."""
    return sorted({word for name in names() for word in (name.split()[0], name.split()[-1])})


@lru_cache(maxsize=1)
def homonyms() -> list[str]:
    """What several names with something in brackets are without their brackets: ``alice``."""
    lists = bundled()
    seen: set[str] = set()
    found: set[str] = set()
    for name in sorted((*lists.kinds, *other_names())):
        base, bracket, _ = name.partition(" (")
        if bracket and base:
            (found if base in seen else seen).add(base)
    return sorted(found)


def pairs(drawn: list[str]) -> Iterator[str]:
    """Each of some names before each other."""
    return map(", ".join, permutations(drawn, 2))


def drawn_pairs(draw: random.Random, count: int) -> list[str]:
    """Two names, or words of names, side by side."""
    every = (names(), words())
    return [f"{draw.choice(draw.choice(every))}, {draw.choice(draw.choice(every))}" for _ in
            range(count)]  # fmt: skip


def go_through(text: str, lists: Vocabulary | None = None) -> None:
    """Send a text through compile, check and parts.

    Raises:
        AssertionError: something does not hold that holds for every text.
    """
    lists = lists or bundled()
    context = Context(vocabulary=lists)
    compile_request(Request(text, options=EVERYTHING), context)
    check_request(Request(text, text), context)
    assert prompt_of(parts_of(text, lists)) == text


def suggest(name: str, lists: Vocabulary | None = None) -> None:
    """Ask what may have been meant by a name.

    Raises:
        AssertionError: something is offered that is no name in use.
    """
    lists = lists or bundled()
    for found in suggestions(lists, normalise(name)):
        assert found in lists.kinds, f"{found} is offered for {name}, and is no name in use"


def look_up(name: str, lists: Vocabulary | None = None, *, limit: int = LIMIT) -> None:
    """Send one name through suggestions, completion and picking.

    Args:
        name: in any spelling.
        lists: the tag lists; by default the bundled ones.
        limit: completions to ask for; few are found sooner.

    Raises:
        AssertionError: something is offered that is no name in use.
    """
    lists = lists or bundled()
    suggest(name, lists)
    for completion in complete(lists, name, limit=limit):
        assert lists.kinds[completion.name] is completion.kind
    add_character(Parts(), name, lists)
