"""The tables of the store, and how those of an older version become ours."""

from __future__ import annotations

from sqlite3 import Connection, DatabaseError
from typing import Final

from sd_animagine.store import FILE_NAME, StoreError
from sd_animagine.words import Message

APPLICATION_ID: Final = 0x416E6958
"""Says in the file's header whose it is."""
STEPS: Final = (
    (
        "CREATE TABLE presets (name TEXT PRIMARY KEY, content TEXT NOT NULL)",
        # what of version 0.1's file has come in, or was refused: each once
        "CREATE TABLE old_presets (mark TEXT PRIMARY KEY)",
    ),
    (
        # what is long stands last, so that looking for the rest does not read it
        "CREATE TABLE history (id INTEGER PRIMARY KEY AUTOINCREMENT, login TEXT NOT NULL,"
        " at REAL NOT NULL, starred INTEGER NOT NULL DEFAULT 0, gone REAL, bytes INTEGER NOT NULL,"
        " content TEXT NOT NULL, thumbnail BLOB NOT NULL)",
        "CREATE INDEX history_of_login ON history (login, id)",
        "CREATE TABLE gone_presets (name TEXT NOT NULL, content TEXT NOT NULL, at REAL NOT NULL)",
    ),
)
"""What leads from each version to the next one. A new table is a new step, and these stay."""
VERSION: Final = len(STEPS)


def version_of(db: Connection) -> int:
    """The version of the tables; 0 where there are none yet.

    Raises:
        StoreError: a newer Animagine wrote it.
        DatabaseError: it is damaged, or not ours.
    """
    version = _number(db, "user_version")
    ours = _number(db, "application_id") == APPLICATION_ID
    if not ours and db.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise DatabaseError(Message("it was not made by Animagine"))
    if version > VERSION:
        raise StoreError(
            Message(
                "{file} was written by a newer Animagine (format {version}; this one knows "
                "{known}), so it is left alone. Update Animagine.",
                file=FILE_NAME,
                version=version,
                known=VERSION,
            )
        )
    return version


def bring_up(db: Connection) -> None:
    """Make our tables of whatever version is there, in the transaction that is open."""
    version = version_of(db)
    for step in STEPS[version:]:
        for statement in step:
            db.execute(statement)
    if version < VERSION:
        db.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.execute(f"PRAGMA user_version = {VERSION}")


def _number(db: Connection, name: str) -> int:
    return int(db.execute(f"PRAGMA {name}").fetchone()[0])
