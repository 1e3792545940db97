"""``animagine captions``: captions of training pictures checked, and put in trained order."""

from __future__ import annotations

import argparse
import codecs
import contextlib
import difflib
import json
import os
import sys
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from sd_animagine import __version__
from sd_animagine.caption_files import Asked, Told, find, run
from sd_animagine.caption_files.container import Place, Reading
from sd_animagine.caption_files.finding import leftovers
from sd_animagine.caption_files.journal import NAME, Journal
from sd_animagine.caption_files.on_ray import NoRay, run_on_ray
from sd_animagine.caption_files.one import Said
from sd_animagine.caption_files.run import parts_of
from sd_animagine.caption_files.writing import is_running, sweep
from sd_animagine.captions import CaptionOptions, summary_json, summary_page, summary_text
from sd_animagine.cli.formats import as_more
from sd_animagine.cli.request import project_of
from sd_animagine.cli.usage import Commands, UsageError
from sd_animagine.project import Project
from sd_animagine.values import shown
from sd_animagine.vocabulary import extended
from sd_animagine.words import number_of

_EVERY: Final = 0.5
"""Seconds between two lines of progress."""
_LEVELS: Final = {"error": "error", "warning": "warning"}


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser(
        "captions",
        help="check captions of training pictures, and put them in trained order",
        description="Checks captions, and puts their tags in the order that Animagine XL 4.0 was "
        "trained on. Nothing is written without --write. Exit status: 0 all in order, 1 something "
        "is to be said, or could not be read or written, 2 wrong usage.",
    )
    add = command.add_argument
    add("paths", metavar="PATH", nargs="+", type=Path, help="folders, and files: .txt, .caption, "
        ".jsonl, .json (kohya's), .csv, .parquet, .tar")  # fmt: skip
    how = command.add_mutually_exclusive_group()
    how.add_argument("--check", action="store_true", help="only tell (the default)")
    how.add_argument("--diff", action="store_true", help="show each change, and write nothing")
    how.add_argument("--write", action="store_true", help="put the captions in order, in place")
    add("--backup", action="store_true", help="with --write: keep each changed file as NAME.bak")
    add("--column", default="", metavar="NAME",
        help="column or key of the captions; by default text, caption or tags")  # fmt: skip
    add("--encoding", default="utf-8", metavar="NAME", help="of text files; by default utf-8")
    add("--keep-tokens", type=int, default=0, metavar="N",
        help="leave the first N tokens where they are, as the trainer does")  # fmt: skip
    add("--keep-separator", default="|||", metavar="TEXT",
        help="what parts tags that stay from those that are shuffled; by default |||")  # fmt: skip
    add("--secondary-separator", default=";;;", metavar="TEXT",
        help="what glues tags that are shuffled as one; by default ;;;")  # fmt: skip
    add("--known-name", action="append", default=[], metavar="NAME",
        help="a word that is never called unknown, such as a trigger word; repeatable")  # fmt: skip
    add("--fix-empty", action="store_true", help="take empty places between commas out")
    add("--select", action="append", default=[], metavar="CODES",
        help="rules that alone have a say, such as ANI3,ANI101")  # fmt: skip
    add("--ignore", action="append", default=[], metavar="CODES", help="rules that have none")
    add("--tags", action="append", default=[], type=Path, metavar="FILE",
        help="a tag list to know besides our own; repeatable")  # fmt: skip
    add("--no-project", action="store_true", help="do not look for a project file")
    add("--exclude", action="append", default=[], metavar="PATTERN",
        help="names or paths in folders to pass over, such as *.bak; repeatable")  # fmt: skip
    add("--all", action="store_true", help="read .txt files without a picture beside them too")
    add("--jobs", type=int, default=1, metavar="N", help="processes; 0 for one a processor")
    add("--engine", choices=("local", "ray"), default="local",
        help="who runs it: this machine, or a Ray cluster with a shared filesystem")  # fmt: skip
    add("--address", default="", metavar="ADDRESS",
        help="of the Ray cluster; by default one is started on this machine")  # fmt: skip
    add("--hints", action="store_true", help="show hints too")
    add("--format", choices=("text", "json", "github"), default="text")
    add("--report", type=Path, metavar="FILE", help="write the summary as a page (.html)")
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    project = project_of(args, args.paths[0])
    asked = _asked(args, project)
    told = Told()
    paths: list[Path] = args.paths
    with contextlib.ExitStack() as stack:
        journal = stack.enter_context(_journal(paths, asked)) if args.write else None
        if args.write:
            sweep(leftovers(paths), is_running)
        show = _Show(args.format, told)
        progress = _Progress(told)
        found = _found(args, told, show, journal)
        for part, more in _engine(args, found, asked):
            told.take_in(more)
            if journal is not None and not more.problems:
                for path in part:
                    journal.note(path)
            progress.step(clear=bool(told.said))
            show.all()
        progress.end()
    _summary(args, asked, told, show)
    if told.problems:
        return 1
    return 0 if args.write else int(bool(told.changed or told.warnings))


def _engine(
    args: argparse.Namespace, found: Iterator[Path], asked: Asked
) -> Iterator[tuple[list[Path], Told]]:
    """The run, on whatever was asked for.

    Raises:
        UsageError: there is no Ray.
    """
    if args.engine == "local":
        yield from run(found, asked, args.jobs or os.cpu_count() or 1)
        return
    try:
        paths = (path.absolute() for path in found)
        yield from run_on_ray(parts_of(paths), asked, args.address)
    except NoRay as error:
        raise UsageError(str(error)) from None


def _asked(args: argparse.Namespace, project: Project) -> Asked:
    """What is to be done.

    Raises:
        UsageError: it cannot be.
    """
    for path in args.tags:
        if not path.is_file():
            raise UsageError(f"--tags {path}: there is no such file; it must be a CSV file")
    try:
        encoding = codecs.lookup(args.encoding).name
        encoding.encode(encoding)
    except (LookupError, UnicodeError):
        allowed = "one that Python knows, such as utf-8, cp932 or latin-1"
        raise UsageError(f"--encoding is {shown(args.encoding)}; it must be {allowed}") from None
    if args.jobs < 0:
        raise UsageError(f"--jobs is {args.jobs}; it must be 0 or more")
    if args.address and args.engine != "ray":
        raise UsageError("--address goes with --engine ray; only Ray has one")
    if args.backup and not args.write:
        raise UsageError("--backup goes with --write, and nothing is written without it")
    return Asked(
        write=args.write,
        backup=args.backup,
        told=not args.write or args.report is not None,
        hints=args.hints,
        changes=args.diff,
        reading=Reading(args.column, encoding),
        options=CaptionOptions(
            keep_tokens=args.keep_tokens,
            keep_separator=args.keep_separator,
            secondary_separator=args.secondary_separator,
            known_names=project.known_names.union(args.known_name),
            fix_empty=args.fix_empty,
            select=_codes(args.select) or project.options.select,
            ignore=_codes(args.ignore) or project.options.ignore,
        ),
        lists=tuple(path.absolute() for path in (*project.tags, *args.tags)),
    )


def _codes(given: Iterable[str]) -> tuple[str, ...]:
    return tuple(code.strip() for each in given for code in each.split(",") if code.strip())


def _journal(paths: list[Path], asked: Asked) -> Journal:
    first = paths[0] if paths[0].is_dir() else paths[0].parent
    if not first.is_dir():
        raise UsageError(f"{paths[0]}: there is no such file; it must be a file or a folder")
    what = [str(path.absolute()) for path in paths]
    return Journal(first / NAME, json.dumps([__version__, what, repr(asked)]))


def _found(
    args: argparse.Namespace, told: Told, show: _Show, journal: Journal | None
) -> Iterator[Path]:
    """The files; what else is found is told at once."""
    for found in find(args.paths, exclude=args.exclude, every_text=args.all):
        if found.said is not None:
            told.problems += not found.is_warning
            severity = "warning" if found.is_warning else "error"
            show.one(Said(found.path, Place(), "", severity, found.said))
        elif journal is not None and journal.has(found.path):
            show.one(Said(found.path, Place(), "", "note", "finished by the run before"))
        else:
            yield found.path


class _Show:
    """Shows what is said while a run goes on."""

    def __init__(self, form: str, told: Told) -> None:
        self.form = form
        self.told = told
        self.kept: list[dict[str, Any]] = []
        """For JSON, which is written at the end."""

    def all(self) -> None:
        """Show what has been said since."""
        for said in self.told.said:
            self.one(said)
        self.told.said.clear()

    def one(self, said: Said) -> None:
        """Show one thing."""
        if self.form == "json":
            self.kept.append(_as_json(said))
        elif self.form == "github":
            sys.stdout.write(_as_github(said))
        else:
            sys.stdout.write(_as_text(said))


def _as_text(said: Said) -> str:
    where = _printable(f"{said.path}:{said.place}" if str(said.place) else f"{said.path}")
    if said.severity == "change":
        lines = difflib.unified_diff(
            said.given.split("\n"), said.written.split("\n"), where, where, lineterm="", n=0
        )
        return "".join(f"{line}\n" for line in lines)
    code = f"{said.code} " if said.code else ""
    return f"{where}: {code}{said.severity}: {said.message}\n"


def _as_json(said: Said) -> dict[str, Any]:
    told: dict[str, Any] = {"file": str(said.path)}
    if said.place.line:
        told["line"] = said.place.line
    if said.place.name:
        told["place"] = said.place.name
    if said.severity == "change":
        return {**told, "given": said.given, "written": said.written}
    return {**told, "code": said.code, "severity": said.severity, "message": said.message}


def _as_github(said: Said) -> str:
    if said.severity == "change":
        return ""  # its findings say it
    line = f",line={said.place.line}" if said.place.line else ""
    title = f",title={said.code}" if said.code else ""
    message = f"{said.place.name}: {said.message}" if said.place.name else said.message
    level = _LEVELS.get(said.severity, "notice")
    file = _escaped(said.path.as_posix()).replace(":", "%3A").replace(",", "%2C")
    return f"::{level} file={file}{line}{title}::{_escaped(message)}\n"


def _escaped(text: str) -> str:
    """A text as GitHub's commands write it."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _printable(text: str) -> str:
    """A name without signs that would move the terminal."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


class _Progress:
    """A line on a terminal that says how far a run is."""

    def __init__(self, told: Told) -> None:
        self.told = told
        self.shows = sys.stderr.isatty()
        self.start = self.last = time.monotonic()

    def step(self, *, clear: bool) -> None:
        """Say how far it is, now and then; take the line away where others are to be written."""
        if not self.shows:
            return
        now = time.monotonic()
        if clear:
            sys.stderr.write("\r\x1b[K")
        if now - self.last >= _EVERY:
            self.last = now
            rate = self.told.captions / (now - self.start)
            done = f"{self.told.captions:,} captions in {number_of(self.told.files, 'file')}"
            sys.stderr.write(f"\r\x1b[K{done}, {rate:,.0f} a second")
            sys.stderr.flush()

    def end(self) -> None:
        """Take the line away."""
        if self.shows:
            sys.stderr.write("\r\x1b[K")


def _summary(args: argparse.Namespace, asked: Asked, told: Told, show: _Show) -> None:
    """Tell the whole."""
    counts = {}
    if asked.told:
        counts = summary_json(told.summary, extended(asked.lists), asked.options.protected)
    if args.report is not None:
        title = ", ".join(str(path) for path in args.paths)
        args.report.write_text(summary_page(counts, title), "utf-8")
    if args.format == "json":
        whole = {
            "files": told.files,
            "captions": told.captions,
            "changed": told.changed,
            "changed_files": told.changed_files,
            "problems": told.problems,
            "findings": show.kept,
            "findings_left_out": dict(told.left_out),
            "summary": counts,
        }
        sys.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2) + "\n")
        return
    if args.format == "github":
        return
    sys.stdout.write(as_more(told.left_out, "finding"))
    if asked.told:
        sys.stdout.write("\n" + summary_text(counts))
    verb = "were put" if args.write else "are to be put"
    sys.stdout.write(
        f"{number_of(told.files, 'file')}, {number_of(told.captions, 'caption')}: "
        f"{told.changed:,} {verb} in trained order, {told.changed_files:,} files\n"
    )
    if told.problems:
        sys.stdout.write(f"{number_of(told.problems, 'place')} could not be read or written\n")
