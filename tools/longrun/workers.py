"""Processes that try cases. A case that takes longer than its deadline costs its process.

The worker writes the number of its case into memory that both see, and the parent looks at it now
and then: nothing is sent for a case in which nothing is wrong. A process that hangs or dies is
replaced by another one, which goes on behind the case that did it.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from multiprocessing.connection import Connection, wait
from typing import Any, Final

from tools.longrun.case import CannotRun, Fault, Kind, Settings
from tools.longrun.ledger import Chunk, Ledger

_PROCESSES: Final = multiprocessing.get_context("spawn")
"""The same on every system."""
_IDLE: Final = -1
_LOOK: Final = 0.25
"""Seconds between two looks at a worker."""
_START: Final = 300.0
"""Seconds that a worker may take to get ready."""


def kind_named(home: str) -> type[Kind]:
    """The class at ``module:name``.

    Raises:
        CannotRun: it needs a library that is not installed.
    """
    module, _, name = home.partition(":")
    try:
        found: type[Kind] = getattr(import_module(module), name)
    except ModuleNotFoundError as error:
        raise CannotRun(f"{error}; install the repository with its extra [test]") from None
    return found


def peak_memory() -> float:
    """The most megabytes that this process has held so far; 0 where the system does not tell."""
    try:
        import resource
        import sys
    except ImportError:  # Windows
        return 0.0
    unit = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit


def run_here(kind: Kind, ledger: Ledger, count: int, tell: Callable[[], None]) -> None:
    """Try what remains in this process: nothing watches for a hang."""
    for chunk in ledger.remaining(count, kind.chunk):
        started = time.perf_counter()
        faults = [fault for n in range(chunk.start, chunk.end) if (fault := kind.try_case(n))]
        ledger.keep(chunk, chunk.end, time.perf_counter() - started, faults)
        ledger.note("peak memory", peak_memory())
        tell()


def run_in_workers(
    home: str,
    settings: Settings,
    ledger: Ledger,
    count: int,
    jobs: int,
    tell: Callable[[], None],
) -> None:
    """Try what remains, in so many processes.

    Raises:
        CannotRun: the kind cannot go on.
    """
    kind = kind_named(home)
    chunks = ledger.remaining(count, kind.chunk)
    workers = [_Worker(home, settings, kind.deadline) for _ in range(jobs)]
    try:
        while any([worker.step(chunks, ledger) for worker in workers]):
            wait([worker.pipe for worker in workers if worker.chunk is not None], _LOOK)
            tell()
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """A process and what it is at, as the parent sees it."""

    def __init__(self, home: str, settings: Settings, deadline: float) -> None:
        self.home = home
        self.settings = settings
        self.deadline = deadline
        self.chunk: Chunk | None = None
        self.seen = _IDLE
        self.since = 0.0
        self.begun = 0.0
        self.ready = False
        self._start()

    def _start(self) -> None:
        self.pipe, inner = _PROCESSES.Pipe()
        self.at = _PROCESSES.Value("q", _IDLE, lock=False)
        given = (self.home, self.settings, self.at, inner)
        self.process = _PROCESSES.Process(target=_work, args=given, daemon=True)
        self.process.start()
        inner.close()
        self.ready = False
        self.seen, self.since = _IDLE, time.monotonic()

    def step(self, chunks: Iterator[Chunk], ledger: Ledger) -> bool:
        """Take in what the process says, and give it the next chunk. Is there anything to do?"""
        try:
            while self.pipe.poll():
                self._hear(self.pipe.recv(), ledger)
        except (EOFError, OSError):
            self._replace(ledger, "exception", "the process died without a word")
        if self.chunk is None:
            self.chunk = next(chunks, None)
            if self.chunk is None:
                return False
            self._give()
        elif self._is_late():
            self._replace(ledger, "hang", f"no answer within {self.deadline:g} s")
        return True

    def _give(self) -> None:
        assert self.chunk is not None
        self.begun = self.since = time.monotonic()
        self.seen = _IDLE
        try:
            self.pipe.send(self.chunk)
        except OSError:
            return  # it died; the next look sees that

    def _hear(self, message: Any, ledger: Ledger) -> None:
        if isinstance(message, CannotRun):
            raise message
        if message == "ready":
            self.ready, self.since = True, time.monotonic()
        elif isinstance(message, Fault):
            assert self.chunk is not None
            self._keep(ledger, message.case + 1, [message])
        else:
            assert self.chunk is not None
            ledger.note("peak memory", message)
            self._keep(ledger, self.chunk.end, [])
            self.chunk = None

    def _keep(self, ledger: Ledger, upto: int, faults: list[Fault]) -> None:
        """What was done of the chunk since the last time."""
        assert self.chunk is not None
        now = time.monotonic()
        ledger.keep(self.chunk, upto, now - self.begun, faults)
        self.begun = now

    def _is_late(self) -> bool:
        """Has the process been at one case for too long?"""
        at, now = self.at.value, time.monotonic()
        if at != self.seen:
            self.seen, self.since = at, now
        return now - self.since > (self.deadline if self.ready else _START)

    def _replace(self, ledger: Ledger, what: str, sentence: str) -> None:
        """Note what the process did not survive, and go on behind it with another process."""
        case = self.at.value
        self.end()
        if self.chunk is None or case == _IDLE:
            raise CannotRun("a worker ended before its first case; try --jobs 0 to see why")
        self._keep(ledger, case + 1, [Fault(case, what, sentence, "")])
        self.chunk = self.chunk._replace(start=case + 1)
        self._start()
        if self.chunk.start >= self.chunk.end:
            self.chunk = None
        else:
            self._give()

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()
        self.process.close()
        self.pipe.close()


def _work(home: str, settings: Settings, at: Any, pipe: Connection) -> None:
    """Try the chunks that come through the pipe, one after the other."""
    try:
        kind = kind_named(home)(settings)
        pipe.send("ready")
        while True:
            chunk = pipe.recv()
            for case in range(chunk.start, chunk.end):
                at.value = case
                fault = kind.try_case(case)
                if fault is not None:
                    pipe.send(fault)
            at.value = _IDLE
            pipe.send(peak_memory())
    except CannotRun as error:
        pipe.send(error)
    except (EOFError, OSError, KeyboardInterrupt):  # the parent has ended
        return
