"""From our tab to the host's others, the way the host does it itself."""

from __future__ import annotations

from functools import partial
from typing import Any

from sd_animagine.compiler import OptionError, Options
from sd_animagine.panel.backend import PageRequest
from sd_animagine.panel.compat import UNLISTED
from sd_animagine.report import infotext
from sd_animagine.report.infotext import OFF_KEY, OPTIONS_KEY, options_text
from sd_animagine.webui.host import paste


def bind(button: Any, target: str, text: Any | None, gallery: Any | None) -> None:
    """A press on the button pastes the infotext, or the chosen picture, into a tab.

    The host is handed no arguments for the event; unlisted (``events``) it is by way of the button,
    which counts here: a pasted text sets some 150 fields.
    """
    button.click = partial(button.click, **UNLISTED)
    paste.bind(button, target, text, gallery)


def infotext_of(asked: PageRequest) -> str:
    """A request as the infotext of a picture that would come of it."""
    try:
        options = Options.from_mapping(dict(asked.options))
    except OptionError:
        options = Options()
    ours = {OPTIONS_KEY: options_text(options), OFF_KEY: asked.off or None}
    return infotext.infotext_of(asked._asdict(), asked.seed, ours)
