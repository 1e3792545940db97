"""Which files the page may name and gets: pictures in the folder that gradio keeps for it.

A finished picture lies in the outputs folder; gradio shows a copy, in a folder of its own that is
gone when the studio ends. So nothing of the outputs folder is served: not what another program has
put there, nor the presets, nor what a link in it leads to.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from sd_animagine.files.regular import open_regular

KINDS: Final = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
"""What is a picture, by the end of its name."""
_MOST_VALUES: Final = 20_000
"""Lists, objects and what is in them, in one event of the page."""


def kept() -> Path:
    """The folder in which gradio keeps what was uploaded, and copies of what was drawn."""
    from gradio.utils import get_upload_folder

    return Path(get_upload_folder()).resolve()


def is_kept(name: str) -> bool:
    """Return whether a path leads to a file in that folder, whatever links and dots it has."""
    try:
        path = Path(name).resolve(strict=True)
    except (OSError, ValueError, RuntimeError):  # a NUL; links in a circle
        return False
    return path.is_file() and path.is_relative_to(kept())


def kept_at(address: str) -> Path | None:
    """Return the kept file that an address of the page leads to; None for any other."""
    name = unquote(urlsplit(address).path).partition("/file=")[2]
    return Path(name) if is_kept(name) else None


def names_kept_only(event: Any) -> bool:
    """Return whether every file that an event of the page names is a kept one.

    Gradio would fetch an address that stands in place of a path, and hand other files to a handler.

    Args:
        event: JSON as it came; ``{"path": …}`` stands for a file.
    """
    waiting = [event]
    for each in waiting:
        if len(waiting) > _MOST_VALUES:
            return False
        if isinstance(each, dict):
            path = each.get("path")
            if isinstance(path, str) and path and not is_kept(path):
                return False
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
    return True


def picture(name: str) -> tuple[bytes, str] | None:
    """A kept picture and its media type; None for whatever is none."""
    kind = KINDS.get(Path(name).suffix.lower())
    if kind is None or not is_kept(name):
        return None
    with open_regular(Path(name)) as file:
        return file.read(), kind
