"""What of a prompt goes because it lies above a ceiling, and the sentence that says so."""

from __future__ import annotations

import re
from typing import Final

from sd_animagine.ceiling.words import Ceiling
from sd_animagine.syntax import Edit, Item, Kind, Prompt
from sd_animagine.syntax.lexer import COMMAS
from sd_animagine.syntax.removal import removal
from sd_animagine.words import Message, short

_WORD: Final = re.compile(rf"[^\s{COMMAS}]+[^\S\r\n]*")
"""A word with the blanks behind it."""


def excess(prompt: Prompt, ceiling: Ceiling) -> list[tuple[Item, tuple[str, ...]]]:
    """The items above a ceiling, each with the words that it may say."""
    found = ((item, ceiling.exceeding(item.text)) for item in prompt.items)
    return [(item, words) for item, words in found if words]


def taken_out(prompt: Prompt, item: Item, ceiling: Ceiling) -> tuple[Edit, ...]:
    """Edits that rid a prompt of what an item says above a ceiling.

    Of plain words only those go; a construct goes whole, since half of it may mean anything.
    """
    if item.kind is Kind.REACH or (item.kind is Kind.TAG and not item.mixed):
        edits = _without_words(item, ceiling)
        if edits:
            return edits
    scope = prompt.scopes()[item.scope]
    return (removal(prompt.text, item, scope.start, scope.end),)


def _without_words(item: Item, ceiling: Ceiling) -> tuple[Edit, ...]:
    """Edits that leave the harmless words of an item; none where that cannot be done."""
    words = list(_WORD.finditer(item.text))
    kept = [word for word in words if not ceiling.exceeding(word[0])]
    if not kept or ceiling.exceeding(" ".join(word[0] for word in kept)):
        return ()
    start = item.start
    return tuple(
        Edit(start + word.start(), start + word.end(), "") for word in words if word not in kept
    )


def sentence(words: tuple[str, ...], ceiling: Ceiling, text: str = "") -> Message:
    """Return what is wrong, for whoever wrote it."""
    named = ", ".join(words)
    values = {"words": named, "rating": ceiling.rating}
    if text and text.strip().lower() != named:
        values["text"] = short(text)
        return Message(
            "The highest rating allowed here is {rating}. Please remove {words} from “{text}”.",
            **values,
        )
    return Message("The highest rating allowed here is {rating}. Please remove {words}.", **values)


def reason(words: tuple[str, ...], ceiling: Ceiling) -> Message:
    """Return why words were taken out."""
    return Message(
        "The highest rating allowed here is {rating}. Not allowed: {words}.",
        words=", ".join(words),
        rating=ceiling.rating,
    )
