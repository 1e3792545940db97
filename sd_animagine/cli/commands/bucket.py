"""``animagine bucket``: the nearest trained size."""

from __future__ import annotations

import argparse
import sys

from sd_animagine.cli.request import size
from sd_animagine.cli.usage import Commands
from sd_animagine.transform import snap


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("bucket", help="print the nearest trained size")
    command.add_argument("size", metavar="WxH")
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    width, height = snap(*size(args.size))
    sys.stdout.write(f"{width}x{height}\n")
    return 0
