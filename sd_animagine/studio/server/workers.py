"""Long texts and batches are worked on in other processes, so that the page answers meanwhile.

What a process works on holds Python's lock, and with it every other answer of the same process. A
short prompt is done before it could be handed over, so it stays here.

Each worker is a pool of one process, so that one that dies takes nobody else's work along. It
begins with the first long text, and ends with the studio, however that ends.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TookTooLong
from concurrent.futures.process import BrokenProcessPool
from queue import SimpleQueue
from threading import RLock, Thread
from typing import Any, Final, NamedTuple

from sd_animagine.api.bodies import Refused
from sd_animagine.api.surroundings import Kind, Surroundings
from sd_animagine.api.work import done, here, length, refused
from sd_animagine.studio.server.context import Loaded, context_of, vocabulary
from sd_animagine.words import Message
from sd_animagine.words.languages import Language

SHORT: Final = 4096
"""Characters that are worked on here: some hundred tags, a few hundredths of a second."""
_MOST: Final = 2
_MOST_WAITING: Final = 100
"""Pieces of work that wait or are done at once."""
_SECONDS: Final = 120.0
"""For one piece of work; a text of the longest kind takes a small part of it."""
_POLITENESS: Final = 10
"""Of a worker towards the page, on systems that know it."""
_DIED: Final = Message(
    "the process that worked on it ended, perhaps for lack of memory; "
    "try again, or try a shorter text"
)
_TOO_SLOW: Final = Message("it took over {seconds:.0f} s; try a shorter text", seconds=_SECONDS)
_ENDED: Final = Message("the studio is closing")
_FULL: Final = Message("too many long texts are waiting; try again in a moment")


class _Refusal(NamedTuple):
    """``Refused``, as it goes from one process to another."""

    status: int
    sentence: str
    field: str


def surroundings(loaded: Callable[[], Loaded]) -> Surroundings:
    """What the routes know of the studio, in any of its processes.

    Args:
        loaded: the checkpoint that would draw.
    """
    return Surroundings(context=lambda: context_of(loaded()))


class Workers:
    """The worker processes of one studio."""

    def __init__(self, loaded: Callable[[], Loaded], count: int = 0) -> None:
        """Start nothing yet.

        Args:
            loaded: the checkpoint that would draw.
            count: how many processes; by default as many as leave a core for the page, two at most.
        """
        self._loaded = loaded
        count = count or max(1, min(_MOST, (os.cpu_count() or 1) - 1))
        self._turns = ThreadPoolExecutor(count, "animagine-worker")
        """Work waits here, not in the server's own threads."""
        self._idle: SimpleQueue[_Worker | None] = SimpleQueue()
        """None for one that is yet to be started."""
        for _ in range(count):
            self._idle.put(None)
        self._alive: set[_Worker] = set()
        self._lock = RLock()
        self._is_ending = False
        self._waiting = 0

    async def do(self, kind: Kind, sent: Any, language: Language) -> list[bytes]:
        """Do a piece of work; see ``api.work.done``.

        Raises:
            Refused: a field is not what it must be, or the worker died over it.
        """
        if length(sent) <= SHORT:
            return await here(surroundings(self._loaded), kind, sent, language)
        if self._is_ending or self._waiting >= _MOST_WAITING:
            reason = Refused(503, _ENDED if self._is_ending else _FULL)
            return refused(kind, sent, reason.within(language))
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._turns, self._done, kind, sent, language)
        except RuntimeError:  # the end came between the question above and the handing over
            if not self._is_ending:
                raise
            return refused(kind, sent, Refused(503, _ENDED).within(language))
        finally:
            self._waiting -= 1

    def end(self) -> None:
        """End all processes, whatever they are at; who waits for them is told."""
        with self._lock:
            self._is_ending = True
            alive = list(self._alive)
        for worker in alive:
            worker.kill()
        self._turns.shutdown(wait=False)

    def _done(self, kind: Kind, sent: Any, language: Language) -> list[bytes]:
        loaded = self._loaded()
        worker = self._idle.get()
        try:
            worker = worker or self._started()
            return worker.do(kind, sent, language, loaded)
        except (BrokenProcessPool, TookTooLong) as error:
            if worker is not None:
                self._drop(worker)
            worker = None
            return refused(kind, sent, self._reason(error).within(language))
        finally:
            self._idle.put(worker)

    def _reason(self, error: Exception) -> Refused:
        if self._is_ending:
            return Refused(503, _ENDED)
        return Refused(422, _TOO_SLOW if isinstance(error, TookTooLong) else _DIED)

    def _started(self) -> _Worker:
        with self._lock:  # one after the other, so that each knows its own process
            if self._is_ending:
                raise BrokenProcessPool
            worker = _Worker()
            self._alive.add(worker)
        return worker

    def _drop(self, worker: _Worker) -> None:
        worker.kill()
        with self._lock:
            self._alive.discard(worker)


class _Worker:
    """A process that does one piece of work after the other."""

    def __init__(self) -> None:
        others = multiprocessing.active_children()
        context = multiprocessing.get_context("spawn")
        self._pool = ProcessPoolExecutor(1, context, initializer=_begin)
        self._pool.submit(os.getpid)  # the first work starts the process
        self._own = [each for each in multiprocessing.active_children() if each not in others]

    def do(self, kind: Kind, sent: Any, language: Language, loaded: Loaded) -> list[bytes]:
        """Do a piece of work; see ``Workers.do``."""
        found = self._pool.submit(_work, kind, sent, language, loaded).result(_SECONDS)
        if isinstance(found, _Refusal):
            raise Refused(*found)
        return found

    def kill(self) -> None:
        """End the process at once."""
        for process in self._own:
            process.kill()
        self._pool.shutdown(wait=False, cancel_futures=True)


# --- in the worker -----------------------------------------------------------------------------


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches both; the studio ends us
    parent = multiprocessing.parent_process()
    if parent is not None:
        Thread(target=_end_with, args=(parent,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_POLITENESS)
    vocabulary()


def _end_with(parent: Any) -> None:
    """End where the studio is killed: nobody would ever ask again."""
    parent.join()
    os._exit(1)


def _work(kind: Kind, sent: Any, language: Language, loaded: Loaded) -> list[bytes] | _Refusal:
    try:
        return done(surroundings(lambda: loaded), kind, sent, language)
    except Refused as refused:
        return _Refusal(refused.status_code, refused.sentence, refused.field)
