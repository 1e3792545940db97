"""Our part of the infotext as the host takes it: values that differ from picture to picture.

What the keys hold is told in ``sd_animagine.report.infotext``.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sd_animagine.report.infotext import (
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
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.words import Message

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


_WHOLE: Final = "_animagine_per_picture"
"""Where a request keeps the values of all its pictures while one batch's stand in the infotext."""


class PerPicture(str):
    """An infotext value that differs from picture to picture.

    The host calls it for each picture. A list would not do: it is indexed by the place within the
    batch, so the second batch would get the texts of the first. It is a text as well, that of the
    first picture which has one, for hosts that write the values as JSON (Forge Classic).
    """

    __slots__ = ("compiled", "values")

    compiled: tuple[str, ...]
    """The prompt of each picture of the request, as it went out."""
    values: tuple[str | None, ...]
    """The value of each; None leaves the key out."""

    def __new__(cls, compiled: Sequence[str], values: Sequence[str | None]) -> PerPicture:
        """Return the values of pictures drawn from ``compiled``, one for each."""
        made = super().__new__(cls, next((v for v in values if v is not None), ""))
        made.compiled, made.values = tuple(compiled), tuple(values)
        return made

    def __getnewargs__(self) -> tuple[tuple[str, ...], tuple[str | None, ...]]:  # type: ignore[override]
        """What a copy is made of: extensions copy a request to send it to another machine."""
        return self.compiled, self.values

    def __call__(
        self,
        p: Any = None,
        index: int = 0,
        *,
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
    return PerPicture(compiled, [v if v is None else readable(v) for v in values])


def add_note(p: Processing, text: str) -> None:
    """Put a sentence behind the note of each picture of the request, if it has one."""

    def with_text(note: str | None) -> str:
        return f"{note}; {text}" if note else str(text)

    note = p.extra_generation_params.get(NOTE_KEY)
    if isinstance(note, PerPicture):
        noted = PerPicture(note.compiled, [with_text(each) for each in note.values])
        p.extra_generation_params[NOTE_KEY] = noted
    else:
        p.extra_generation_params[NOTE_KEY] = with_text(note)


def fit_batch(p: Processing) -> None:
    """Set the values of the batch that is about to be drawn, for hosts that call none.

    Such a host writes one value into all pictures of a batch. Where they differ within it there is
    no right one, so the key is left out of them.
    """
    kept = vars(p).setdefault(_WHOLE, {})
    for key in KEYS:
        value = p.extra_generation_params.get(key)
        if isinstance(value, PerPicture):
            kept[key] = value
    for key, value in kept.items():
        held = {value(p, n, prompt_text=prompt) for n, prompt in enumerate(p.prompts)}
        p.extra_generation_params.pop(key, None)
        if len(held) == 1 and (only := held.pop()) is not None:
            p.extra_generation_params[key] = only


def write(p: Processing, entries: Mapping[str, object]) -> None:
    """Set our keys, and remove those of an earlier run of the same ``p``."""
    params = p.extra_generation_params
    vars(p).pop(_WHOLE, None)
    for key in KEYS:
        params.pop(key, None)
    for key, value in entries.items():
        if value is not None:
            params[key] = str(value) if isinstance(value, Message) else value
