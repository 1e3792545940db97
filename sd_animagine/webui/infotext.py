"""Our part of the infotext as the host takes it: values that differ from picture to picture.

What the keys hold is told in ``sd_animagine.infotext``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sd_animagine.infotext import (
    KEYS,
    NEGATIVE_KEY,
    NOTE_KEY,
    OPTIONS_KEY,
    PROMPT_KEY,
    SIZE_KEY,
    options_in,
    options_text,
    readable,
)

__all__ = [
    "KEYS",
    "NEGATIVE_KEY",
    "NOTE_KEY",
    "OPTIONS_KEY",
    "PROMPT_KEY",
    "SIZE_KEY",
    "PerPicture",
    "options_in",
    "options_text",
    "per_picture",
    "write",
]


@dataclass(frozen=True)
class PerPicture:
    """An infotext value that differs from picture to picture.

    The host calls it for each picture. A list would not do: it is indexed by the place within the
    batch, so the second batch would get the texts of the first.
    """

    compiled: tuple[str, ...]
    """The prompt of each picture of the request, as it went out."""
    values: tuple[str | None, ...]
    """The value of each; None leaves the key out."""

    def __call__(
        self,
        p: Any = None,
        index: int = 0,
        use_main_prompt: bool = False,
        prompt_text: str = "",
        all_prompts: Sequence[str] = (),
        **_rest: object,
    ) -> str | None:
        """The value of the picture that the host is writing the infotext of."""
        place = 0 if use_main_prompt else index
        if not use_main_prompt and len(all_prompts) != len(self.compiled):
            place = getattr(p, "iteration", 0) * getattr(p, "batch_size", 1) + index
        inside = 0 <= place < len(self.compiled)
        if inside and self.compiled[place] == prompt_text:
            return self.values[place]
        if prompt_text in self.compiled:
            return self.values[self.compiled.index(prompt_text)]
        return self.values[place] if inside else None  # changed after us: comments are removed


def per_picture(compiled: Sequence[str], values: Sequence[str | None]) -> PerPicture | None:
    """A value for each picture, or None where no picture has one."""
    if all(value is None for value in values):
        return None
    return PerPicture(tuple(compiled), tuple(v if v is None else readable(v) for v in values))


def add_note(p: Any, text: str) -> None:
    """Put a sentence behind the note that all pictures of the request have, if any."""
    note = p.extra_generation_params.get(NOTE_KEY)
    if note is None or isinstance(note, str):
        p.extra_generation_params[NOTE_KEY] = f"{note}; {text}" if note else text


def write(p: Any, entries: Mapping[str, object]) -> None:
    """Set our keys, and remove those of an earlier run of the same ``p``."""
    params = p.extra_generation_params
    for key in KEYS:
        params.pop(key, None)
    params.update({key: value for key, value in entries.items() if value is not None})
