"""Look-ups in the tag lists: completion for other tools, and what is known of a character."""

from __future__ import annotations

from typing import Any, Final

from sd_animagine.api.bodies import Refused
from sd_animagine.api.surroundings import Names
from sd_animagine.compiler import Context
from sd_animagine.lookup import browser_index
from sd_animagine.lookup.complete import Completion, complete
from sd_animagine.lookup.suggest import suggestions
from sd_animagine.vocabulary import TagKind, Vocabulary, escape
from sd_animagine.vocabulary.kinds import SECTION_OF
from sd_animagine.words import Message, joined, quoted, short

LIMITS: Final = range(1, 101)
"""How many names may be asked for."""


def names(found: Names, context: Context) -> dict[str, Any]:
    """Return what a page's completion offers besides tags, and the version of the tags' index."""
    return {
        "tags": browser_index.version(context.vocabulary),
        "comments": comments(context),
        "loras": list(found.loras),
        "embeddings": list(found.embeddings),
        "styles": [style._asdict() for style in found.styles],
        "wildcards": list(found.wildcards),
    }


def comments(context: Context) -> dict[str, Any]:
    """What begins a comment in this program's prompts, as the settings page or the host has it."""
    dialect = context.dialect_of(context.options)
    return {"marks": list(dialect.marks), "blocks": dialect.blocks == "anywhere"}


def completions(vocabulary: Vocabulary, typed: str, limit: int, after: str) -> dict[str, Any]:
    """The names that fit what was typed, best first."""
    found = complete(vocabulary, typed, limit=limit, after=after)
    return {"tags": [_completion(vocabulary, each) for each in found]}


def _completion(vocabulary: Vocabulary, found: Completion) -> dict[str, Any]:
    name, kind, alias = found
    return {
        "name": name,
        "text": name if name in vocabulary.kaomoji else escape(name),
        "kind": kind.name.lower(),
        "section": SECTION_OF[kind].name.lower(),
        "alias": alias or None,
        "series": (vocabulary.series_of(name) or None) if kind is TagKind.CHARACTER else None,
        "posts": vocabulary.posts(name),
    }


def character(vocabulary: Vocabulary, typed: str) -> dict[str, Any]:
    """What is known of a character, by its name or an alias, in any spelling.

    Raises:
        Refused: 404, there is none of this name.
    """
    given, kind = vocabulary.look_up(typed)
    name = vocabulary.in_use(given)
    known = vocabulary.character(name) if kind is TagKind.CHARACTER else None
    if known is None:
        raise Refused(404, _unknown(vocabulary, typed, given, kind), "name")
    return {
        "name": name,
        "text": escape(name),
        "series": known.series or None,
        "broader": known.broader or None,
        "count": known.count or None,
        "aliases": vocabulary.other_names(name),
        "posts": vocabulary.posts(name),
        "new": known.new,
    }


def _unknown(vocabulary: Vocabulary, typed: str, given: str, kind: TagKind) -> str:
    name = short(typed)
    if kind is not TagKind.UNKNOWN:
        return Message("“{name}” is a tag, but not a character.", name=name)
    near = [quoted([name]) for name in suggestions(vocabulary, given)
            if vocabulary.kinds.get(name) is TagKind.CHARACTER]  # fmt: skip
    if not near:
        return Message("There is no character named “{name}”.", name=name)
    return Message(
        "There is no character named “{name}”. Did you mean {names}?",
        name=name,
        names=joined("{first} or {rest}", near),
    )
