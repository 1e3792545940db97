"""One file of captions: read, each shown to a reader, and written anew where that is asked."""

from __future__ import annotations

import io
import os
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NamedTuple

from sd_animagine.caption_files.container import FileError, Place, Reading
from sd_animagine.caption_files.finding import kind_of
from sd_animagine.caption_files.writing import Part
from sd_animagine.captions import CaptionOptions, CaptionReader, Summary
from sd_animagine.files.regular import open_regular
from sd_animagine.rules.base import Severity

MOST: Final = 200
"""Findings of a rule that are told one by one."""
_MOST_PLACES: Final = 10_000
"""Changes, and places that cannot be read, that are told one by one."""
_NOWHERE: Final = Place()
_SMALL: Final = 1 << 20
"""Bytes up to which a file is written in memory first, since most need no writing."""


@dataclass(frozen=True)
class Asked:
    """What is to be done with files of captions."""

    write: bool = False
    backup: bool = False
    told: bool = True
    """Are captions checked, and not only put in order?"""
    hints: bool = False
    """Are hints told too?"""
    changes: bool = False
    """Are the changes told, each caption as it is and as it becomes?"""
    reading: Reading = field(default_factory=Reading)
    options: CaptionOptions = field(default_factory=CaptionOptions)
    lists: tuple[Path, ...] = ()
    """Tag lists besides our own."""


class Said(NamedTuple):
    """A finding in a caption, or what keeps a file or a part of it from being read."""

    path: Path
    place: Place
    code: str
    """Of the rule; empty for what cannot be read, and for a change."""
    severity: str
    message: str
    given: str = ""
    """The caption, where a change is told."""
    written: str = ""


@dataclass
class Told:
    """What a run tells, of one file or of many."""

    files: int = 0
    captions: int = 0
    changed: int = 0
    """Captions that trained order changes."""
    changed_files: int = 0
    """Those with such captions; written anew where that was asked."""
    problems: int = 0
    """Places and files that cannot be read or written."""
    warnings: int = 0
    """Findings of at least a warning."""
    said: list[Said] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    """Code, or error or change → how many are counted only."""
    summary: Summary = field(default_factory=Summary)
    of: Counter[str] = field(default_factory=Counter)
    """Code, or error or change → how many are kept."""

    def say(self, said: Said) -> None:
        """Take a finding in; of a kind so many are kept."""
        kind = said.code or said.severity
        if self.of[kind] >= (MOST if said.code else _MOST_PLACES):
            self.left_out[kind] += 1
            return
        self.of[kind] += 1
        self.said.append(said)

    def take_in(self, other: Told) -> None:
        """Add what another part of the run has told."""
        self.files += other.files
        self.captions += other.captions
        self.changed += other.changed
        self.changed_files += other.changed_files
        self.problems += other.problems
        self.warnings += other.warnings
        self.left_out.update(other.left_out)
        self.summary.merge(other.summary)
        for said in other.said:
            self.say(said)


class _Visit:
    """A visit of one file."""

    def __init__(self, path: Path, reader: CaptionReader, asked: Asked, told: Told) -> None:
        self.path = path
        self.reader = reader
        self.asked = asked
        self.told = told
        self.changed = 0
        self.folder = str(path.parent)

    def caption(self, text: str, place: Place) -> str:
        told = self.told
        told.captions += 1
        if not self.asked.told:
            written = self.reader.write(text)
        else:
            checked = self.reader.check(text)
            written = checked.text
            told.summary.add(text, checked, self.folder)
            told.left_out.update(checked.left_out)
            for found in checked.findings:
                if found.severity is Severity.HINT and not self.asked.hints:
                    continue
                word = found.severity.word
                told.warnings += found.severity >= Severity.WARNING
                at = place
                if place.line:
                    at = Place(place.line + _lines(text, found.start) * self._has_lines)
                told.say(Said(self.path, at, found.code, word, str(found.message)))
        if written != text:
            self.changed += 1
            if self.asked.changes:
                told.say(Said(self.path, place, "", "change", "", text, written))
        return written

    @property
    def _has_lines(self) -> bool:
        """Does the caption's text stand in the file as it is?"""
        return self.path.suffix.lower() in (".txt", ".caption")

    def fail(self, said: str, place: Place = _NOWHERE) -> None:
        """Take note that the file stays as it is."""
        self.changed = 0
        self.problem(said, place)

    def problem(self, said: str, place: Place) -> None:
        self.told.problems += 1
        self.told.say(Said(self.path, place, "", "error", said))


def _lines(text: str, end: int) -> int:
    return text.count("\n", 0, end)


def pass_file(path: Path, reader: CaptionReader, asked: Asked, told: Told) -> None:
    """Read a file of captions, and write it anew if that is asked and anything changes.

    Nothing is raised: what keeps it from being read or written is told.

    Args:
        path: the file.
        reader: reads its captions.
        asked: what is to be done.
        told: what is told goes there.
    """
    told.files += 1
    visit = _Visit(path, reader, asked, told)
    try:
        _pass(path.resolve() if path.is_symlink() else path, visit)
    except FileError as error:
        visit.fail(error.said, error.place)
    except OSError as error:
        visit.fail(error.strerror or str(error))
    except UnicodeError:
        visit.fail("It holds what cannot be written as text. Save it as UTF-8.")
    except MemoryError:
        visit.fail("There is not enough memory for it.")
    told.changed += visit.changed
    told.changed_files += visit.changed > 0


def _pass(path: Path, visit: _Visit) -> None:
    kind = kind_of(path) or kind_of(visit.path)
    if kind is None:
        raise FileError("This is no file of captions.")
    asked = visit.asked
    with open_regular(path) as source:
        seen = os.fstat(source.fileno())
        if not asked.write:
            kind(source, None, visit, asked.reading)
            return
        if seen.st_size <= _SMALL:
            made = io.BytesIO()
            kind(source, made, visit, asked.reading)
            if visit.changed:
                with Part(path, seen) as part:
                    part.target.write(made.getbuffer())
                    source.close()  # Windows replaces no open file
                    part.put(backup=asked.backup)
            return
        with Part(path, seen) as part:
            kind(source, part.target, visit, asked.reading)
            if visit.changed:
                source.close()
                part.put(backup=asked.backup)
