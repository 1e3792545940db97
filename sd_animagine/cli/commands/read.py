"""``animagine read``: how pictures were made."""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from pathlib import Path

from sd_animagine.cli.usage import Commands, UsageError


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("read", help="show how pictures were made")
    command.add_argument("files", metavar="FILE", nargs="+", type=Path)
    command.add_argument("--format", choices=("text", "json", "jsonl"), default="text")
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    from sd_animagine.pictures.telling import as_lines, told

    if find_spec("PIL") is None:
        raise UsageError("read needs Pillow; to install it: pip install pillow")
    found = [told(path) for path in args.files]
    sys.stdout.write(as_lines(found, args.format))
    return 1 if any("error" in each for each in found) else 0
