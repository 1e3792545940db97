"""What happens when a preset is saved, loaded, deleted, exported or taken in."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import gradio as gr

from sd_animagine.panel import handlers
from sd_animagine.panel.backend import Backend, Lines, Told
from sd_animagine.panel.layout import SETTING_NAMES
from sd_animagine.store import StoreError, leftovers
from sd_animagine.store.exported import PresetError, enumerated, told
from sd_animagine.store.presets import Presets
from sd_animagine.words import Message, said_by

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


def negative_preset(folder: Path, preset: str | None, negative_prompt: str | None) -> Any:
    """Somebody typed into the negative prompt: the preset that it is, if it is one."""
    return handlers.negative_preset_of(preset, negative_prompt, presets_in(folder))


def listed(folder: Path, name: str | None, *lines: Told) -> list[Any]:
    """The names as they are now, for both lists, what is told, and whether one can be had back."""
    presets = presets_in(folder)
    try:
        names = [handlers.preset_names(presets, name), handlers.negative_names(presets)]
        undo = gr.update(visible=bool(presets.gone()))
    except StoreError as error:
        told = _lines(presets, Told(said_by(error), True))
        return [gr.update(), gr.update(), told, gr.update()]
    return [*names, _lines(presets, *lines), undo]


def _lines(presets: Presets, *lines: Told) -> Lines:
    """What is told; what the presets have noticed goes first, once."""
    return Lines([*(Told(notice, True) for notice in presets.notices()), *lines])


def save(folder: Path, name: Any, prompt: Any, negative: Any, off: Any, *rest: Any) -> list[Any]:
    """Save what the controls hold, or say why not."""
    settings, others = rest[:_SETTINGS], rest[_SETTINGS:]
    values = handlers.preset_values(prompt, negative, off, settings, others)
    try:
        saved = presets_in(folder).save(name, values)
    except StoreError as error:
        return listed(folder, name, Told(Message("Not saved. {why}", why=said_by(error)), True))
    return listed(folder, saved, Told(Message("Saved as “{name}”.", name=saved)))


def delete(folder: Path, name: Any) -> list[Any]:
    """Delete a preset, which can be had back for a while."""
    try:
        there = presets_in(folder).delete(str(name or ""))
    except StoreError as error:
        return listed(folder, name, Told(Message("Not deleted. {why}", why=said_by(error)), True))
    lines = [Told(Message("Deleted “{name}”.", name=name))] if there else []
    return listed(folder, None, *lines)


def restore(folder: Path, name: Any) -> list[Any]:
    """Have back the preset that was deleted last."""
    try:
        back = presets_in(folder).restore()
    except StoreError as error:
        return listed(folder, name, Told(said_by(error), True))
    return listed(folder, back, Told(Message("“{name}” is back.", name=back)))


def load(around: Backend, name: Any) -> list[Any]:
    """A sentence, and the values of a preset for their controls."""
    presets = presets_in(around.presets)
    try:
        values = presets.get(str(name or ""))
    except StoreError as error:
        lines = _lines(presets, Told(said_by(error), True))
        return [lines, *handlers.loaded(around, {})]
    said = Told(Message("Loaded “{name}”.", name=name))
    lines = _lines(presets, said, *handlers.unknown_in(around, values))
    return [lines, *handlers.loaded(around, values)]


def export(folder: Path) -> list[Any]:
    """All presets as the text of a file, and a sentence where that fails."""
    presets = presets_in(folder)
    try:
        return [presets.export(), _lines(presets)]
    except StoreError as error:
        return ["", _lines(presets, Told(Message("Not exported. {why}", why=said_by(error)), True))]


def take_in(folder: Path, text: str | None) -> list[Any]:
    """Presets out of the text of a file; None where none was chosen."""
    if text is None:
        return [gr.update()] * 4
    try:
        names, refused = presets_in(folder).take_in(text)
    except PresetError as error:
        why = said_by(error)
        said = Message("Nothing was imported. {why} Choose a file that was exported here.", why=why)
        return listed(folder, None, Told(said, True))
    except StoreError as error:
        return listed(folder, None, Told(Message("Not imported. {why}", why=said_by(error)), True))
    lines = [Told(why, True) for why in told(refused)]
    if names:
        lines.insert(0, Told(Message("Imported: {names}.", names=enumerated(names))))
    nothing = Told(Message("There are no presets in this file."))
    return listed(folder, names[0] if names else None, *(lines or [nothing]))
