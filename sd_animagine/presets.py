"""Saved presets: one JSON file, written in one go, never overwritten where it is damaged."""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from threading import Lock
from typing import Any, Final

FILE_NAME: Final = "animagine-presets.json"
FORMAT: Final = 1
MOST: Final = 1000
"""Presets in a file, and"""
LONGEST_NAME: Final = 80
"""characters in the name of one."""
MAX_BYTES: Final = 4 * 1024 * 1024
"""Largest file that is read or taken in."""


class PresetError(ValueError):
    """A preset or a file of presets that cannot be used; the message is for the user."""


class Presets:
    """The presets in a folder. Every call reads the file, so that several pages agree."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / FILE_NAME
        self.notice = ""
        """What became of a damaged file; empty where all is well."""
        self._lock = Lock()

    def names(self) -> list[str]:
        """The names of all presets, sorted."""
        return sorted(self._load(), key=str.casefold)

    def get(self, name: str) -> dict[str, Any]:
        """One preset.

        Raises:
            PresetError: there is none of this name.
        """
        found = self._load().get(name)
        if found is None:
            raise PresetError(f"there is no preset named “{name}”")
        return found

    def save(self, name: str, values: Mapping[str, Any]) -> str:
        """Save a preset, in place of one of the same name; returns the name.

        Raises:
            PresetError: the name is empty or too long, or the file cannot be written.
        """
        name = _checked_name(name)
        with self._lock:
            presets = self._load()
            if name not in presets and len(presets) >= MOST:
                raise PresetError(f"there are {MOST} presets already; delete one first")
            presets[name] = dict(values)
            self._write(presets)
        return name

    def delete(self, name: str) -> None:
        """Delete a preset; nothing happens where there is none of this name."""
        with self._lock:
            presets = self._load()
            if presets.pop(name, None) is not None:
                self._write(presets)

    def export(self) -> str:
        """All presets as the text of a file that ``take_in`` reads."""
        return _text_of(self._load())

    def take_in(self, text: str) -> list[str]:
        """Add the presets of an exported file; returns the names that came in.

        One that is there already with other values comes in under a name of its own.

        Raises:
            PresetError: the text is no export, or holds too much.
        """
        coming = _presets_in(text)
        with self._lock:
            presets = self._load()
            names = []
            for name, values in coming.items():
                free = name
                number = 2
                while free in presets and presets[free] != values:
                    free = f"{name[: LONGEST_NAME - 5]} ({number})"
                    number += 1
                presets[free] = values
                names.append(free)
            if len(presets) > MOST:
                raise PresetError(f"that would be over {MOST} presets")
            self._write(presets)
        return names

    def _load(self) -> dict[str, dict[str, Any]]:
        try:
            if self.path.stat().st_size > MAX_BYTES:
                raise PresetError("it is larger than 4 MiB")
            return _presets_in(self.path.read_text("utf-8"))
        except FileNotFoundError:
            return {}
        except (PresetError, UnicodeDecodeError) as error:
            self._set_aside(error)
            return {}
        except OSError as error:
            raise PresetError(f"the presets cannot be read: {error.strerror or error}") from None

    def _set_aside(self, error: ValueError) -> None:
        """Give a damaged file another name: what is in it may still be rescued by hand."""
        aside = self.path.with_name(f"{FILE_NAME}.damaged-{time.strftime('%Y%m%d-%H%M%S')}")
        number = 1
        while aside.exists():
            number += 1
            aside = aside.with_name(f"{aside.name.partition('_')[0]}_{number}")
        try:
            self.path.rename(aside)
        except OSError as fault:
            raise PresetError(f"{self.path.name} is damaged and cannot be moved: {fault}") from None
        self.notice = f"{FILE_NAME} was damaged ({error}) and is now called {aside.name}"

    def _write(self, presets: Mapping[str, Any]) -> None:
        """Write all or nothing: a new file takes the place of the old one."""
        temporary = ""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            handle, temporary = tempfile.mkstemp(dir=self.path.parent, prefix=".animagine-")
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(_text_of(presets))
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.path)
        except OSError as error:
            if temporary:
                Path(temporary).unlink(missing_ok=True)
            raise PresetError(f"the presets cannot be saved: {error.strerror or error}") from None


def _checked_name(name: object) -> str:
    text = " ".join(name.split()) if isinstance(name, str) else ""
    if not text or len(text) > LONGEST_NAME:
        raise PresetError(f"a preset needs a name of 1 to {LONGEST_NAME} characters")
    return text


def _text_of(presets: Mapping[str, Any]) -> str:
    return json.dumps({"format": FORMAT, "presets": presets}, indent=1, sort_keys=True) + "\n"


def _presets_in(text: str) -> dict[str, dict[str, Any]]:
    if len(text) > MAX_BYTES:
        raise PresetError("it is larger than 4 MiB")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise PresetError("it is not JSON") from None
    presets = found.get("presets") if isinstance(found, dict) else None
    if not isinstance(presets, dict) or found.get("format") != FORMAT:
        raise PresetError(f"it is no file of presets, format {FORMAT}")
    for name, values in presets.items():
        if not isinstance(values, dict):
            raise PresetError(f"preset “{name[:40]}” is damaged")
        _checked_name(name)
    return presets
