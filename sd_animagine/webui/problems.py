"""What of ours could not be loaded in this host; everything else goes on.

No host guards the building of a tab: an error there ends its start.
"""

from __future__ import annotations

import logging

_logger = logging.getLogger(__name__)
_noted: dict[str, str] = {}


def note(part: str, error: Exception) -> str:
    """Remember and log that a part failed; return the sentence that says so."""
    sentence = f"Animagine: {part} cannot be shown here ({type(error).__name__}: {error})"
    if _noted.get(part) != sentence:
        _noted[part] = sentence
        _logger.warning("%s; everything else works", sentence)
        _logger.debug("in full:", exc_info=error)
    return sentence


def noted() -> tuple[str, ...]:
    """Return the sentences, one for each part that failed."""
    return tuple(_noted.values())


def forget(part: str) -> None:
    """A part is built anew, at the host's "Reload UI"."""
    _noted.pop(part, None)
