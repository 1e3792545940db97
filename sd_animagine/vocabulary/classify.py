"""Items of a prompt seen through the vocabulary: tag → name, kind and section."""

from __future__ import annotations

from collections.abc import Container
from functools import lru_cache
from typing import Final

from sd_animagine.model import QUALITY_KIND, Section
from sd_animagine.syntax import Item, Kind, Prompt
from sd_animagine.syntax.lexer import alternatives
from sd_animagine.vocabulary.kinds import SECTION_OF, TagKind
from sd_animagine.vocabulary.names import normalise
from sd_animagine.vocabulary.vocabulary import Vocabulary

_SHORT: Final = 1000
"""Characters of an opaque item that is worth remembering: each pass asks several times."""


class Reading:
    """What an item is. ``known_name`` marks words that are never to be renamed or corrected."""

    __slots__ = ("item", "kind", "name", "protected", "section")

    def __init__(
        self, item: Item, name: str, kind: TagKind, section: Section, protected: bool
    ) -> None:
        self.item = item
        self.name = name
        self.kind = kind
        self.section = section
        self.protected = protected

    def __repr__(self) -> str:
        return f"Reading({self.name!r}, {self.kind.name}, {self.section.name})"

    @property
    def rank(self) -> int:
        """Sort key in trained order: section, inside quality also the kind (card §1, §2)."""
        if self.section is Section.QUALITY:
            return Section.QUALITY * 10 + QUALITY_KIND.get(self.name, 0)
        return self.section * 10


def classify(
    prompt: Prompt, vocabulary: Vocabulary, protected: Container[str] = frozenset()
) -> list[Reading]:
    """One reading for each item of the prompt, in the same order. The tree is not touched.

    Args:
        prompt: the parsed prompt.
        vocabulary: the tag lists.
        protected: normal forms of embeddings, trigger words and words the user marked as known.
    """
    kinds = vocabulary.kinds
    sections = SECTION_OF
    readings: list[Reading] = []
    known: dict[tuple[Kind, str, str], tuple[str, TagKind, Section]] = {}
    """What texts that no list holds as they stand are: many a long prompt repeats them."""
    for item in prompt.items:
        label = item.label
        kind = kinds.get(label)
        if kind is not None and item.kind is Kind.TAG and label not in protected:
            readings.append(Reading(item, label, kind, sections[kind], False))
            continue
        key = item.kind, item.text, label
        found = known.get(key)
        if found is None:
            found = known[key] = _read(item, vocabulary, protected)
        name, kind, section = found
        is_protected = item.kind is not Kind.TAG or name in protected
        readings.append(Reading(item, name, kind, section, is_protected))
    return readings


def _read(
    item: Item, vocabulary: Vocabulary, protected: Container[str]
) -> tuple[str, TagKind, Section]:
    if item.kind is Kind.OPAQUE:
        return item.text, TagKind.UNKNOWN, _agreed(item.text, vocabulary)
    if item.kind is not Kind.TAG:
        return item.text, TagKind.UNKNOWN, Section.GENERAL
    name, kind = vocabulary.look_up(item.label)
    if item.mixed:  # "firefly (honkai: star rail)": a name that was not escaped
        whole, whole_kind = vocabulary.look_up(item.text)
        if whole_kind is not TagKind.UNKNOWN or whole in protected:
            name, kind = whole, whole_kind
    return name, kind, SECTION_OF[kind]


def _agreed(text: str, vocabulary: Vocabulary) -> Section:
    """The section that all alternatives of an opaque item share, else general."""
    found = {SECTION_OF[vocabulary.look_up(name)[1]] for name in opaque_names(text)}
    return found.pop() if len(found) == 1 else Section.GENERAL


def opaque_names(text: str) -> list[str]:
    """Normal forms of what may come out of an opaque item; numbers are left out."""
    return list(_kept_names(text) if len(text) <= _SHORT else _names(text))


@lru_cache(maxsize=1024)
def _kept_names(text: str) -> tuple[str, ...]:
    return tuple(_names(text))


def _names(text: str) -> list[str]:
    return list(map(normalise, alternatives(text)))
