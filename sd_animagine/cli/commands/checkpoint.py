"""``animagine checkpoint``: whether a file is Animagine XL 4."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from sd_animagine.cli.formats import dump
from sd_animagine.cli.usage import Commands, UsageError


def add(commands: Commands) -> None:
    """Add the command."""
    command = commands.add_parser("checkpoint", help="say whether a file is Animagine XL 4")
    command.add_argument("file", metavar="FILE", type=Path)
    command.add_argument(
        "--hash", action="store_true", help="read the whole file and compare its SHA-256 too"
    )
    command.add_argument("--format", choices=("text", "json"), default="text")
    command.set_defaults(run=_run)


def _run(args: argparse.Namespace) -> int:
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
        sys.stdout.write(dump(values, indent=2) + "\n")
    else:
        sys.stdout.write(verdict.sentence() + "\n")
        if digest:
            sys.stdout.write(f"SHA-256 {digest}\n")
    return 0 if verdict.is_animagine else 1
