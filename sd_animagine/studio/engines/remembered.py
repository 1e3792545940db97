"""An answer that takes time, remembered: whoever needs it gets the latest one at once."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition, Thread
from typing import Final, Generic, TypeVar

T = TypeVar("T")
FRESH: Final = 5.0
"""Seconds after which it is asked anew, once somebody needs it."""


class Remembered(Generic[T]):
    """The latest answer to one question."""

    def __init__(self, ask: Callable[[T], T], first: T) -> None:
        """Ask nothing yet.

        Args:
            ask: makes the answer out of the one before; takes its time, raises nothing.
            first: what is answered before anything is known.
        """
        self._ask = ask
        self._answer = first
        self._asked_at = float("-inf")
        self._is_asking = False
        self._changed = Condition()

    def latest(self, patience: float = 0.0) -> T:
        """Return the answer as it is known, and ask anew in the background where it is old.

        Args:
            patience: seconds that a new answer may be waited for.
        """
        with self._changed:
            is_old = time.monotonic() - self._asked_at > FRESH
            if is_old and not self._is_asking:
                self._is_asking = True
                Thread(target=self._refresh, name="animagine-status", daemon=True).start()
            if patience and self._is_asking:
                self._changed.wait_for(lambda: not self._is_asking, patience)
            return self._answer

    def _refresh(self) -> None:
        answer = self._answer
        try:
            answer = self._ask(answer)
        finally:
            with self._changed:
                self._answer = answer
                self._asked_at = time.monotonic()
                self._is_asking = False
                self._changed.notify_all()
