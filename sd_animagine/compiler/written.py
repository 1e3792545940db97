"""A compiled pair of texts as another program's prompt box takes them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, NamedTuple

from sd_animagine.compiler.options import OptionError
from sd_animagine.syntax import DIALECTS, Dialect
from sd_animagine.syntax.writing import Text, write
from sd_animagine.values import must_be
from sd_animagine.words import Message

_NOTHING: Final = Text("", ())


class Loss(NamedTuple):
    """What a dialect cannot hold: a sentence about a place of a compiled text."""

    field: str
    """``prompt`` or ``negative_prompt``."""
    start: int
    end: int
    message: Message


@dataclass(frozen=True)
class Written:
    """A prompt and its negative prompt in a dialect."""

    dialect: str
    prompt: str
    negative_prompt: str | None
    notes: tuple[Loss, ...]
    """What could not be carried over, in text order; empty where both texts say the same."""


def dialect_named(name: object, field: str) -> Dialect:
    """Return the dialect of a name that somebody gave.

    Args:
        name: what was given.
        field: where.

    Raises:
        OptionError: it is none of them; says which field, and which there are.
    """
    found = DIALECTS.get(name) if isinstance(name, str) else None
    if found is None:
        allowed = Message("one of {choices}", choices=", ".join(DIALECTS))
        raise OptionError(must_be(field, name, allowed))
    return found


def written(
    prompt: str,
    negative_prompt: str | None,
    source: Dialect,
    target: Dialect,
    embeddings: Collection[str] = (),
    left_out: Collection[int] = (),
) -> Written:
    """Return two texts in another dialect.

    Args:
        prompt: the one.
        negative_prompt: the other; None where there is none.
        source: how they are to be read.
        target: how they are to be written.
        embeddings: names that are known to be embeddings.
        left_out: where tags of the prompt begin that are not written.
    """
    first = write(prompt, source, target, embeddings=embeddings, left_out=left_out)
    second = _NOTHING
    if negative_prompt is not None:
        second = write(negative_prompt, source, target, negative=True, embeddings=embeddings)
    notes = [Loss("prompt", *note) for note in first.notes]
    notes += [Loss("negative_prompt", *note) for note in second.notes]
    negative = None if negative_prompt is None else second.text
    return Written(target.language, first.text, negative, tuple(notes))
