"""Our store is not for download, though the host serves the folder that it is in.

Nobody may open it beside SQLite either: closing the file drops the locks of the whole process.
"""

from __future__ import annotations

from typing import Any

from sd_animagine.store import FILE_NAME
from sd_animagine.webui.host import folders


def hide_store(demo: Any, _app: Any) -> None:
    """Called by the host when its server stands; ``demo`` is None without a page."""
    blocked = getattr(demo, "blocked_paths", None)
    if isinstance(blocked, list):
        path = folders.data_folder().absolute() / FILE_NAME
        blocked += [str(path), f"{path}-journal"]
