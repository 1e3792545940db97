"""What is known of a tag of a caption, whatever stands beside it: looked up once, remembered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.captions.lines import BOM, Shape
from sd_animagine.model import Section
from sd_animagine.rules.base import Finding, Rule
from sd_animagine.syntax import Item, Kind
from sd_animagine.syntax.lexer import without_brackets
from sd_animagine.vocabulary import Reading, TagKind, Vocabulary, opaque_names
from sd_animagine.vocabulary.kinds import SECTION_OF

_KEPT: Final = 50_000
"""Tags that are remembered: more than a data set uses often, and few enough to stay small."""
_SHORT: Final = 120
"""Characters of a tag that is worth remembering; longer ones are sentences, each its own."""
_IN_BRACKETS: Final = "(["
_COMMA: Final = ","
_LOOSE: Final = 1000
"""Rank of what is no plain tag: behind all others."""
_LINE_ENDS: Final = re.compile(r"[\r\n]")
_STOP: Final = re.compile(r"""\w\w[.!?。！？]["'”’)]*(?:\s|\Z)""")
"""The end of a sentence."""


class Tag:
    """One tag, or several that stay together; may stand in many captions at once."""

    __slots__ = ("asks", "fixed", "kind", "name", "rank", "readings", "said", "section", "text")

    def __init__(self, text: str, readings: tuple[Reading, ...], section: Section) -> None:
        self.text = text
        self.readings = readings
        """What the tags in it are."""
        self.name = readings[0].name
        """Normal form of the first of them."""
        self.kind = readings[0].kind
        self.section = section
        """Where it belongs in trained order."""
        self.rank = readings[0].rank if section is Section.QUALITY else section * 10
        self.fixed = False
        self.said: tuple[Finding, ...] | None = None
        """What is found in it alone, its first character at 0; None before anybody looked."""
        self.asks: tuple[Rule, ...] = ()
        """The rules that speak of it, and need to see what stands beside it."""

    def __repr__(self) -> str:
        return f"Tag({self.text!r}, {self.kind.name})"

    @property
    def is_known(self) -> bool:
        """Does a list hold it? What leads a caption and is not known is a trigger word."""
        return self.kind is not TagKind.UNKNOWN


class Tags(dict[str, Tag]):
    """Text → what is known of it, for texts of any shape between two commas."""

    def __init__(self, vocabulary: Vocabulary, glue: str) -> None:
        super().__init__()
        self.vocabulary = vocabulary
        self.glue = glue
        """What holds several tags together."""

    def __missing__(self, text: str) -> Tag:
        tag = self._read(text)
        if len(text) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[text] = tag
        return tag

    def _read(self, text: str) -> Tag:
        if self.glue and self.glue in text:
            members = [self[part.strip()] for part in text.split(self.glue) if part.strip()]
            known = next((tag for tag in members if tag.is_known), None)
            first = known or (members[0] if members else None)
            held = tuple(reading for tag in members for reading in tag.readings)
            if first is not None:
                return Tag(text, _first(held, first.readings[0]), first.section)
        reading = self._reading(text, text)
        if reading.kind is not TagKind.UNKNOWN:
            return Tag(text, (reading,), reading.section)
        readings = tuple(self._reading(text, name) for name in self._inner(text))
        if not readings:
            return Tag(text, (reading,), Section.GENERAL)
        sections = {each.section for each in readings}
        return Tag(text, readings, sections.pop() if len(sections) == 1 else Section.GENERAL)

    def _inner(self, text: str) -> Iterator[str]:
        """The names in braces, or the one in brackets."""
        if "{" in text:
            yield from opaque_names(text)
        elif text[:1] in _IN_BRACKETS:
            inner = without_brackets(text)
            if inner and _COMMA not in inner:
                yield inner

    def _reading(self, text: str, name: str) -> Reading:
        item = Item(0, len(text), text, Kind.TAG, 0)
        found, kind = self.vocabulary.look_up(name)
        return Reading(item, found, kind, SECTION_OF[kind], False)


def _first(readings: tuple[Reading, ...], first: Reading) -> tuple[Reading, ...]:
    """The readings with one of them in front."""
    return (first, *(each for each in readings if each is not first))


def ends_sentence(tag: Tag) -> bool:
    """Return whether a full stop stands in words that no list knows."""
    return not tag.is_known and _STOP.search(tag.text) is not None


class PlainTags(dict[str, Tag]):
    """Text between two ``, `` → what is known of it if it is a plain tag, else ``LOOSE``.

    So that of nearly all captions nothing but their tags needs to be looked at.
    """

    def __init__(self, tags: Tags, shape: Shape) -> None:
        super().__init__()
        self.tags = tags
        self.shape = shape

    def __missing__(self, text: str) -> Tag:
        tag = self.tags[text] if self._is_plain(text) else LOOSE
        if ends_sentence(tag):
            tag = LOOSE
        if len(text) <= _SHORT:
            if len(self) >= _KEPT:
                self.clear()
            self[text] = tag
        return tag

    def _is_plain(self, text: str) -> bool:
        if not text or _COMMA in text or BOM in text or text != text.strip():
            return False
        return not _LINE_ENDS.search(text) and self.shape.is_whole(text)


def _loose() -> Tag:
    tag = Tag("", (Reading(Item(0, 0, "", Kind.EMPTY, 0), "", TagKind.UNKNOWN, Section.GENERAL,
        False),), Section.GENERAL)  # fmt: skip
    tag.rank = _LOOSE
    tag.said = ()
    return tag


LOOSE: Final = _loose()
"""What is no plain tag: it has blanks around it, or marks of which it is only a part."""
