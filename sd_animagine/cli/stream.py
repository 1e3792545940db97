"""``animagine check --jsonl`` and ``fix --jsonl``: many requests, a line each."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path

from sd_animagine.cli.formats import dump, findings_of
from sd_animagine.cli.request import (
    BOM,
    context_of,
    project_of,
    status_of,
    warn_of_damaged_lists,
)
from sd_animagine.cli.usage import failed
from sd_animagine.compiler import Context, OptionError, compile_request
from sd_animagine.report.serial import (
    RequestError,
    compiled_json,
    dialects_from,
    request_from,
    written_json,
)
from sd_animagine.transform import SizeError
from sd_animagine.values import from_json, holds_huge
from sd_animagine.words.languages import chosen, in_language


def stream(args: argparse.Namespace) -> int:
    """One JSON object a line in, one out, in the same order and in constant memory."""
    context = context_of(args, project_of(args, Path()))
    status = 0
    for number, line in enumerate(sys.stdin, 1):
        line = line.removeprefix(BOM) if number == 1 else line
        if not line.strip():
            continue
        try:
            answer, found = _answer(line, context, args.fail_on)
        except (RequestError, OptionError, SizeError) as error:
            answer, found = dump({"error": str(error), "line": number}), 1
        except Exception as error:  # the lines behind it are none the worse
            sentence = failed("this line", error)
            answer, found = dump({"error": sentence, "line": number}), 1
        sys.stdout.write(answer + "\n")
        status = max(status, found)
    warn_of_damaged_lists(context)
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
        result = findings_of(result)
    values.pop("options", None)
    if holds_huge(values):
        raise RequestError("the line has a number of over 300 digits, which cannot be passed on")
    return dump({**values, **result}), status_of(compiled, fail_on, strict=mode == "strict")
