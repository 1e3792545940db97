"""What happens when a preset is saved, loaded, deleted, exported or taken in."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import gradio as gr

from sd_animagine.panel import handlers
from sd_animagine.panel.layout import OPTIONS, SETTING_NAMES
from sd_animagine.store import StoreError, leftovers
from sd_animagine.store.exported import enumerated, told
from sd_animagine.store.presets import Presets

_SETTINGS: Final = len(SETTING_NAMES)
_LEFTOVERS: Final = re.compile(r"\.animagine-[a-z0-9_]{8}")
"""What version 0.1 left where it was killed while saving."""


@lru_cache
def presets_in(folder: Path) -> Presets:
    """The presets in a folder: one object for all pages, so that what it notices is told once."""
    leftovers.remove(folder, _LEFTOVERS)
    return Presets(folder)


def negative(folder: Path, preset: str | None, current: str | None) -> str:
    """A negative preset was chosen: the negative prompt."""
    return handlers.negative_from(preset, current, presets_in(folder))


def listed(folder: Path, name: str | None, text: str = "", wrong: bool = False) -> list[Any]:
    """The names as they are now, for both lists of them, and a sentence."""
    presets = presets_in(folder)
    try:
        names = [handlers.preset_names(presets, name), handlers.negative_names(presets)]
    except StoreError as error:
        return [gr.update(), gr.update(), _message(presets, f"{error}.", wrong=True)]
    return [*names, _message(presets, text, wrong=wrong)]


def _message(presets: Presets, text: str, *, wrong: bool = False) -> str:
    """A sentence for the page; what the presets have noticed goes first, once."""
    notices = presets.notices()
    if notices:
        return handlers.message(" ".join([*notices, text]).strip(), wrong=True)
    return handlers.message(text, wrong=wrong) if text else ""


def save(folder: Path, name: Any, prompt: Any, negative_prompt: Any, *rest: Any) -> list[Any]:
    """Save what the controls hold, or say why not."""
    settings, options = rest[:_SETTINGS], dict(zip(OPTIONS, rest[_SETTINGS:], strict=True))
    values = handlers.preset_values(prompt, negative_prompt, settings, options)
    try:
        saved = presets_in(folder).save(name, values)
    except StoreError as error:
        return listed(folder, name, f"Not saved: {error}.", wrong=True)
    return listed(folder, saved, f"Saved as “{saved}”.")


def delete(folder: Path, name: Any) -> list[Any]:
    """Delete a preset."""
    try:
        presets_in(folder).delete(str(name or ""))
    except StoreError as error:
        return listed(folder, name, f"Not deleted: {error}.", wrong=True)
    return listed(folder, None, f"Deleted “{name}”." if name else "")


def load(folder: Path, lists: handlers.Lists, name: Any) -> list[Any]:
    """A sentence, and the values of a preset for their controls."""
    presets = presets_in(folder)
    try:
        values = presets.get(str(name or ""))
    except StoreError as error:
        return [_message(presets, f"{error}.", wrong=True), *handlers.loaded(lists, {}, OPTIONS)]
    return [_message(presets, f"Loaded “{name}”."), *handlers.loaded(lists, values, OPTIONS)]


def export(folder: Path) -> list[Any]:
    """All presets as the text of a file, and a sentence where that fails."""
    presets = presets_in(folder)
    try:
        return [presets.export(), _message(presets, "")]
    except StoreError as error:
        return ["", _message(presets, f"Not exported: {error}.", wrong=True)]


def take_in(folder: Path, text: str | None) -> list[Any]:
    """Presets out of the text of a file; None where none was chosen."""
    if text is None:
        return [gr.update()] * 3
    try:
        names, refused = presets_in(folder).take_in(text)
    except StoreError as error:
        return listed(folder, None, f"Not imported: {error}.", wrong=True)
    sentences = []
    if names:
        sentences.append(f"Imported: {enumerated(names)}.")
    if refused:
        sentences.append(f"Not imported: {told(refused)}.")
    text = " ".join(sentences) or "There are no presets in this file."
    return listed(folder, names[0] if names else None, text, wrong=bool(refused))
