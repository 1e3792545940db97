"""``animagine completion``: a script with which a shell completes commands and flags."""

from __future__ import annotations

import argparse
import sys

from sd_animagine.cli.usage import Commands, UsageError

_SHELLS = ("bash", "zsh", "fish")


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("completion", help="print a script for a shell's completion")
    command.add_argument("shell", choices=_SHELLS)
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
    try:
        import shtab
    except ImportError:
        raise UsageError("completion needs shtab; to install it: pip install shtab") from None
    sys.stdout.write(shtab.complete(args.parser, shell=args.shell) + "\n")
    return 0
