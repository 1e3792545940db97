"""The routes' work inside a host: one piece at a time, with pauses, and not too long.

A host samples in this very process. Whatever holds Python's lock keeps its sampler from telling the
graphics card what comes next, and its server from answering. So one thread does what the routes are
asked for; of its time it gives half away, and a text that would take seconds is refused. What goes
out to the sampler is compiled in the thread that draws, see ``plan``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from sd_animagine.api.bodies import Refused
from sd_animagine.api.surroundings import Kind
from sd_animagine.api.work import refused
from sd_animagine.words import Message
from sd_animagine.words.languages import Language

LONGEST: Final = 64 * 1024
"""Characters of the texts of a request; some 4,000 tags, two tenths of a second."""
_MOST_WAITING: Final = 100
"""Pieces of work: a request, or some items of a batch."""
_WORK: Final = 0.005
"""Seconds after which a pause is due: as long as Python lets a thread hold the lock."""
_FULL: Final = Message("the WebUI is busy with other requests like it; ask again in a moment")

Work = Callable[[Kind, Any, Language], list[bytes]]
"""See ``api.work.done``."""


class Worker:
    """The one thread."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(1, "routes of animagine")
        self._waiting = 0
        self._since = 0.0
        """When the last pause ended."""

    async def do(self, work: Work, kind: Kind, sent: Any, language: Language) -> list[bytes]:
        """Do a piece of work when those before it are done.

        Raises:
            Refused: a field is not what it must be, or too much waits already.
        """
        if self._waiting >= _MOST_WAITING:
            return refused(kind, sent, Refused(429, _FULL).within(language))
        self._waiting += 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self._thread, self._begun, work, kind, sent, language)
        finally:
            self._waiting -= 1

    def pause(self) -> None:
        """Let others go on for as long as was worked, if that is long enough to be noticed."""
        worked = time.perf_counter() - self._since
        if worked >= _WORK:
            time.sleep(worked)
            self._since = time.perf_counter()

    def _begun(self, work: Work, kind: Kind, sent: Any, language: Language) -> list[bytes]:
        self._since = time.perf_counter()
        return work(kind, sent, language)
