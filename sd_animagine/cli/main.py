"""The command line: which commands there are, the exit status, what is said where one fails.

Each command is one module, which adds itself to the parser and says what runs.

Exit status: 0 clean, 1 findings of at least ``--fail-on`` (or a bad line with ``--jsonl``, a
checkpoint that is not Animagine XL 4, a picture that tells nothing, a file of prompts that is no
text), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from sd_animagine import __version__, failures
from sd_animagine.cli.commands import (
    bucket,
    captions,
    checkpoint,
    completion,
    mcp,
    prompts,
    read,
    rule,
    studio,
)
from sd_animagine.cli.usage import UsageError, failed
from sd_animagine.compiler import OptionError
from sd_animagine.project import ProjectError
from sd_animagine.report.serial import RequestError
from sd_animagine.transform import SizeError

_COMMANDS = (prompts, captions, bucket, read, checkpoint, rule, studio, mcp, completion)
"""In the order in which ``--help`` tells them."""


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
    except (UsageError, OptionError, SizeError, RequestError, ProjectError) as error:
        sys.stderr.write(f"animagine: {error}\n")
        return 2
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130  # as shells tell it
    except Exception as error:
        sys.stderr.write(f"animagine: {failed('the command', error)}\n")
        return 2


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
    for command in _COMMANDS:
        command.add(commands)
    parser.set_defaults(parser=parser)  # for the command that describes the others
    return parser
