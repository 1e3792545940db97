"""Takes tags of some kinds out of a prompt, so that others can stand in their place.

Also out of groups; prompt editing and alternatives that may give such a tag go whole, since no part
of them is there at every step.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Final

from sd_animagine.model import QUALITY_KIND, RATINGS, SCORE_TAGS
from sd_animagine.syntax import HASH, Dialect, Edit, Item, Kind, Prompt, apply_edits, parse
from sd_animagine.syntax.lexer import networks
from sd_animagine.syntax.removal import removal
from sd_animagine.vocabulary import Vocabulary, classify, is_year, opaque_names

_UNREAD: Final = (Kind.OPAQUE, Kind.REACH)
_KINDS: Final = {"quality": tuple(QUALITY_KIND), "score": SCORE_TAGS, "rating": RATINGS}


def is_of(name: str, kinds: Collection[str]) -> bool:
    """Is a name, in normal form, a tag of one of the kinds?"""
    if "year" in kinds and is_year(name):
        return True
    return any(name in _KINDS.get(kind, ()) for kind in kinds)


def without(
    text: str,
    kinds: Collection[str],
    vocabulary: Vocabulary,
    *,
    negative: bool = False,
    dialect: Dialect = HASH,
    newlines: bool = False,
) -> str:
    """The text without the tags of these kinds; untouched where it has none.

    What stands behind a bracket that is never closed stays: see ``strays``.

    Args:
        text: a prompt, or a negative one.
        kinds: ``quality`` (all tags of the enhancement run), ``score``, ``rating``, ``year``.
        vocabulary: the tag lists.
        negative: which of the two the text is.
        dialect: what the host takes for a comment.
        newlines: does a line end a scope?
    """
    while kinds:
        prompt = parse(
            text,
            negative=negative,
            dialect=dialect,
            newlines=newlines,
            is_name=vocabulary.is_name,
        )
        edits = _removals(prompt, kinds, vocabulary)
        if not edits:
            break
        text = apply_edits(text, edits)
    return text


def strays(
    text: str, kinds: Collection[str], vocabulary: Vocabulary, *, dialect: Dialect = HASH
) -> set[str]:
    """The tags of these kinds that a prompt still has, wherever they stand."""
    prompt = parse(text, dialect=dialect, is_name=vocabulary.is_name)
    return {name for _, names in _found(prompt, kinds, vocabulary) for name in names}


def _removals(prompt: Prompt, kinds: Collection[str], vocabulary: Vocabulary) -> list[Edit]:
    scopes = prompt.scopes()
    edits: list[Edit] = []
    for item, _ in _found(prompt, kinds, vocabulary):
        if item.kind is Kind.REACH:
            continue
        glued = [network[0] for network in networks(item.text)]
        if glued:  # what is glued to a tag is not the tag's to take along
            edit = Edit(item.start, item.end, " ".join(glued))
        else:
            scope = scopes[item.scope]
            edit = removal(prompt.text, item, scope.start, scope.end)
        if not edits or edit.start >= edits[-1].end:  # else its neighbour takes their comma along
            edits.append(edit)
    return edits


def _found(
    prompt: Prompt, kinds: Collection[str], vocabulary: Vocabulary
) -> Iterator[tuple[Item, list[str]]]:
    for reading in classify(prompt, vocabulary):
        item = reading.item
        if item.kind is Kind.TAG:
            names = [reading.name]
        else:
            names = opaque_names(item.text) if item.kind in _UNREAD else []
        names = [name for name in names if is_of(name, kinds)]
        if names:
            yield item, names
