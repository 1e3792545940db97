"""Kills studios and a WebUI that save into one data folder; says what was lost or left over.

    python -m tools.killed_while_saving --state FOLDER
    ANIMAGINE_WEBUI=… python -m tools.killed_while_saving --state FOLDER --webui-kills 10

Each program saves presets through its own page without a pause, is killed (kill -9) at a random
moment, and starts again. With a WebUI (see docs/host-tests.md for its environment variables) its
data folder is the shared one. A run that was ended goes on where it was. Needs the extra
``studio``. Exit status: 0 nothing was lost or left over, 1 something was.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from threading import Event, Lock, Thread
from typing import Final

from tools.killing.page import Page
from tools.killing.programs import Program, Studio, Webui
from tools.killing.record import Record, preset
from tools.killing.verdict import faults

_LIVES: Final = (0.2, 3.0)
"""Seconds from the first save to the kill, at random."""
_LEAD: Final = 0.1
"""Share of its kills that one kind of program may be ahead of the others."""
_LOOK: Final = 0.2
"""Seconds between two looks at that."""
_PATIENCE: Final = 120.0
"""Seconds to the first save."""
_NO_ANSWER: Final = (OSError, ValueError, http.client.HTTPException)


class Run:
    """Programs that are killed until enough have been."""

    def __init__(self, record: Record, chance: random.Random, left: dict[str, int]) -> None:
        """Begin with none running.

        Args:
            record: takes down what happens.
            chance: says when to kill.
            left: kills by kind of program, the first word of its name.
        """
        self._record = record
        self._chance = chance
        self._left = left
        self._all = dict(left)
        self._lock = Lock()
        self.problems: list[str] = []

    def live(self, program: Program) -> None:
        """Start a program, let it save, kill it, as long as there are kills left."""
        while self._may_kill(program):
            try:
                self._one_life(program)
            except Exception as error:
                self.problems.append(f"{program.name}: {error}")
                return
            finally:
                program.kill()
            self._record.add("killed", program.name)
            print(f"killed {program.name}; {self._record.acknowledged} saves told", flush=True)

    def _may_kill(self, program: Program) -> bool:
        kind = _kind(program)
        with self._lock:
            if self._left[kind] <= 0 or self.problems:
                return False
            self._left[kind] -= 1
            return True

    def _is_ahead(self, program: Program) -> bool:
        """Return whether others lag behind: a WebUI, slow to start, is to meet the studios."""
        with self._lock:
            shares = {kind: self._left[kind] / most for kind, most in self._all.items() if most > 0}
            return not self.problems and shares[_kind(program)] + _LEAD < max(shares.values())

    def _one_life(self, program: Program) -> None:
        page = Page(program.start())
        saved, over = Event(), Event()
        saver = Thread(target=self._save, args=(program, page, saved, over), daemon=True)
        saver.start()
        if not saved.wait(_PATIENCE):
            raise RuntimeError(f"nothing was saved in {_PATIENCE:.0f} s")
        time.sleep(self._chance.uniform(*_LIVES))
        while self._is_ahead(program) and not over.wait(_LOOK):
            pass
        over.set()
        program.kill()
        saver.join()

    def _save(self, program: Program, page: Page, saved: Event, over: Event) -> None:
        number = self._record.sent.get(program.name, -1)
        while not over.is_set():
            number += 1
            name = preset(program.name, number)
            self._record.add("sent", program.name, number)
            try:
                told = page.save(name, str(number))
            except _NO_ANSWER as error:
                if not over.is_set():
                    self.problems.append(f"{program.name} does not answer: {error}")
                return
            done = f"Saved as “{name}”." in told and "animagine-wrong" not in told
            self._record.add("kept" if done else "refused", program.name, number, told * (not done))
            saved.set()


def _kind(program: Program) -> str:
    return program.name.split()[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the command line says. Returns the exit status."""
    args = _parser().parse_args(arguments)
    data = args.state / "data"
    data.mkdir(parents=True, exist_ok=True)
    record = Record(args.state / "record.jsonl")
    programs: list[Program] = [Studio(n + 1, data, args.state) for n in range(args.studios)]
    if args.webui_kills:
        programs.append(Webui(Path(os.environ["ANIMAGINE_WEBUI"]).resolve(), data))
    done = record.kills.get("webui", 0)
    left = {
        "studio": args.kills - args.webui_kills - sum(record.kills.values()) + done,
        "webui": args.webui_kills - done,
    }
    run = Run(record, random.Random(f"{args.seed} {record.kills}"), left)
    began = time.monotonic()
    threads = [Thread(target=run.live, args=(each,)) for each in programs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wrong = [*run.problems, *faults(data, record), *record.refused]
    kills = ", ".join(f"{name} {count}" for name, count in sorted(record.kills.items()))
    print(
        f"kills: {sum(record.kills.values())} ({kills}); saves told as saved: "
        f"{record.acknowledged}; without an answer: {record.in_flight}; wrong: {len(wrong)}; "
        f"{time.monotonic() - began:.0f} s"
    )
    for each in wrong[:50]:
        print(f"  {each}")
    return 1 if wrong else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tools.killed_while_saving",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = parser.add_argument
    add("--state", type=Path, required=True, help="folder for the shared data, logs and record")
    add("--kills", type=int, default=50, help="of all programs together (default 50)")
    add("--webui-kills", type=int, default=0, help="how many of them are the WebUI's (default 0)")
    add("--studios", type=int, default=2, help="how many studios (default 2)")
    add("--seed", type=int, default=1)
    return parser


if __name__ == "__main__":
    sys.exit(main())
