"""What the host is to call besides the script itself.

The host forgets all callbacks at "Reload UI" but does not import this package again, so
``scripts/animagine.py`` calls ``register`` each time it is executed; "Reload script bodies" does
so too without forgetting anything, hence each function is taken out before it is put in.
"""

from __future__ import annotations

from threading import Thread
from typing import Any

from modules import script_callbacks

from sd_animagine.webui.completion import add_completion_settings
from sd_animagine.webui.late import add_late_routes
from sd_animagine.webui.options import add_settings_page


def register() -> None:
    """Register the callbacks, once however often this is called."""
    for function in (add_settings_page, add_completion_settings, add_late_routes, _started):
        script_callbacks.remove_callbacks_for_function(function)
    script_callbacks.on_ui_settings(add_settings_page)
    script_callbacks.on_ui_settings(add_completion_settings)
    script_callbacks.on_app_started(add_late_routes)
    script_callbacks.on_app_started(_started)


def _started(_demo: Any, _app: Any) -> None:
    """Read the tag lists now that the host is up; they may have changed since the last time."""
    Thread(target=_read_lists, name="animagine-tags", daemon=True).start()


def _read_lists() -> None:
    from sd_animagine.webui import known

    known.forget()
    known.read()
