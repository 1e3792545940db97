"""The one options object of every surface: script arguments, API, command line, infotext, studio.

``FIELDS`` is the table they are generated from or tested against.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, NamedTuple

from sd_animagine.model import ENHANCEMENT, QUALITY_KIND, RATINGS, YEARS
from sd_animagine.values import shown, whole


class OptionError(ValueError):
    """An unknown option or a value that is not allowed; the message is for the user."""


class Field(NamedTuple):
    """One option: its name, what is allowed, and where it stands among the script arguments."""

    name: str
    kind: str
    """``bool``, ``choice``, ``quality``, ``year`` or ``codes``."""
    choices: tuple[str, ...] = ()
    position: int | None = None
    """Index among the script's arguments; None where it lives on the settings page."""
    help: str = ""
    switch: tuple[str, str] | None = None
    """What false and true stand for, where the option was a switch in 0.1."""


MOST_CODES: Final = 200
MODES: Final = ("fix", "report", "strict", "off")
NEGATIVE_MODES: Final = ("after", "before", "if-empty", "replace", "off")
SETTINGS_MODES: Final = ("report", "fill", "force")
COMMENTS: Final = ("auto", "none", "hash", "hash-slash", "hash-slash-line-start")
"""``auto``, or one of ``syntax.DIALECTS``, which a starting host need not load."""

FIELDS: Final = (
    Field("enabled", "bool", position=0, help="act at all"),
    Field("mode", "choice", MODES, 1, "repair, only report, stop on errors, or nothing"),
    Field("reorder", "bool", position=2, help="put the tags in trained order"),
    Field("quality", "quality", ("card", "off"), 3, "which quality tags to add at the end"),
    Field("negative", "choice", NEGATIVE_MODES, 4, "where the recommended negative prompt goes"),
    Field("rating", "choice", ("", *RATINGS), 5, "rating to add where the prompt has none"),
    Field("year", "year", position=6, help="year to add where the prompt has none"),
    Field("snap", "bool", position=7, help="take the nearest trained size"),
    Field("settings", "choice", SETTINGS_MODES, 8, "CFG scale, steps and sampler"),
    Field("complete_series", "bool", position=9, help="add the series of a known character"),
    Field("suggested_fixes", "bool", position=10, help="apply suggested fixes too"),
    Field("gate", "choice", ("auto", "always", "never"), help="act on which checkpoints"),
    Field("select", "codes", help="rule codes or prefixes to run; empty for all"),
    Field("ignore", "codes", help="rule codes or prefixes to leave out"),
    Field("newline_is_boundary", "choice", ("auto", "on", "off"), help="a line ends a scope"),
    Field(
        "comments",
        "choice",
        COMMENTS,
        help="what is a comment: as the WebUI has it, or none, #, # and // and /* */",
        switch=("none", "auto"),
    ),
    Field("img2img_snap", "bool", help="snap img2img and inpaint too"),
)
"""Every option a request may set, in one table."""

SCRIPT_FIELDS: Final = tuple(f for f in FIELDS if f.position is not None)
_CODE: Final = re.compile(r"AN?|ANI[0-9]{0,3}")
"""A rule's code or the beginning of one."""
_BY_NAME: Final = {f.name: f for f in FIELDS}


@dataclass(frozen=True)
class Options:
    """What a compile is to do; see ``FIELDS`` for what each option allows."""

    enabled: bool = True
    mode: str = "fix"
    reorder: bool = True
    quality: str = "card"
    """``card``, ``off``, or quality and score tags separated by commas."""
    negative: str = "after"
    rating: str = ""
    year: int = 0
    snap: bool = True
    settings: str = "report"
    complete_series: bool = False
    suggested_fixes: bool = False
    gate: str = "auto"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    newline_is_boundary: str = "auto"
    comments: str = "auto"
    img2img_snap: bool = False
    quality_tags: tuple[str, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        for each in FIELDS:
            object.__setattr__(self, each.name, _checked(each, getattr(self, each.name)))
        tags = {"card": ENHANCEMENT, "off": ()}.get(self.quality)
        if tags is None:
            tags = tuple(tag.strip() for tag in self.quality.split(","))
        object.__setattr__(self, "quality_tags", tags)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], base: Options | None = None) -> Options:
        """Options by name, on top of others.

        Raises:
            OptionError: a name is unknown or a value not allowed; names it and what is.
        """
        unknown = [name for name in values if name not in _BY_NAME]
        if unknown:
            known = ", ".join(_BY_NAME)
            raise OptionError(f"unknown option {shown(unknown[0])}; known are {known}")
        return replace(base or cls(), **values)

    def changed(self) -> dict[str, Any]:
        """The options that differ from the defaults, by name, as plain values."""
        plain = Options()
        return {
            f.name: _plain(getattr(self, f.name))
            for f in fields(self)
            if f.init and getattr(self, f.name) != getattr(plain, f.name)
        }


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _checked(option: Field, value: Any) -> Any:
    """The value in its own type."""
    check = {
        "bool": _bool,
        "choice": _choice,
        "quality": _quality,
        "year": _year,
        "codes": _codes,
    }[option.kind]
    return check(option, value)


def _refuse(option: Field, value: Any, allowed: str) -> OptionError:
    return OptionError(f"option {option.name} is {shown(value)}, allowed is {allowed}")


def _bool(option: Field, value: Any) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, (int, float)) and value in (0, 1):
        return bool(value)
    if isinstance(value, str) and value.strip().lower() in ("true", "false", "on", "off"):
        return value.strip().lower() in ("true", "on")
    raise _refuse(option, value, "true or false")


def _choice(option: Field, value: Any) -> str:
    word = str(value).strip().lower() if isinstance(value, str | bool) else None
    if option.switch is not None and word in ("false", "true", "off", "on"):
        return option.switch[word in ("true", "on")]
    if word is not None and word in option.choices:
        return word
    allowed = ", ".join(choice or "nothing" for choice in option.choices)
    raise _refuse(option, value, f"one of {allowed}")


def _quality(option: Field, value: Any) -> str:
    allowed = "card, off, or a list of " + ", ".join(QUALITY_KIND)
    if isinstance(value, str):
        tags = [tag.strip().lower() for tag in value.split(",") if tag.strip()]
    elif isinstance(value, Iterable):
        tags = [tag.strip().lower() if isinstance(tag, str) else "" for tag in value]
    else:
        raise _refuse(option, value, allowed)
    if not tags:
        return "off"
    if tags in (["card"], ["off"]):
        return tags[0]
    if any(tag not in QUALITY_KIND for tag in tags):
        raise _refuse(option, value, allowed)
    if tuple(tags) == ENHANCEMENT:
        return "card"
    return ", ".join(sorted(dict.fromkeys(tags), key=QUALITY_KIND.__getitem__))


def _year(option: Field, value: Any) -> int:
    allowed = f"0 for none, or {YEARS[0]} to {YEARS[-1]}"
    year = 0 if isinstance(value, str) and not value.strip() else whole(value)
    if year is None or (year and year not in YEARS):
        raise _refuse(option, value, allowed)
    return year


def _codes(option: Field, value: Any) -> tuple[str, ...]:
    allowed = f"at most {MOST_CODES} rule codes or prefixes such as ANI101 or ANI2"
    given = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(given, (list, tuple)) or len(given) > MOST_CODES:
        raise _refuse(option, value, allowed)
    codes = [code.strip().upper() if isinstance(code, str) else "" for code in given]
    if not all(map(_CODE.fullmatch, codes)):
        raise _refuse(option, value, allowed)
    return tuple(dict.fromkeys(codes))
