"""What of ours fails although it must not: told in a few words, and logged in full, once.

A failure costs as little as it can, and whoever asked is told what is missing. The words hold the
kind of the error and the place in our code, but no value and no folder: those may be private.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

ADVICE: Final = "please report this"

_PACKAGE: Final = Path(__file__).parent
_hushed = False
_raised = False
_logged: set[tuple[str, str]] = set()


def cause(error: BaseException) -> str:
    """Return the kind of an error and where in our code it came up: ``KeyError, suggest.py:229``.

    >>> cause(KeyError("alice"))
    'KeyError'
    """
    place = ""
    step = error.__traceback__
    while step is not None:
        file = Path(step.tb_frame.f_code.co_filename)
        if _PACKAGE in file.parents:
            place = f", {file.name}:{step.tb_lineno}"
        step = step.tb_next
    return type(error).__name__ + place


def hush(*, yes: bool = True) -> None:
    """Keep tracebacks out of the log, where that is a terminal somebody reads answers in."""
    global _hushed
    _hushed = yes


def go_around(*, yes: bool = True) -> None:
    """Go around failures, as everybody wants it but those who look for them: they are raised."""
    global _raised
    _raised = not yes


def log(what: str, error: BaseException) -> str:
    """Write the traceback into the log, once for each kind of error, and return the cause.

    Args:
        what: what failed, such as ``rule ANI301``; not what it was at, or each text is logged.
        error: what was raised.
    """
    if _raised:
        raise error
    kind = (what, type(error).__name__)
    if kind not in _logged and not _hushed:
        import logging  # nothing fails as a rule, and a start without it is shorter

        _logged.add(kind)
        logging.getLogger(__name__).error("%s failed; %s", what, ADVICE, exc_info=error)
    return cause(error)
