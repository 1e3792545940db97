"""What the page may show of what a library or the system says: no folders of this machine."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from sd_animagine.words import Message

_FOLDERS: Final = re.compile(r"""(?<![\w:/\\.~])(?:~|[A-Za-z]:)?[/\\](?:[^\s/\\:*?"'<>|]+[/\\])+""")
"""From the root or the home folder on; not the path in an address."""


def without_folders(text: str) -> str:
    """Return a sentence in which files are called by their names alone."""
    if isinstance(text, Message):
        return text.changed(without_folders)
    return _FOLDERS.sub("", text.replace(str(Path.home()), "~"))
