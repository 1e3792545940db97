"""What the host is to call besides the script itself.

The host forgets all callbacks at "Reload UI" but does not import this package again, so
``scripts/animagine.py`` calls ``register`` each time it is executed; "Reload script bodies" does
so too without forgetting anything, hence each function is taken out before it is put in.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread
from typing import Any

from modules import script_callbacks

from sd_animagine.webui.completion import add_completion_settings
from sd_animagine.webui.late import add_late_routes
from sd_animagine.webui.options import add_settings_page
from sd_animagine.webui.private import hide_store


def register() -> None:
    """Register the callbacks, once however often this is called."""
    for event, function in (
        ("ui_settings", add_settings_page),
        ("ui_settings", add_completion_settings),
        ("ui_tabs", _add_tab),
        ("app_started", add_late_routes),
        ("app_started", hide_store),
        ("app_started", _started),
    ):
        script_callbacks.remove_callbacks_for_function(function)
        _add(event, function)


def _add(event: str, function: Callable[..., object]) -> None:
    """What the host's ``on_…`` functions do, but telling the file that asks.

    Not told, the host looks for it in the whole stack, sources and all: 30 ms each time, which
    was most of what this extension cost at the start.
    """
    try:
        callbacks = script_callbacks.callback_map[f"callbacks_{event}"]
        script_callbacks.add_callback(callbacks, function, category=event, filename=__file__)
    except (AttributeError, KeyError, TypeError):  # a host before 1.9
        getattr(script_callbacks, f"on_{event}")(function)


def _add_tab() -> list[tuple[Any, str, str]]:
    """The tab's parts are loaded where a page is built, not with ``--nowebui``."""
    from sd_animagine.webui.tab import add_tab

    return add_tab()


def _started(_demo: Any, _app: Any) -> None:
    """Read the tag lists now that the host is up; they may have changed since the last time."""
    Thread(target=_read_lists, name="animagine-tags", daemon=True).start()


def _read_lists() -> None:
    from sd_animagine.webui import known

    known.forget()
    known.read()
