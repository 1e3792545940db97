"""``animagine check | fix | bucket | read | checkpoint | studio``: the command line.

Exit status: 0 clean, 1 findings of at least ``--fail-on`` (or a bad line with ``--jsonl``, a
checkpoint that is not Animagine XL 4, or a picture that tells nothing), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

from sd_animagine import __version__, failures
from sd_animagine.cli.formats import as_diff, as_github, as_more, as_text, counted
from sd_animagine.compiler import FIELDS, Context, OptionError, Options, Request, compile_request
from sd_animagine.compiler.request import Compiled
from sd_animagine.compiler.written import READ, Written
from sd_animagine.lookup.suggest import engine
from sd_animagine.report.serial import (
    RequestError,
    compiled_json,
    dialects_from,
    request_from,
    told_changes,
    written_json,
)
from sd_animagine.rules.base import Severity
from sd_animagine.syntax import DIALECTS
from sd_animagine.transform import SizeError, snap
from sd_animagine.values import from_json, holds_huge, shown, whole
from sd_animagine.vocabulary import extended
from sd_animagine.words.languages import chosen, in_language

_LAST_PORT = 65_535
_SEVERITIES = {severity.word: severity for severity in reversed(Severity)}

_BOM = "\ufeff"
"""What Windows' Notepad puts in front of a file."""


class UsageError(Exception):
    """What was typed on the command line cannot be used; the message says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:  # lone surrogates and foreign bytes pass through as they are
            reconfigure(encoding="utf-8", errors="surrogateescape")
    args = _parser().parse_args(arguments)
    failures.hush(yes=not args.traceback)
    try:
        status: int = args.run(args)
        sys.stdout.flush()
        return status
    except (UsageError, OptionError, SizeError, RequestError) as error:
        sys.stderr.write(f"animagine: {error}\n")
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130  # as shells tell it
    except Exception as error:
        sys.stderr.write(f"animagine: {_failed('the command', error)}\n")
        return 2


def _failed(what: str, error: Exception) -> str:
    """The sentence about something of ours that failed."""
    return (
        f"{what} failed ({failures.log(what, error)}); "
        f"{failures.ADVICE}, with what animagine --traceback shows"
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="animagine",
        description="Brings prompts into the form that Animagine XL 4.0 was trained on.",
    )
    parser.add_argument("--version", action="version", version=f"animagine {__version__}")
    parser.add_argument(
        "--traceback", action="store_true", help="show the traceback if animagine itself fails"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    check = commands.add_parser("check", help="say what is wrong with a prompt")
    fix = commands.add_parser("fix", help="print the prompt as the model was trained on it")
    for command, run in ((check, _check), (fix, _fix)):
        _add_request_arguments(command)
        command.set_defaults(run=run)
    fix.add_argument("--to", metavar="DIALECT", choices=tuple(DIALECTS),
        help="write for: " + ", ".join(DIALECTS) + "; by default as --from")  # fmt: skip
    fix.add_argument("--diff", action="store_true", help="show what changes, line by line")
    bucket = commands.add_parser("bucket", help="print the nearest trained size")
    bucket.add_argument("size", metavar="WxH")
    bucket.set_defaults(run=_bucket)
    reading = commands.add_parser("read", help="show how pictures were made")
    reading.add_argument("files", metavar="FILE", nargs="+", type=Path)
    reading.add_argument("--format", choices=("text", "json", "jsonl"), default="text")
    reading.set_defaults(run=_read)
    checkpoint = commands.add_parser("checkpoint", help="say whether a file is Animagine XL 4")
    checkpoint.add_argument("file", metavar="FILE", type=Path)
    checkpoint.add_argument(
        "--hash", action="store_true", help="read the whole file and compare its SHA-256 too"
    )
    checkpoint.add_argument("--format", choices=("text", "json"), default="text")
    checkpoint.set_defaults(run=_checkpoint)
    _add_studio(commands.add_parser("studio", help="open a page that draws without a WebUI"))
    return parser


def _add_studio(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add("--model", default="", metavar="WHAT",
        help="a .safetensors file, a diffusers folder, a hub id, the address of a running WebUI, "
        "or demo; by default Animagine XL 4.0, or demo where it cannot be drawn")  # fmt: skip
    add("--port", metavar="N", help="port of the page; 0 for any that is free")
    add("--host", default="127.0.0.1", metavar="ADDRESS",
        help="address to listen on; by default only this machine can connect")  # fmt: skip
    add("--allow-host", action="append", default=[], metavar="NAME",
        help="another host name to answer to, such as a proxy's; repeatable")  # fmt: skip
    add("--outputs", default="outputs", type=Path, metavar="FOLDER",
        help="folder for pictures, presets and history")  # fmt: skip
    add("--lora-dir", type=Path, metavar="FOLDER",
        help="folder of LoRAs for prompts; by default loras in the outputs folder")  # fmt: skip
    add("--wildcard-dir", type=Path, metavar="FOLDER",
        help="folder of wildcards; by default wildcards in the outputs folder")  # fmt: skip
    add("--upscaler-dir", type=Path, metavar="FOLDER",
        help="folder of upscalers; by default upscalers in the outputs folder")  # fmt: skip
    add("--history", choices=("auto", "on", "off"), default="auto",
        help="keep what was drawn in a list on the page; auto (the default): "
        "only where no other machine can connect")  # fmt: skip
    add("--open", action="store_true", help="open the page in the browser")
    command.set_defaults(run=_studio, traceback=True)  # whoever runs a server reads its log


def _add_request_arguments(command: argparse.ArgumentParser) -> None:
    add = command.add_argument
    add(
        "prompt", nargs="?", default="-", metavar="PROMPT", help="the prompt; - reads it from stdin"
    )
    add("--negative-prompt", "--negative", dest="negative_prompt", metavar="TEXT",
        help="the negative prompt")  # fmt: skip
    add("--from", dest="source", metavar="DIALECT", choices=tuple(READ), default="a1111",
        help="program that the prompt is typed for: " + ", ".join(READ))  # fmt: skip
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


def _options(args: argparse.Namespace) -> Options:
    given = {option.name: getattr(args, f"option_{option.name}") for option in FIELDS}
    return Options.from_mapping({name: value for name, value in given.items() if value is not None})


def _size(text: str) -> tuple[int, int]:
    width, x, height = text.lower().replace("×", "x").partition("x")
    wide, high = whole(width), whole(height)
    if not x or wide is None or high is None:
        allowed = "WIDTHxHEIGHT in pixels, such as 832x1216"
        raise UsageError(f"size is {shown(text)}; it must be {allowed}")
    snap(wide, high)
    return wide, high


def _read(args: argparse.Namespace) -> int:
    from sd_animagine.pictures.telling import as_lines, told

    if find_spec("PIL") is None:
        raise UsageError("read needs Pillow; to install it: pip install pillow")
    found = [told(path) for path in args.files]
    sys.stdout.write(as_lines(found, args.format))
    return 1 if any("error" in each for each in found) else 0


def _bucket(args: argparse.Namespace) -> int:
    width, height = snap(*_size(args.size))
    sys.stdout.write(f"{width}x{height}\n")
    return 0


def _checkpoint(args: argparse.Namespace) -> int:
    """Is a file Animagine XL 4? Only its header is read unless a hash is asked for."""
    from sd_animagine.files.checkpoint import hash_file, judge_file

    if not args.file.is_file():
        raise UsageError(f"{args.file} is not a file; it must be a checkpoint")
    try:
        digest = hash_file(args.file) if args.hash else ""
    except OSError as error:
        raise UsageError(f"{args.file} cannot be read: {error.strerror}") from None
    verdict = judge_file(args.file, digest)
    if args.format == "json":
        values = {**verdict._asdict(), "sha256": digest or None}
        sys.stdout.write(_dump(values, indent=2) + "\n")
    else:
        sys.stdout.write(verdict.sentence() + "\n")
        if digest:
            sys.stdout.write(f"SHA-256 {digest}\n")
    return 0 if verdict.is_animagine else 1


def _studio(args: argparse.Namespace) -> int:
    from sd_animagine.studio.server.start import Folders, StartError, run

    port = None
    if args.port is not None:
        port = int(args.port) if args.port.isdecimal() and len(args.port) < 10 else -1
        if not 0 <= port <= _LAST_PORT:
            raise UsageError(f"--port is {shown(args.port)}; it must be 0 to {_LAST_PORT}")
    try:
        run(
            args.model,
            host=args.host,
            port=port,
            folders=Folders(args.outputs, args.lora_dir, args.wildcard_dir, args.upscaler_dir),
            allowed_hosts=args.allow_host,
            history=args.history,
            show=args.open,
        )
    except StartError as error:
        raise UsageError(str(error)) from None
    return 0


def _request(args: argparse.Namespace, options: Options) -> Request:
    prompt = args.prompt
    if prompt == "-":
        prompt = sys.stdin.read().removeprefix(_BOM).removesuffix("\n")
    width, height = _size(args.size) if args.size else (None, None)
    return Request(
        prompt=prompt,
        negative_prompt=args.negative_prompt,
        width=width,
        height=height,
        known_names=frozenset((*args.known_name, *args.embedding)),
        options=options,
    )


def _check(args: argparse.Namespace) -> int:
    args.option_mode = args.option_mode or "report"
    return _stream(args) if args.jsonl else _report(args, changed=False)


def _fix(args: argparse.Namespace) -> int:
    return _stream(args) if args.jsonl else _report(args, changed=True)


def _context(args: argparse.Namespace) -> Context:
    """What every request of the command line is compiled with."""
    for path in args.tags:
        if not path.is_file():
            raise UsageError(f"--tags {path}: there is no such file; it must be a CSV file")
    return Context(
        vocabulary=extended(args.tags),
        options=_options(args),
        embeddings=lambda: frozenset(args.embedding),
        dialect=READ[args.source],
    )


def _report(args: argparse.Namespace, *, changed: bool) -> int:
    """One request, in the format that was asked for."""
    context = _context(args)
    request = _request(args, context.options)
    language = chosen(request.options.language)
    compiled = in_language(compile_request(request, context), language)
    written = None
    if changed and args.to is not None:
        written = in_language(compiled.to(args.to, embeddings=context.embeddings()), language)
    _warn_of_damaged_lists(context)
    write = sys.stdout.write
    if args.format in ("json", "jsonl"):
        result = compiled_json(compiled, request)
        if written is not None:
            result["written"] = written_json(written)
        if not changed:
            result = _findings_of(result)
        if args.format == "json":
            write(_dump(result, indent=2) + "\n")
        else:
            lines = result["findings"] if not changed else [result]
            for line in lines:
                write(_dump(line) + "\n")
    elif args.format == "github":
        write(as_github(compiled, hints=args.hints))
    elif not changed:
        write(as_text(request, compiled, hints=args.hints, colour=_colour(sys.stdout)))
        write(f"{counted(compiled)}\n{engine()}\n")
    elif args.diff:
        write(as_diff(request, written or compiled, compiled))
    else:
        write(_texts(written or compiled))
        _tell(args, request, compiled, written)
    return _status(compiled, args.fail_on, strict=changed and request.options.mode == "strict")


def _texts(texts: Compiled | Written) -> str:
    """Prompt and negative prompt, each on a line of its own."""
    both = (texts.prompt, texts.negative_prompt)
    return "".join(f"{text}\n" for text in both if text is not None)


def _tell(
    args: argparse.Namespace, request: Request, compiled: Compiled, written: Written | None
) -> None:
    """What was found and done, beside the texts themselves."""
    tell = sys.stderr.write
    tell(as_text(request, compiled, hints=args.hints, colour=_colour(sys.stderr)))
    told, left_out = told_changes(compiled.changes)
    for change in told:
        tell(f"{change.field}: {change.sentence()}\n")
    tell(as_more(left_out, "change"))
    for note in written.notes if written is not None else ():
        tell(f"{note.field}: {note.message}\n")


def _findings_of(result: dict[str, Any]) -> dict[str, Any]:
    """What a result says without changing anything."""
    return {name: result[name] for name in ("findings", "findings_left_out")}


def _status(compiled: Compiled, fail_on: str, *, strict: bool) -> int:
    found: Iterable[Severity] = (finding.severity for finding in compiled.findings)
    if strict:
        return 1 if compiled.remaining else 0
    return int(any(severity >= _SEVERITIES[fail_on] for severity in found))


def _colour(stream: TextIO) -> bool:
    return stream.isatty() and not os.environ.get("NO_COLOR")


def _warn_of_damaged_lists(context: Context) -> None:
    for problem in context.vocabulary.problems:
        sys.stderr.write(f"animagine: {problem}\n")


def _dump(value: Any, indent: int | None = None) -> str:
    """JSON; what UTF-8 cannot hold is escaped, so that any reader gets it back."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return text if _encodable(text) else json.dumps(value, indent=indent)


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _stream(args: argparse.Namespace) -> int:
    """One JSON object a line in, one out, in the same order and in constant memory."""
    context = _context(args)
    status = 0
    for number, line in enumerate(sys.stdin, 1):
        line = line.removeprefix(_BOM) if number == 1 else line
        if not line.strip():
            continue
        try:
            answer, found = _answer(line, context, args.fail_on)
        except (RequestError, OptionError, SizeError) as error:
            answer, found = _dump({"error": str(error), "line": number}), 1
        except Exception as error:  # the lines behind it are none the worse
            sentence = _failed("this line", error)
            answer, found = _dump({"error": sentence, "line": number}), 1
        sys.stdout.write(answer + "\n")
        status = max(status, found)
    _warn_of_damaged_lists(context)
    return status


def _answer(line: str, context: Context, fail_on: str) -> tuple[str, int]:
    """The answer to a line, and the exit status that it calls for.

    Raises:
        RequestError: the line is no JSON object, or a field of it has the wrong type.
        OptionError: an option is unknown or its value not allowed.
        SizeError: width or height is no size.
    """
    try:
        values = from_json(line)
    except (ValueError, RecursionError) as error:
        raise RequestError(f"the line must be JSON: {error}"[:200]) from None
    if not isinstance(values, dict):
        raise RequestError("the line must be a JSON object")
    request = request_from(values, context.options)
    source, target = dialects_from(values)
    if source is not None:
        context = replace(context, dialect=source)
    language = chosen(request.options.language)
    compiled = in_language(compile_request(request, context), language)
    result = compiled_json(compiled, request)
    if target is not None:
        result["written"] = written_json(
            in_language(compiled.to(target.language, embeddings=context.embeddings()), language)
        )
    mode = context.options.mode
    if mode == "report":
        result = _findings_of(result)
    values.pop("options", None)
    if holds_huge(values):
        raise RequestError("the line has a number of over 300 digits, which cannot be passed on")
    return _dump({**values, **result}), _status(compiled, fail_on, strict=mode == "strict")
