"""``animagine check | fix``: what is wrong with a prompt, and the prompt as it was trained."""

from __future__ import annotations

import argparse
import sys

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
    request_of,
    status_of,
    warn_of_damaged_lists,
)
from sd_animagine.cli.stream import stream
from sd_animagine.cli.usage import Commands
from sd_animagine.compiler import Request, compile_request
from sd_animagine.compiler.request import Compiled
from sd_animagine.compiler.written import Written
from sd_animagine.lookup.suggest import engine
from sd_animagine.report.serial import compiled_json, told_changes, written_json
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
    """One request, in the format that was asked for."""
    context = context_of(args)
    request = request_of(args, context.options)
    language = chosen(request.options.language)
    compiled = in_language(compile_request(request, context), language)
    written = None
    if changed and args.to is not None:
        written = in_language(compiled.to(args.to, embeddings=context.embeddings()), language)
    warn_of_damaged_lists(context)
    write = sys.stdout.write
    if args.format in ("json", "jsonl"):
        result = compiled_json(compiled, request)
        if written is not None:
            result["written"] = written_json(written)
        if not changed:
            result = findings_of(result)
        if args.format == "json":
            write(dump(result, indent=2) + "\n")
        else:
            lines = result["findings"] if not changed else [result]
            for line in lines:
                write(dump(line) + "\n")
    elif args.format == "github":
        write(as_github(compiled, hints=args.hints))
    elif not changed:
        write(as_text(request, compiled, hints=args.hints, colour=coloured(sys.stdout)))
        write(f"{counted(compiled)}\n{engine()}\n")
    elif args.diff:
        write(as_diff(request, written or compiled, compiled))
    else:
        write(_texts(written or compiled))
        _tell(args, request, compiled, written)
    return status_of(compiled, args.fail_on, strict=changed and request.options.mode == "strict")


def _texts(texts: Compiled | Written) -> str:
    """Prompt and negative prompt, each on a line of its own."""
    both = (texts.prompt, texts.negative_prompt)
    return "".join(f"{text}\n" for text in both if text is not None)


def _tell(
    args: argparse.Namespace, request: Request, compiled: Compiled, written: Written | None
) -> None:
    """What was found and done, beside the texts themselves."""
    tell = sys.stderr.write
    tell(as_text(request, compiled, hints=args.hints, colour=coloured(sys.stderr)))
    told, left_out = told_changes(compiled.changes)
    for change in told:
        tell(f"{change.field}: {change.sentence()}\n")
    tell(as_more(left_out, "change"))
    for note in written.notes if written is not None else ():
        tell(f"{note.field}: {note.message}\n")
