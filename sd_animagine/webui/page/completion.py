"""Options of the completion in the prompt boxes: they live on the settings page alone.

``javascript/base_options.js`` reads them by the same names and has the same defaults.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import gradio as gr

from sd_animagine.webui import problems
from sd_animagine.webui.host.settings import add_option, new_option
from sd_animagine.webui.options import PREFIX, SECTION
from sd_animagine.words import Message


class Setting(NamedTuple):
    """One option of the completion."""

    name: str
    default: Any
    label: str
    note: str = ""
    choices: tuple[str, ...] = ()


SETTINGS: Final = (
    Setting("enabled", True, "Complete tags while typing", "reload the page to switch it on"),
    Setting(
        "neighbour",
        "both",
        "Completion where tagcomplete is installed",
        "both: ours offers what the other lacks; ours: the other's list stays shut; off: no list",
        ("both", "ours", "off"),
    ),
    Setting("tab", True, "Tab takes the chosen tag, or the first one"),
    Setting("enter", True, "Enter takes a tag that was chosen with the arrow keys"),
    Setting(
        "series",
        "ask",
        "A character brings its series",
        "ask: offer it next; always: write it too",
        ("ask", "always", "never"),
    ),
    Setting("limit", 30, "Most tags in the list", "5 to 100"),
    Setting("selectors", "", "More boxes to complete in", "CSS selectors, separated by commas"),
    Setting("findings", True, "Show findings under the prompt boxes", "reload the page after it"),
)


@problems.alone(Message("the settings of the completion"))
def add_completion_settings() -> None:
    """Put the completion's options on our section of the settings page."""
    for setting in SETTINGS:
        component: Any = gr.Textbox
        arguments: dict[str, Any] = {}
        if isinstance(setting.default, bool):
            component = gr.Checkbox
        elif isinstance(setting.default, int):
            component, arguments = gr.Slider, {"minimum": 5, "maximum": 100, "step": 1}
        elif setting.choices:
            component, arguments = gr.Radio, {"choices": list(setting.choices)}
        info = new_option(setting.default, setting.label, component, arguments, section=SECTION)
        if setting.note:
            info = info.info(setting.note)
        add_option(f"{PREFIX}complete_{setting.name}", info)
