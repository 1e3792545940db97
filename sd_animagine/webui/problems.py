"""What of ours could not be loaded in this host; everything else goes on.

No host guards the building of a tab: an error there ends its start.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps

import gradio as gr

from sd_animagine.panel.html import element
from sd_animagine.webui.host.language import spoken
from sd_animagine.words import Message

_logger = logging.getLogger(__name__)
_noted: dict[str, str] = {}


def note(part: str, error: Exception) -> str:
    """Remember and log that a part failed; return the sentence that says so."""
    why = f"{type(error).__name__}: {error}"
    said = Message("{part} cannot be shown here ({why})", part=part, why=why)
    sentence = Message("{who}: {said}", who="Animagine", said=said)
    if _noted.get(part) != sentence:
        _noted[part] = sentence
        _logger.warning("%s; everything else works", sentence)
        _logger.debug("in full:", exc_info=error)
    return sentence


@contextmanager
def told(part: str) -> Iterator[None]:
    """Build a part of the page; of one that fails nothing is kept but the sentence."""
    forget(part)
    around = gr.context.Context.block
    before = len(around.children) if around is not None else 0
    try:
        yield
    except Exception as error:
        if around is not None:
            del around.children[before:]
        sentence = spoken(note(part, error))
        if hasattr(gr, "HTML"):
            gr.HTML(element("p", sentence, class_="animagine animagine-wrong", role="alert"))


def alone(part: str) -> Callable[[Callable[[], None]], Callable[[], None]]:
    """A callback of the host that costs nothing but its part where it fails."""

    def guarded(function: Callable[[], None]) -> Callable[[], None]:
        @wraps(function)
        def call() -> None:
            forget(part)
            try:
                function()
            except Exception as error:
                note(part, error)

        return call

    return guarded


def noted() -> tuple[str, ...]:
    """Return the sentences, one for each part that failed."""
    return tuple(_noted.values())


def forget(part: str) -> None:
    """A part is built anew, at the host's "Reload UI"."""
    _noted.pop(part, None)
