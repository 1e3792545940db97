"""The settings page, the start-up flags, and what the host is doing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modules import shared

from sd_animagine.webui.host.protocols import Bar, Option, Opts, State


def host_option(name: str, default: Any) -> Any:
    """An option of the host's settings page."""
    return getattr(shared.opts, name, default)


def start_flag(name: str) -> Any:
    """A start-up flag of the host; None where it is not given, or the host does not know it."""
    return getattr(shared.cmd_opts, name, None)


def new_option(
    default: Any, label: str, component: Any, arguments: dict[str, Any], section: tuple[str, str]
) -> Option:
    """An entry for the settings page."""
    made: Option = shared.OptionInfo(default, label, component, arguments, section=section)
    return made


def add_option(name: str, option: Option) -> None:
    """Put an entry on the settings page."""
    opts: Opts = shared.opts
    opts.add_option(name, option)


def replace_saved(name: str, value: Any) -> None:
    """Put a value in the place of a saved one, whether or not the operator has frozen the page."""
    opts: Opts = shared.opts
    opts.data[name] = value


def state() -> State:
    """What the host is doing: whoever stops it sets a mark there."""
    found: State = shared.state
    return found


def bar() -> Bar | None:
    """The bar over all steps in the terminal; SD.Next has none."""
    found: Bar | None = getattr(shared, "total_tqdm", None)
    return found


def prompt_styles() -> Any:
    """The styles that the user keeps; None where the host has none."""
    return getattr(shared, "prompt_styles", None)


def with_styles(prompt: str, negative_prompt: str, names: Sequence[str]) -> tuple[str, str]:
    """A pair of texts with saved styles, put in by the host; names it does not know do nothing."""
    known = prompt_styles()
    if not names or known is None:
        return prompt, negative_prompt
    return (
        str(known.apply_styles_to_prompt(prompt, list(names))),
        str(known.apply_negative_styles_to_prompt(negative_prompt, list(names))),
    )


def loaded_model() -> Any:
    """The model that is loaded; None as long as there is none."""
    return getattr(shared, "sd_model", None)


def is_stopped() -> bool:
    """Return whether somebody ended the drawing; AUTOMATIC1111 1.6 has one way, later ones two."""
    now = state()
    return bool(now.interrupted or getattr(now, "stopping_generation", False))
