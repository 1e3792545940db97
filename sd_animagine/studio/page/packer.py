"""What goes over the wire, packed by brotli: quickly at first, and better in the background.

A browser waits for the first page, not for the last percent: the best packing of a script takes a
second, the quick one some milliseconds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Final

QUICK: Final = 5
BEST: Final = 10
"""Of brotli's qualities: 11 takes twice the time of 10 and saves one byte in seventy."""


class Packer:
    """Packs what stays the same, and keeps it."""

    def __init__(self) -> None:
        """Begin with nothing packed."""
        self._packed: dict[bytes, bytes] = {}
        self._waiting: SimpleQueue[bytes] = SimpleQueue()
        self._lock = Lock()
        self._is_working = False

    def kept(self, content: bytes) -> bytes:
        """Return a content packed as well as it is so far."""
        key = hashlib.sha256(content).digest()
        found = self._packed.get(key)
        if found is None:
            found = self._packed.setdefault(key, quickly(content))
            self.improve([content])
        return found

    def improve(self, contents: Iterable[bytes]) -> None:
        """Pack contents as well as can be, one by one, while others are served."""
        for content in contents:
            self._waiting.put(content)
        with self._lock:
            if not self._is_working:
                self._is_working = True
                Thread(target=self._work, name="animagine-pack", daemon=True).start()

    def _work(self) -> None:
        import brotli

        while True:
            with self._lock:
                if self._waiting.empty():
                    self._is_working = False
                    return
                content = self._waiting.get()
            self._packed[hashlib.sha256(content).digest()] = brotli.compress(content, quality=BEST)


def quickly(content: bytes) -> bytes:
    """Pack what is made anew for each request."""
    import brotli

    return bytes(brotli.compress(content, quality=QUICK))


def takes_packed(accepted: str) -> bool:
    """Return whether a browser takes what is packed here.

    Args:
        accepted: what it says in ``Accept-Encoding``.
    """
    return "br" in (each.partition(";")[0].strip() for each in accepted.split(","))
