"""How an option is declared: one field of ``Options`` holds all that any surface needs of it.

What is allowed is told by the field's type; where that does not say it, by a kind.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import Field as DataField
from dataclasses import field
from typing import Any, Final, Literal, NamedTuple, TypeVar, get_args, get_origin

from sd_animagine.model import ENHANCEMENT, QUALITY_KIND, QUALITY_PRESETS, YEARS
from sd_animagine.values import shown, whole
from sd_animagine.words import Message

MOST_CODES: Final = 200
_CODE: Final = re.compile(r"AN?|ANI[0-9]{0,3}")
"""A rule's code or the beginning of one."""

Kind = Literal["bool", "choice", "quality", "year", "codes"]
Value = TypeVar("Value")


class OptionError(ValueError):
    """An unknown option or a value that is not allowed; the message is for the user."""


class Field(NamedTuple):
    """One option, as the surfaces see it."""

    name: str
    kind: Kind
    choices: tuple[str, ...]
    """The allowed values, or some of them."""
    default: Any
    label: str
    """What stands beside its control."""
    help: str
    """What it does, in a few words, for the command line and the API."""
    note: str = ""
    """What its values mean, where the page has room for it."""
    position: int | None = None
    """Index among the script's arguments, which never changes; None: on the settings page."""
    more: bool = False
    """Is its control among those that are folded away?"""
    switch: tuple[str, str] | None = None
    """What false and true stand for, where the option was a switch in 0.1."""
    in_picture: bool = True
    """Does the infotext tell it, since it is part of what made the picture?"""

    @property
    def about(self) -> str:
        """What it does and what its values mean."""
        return f"{self.help}; {self.note}" if self.note else self.help


def option(
    default: Value,
    label: str,
    help: str,
    *,
    kind: Kind | None = None,
    choices: tuple[str, ...] = (),
    **more: Any,
) -> Value:
    """Declare an option; see ``Field``.

    Args:
        default: its value where nobody sets it.
        label: see ``Field``, like all others.
        help: a few words.
        kind: where the type does not tell it.
        choices: the words of a kind that allows more than words.
        more: the other facts of a ``Field``, by name.
    """
    facts = {"label": label, "help": help, "kind": kind, "choices": choices, **more}
    return field(default=default, metadata={"option": facts})


def declared(data: DataField[Any], type_: Any) -> Field | None:
    """Return the option that a field of a dataclass declares; None where it is none."""
    if "option" not in data.metadata:
        return None
    facts: dict[str, Any] = dict(data.metadata["option"])
    if get_origin(type_) is Literal:
        facts.update(kind="choice", choices=get_args(type_))
    elif type_ is bool:
        facts["kind"] = "bool"
    return Field(name=data.name, default=data.default, **facts)


def read(option: Field, value: Any) -> Any:
    """Return a value in the option's own type.

    Raises:
        OptionError: it is not allowed; names it and what is.
    """
    return _READERS[option.kind](option, value)


def _refuse(option: Field, value: Any, allowed: Message) -> OptionError:
    return OptionError(
        Message(
            "option {option} is {value}; it must be {allowed}",
            option=option.name,
            value=shown(value),
            allowed=allowed,
        )
    )


def _bool(option: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and value.strip().lower() in ("true", "false", "on", "off"):
        return value.strip().lower() in ("true", "on")
    raise _refuse(option, value, Message("true or false"))


def _choice(option: Field, value: Any) -> str:
    word = str(value).strip().lower() if isinstance(value, str | bool) else None
    if option.switch is not None and word in ("false", "true", "off", "on"):
        return option.switch[word in ("true", "on")]
    if word is not None and word in option.choices:
        return word
    allowed = ", ".join(choice or "nothing" for choice in option.choices)
    raise _refuse(option, value, Message("one of {choices}", choices=allowed))


def _quality(option: Field, value: Any) -> str:
    allowed = Message(
        "{presets}, or a list of {tags}",
        presets=", ".join(QUALITY_PRESETS),
        tags=", ".join(QUALITY_KIND),
    )
    if isinstance(value, str):
        tags = [tag.strip().lower() for tag in value.split(",") if tag.strip()]
    elif isinstance(value, Iterable):
        tags = [tag.strip().lower() if isinstance(tag, str) else "" for tag in value]
    else:
        raise _refuse(option, value, allowed)
    if not tags:
        return "off"
    if len(tags) == 1 and tags[0] in QUALITY_PRESETS:
        return tags[0]
    if any(tag not in QUALITY_KIND for tag in tags):
        raise _refuse(option, value, allowed)
    if tuple(tags) == ENHANCEMENT:
        return "card"
    return ", ".join(sorted(dict.fromkeys(tags), key=QUALITY_KIND.__getitem__))


def _year(option: Field, value: Any) -> int:
    year = 0 if isinstance(value, str) and not value.strip() else whole(value)
    if year is None or (year and year not in YEARS):
        allowed = Message("0 for none, or {first} to {last}", first=YEARS[0], last=YEARS[-1])
        raise _refuse(option, value, allowed)
    return year


def _codes(option: Field, value: Any) -> tuple[str, ...]:
    allowed = Message(
        "at most {most} rule codes or prefixes such as ANI101 or ANI2", most=MOST_CODES
    )
    given = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)) or len(given) > MOST_CODES:
        raise _refuse(option, value, allowed)
    codes = [code.strip().upper() if isinstance(code, str) else "" for code in given]
    if not all(map(_CODE.fullmatch, codes)):
        raise _refuse(option, value, allowed)
    return tuple(dict.fromkeys(codes))


_READERS: Final[dict[Kind, Callable[[Field, Any], Any]]] = {
    "bool": _bool,
    "choice": _choice,
    "quality": _quality,
    "year": _year,
    "codes": _codes,
}
