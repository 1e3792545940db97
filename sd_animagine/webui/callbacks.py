"""What the host is to call besides the script itself.

The host forgets all callbacks at "Reload UI" but does not import this package again, so
``scripts/animagine.py`` calls ``register`` each time it is executed; "Reload script bodies" does
so too without forgetting anything.
"""

from __future__ import annotations

import logging
from threading import Thread
from typing import Any

from sd_animagine.webui.host import callbacks as host
from sd_animagine.webui.host import hooks
from sd_animagine.webui.options import add_settings_page
from sd_animagine.webui.page.completion import add_completion_settings
from sd_animagine.webui.routes.late import add_late_routes
from sd_animagine.webui.routes.private import hide_store

_logger = logging.getLogger(__name__)


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
        host.register(event, function, __file__)


def _add_tab() -> list[tuple[Any, str, str]]:
    """The tab's parts are loaded where a page is built, not with ``--nowebui``."""
    from sd_animagine.webui.page.tab import add_tab

    return add_tab()


def _started(_demo: Any, _app: Any) -> None:
    """Tell what this host lacks, and read the tag lists, which may have changed since last time."""
    for sentence in hooks.lacking():
        _logger.warning("%s", sentence)
    Thread(target=_read_lists, name="animagine-tags", daemon=True).start()


def _read_lists() -> None:
    from sd_animagine.webui.context import read_lists

    read_lists()
