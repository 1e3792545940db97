"""Our section of the host's settings page, and the options that live there."""

from __future__ import annotations

from typing import Any

import gradio as gr
from modules import shared

from sd_animagine.compiler import FIELDS, Options
from sd_animagine.webui.compat import host_option

SECTION = ("animagine", "Animagine")
PREFIX = "animagine_"
_COMMENTS = "enable_prompt_comments"
"""The host's own option: does ``#`` start a comment?"""

_LABELS = {
    "gate": "Act on which checkpoints",
    "select": "Run only these rules",
    "ignore": "Leave these rules out",
    "newline_is_boundary": "A new line ends a scope",
    "img2img_snap": "Snap the size in img2img and inpaint too",
}
_NOTES = {
    "gate": "auto: only where the file's hash, title or name says Animagine XL 4",
    "select": "codes or prefixes such as ANI101 or ANI2, separated by blanks; empty for all",
    "ignore": "codes or prefixes, separated by blanks",
    "newline_is_boundary": "auto: where Forge Couple is enabled for the request",
}
_FIELDS = tuple(field for field in FIELDS if field.name in _LABELS)


def add_settings_page() -> None:
    """Put our section on the settings page; the host calls this while it builds the page."""
    for field in _FIELDS:
        default = Options().changed().get(field.name, getattr(Options(), field.name))
        component, arguments = gr.Textbox, {}
        if field.kind == "bool":
            component = gr.Checkbox
        elif field.kind == "choice":
            component, arguments = gr.Radio, {"choices": list(field.choices)}
        else:
            default = " ".join(default)
        info = shared.OptionInfo(
            default, _LABELS[field.name], component, arguments, section=SECTION
        )
        if field.name in _NOTES:
            info = info.info(_NOTES[field.name])
        shared.opts.add_option(PREFIX + field.name, info)


def settings_page_options() -> Options:
    """What the settings page says; everything else has its default.

    Raises:
        OptionError: a value on the page is not allowed; names it and what is.
    """
    values: dict[str, Any] = {"comments": bool(host_option(_COMMENTS, True))}
    for field in _FIELDS:
        values[field.name] = host_option(PREFIX + field.name, getattr(Options(), field.name))
    return Options.from_mapping(values)
