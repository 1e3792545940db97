"""What the host calls besides scripts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from modules import script_callbacks


def register(event: str, function: Callable[..., Any], file: str) -> None:
    """Have a function called at an event, once however often this is called.

    As the host's ``on_…`` functions do, but telling the file that asks. Not told, the host looks
    for it in the whole stack, sources and all: 30 ms each time, which was most of what this
    extension cost at the start.
    """
    script_callbacks.remove_callbacks_for_function(function)
    try:
        callbacks = script_callbacks.callback_map[f"callbacks_{event}"]
        script_callbacks.add_callback(callbacks, function, category=event, filename=file)
    except (AttributeError, KeyError, TypeError):  # a host before 1.9
        getattr(script_callbacks, f"on_{event}")(function)
