"""What is kept between two visits: one SQLite file in the data folder, shared by all processes.

``database`` opens it, ``tables`` says what is in it; each kind of thing has a module of its own.
"""

from __future__ import annotations

from typing import Final

FILE_NAME: Final = "animagine.sqlite3"


class StoreError(ValueError):
    """Something cannot be kept or had; the message is for the user."""
