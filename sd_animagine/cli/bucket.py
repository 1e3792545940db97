"""``animagine bucket``: the nearest trained size."""

from __future__ import annotations

import argparse
import sys

from sd_animagine.cli.usage import Commands, UsageError
from sd_animagine.transform import snap
from sd_animagine.values import shown, whole


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("bucket", help="print the nearest trained size")
    command.add_argument("size", metavar="WxH")
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    width, height = snap(*size(args.size))
    sys.stdout.write(f"{width}x{height}\n")
    return 0


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
