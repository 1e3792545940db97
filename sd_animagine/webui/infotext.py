r"""What we write into a picture's infotext, and how it is read back.

``Animagine``
    version and request options: ``0.1.0; enabled=on; mode=fix; rating=; year=0; …``. No comma and
    no colon unless a list needs one, so that the host rarely has to quote it.
``Animagine prompt``, ``Animagine negative``
    the text of that picture before compiling, only where it was changed; it may be empty
``Animagine size``
    the size as asked for, only where it was snapped
``Animagine note``
    what was changed and why, wrong options, why the script stayed idle

The host reads back only keys of the form ``\w[\w \-/]+``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sd_animagine import __version__
from sd_animagine.compiler import FIELDS, SCRIPT_FIELDS, OptionError, Options

OPTIONS_KEY = "Animagine"
PROMPT_KEY = "Animagine prompt"
NEGATIVE_KEY = "Animagine negative"
SIZE_KEY = "Animagine size"
NOTE_KEY = "Animagine note"
KEYS = (OPTIONS_KEY, PROMPT_KEY, NEGATIVE_KEY, SIZE_KEY, NOTE_KEY)

_SEPARATOR = "; "
_FROM_HOST = frozenset(("comments",))
"""Options that follow the host's own and are not ours to restore."""
_FIELDS = {field.name: field for field in FIELDS}


def options_text(options: Options) -> str:
    """The request's options in one line: all script arguments, others where not the default."""
    changed = options.changed()
    names = [field.name for field in SCRIPT_FIELDS] if options.enabled else ["enabled"]
    if options.enabled:
        names += [name for name in changed if name not in names and name not in _FROM_HOST]
    parts = [f"{name}={_spelled(getattr(options, name))}" for name in names]
    return _SEPARATOR.join((__version__, *parts))


def _spelled(value: object) -> str:
    if isinstance(value, bool):
        return "on" if value else "off"
    return " ".join(value) if isinstance(value, tuple) else str(value)


def options_in(text: str) -> dict[str, Any]:
    """The options of an infotext; what this version does not know or allow is left out."""
    found: dict[str, Any] = {}
    for part in str(text).split(_SEPARATOR.strip()):
        name, equals, value = part.strip().partition("=")
        if not equals or name not in _FIELDS:
            continue
        try:
            found[name] = getattr(Options.from_mapping({name: value}), name)
        except OptionError:
            continue
    return found


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
    return PerPicture(tuple(compiled), tuple(map(_readable, values)))


def _readable(value: str | None) -> str | None:
    """A text as the host reads it back.

    It quotes what has a comma, a colon or a new line, but not what is empty, which it then cannot
    read, nor what has quotes or blanks of its own at the ends, which it then takes off.
    """
    if value is None or set(",:\n") & set(value):
        return value
    if not value or value[0] == '"' or value != value.strip():
        return json.dumps(value, ensure_ascii=False)
    return value


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
