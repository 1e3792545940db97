"""``animagine check | fix``: what is wrong with a prompt, and the prompt as it was trained."""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

from sd_animagine.cli.formats import (
    as_diff,
    as_github,
    as_more,
    as_text,
    coloured,
    counted,
    dump,
    findings_of,
)
from sd_animagine.cli.request import (
    add_request_arguments,
    context_of,
    project_of,
    request_of,
    status_of,
    warn_of_damaged_lists,
)
from sd_animagine.cli.sources import Source, Unreadable, sources
from sd_animagine.cli.stream import stream
from sd_animagine.cli.usage import Commands, UsageError
from sd_animagine.compiler import Context, OptionError, Options, Request, compile_request
from sd_animagine.compiler.request import Compiled
from sd_animagine.compiler.written import Written
from sd_animagine.lookup.suggest import engine
from sd_animagine.project import Project
from sd_animagine.report.serial import compiled_json, told_changes, written_json
from sd_animagine.rules.documentation import headline
from sd_animagine.syntax import DIALECTS
from sd_animagine.words.languages import chosen, in_language


def add(commands: Commands) -> None:
    """Add the two commands."""
    check = commands.add_parser("check", help="say what is wrong with a prompt")
    fix = commands.add_parser("fix", help="print the prompt as the model was trained on it")
    for command, run in ((check, _check), (fix, _fix)):
        add_request_arguments(command)
        command.set_defaults(run=run)
    fix.add_argument("--to", metavar="DIALECT", choices=tuple(DIALECTS),
        help="write for: " + ", ".join(DIALECTS) + "; by default as --from")  # fmt: skip
    fix.add_argument("--diff", action="store_true", help="show what changes, line by line")


def _check(args: argparse.Namespace) -> int:
    args.option_mode = args.option_mode or "report"
    return stream(args) if args.jsonl else _report(args, changed=False)


def _fix(args: argparse.Namespace) -> int:
    return stream(args) if args.jsonl else _report(args, changed=True)


def _report(args: argparse.Namespace, *, changed: bool) -> int:
    """Each request, in the format that was asked for."""
    status = 0
    results: list[Any] = []
    found: Counter[str] = Counter()
    warned: set[Path | None] = set()
    for source in sources(args):
        if isinstance(source, Unreadable):
            sys.stderr.write(f"animagine: {source.file} {source.why}\n")
            status = 1
            continue
        project = project_of(args, source.file or Path())
        context = _context(args, project, source)
        compiled = _one(args, source, context, project, results, changed=changed)
        if project.file not in warned:
            warned.add(project.file)
            warn_of_damaged_lists(context)
        found.update(finding.code for finding in compiled.findings)
        strict = changed and context.options.mode == "strict"
        status = max(status, status_of(compiled, args.fail_on, strict=strict))
    if args.format == "json":
        of_files = bool(results) and "file" in results[0]
        sys.stdout.write("".join(dump(each, indent=2) + "\n" for each in
            ([results] if of_files else results)))  # fmt: skip
    if args.statistics:
        lines = (f"{number:6} {code} {headline(code)}\n" for code, number in found.most_common())
        sys.stderr.write("".join(lines))
    return status


def _context(args: argparse.Namespace, project: Project, source: Source) -> Context:
    context = context_of(args, project)
    if not source.ignored:
        return context
    ignored = {"ignore": f"{' '.join(context.options.ignore)} {source.ignored}"}
    try:
        return replace(context, options=Options.from_mapping(ignored, context.options))
    except OptionError as error:
        raise UsageError(f"{source.file}, animagine: {error}") from None


def _one(
    args: argparse.Namespace,
    source: Source,
    context: Context,
    project: Project,
    results: list[Any],
    *,
    changed: bool,
) -> Compiled:
    """Show what is found in one prompt; what is JSON as a whole waits in ``results``."""
    request = request_of(args, source.text, context, project.known_names)
    language = chosen(request.options.language)
    compiled = in_language(compile_request(request, context), language)
    written = None
    if changed and args.to is not None:
        written = in_language(compiled.to(args.to, embeddings=context.embeddings()), language)
    write = sys.stdout.write
    if args.format in ("json", "jsonl"):
        result = compiled_json(compiled, request)
        if written is not None:
            result["written"] = written_json(written)
        if not changed:
            result = findings_of(result)
        named = {"file": str(source.file)} if source.file is not None else {}
        if args.format == "json":
            results.append({**named, **result})
        else:
            lines = result["findings"] if not changed else [result]
            for line in lines:
                write(dump({**named, **line}) + "\n")
    elif args.format == "github":
        write(as_github(compiled, request, source.file, hints=args.hints))
    elif not changed:
        colour = coloured(sys.stdout)
        write(as_text(request, compiled, source.file, hints=args.hints, colour=colour))
        if not args.quiet and source.file is None:
            write(f"{counted(compiled)}\n{engine()}\n")
    elif args.diff:
        write(as_diff(request, written or compiled, compiled))
    else:
        write(_texts(written or compiled))
        if not args.quiet:
            _tell(args, request, compiled, written, source.file)
    return compiled


def _texts(texts: Compiled | Written) -> str:
    """Prompt and negative prompt, each on a line of its own."""
    both = (texts.prompt, texts.negative_prompt)
    return "".join(f"{text}\n" for text in both if text is not None)


def _tell(
    args: argparse.Namespace,
    request: Request,
    compiled: Compiled,
    written: Written | None,
    file: Path | None,
) -> None:
    """What was found and done, beside the texts themselves."""
    tell = sys.stderr.write
    tell(as_text(request, compiled, file, hints=args.hints, colour=coloured(sys.stderr)))
    told, left_out = told_changes(compiled.changes)
    for change in told:
        tell(f"{change.field}: {change.sentence()}\n")
    tell(as_more(left_out, "change"))
    for note in written.notes if written is not None else ():
        tell(f"{note.field}: {note.message}\n")
