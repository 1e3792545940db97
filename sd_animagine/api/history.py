"""The history of whoever asks, as plain values: listed, looked at, compared, starred, deleted."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sd_animagine.api.bodies import Refused
from sd_animagine.api.surroundings import Shelf
from sd_animagine.files.regular import open_regular
from sd_animagine.pictures.readers.webui import from_parameters
from sd_animagine.pictures.request import ReadBack, hires_in, size_in
from sd_animagine.report.difference import difference
from sd_animagine.report.infotext import KEYS, OPTIONS_KEY, SIZE_KEY, off_in, options_in
from sd_animagine.store import StoreError
from sd_animagine.store.history import GoneError, History, Kept
from sd_animagine.values import must_be
from sd_animagine.words import Message, said_by

LIMITS: Final = range(1, 49)
"""How many entries may be asked for at once."""
PAGE: Final = 24
"""How many they are if nothing is said."""
IDS: Final = range(1, 10**9)
SHOWN: Final = 300
"""Characters of a prompt in the list."""
LARGEST: Final = 64 * 1024 * 1024
"""Bytes of a picture that is shown."""
_KINDS: Final = {b"\x89PNG": "png", b"\xff\xd8\xff": "jpeg", b"RIFF": "webp"}
_TEXTS: Final = ("prompt", "negative_prompt")
_SENT: Final = (*_TEXTS, "width", "height", "steps", "cfg_scale", "sampler_name")


def listed(
    shelf: Shelf, words: str, *, starred: bool, before: int | None, limit: int
) -> dict[str, Any]:
    """A page of the list, the newest entry first."""
    answer: dict[str, Any] = {
        "on": not shelf.off,
        "why": shelf.off or None,
        "entries": [],
        "older": None,
    }
    if shelf.history is None:
        return {**answer, "notices": []}
    with _told():
        page = shelf.history.page(shelf.login, words, starred=starred, before=before, limit=limit)
    entries = [_short(each) for each in page.entries]
    return {**answer, "entries": entries, "older": page.older, "notices": shelf.history.notices()}


def whole(shelf: Shelf, number: int) -> dict[str, Any]:
    """All that is kept of a picture."""
    kept = _get(shelf, number)
    entry, found = kept.entry, _read(kept)
    sent = {name: getattr(found, name) for name in _SENT}
    width, height = size_in(found.fields.get(SIZE_KEY, ""))
    typed = {
        "prompt": entry.prompt,
        "negative_prompt": entry.negative_prompt,
        "width": width or found.width,
        "height": height or found.height,
    }
    return {
        **_facts(kept, found),
        "typed": typed,
        "off": off_in(found.fields, entry.prompt),
        "sent": sent,
        "hires": hires_in(found.fields) or None,
        "options": options_in(found.fields.get(OPTIONS_KEY, "")),
        "checkpoint": found.model or None,
        "infotext": entry.infotext,
        "has_picture": bool(entry.picture),
    }


def picture(shelf: Shelf, number: int) -> dict[str, Any]:
    """The picture itself, as an address that holds it.

    Raises:
        Refused: 404, it is not there any more; 413, it is too large to be shown.
    """
    entry = _get(shelf, number).entry
    assert shelf.history is not None
    content = _file(shelf.history.folder / entry.picture) if entry.picture else b""
    kind = next((kind for begin, kind in _KINDS.items() if content.startswith(begin)), "")
    if not kind:
        said = Message("The file of this picture is gone: it was moved, renamed or deleted.")
        raise Refused(404, said, "id")
    return {"picture": _address(content, kind)}


def compared(shelf: Shelf, one: int, other: int) -> dict[str, Any]:
    """What differs between two entries: their texts tag by tag, and their settings."""
    first, second = (_get(shelf, number) for number in (one, other))
    read = _read(first), _read(second)
    typed = {
        name: _pieces(getattr(first.entry, name), getattr(second.entry, name)) for name in _TEXTS
    }
    sent = {name: _pieces(*(getattr(each, name) or "" for each in read)) for name in _TEXTS}
    return {"typed": typed, "sent": sent, "settings": _unlike(*(each.fields for each in read))}


def star(shelf: Shelf, number: int, *, starred: bool) -> dict[str, Any]:
    """Make an entry a favourite, or none."""
    history = _history(shelf)
    with _told():
        history.star(shelf.login, number, starred=starred)
    return {"id": number, "starred": starred}


def delete(shelf: Shelf, number: int | None) -> dict[str, Any]:
    """Delete an entry, or all."""
    history = _history(shelf)
    with _told():
        return {"deleted": history.delete(shelf.login, number)}


def restore(shelf: Shelf) -> dict[str, Any]:
    """Have back what was deleted last."""
    history = _history(shelf)
    with _told():
        return {"restored": history.restore(shelf.login)}


def id_in(values: Mapping[str, Any]) -> int:
    """The number of an entry in a body.

    Raises:
        Refused: 422, it is none.
    """
    number = values.get("id")
    if isinstance(number, int) and not isinstance(number, bool) and number in IDS:
        return number
    raise Refused(422, must_be("id", number, Message("the number of a picture in the list")), "id")


def truth_in(values: Mapping[str, Any], name: str) -> bool:
    """A value of a body that is true or false.

    Raises:
        Refused: 422, it is neither.
    """
    value = values.get(name)
    if not isinstance(value, bool):
        raise Refused(422, must_be(name, value, Message("true or false")), name)
    return value


def _history(shelf: Shelf) -> History:
    if shelf.history is None:
        raise Refused(404, shelf.off)
    return shelf.history


def _get(shelf: Shelf, number: int) -> Kept:
    history = _history(shelf)
    with _told():
        return history.get(shelf.login, number)


@contextmanager
def _told() -> Iterator[None]:
    """Refuse where the store does: 404 for what is not there, 409 where it cannot be used now."""
    try:
        yield
    except GoneError as error:
        raise Refused(404, said_by(error), "id") from None
    except StoreError as error:
        raise Refused(409, said_by(error)) from None


def _read(kept: Kept) -> ReadBack:
    return from_parameters(kept.entry.infotext)


def _short(kept: Kept) -> dict[str, Any]:
    """An entry of the list."""
    found = _read(kept)
    prompt = kept.entry.prompt
    return {
        **_facts(kept, found),
        "prompt": prompt if len(prompt) <= SHOWN else f"{prompt[: SHOWN - 1]}…",
        "width": found.width,
        "height": found.height,
    }


def _facts(kept: Kept, found: ReadBack) -> dict[str, Any]:
    """What list and entry both have."""
    small = kept.entry.thumbnail
    kind = "webp" if small.startswith(b"RIFF") else "jpeg"
    return {
        "id": kept.id,
        "at": kept.at,
        "starred": kept.starred,
        "seed": found.seed,
        "thumbnail": _address(small, kind) if small else None,
    }


def _address(content: bytes, kind: str) -> str:
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _file(path: Path) -> bytes:
    """A picture's file; nothing where it is gone.

    Raises:
        Refused: 413, it is too large.
    """
    try:
        with open_regular(path) as file:
            content = file.read(LARGEST + 1)
    except OSError:
        return b""
    if len(content) > LARGEST:
        most = LARGEST // 1024**2
        raise Refused(413, Message("This picture is larger than {most} MiB.", most=most), "id")
    return content


def _pieces(one: str, other: str) -> list[dict[str, str]]:
    return [piece._asdict() for piece in difference(one, other)]


def _unlike(one: Mapping[str, str], other: Mapping[str, str]) -> list[dict[str, Any]]:
    """The settings that are not the same, each with both values."""
    names = dict.fromkeys((*one, *other))
    hidden = {key for key in KEYS if key != OPTIONS_KEY}  # the texts are compared by themselves
    return [
        {"name": name, "one": one.get(name), "other": other.get(name)}
        for name in names
        if name not in hidden and one.get(name) != other.get(name)
    ]
