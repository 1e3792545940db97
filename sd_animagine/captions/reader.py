"""Captions one by one: put in trained order, or checked.

The two speeds: ``write`` gives the text alone, ``check`` also what is to be said of it. Of nearly
all captions either looks at nothing but the tags between ``, ``; what has other marks in it is
taken apart by ``lines``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from operator import attrgetter
from types import MappingProxyType
from typing import Final, NamedTuple

from sd_animagine.captions.findings import Findings
from sd_animagine.captions.lines import BOM, Left, Line, Part, Shape, line_spans
from sd_animagine.captions.options import CaptionOptions
from sd_animagine.captions.tags import LOOSE, PlainTags, Tag, Tags, ends_sentence
from sd_animagine.compiler.text import MOST_FINDINGS
from sd_animagine.rules.base import Finding
from sd_animagine.syntax import Edit
from sd_animagine.transform import in_trained_order
from sd_animagine.vocabulary import TagKind, Vocabulary

_JOINT: Final = ", "
"""The only separator that all editors and trainers split at."""
_SENTENCE: Final = 6
"""Words of a sentence at least."""
_position: Final = attrgetter("start", "end", "code")
_NOTHING: Final[Mapping[str, int]] = MappingProxyType({})


class Checked(NamedTuple):
    """What is to be said of a caption."""

    text: str
    """The caption in trained order; as given where nothing is to be moved."""
    findings: tuple[Finding, ...]
    """About the text as given, in text order; their field is ``caption``, and they bring no fix."""
    tags: tuple[Tag, ...]
    """All of it, in text order, of all its lines."""
    triggers: tuple[str, ...] = ()
    """The unknown words at its start."""
    left: Left = ""
    """Why it stays as it is, or a line of it."""
    left_out: Mapping[str, int] = _NOTHING
    """Code → how many findings there are that are not told."""


class CaptionReader:
    """Reads captions one after the other and remembers what is known of their tags.

    What it remembers is bounded, so one of them reads millions. Each process has its own: what goes
    from one to another is texts, findings and a ``Summary``, not what is remembered.
    """

    def __init__(self, vocabulary: Vocabulary, options: CaptionOptions | None = None) -> None:
        self.vocabulary = vocabulary
        self.options = options or CaptionOptions()
        self._shape = Shape(self.options.keep_separator, vocabulary.kaomoji)
        self._tags = Tags(vocabulary, self.options.secondary_separator)
        self._plain = PlainTags(self._tags, self._shape)
        self._findings = Findings(vocabulary, self.options)

    def write(self, text: str) -> str:
        """Return a caption in trained order."""
        plain = self._plain
        tags = [plain[token] for token in text.split(_JOINT)]
        if LOOSE in tags:
            return self._written(text)
        ordered = self._ordered(tags, self.options.keep_tokens)
        return text if ordered is tags else _JOINT.join([tag.text for tag in ordered])

    def check(self, text: str) -> Checked:
        """Return a caption in trained order, and what is to be said of it."""
        plain = self._plain
        tags = [plain[token] for token in text.split(_JOINT)]
        if LOOSE in tags:
            return self._checked(text)
        starts: list[int] = []
        start = 0
        for tag in tags:
            starts.append(start)
            start += len(tag.text) + 2
        found = self._findings.of_line(text, (0, len(text)), tags, starts)
        written = text
        ordered = self._ordered(tags, self.options.keep_tokens)
        if ordered is not tags:
            written = _JOINT.join([tag.text for tag in ordered])
            found += self._findings.of_order(tags, ordered, starts)
        triggers = tuple([tag.text for tag in tags[: _leading(tags)]])
        told, left_out = _told(found)
        return Checked(written, told, tuple(tags), triggers, left_out=left_out)

    def _checked(self, text: str) -> Checked:
        """What is to be said of a caption with marks in it, line by line."""
        found: list[Finding] = []
        if text.startswith(BOM):
            found += self._findings.alone(BOM)
        every: list[Tag] = []
        triggers: tuple[str, ...] = ()
        left: Left = ""
        for start, end in line_spans(text):
            line = self._line(text, start, end)
            tags = [tag for part in line.parts for tag in self._tags_of(text, part)]
            found += self._findings_of(text, line)
            left = left or line.left
            if not every:
                triggers = tuple([tag.text for tag in tags[: _leading(tags)]])
            every += tags
            if line.left == "blank":
                break
        told, left_out = _told(found)
        return Checked(self._written(text), told, tuple(every), triggers, left, left_out)

    def _findings_of(self, text: str, line: Line) -> list[Finding]:
        """What is to be said of a line that was taken apart, or was not."""
        told = self._findings
        span = line.start, line.end
        if line.left and not line.parts:
            return told.left(line.left, *(line.place if any(line.place) else span))
        tags: list[Tag] = []
        starts: list[int] = []
        found: list[Finding] = []
        is_ordered = True
        for n, part in enumerate(line.parts):
            own = self._tags_of(text, part)
            ordered = self._ordered(own, self._held(line), leads=n == 0)
            if ordered is not own:
                is_ordered = False
                if not line.left:
                    places = [piece.start for piece in part.filled]
                    found += told.of_order(own, ordered, places)
            for before, piece in zip((None, *part.pieces), part.pieces, strict=False):
                if piece.start < piece.end:
                    tags.append(self._tags[text[slice(*piece)]])
                elif piece is part.pieces[-1] or (before and before.start == before.end):
                    continue  # of several in a row one is told, and none at the end
                else:
                    tags.append(LOOSE)
                starts.append(piece.start)
        if line.left and not is_ordered:
            found += told.left(line.left, *line.place)
        return [*told.of_line(text, span, tags, starts), *found]

    def _held(self, line: Line) -> int:
        """How many tokens at the start of a line stay; where it has parts, these say what does."""
        return self.options.keep_tokens if len(line.parts) == 1 else 0

    def _written(self, text: str) -> str:
        """A caption with marks in it, line by line."""
        made: list[str] = []
        at = 0
        for start, end in line_spans(text):
            line = self._line(text, start, end)
            if line.left == "blank":
                return text  # the first line is all that many trainers read
            for n, part in enumerate(line.parts if not line.left else ()):
                new = self._part(text, part, self._held(line), leads=n == 0)
                if new is not None:
                    made += text[at : new.start], new.text
                    at = new.end
        return "".join((*made, text[at:])) if made else text

    def _line(self, text: str, start: int, end: int) -> Line:
        """A line taken apart, if it may be: one of sentences stays as it is, or with a gap."""
        line = self._shape.line(text, start, end)
        if line.left:
            return line
        if not any(part.pieces for part in line.parts):
            is_first = start <= len(BOM) and text[:start] in ("", BOM)
            return line._replace(left="blank" if is_first else "", parts=[])
        for part in line.parts:
            tags = self._tags_of(text, part)
            if self._is_spoken(text[start:end], tags):
                return line._replace(left="sentence", parts=[], place=(start, end))
        for part in line.parts if not self.options.fix_empty else ():
            if part.empty is not None:
                return line._replace(left="empty", place=part.empty)
        return line

    def _tags_of(self, text: str, part: Part) -> list[Tag]:
        """The tags of a part; what is empty is none."""
        return [self._tags[text[a:b]] for a, b in part.pieces if a < b]

    def _is_spoken(self, line: str, tags: Sequence[Tag]) -> bool:
        """Return whether a line is written in sentences."""
        ends = [tag for tag in tags if ends_sentence(tag)]
        if not ends:
            return False
        if any(len(tag.text.split()) >= _SENTENCE for tag in ends):
            return True
        known = sum(tag.is_known for tag in tags)
        return len(line.split()) >= _SENTENCE and known * 2 < len(tags)

    def _part(self, text: str, part: Part, held: int, *, leads: bool) -> Edit | None:
        """Put a part in trained order.

        Args:
            text: the caption.
            part: a part of it.
            held: how many tokens at its start stay where they are.
            leads: does its line begin with it?
        """
        tags = self._tags_of(text, part)
        if not tags:
            return None
        ordered = self._ordered(tags, held, leads=leads)
        gaps = part.gaps(text)
        if self.options.fix_empty and (part.empty is not None or _has_loose_comma(gaps)):
            first, last = part.pieces[0].start, part.pieces[-1].end
            return Edit(first, last, _JOINT.join([tag.text for tag in ordered]))
        if ordered is tags:
            return None
        filled = part.filled
        joints = gaps[: len(filled) - 1]
        if any(gap[-1:].isspace() for gap in joints):
            joints = [_JOINT] * len(joints)
        made = [ordered[0].text]
        for joint, tag in zip(joints, ordered[1:], strict=True):
            made += joint, tag.text
        return Edit(filled[0].start, filled[-1].end, "".join(made))

    def _ordered(self, tags: list[Tag], held: int, *, leads: bool = True) -> list[Tag]:
        """Tags in trained order: the same list where they are so already."""
        if leads:
            held = max(held, _leading(tags))
        rest = tags[held:] if held else tags
        ordered = in_trained_order(rest, self.vocabulary)
        if ordered == rest:
            return tags
        return tags[:held] + ordered if held else ordered


def _leading(tags: Sequence[Tag]) -> int:
    """How many tags at the start no list knows."""
    for n, tag in enumerate(tags):
        if tag.kind is not TagKind.UNKNOWN:
            return n
    return len(tags)


def _has_loose_comma(gaps: Sequence[str]) -> bool:
    """Return whether a blank stands in front of a comma."""
    return any(gap[0].isspace() for gap in gaps)


def _told(found: list[Finding]) -> tuple[tuple[Finding, ...], Mapping[str, int]]:
    """Findings in text order, of each rule no more than a check tells; and what is left out."""
    found.sort(key=_position)
    if len(found) <= MOST_FINDINGS:
        return tuple(found), _NOTHING
    counts: Counter[str] = Counter()
    told: list[Finding] = []
    for finding in found:
        counts[finding.code] += 1
        if counts[finding.code] <= MOST_FINDINGS:
            told.append(finding)
    left_out = {code: n - MOST_FINDINGS for code, n in counts.items() if n > MOST_FINDINGS}
    return tuple(told), left_out or _NOTHING
