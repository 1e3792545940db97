"""Python's garbage collector, held back while a request is answered.

A compile makes many small objects, hardly any of them in a circle, and all are gone when it ends.
The collector looks at them again and again meanwhile, and every so often at all that the program
holds besides: 0.1 to 0.3 s in a process with a page of gradio in it. Without it each goes when
nobody refers to it any more, as always.
"""

from __future__ import annotations

import gc
from contextlib import ContextDecorator
from threading import Lock


class _Pause(ContextDecorator):
    """The collector stands still while anybody is inside; who is inside may enter again."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._inside = 0
        self._ran = False

    def __enter__(self) -> None:
        with self._lock:
            if not self._inside:
                self._ran = gc.isenabled()
                gc.disable()
            self._inside += 1

    def __exit__(self, *error: object) -> None:
        with self._lock:
            self._inside -= 1
            if not self._inside and self._ran:
                gc.enable()


collector_paused = _Pause()
"""For a piece of work that is short: ``with collector_paused:``, or as a decorator."""
