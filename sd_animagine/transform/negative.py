"""The recommended negative prompt (card §3): what of it is missing, and how it is joined on."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sd_animagine.model import NEGATIVE, NEGATIVE_SPELLINGS
from sd_animagine.syntax import Edit, Prompt, Scope, apply_edits, replacing
from sd_animagine.transform.arrangement import Readings, arrange
from sd_animagine.transform.inject import names_in, unit_of
from sd_animagine.transform.quality import has_text

_SPELLINGS = {other: tag for tag, other in NEGATIVE_SPELLINGS.items()}
_ALL = frozenset((*NEGATIVE, *_SPELLINGS))


class Negative(NamedTuple):
    """A negative prompt with the recommended tags in it."""

    text: str
    edits: tuple[Edit, ...]
    """How it comes about."""
    added: list[str]


def add_negative(prompt: Prompt, readings: Readings, asked: Collection[str], mode: str) -> Negative:
    """Join what is missing of the eighteen to the user's own negative prompt.

    Args:
        prompt: the negative prompt, parsed as one.
        readings: what each of its items is.
        asked: normal forms of the tags in the positive prompt; these are withheld.
        mode: ``after`` or ``before`` the user's own, ``if-empty``, ``replace`` or ``off``.
    """
    unchanged = Negative(prompt.text, (), [])
    scopes = _scopes(prompt)
    if not _is_filled(mode, scopes):
        return unchanged
    if mode == "replace":
        wanted = _wanted(asked)
        text = ", ".join(wanted)
        edits = (Edit(0, len(prompt.text), ""), Edit(0, 0, text))
        return unchanged if text == prompt.text else Negative(text, edits, wanted)
    missing = _missing(readings, asked)
    if not missing:
        return unchanged
    if scopes:
        scope = _place(scopes, mode)
        edit = _join(prompt, scope, readings, ", ".join(missing), first=mode == "before")
    else:
        edit = _fill(prompt.text, ", ".join(missing))
    if edit is None:
        return unchanged
    return Negative(apply_edits(prompt.text, [edit]), (edit,), missing)


def negative_scope(
    prompt: Prompt, readings: Readings, asked: Collection[str], mode: str
) -> Scope | None:
    """The scope with text that missing tags are to go into, if any is; see ``add_negative``."""
    scopes = _scopes(prompt)
    is_joined = mode != "replace" and scopes and _is_filled(mode, scopes)
    return _place(scopes, mode) if is_joined and _missing(readings, asked) else None


def withheld(prompt: Prompt, readings: Readings, asked: Collection[str], mode: str) -> list[str]:
    """What is left out because the positive prompt asks for it; see ``add_negative``."""
    kept_out = _found_in(asked)
    if not kept_out or not _is_filled(mode, _scopes(prompt)):
        return []
    present = _found_in(names_in(readings.values()))
    return [tag for tag in kept_out if tag not in present]


def _scopes(prompt: Prompt) -> list[Scope]:
    return [scope for scope in prompt.scopes() if any(map(has_text, scope.nodes))]


def _is_filled(mode: str, scopes: list[Scope]) -> bool:
    return mode != "off" and not (mode == "if-empty" and scopes)


def _place(scopes: list[Scope], mode: str) -> Scope:
    return scopes[0] if mode == "before" else scopes[-1]


def _wanted(asked: Collection[str]) -> list[str]:
    kept_out = _found_in(asked)
    return [tag for tag in NEGATIVE if tag not in kept_out]


def _missing(readings: Readings, asked: Collection[str]) -> list[str]:
    present = _found_in(names_in(readings.values()))
    return [tag for tag in _wanted(asked) if tag not in present]


def _found_in(names: Collection[str]) -> list[str]:
    """Which of the eighteen are among some names, in either of the card's spellings."""
    found = {_SPELLINGS.get(name, name) for name in _ALL.intersection(names)}
    return [tag for tag in NEGATIVE if tag in found] if found else []


def _fill(text: str, tags: str) -> Edit:
    """Puts the tags in front of whatever boundaries and comments the text consists of.

    With a blank before a comment: ``blurry#`` looks like a name.
    """
    if text[:1] in ("#", "/"):
        tags += " "
    return replacing(text, 0, 0 if text.strip() else len(text), tags)


def _join(
    prompt: Prompt, scope: Scope, readings: Readings, tags: str, *, first: bool
) -> Edit | None:
    """Puts the tags in front of or behind the scope's own; None if there is no place."""
    arrangement = arrange(prompt, scope, None, readings, split=False)
    start, end = arrangement.room()
    if end < start:
        return None
    index = start if first else end
    placed = arrangement.insert(index, unit_of(tags))
    at = scope.end - placed.behind
    return Edit(at, at, placed.text)
