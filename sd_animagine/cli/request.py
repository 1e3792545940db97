"""What ``check`` and ``fix`` are asked: their arguments, and the request and context of these."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Collection, Iterable
from pathlib import Path

from sd_animagine.cli.usage import UsageError
from sd_animagine.compiler import FIELDS, Context, Options, Request
from sd_animagine.compiler.request import Compiled
from sd_animagine.project import Project, project_for
from sd_animagine.rules.base import Severity
from sd_animagine.syntax import DIALECTS
from sd_animagine.transform import snap
from sd_animagine.values import shown, whole
from sd_animagine.vocabulary import extended

_SEVERITIES = {severity.word: severity for severity in reversed(Severity)}

Names = Collection[str]

BOM = "\ufeff"
"""What Windows' Notepad puts in front of a file."""


def add_request_arguments(command: argparse.ArgumentParser) -> None:
    """Add what a request is made of: prompt, options, and how the answer looks."""
    add = command.add_argument
    add("prompts", nargs="*", metavar="PROMPT",
        help="the prompt, or files and folders; - or nothing reads it from stdin")  # fmt: skip
    add("--prompt", dest="typed", metavar="TEXT", help="the prompt, whatever it looks like")
    add("--no-project", action="store_true", help="read no animagine.toml and no pyproject.toml")
    add("--quiet", action="store_true", help="show what was found and nothing else")
    add("--statistics", action="store_true", help="show how often each rule found something")
    add("--negative-prompt", "--negative", dest="negative_prompt", metavar="TEXT",
        help="the negative prompt")  # fmt: skip
    add("--from", dest="source", metavar="DIALECT", choices=tuple(DIALECTS), default="a1111",
        help="program that the prompt is typed for: " + ", ".join(DIALECTS))  # fmt: skip
    add("--size", metavar="WxH", help="width and height in pixels")
    add("--format", choices=("text", "json", "jsonl", "github"), default="text")
    add(
        "--jsonl",
        action="store_true",
        help="one JSON request a line on stdin, one result on stdout",
    )
    add("--hints", action="store_true", help="show hints too")
    add("--fail-on", choices=tuple(_SEVERITIES), default="error", metavar="SEVERITY",
        help="exit with 1 from this severity on: " + ", ".join(_SEVERITIES))  # fmt: skip
    add("--known-name", action="append", default=[], metavar="NAME",
        help="a word that is never corrected (embedding, trigger word)")  # fmt: skip
    add("--embedding", action="append", default=[], metavar="NAME",
        help="a name that is an embedding, which ComfyUI is to be told; repeatable")  # fmt: skip
    add("--tags", action="append", default=[], type=Path, metavar="FILE",
        help="a tag list of your own (tagcomplete or hanatsumi CSV), repeatable")  # fmt: skip
    options = command.add_argument_group("options")
    for option in FIELDS:
        name = (
            "--negative-mode" if option.name == "negative" else f"--{option.name.replace('_', '-')}"
        )
        allowed = ", ".join(choice or "“”" for choice in option.choices)
        if option.kind == "bool":
            allowed = "true or false"
        text = f"{option.about} ({allowed})" if allowed else option.about
        options.add_argument(name, dest=f"option_{option.name}", metavar="VALUE", help=text)
        if option.kind == "bool":
            options.add_argument(f"--no-{option.name.replace('_', '-')}",
                dest=f"option_{option.name}", action="store_const", const="false",
                help=argparse.SUPPRESS)  # fmt: skip


def _options(args: argparse.Namespace, base: Options) -> Options:
    given = {option.name: getattr(args, f"option_{option.name}") for option in FIELDS}
    values = {name: value for name, value in given.items() if value is not None}
    return Options.from_mapping(values, base)


def request_of(args: argparse.Namespace, prompt: str, context: Context, known: Names) -> Request:
    """Return the request of a prompt; ``known`` are the project's words."""
    width, height = size(args.size) if args.size else (None, None)
    return Request(
        prompt=prompt,
        negative_prompt=args.negative_prompt,
        width=width,
        height=height,
        known_names=frozenset((*args.known_name, *args.embedding, *known)),
        options=context.options,
    )


def project_of(args: argparse.Namespace, place: Path) -> Project:
    """Return the project that a file or folder belongs to; an empty one with ``--no-project``.

    Raises:
        ProjectError: its file cannot be used.
    """
    return Project() if args.no_project else project_for(place)


def context_of(args: argparse.Namespace, project: Project) -> Context:
    """Return what requests are compiled with: the command line's word goes before the project's."""
    for path in args.tags:
        if not path.is_file():
            raise UsageError(f"--tags {path}: there is no such file; it must be a CSV file")
    vocabulary = extended((*project.tags, *args.tags))
    for own in vocabulary.user_lists:
        if own.problems and not len(own):
            raise UsageError(f"{own.path}: {own.problems[0]}; a tag list must be a CSV file")
    return Context(
        vocabulary=vocabulary,
        options=_options(args, project.options),
        embeddings=lambda: frozenset(args.embedding),
        dialect=DIALECTS[args.source],
    )


def status_of(compiled: Compiled, fail_on: str, *, strict: bool) -> int:
    """Return the exit status that a compile calls for."""
    found: Iterable[Severity] = (finding.severity for finding in compiled.findings)
    if strict:
        return 1 if compiled.remaining else 0
    return int(any(severity >= _SEVERITIES[fail_on] for severity in found))


def warn_of_damaged_lists(context: Context) -> None:
    """Say which lines of tag lists could not be read."""
    for problem in context.vocabulary.problems:
        sys.stderr.write(f"animagine: {problem}\n")


def size(text: str) -> tuple[int, int]:
    """Return width and height as they were typed.

    Raises:
        UsageError: it is no size.
        SizeError: it is none that a picture can have.
    """
    width, x, height = text.lower().replace("×", "x").partition("x")
    wide, high = whole(width), whole(height)
    if not x or wide is None or high is None:
        allowed = "WIDTHxHEIGHT in pixels, such as 832x1216"
        raise UsageError(f"size is {shown(text)}; it must be {allowed}")
    snap(wide, high)
    return wide, high
