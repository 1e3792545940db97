"""The script's arguments → options: by position as the page sends them, or by name.

An API client need not count positions: a first argument that is an object, or its JSON text, sets
any option by name, on top of the positions behind it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sd_animagine.compiler import SCRIPT_FIELDS, OptionError, Options
from sd_animagine.panel.option_controls import meant
from sd_animagine.values import from_json
from sd_animagine.words import Message


def options_from(arguments: Sequence[object], base: Options) -> Options:
    """The options of a request.

    Args:
        arguments: what the host hands to the script; a missing or None one keeps its default.
        base: the options of the settings page.

    Raises:
        OptionError: a name is unknown or a value not allowed; names it and what is.
    """
    values = _by_position(arguments)
    values.update(_by_name(arguments))
    return Options.from_mapping(values, base)


def asks_for_strict(arguments: Sequence[object]) -> bool:
    """Does a request whose options are wrong ask for nothing to be drawn in such a case?"""
    try:
        named = _by_name(arguments)
    except OptionError:
        named = {}
    mode = named.get("mode", _by_position(arguments).get("mode"))
    return isinstance(mode, str) and mode.strip().lower() == "strict"


def _by_position(arguments: Sequence[object]) -> dict[str, Any]:
    """The options given by position, the first only where it is not an object."""
    values = {
        field.name: value
        for field, value in zip(SCRIPT_FIELDS, arguments, strict=False)
        if value is not None
    }
    if arguments and _is_object(arguments[0]):
        values.pop(SCRIPT_FIELDS[0].name, None)
    return {name: meant(name, value) for name, value in values.items()}


def _by_name(arguments: Sequence[object]) -> Mapping[str, Any]:
    """The options of an object as first argument.

    Raises:
        OptionError: it looks like an object, but is not one.
    """
    first = arguments[0] if arguments else None
    if isinstance(first, Mapping):
        return first
    if not _is_object(first):
        return {}
    try:
        found = from_json(str(first))
    except (ValueError, RecursionError) as error:
        reason = str(error) or "nested too deeply"
        raise OptionError(
            Message("the first argument must be a JSON object: {error}", error=reason)
        ) from None
    if not isinstance(found, dict):
        raise OptionError(Message("the first argument must be a JSON object"))
    return found


def _is_object(value: object) -> bool:
    return isinstance(value, Mapping) or (isinstance(value, str) and value.lstrip()[:1] == "{")
