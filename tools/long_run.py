"""Tries a hundred thousand cases of a kind, or a million, and says what is wrong with which.

Run from the repository's root, with the extra ``test`` installed::

    python -m tools.long_run prompts --state prompts.sqlite --jobs 2
    python -m tools.long_run reorder --host-folder ../stable-diffusion-webui --state reorder.sqlite
    python -m tools.long_run pictures --count 5000
    python -m tools.long_run pictures --seed 1 --only 4711

A case is made of the seed and its number, so each can be made again. With ``--state`` a run that
was ended goes on where it was, and ``--retry`` tries again what had a fault. Exit status: 0 nothing
was found, 1 something was, 2 it could not be run.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from tools.longrun.case import CannotRun, Settings
from tools.longrun.ledger import Ledger
from tools.longrun.telling import Telling, ending
from tools.longrun.workers import kind_named, run_here, run_in_workers

KINDS: Final = {
    "prompts": "tools.longrun.kinds.prompts:Prompts",
    "reorder": "tools.longrun.kinds.reorder:Reorder",
    "schedules": "tools.longrun.kinds.reorder:Schedules",
    "pictures": "tools.longrun.kinds.pictures:Pictures",
    "disguises": "tools.longrun.kinds.disguises:Disguises",
    "requests": "tools.longrun.kinds.requests:Requests",
    "names": "tools.longrun.kinds.names:Names",
    "pairs": "tools.longrun.kinds.names:Pairs",
}
"""Where each kind lives; only the one that is asked for is imported."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line says. Returns the exit status."""
    args = _parser().parse_args(arguments)
    try:
        return _run(args)
    except CannotRun as error:
        print(f"long_run: {error}", file=sys.stderr)
        return 2


def _run(args: argparse.Namespace) -> int:
    home = KINDS[args.kind]
    kind = kind_named(home)
    settings = Settings(args.seed, args.host_folder)
    identity = {"kind": args.kind, "seed": args.seed}
    count = args.count or kind.total(settings)
    with Ledger(args.state, identity) as ledger:
        with kind.surroundings(settings) as around:
            settings = replace(settings, given=around.given)
            if args.only is not None:
                return _only(home, settings, args.only)
            telling = Telling(args.kind, ledger, count, args.every)
            try:
                if args.retry:
                    _retry(home, settings, ledger)
                elif args.jobs:
                    run_in_workers(home, settings, ledger, count, args.jobs, telling)
                else:
                    run_here(kind(settings), ledger, count, telling)
            except KeyboardInterrupt:
                print("ended before its time")
        print(ending(args.kind, args.seed, ledger, count, around.notes), flush=True)
        return 1 if ledger.faults() else 0


def _only(home: str, settings: Settings, case: int) -> int:
    """One case: its input, and what is wrong with it."""
    kind = kind_named(home)(settings)
    print(kind.shown(kind.make(random.Random(f"{settings.seed}:{case}"), case)), flush=True)
    fault = kind.try_case(case)
    print(f"{fault.what}: {fault.sentence}" if fault else "nothing is wrong with it")
    return 1 if fault else 0


def _retry(home: str, settings: Settings, ledger: Ledger) -> None:
    """Try again what had a fault; what is mended is struck out."""
    kind = kind_named(home)(settings)
    for fault in ledger.faults():
        ledger.replace(fault.case, kind.try_case(fault.case))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.long_run",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("kind", choices=tuple(KINDS))
    add("--count", type=_whole, default=0, help="cases; by default those of a whole run")
    add("--seed", type=int, default=1, help="other cases for each (default 1)")
    add("--jobs", type=_whole, default=1, help="processes; 0: in this one, without deadlines")
    add("--state", type=Path, help="file that keeps what was done, so that a run can go on")
    add("--every", type=float, default=30.0, help="seconds between two lines (default 30)")
    add("--only", type=_whole, metavar="CASE", help="try this case alone and show its input")
    add("--retry", action="store_true", help="try again the cases that had a fault")
    add("--host-folder", default="", help="an AUTOMATIC1111, for reorder and schedules")
    return parser


def _whole(text: str) -> int:
    if not text.isdecimal():
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number")
    return int(text)


if __name__ == "__main__":
    sys.exit(main())
