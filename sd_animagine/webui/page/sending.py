"""From our tab to the host's others, the way the host does it itself."""

from __future__ import annotations

import json
from functools import partial
from typing import Any

from sd_animagine.compiler import OptionError, Options
from sd_animagine.panel.backend import PageRequest
from sd_animagine.panel.events import UNLISTED
from sd_animagine.webui.host import paste
from sd_animagine.webui.request.infotext import OPTIONS_KEY, options_text


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
    fields = {
        "Steps": asked.steps,
        "Sampler": asked.sampler_name,
        "CFG scale": f"{asked.cfg_scale:g}",
        "Seed": asked.seed,
        "Size": f"{asked.width}x{asked.height}",
        OPTIONS_KEY: options_text(options),
    }
    last = ", ".join(f"{key}: {_quoted(value)}" for key, value in fields.items())
    return f"{asked.prompt}\nNegative prompt: {asked.negative_prompt}\n{last}"


def _quoted(value: object) -> str:
    text = str(value)
    return json.dumps(text, ensure_ascii=False) if set(text) & set(",:\n") else text
