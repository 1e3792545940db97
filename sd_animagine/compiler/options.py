"""The one options object of every surface: script arguments, API, command line, infotext, studio.

Each option is declared once, as a field of ``Options``: its type says what is allowed, ``option``
what it is called and where it stands. Controls, settings page, flags, JSON schema and the table in
README.md are made from ``FIELDS``. They are declared in the order in which a page shows them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal, get_args, get_type_hints

from sd_animagine.compiler.declared import Field, OptionError, declared, option, read
from sd_animagine.model import QUALITY_PRESETS, Rating
from sd_animagine.values import shown
from sd_animagine.words import Message
from sd_animagine.words.languages import Language

__all__ = ["FIELDS", "SCRIPT_FIELDS", "Field", "OptionError", "Options"]

Mode = Literal["fix", "report", "strict", "off"]
NegativeMode = Literal["after", "before", "if-empty", "replace", "off"]
SettingsMode = Literal["report", "fill", "force"]
Gate = Literal["auto", "always", "never"]
Boundary = Literal["auto", "on", "off"]
Comments = Literal["auto", "none", "hash", "hash-slash", "hash-slash-line-start"]
"""``auto``, or one of ``syntax.WEBUI_DIALECTS``, which a starting host need not load."""

COMMENTS: Final[tuple[Comments, ...]] = get_args(Comments)
MODES: Final[tuple[Mode, ...]] = get_args(Mode)
NEGATIVE_MODES: Final[tuple[NegativeMode, ...]] = get_args(NegativeMode)


@dataclass(frozen=True)
class Options:
    """What a compile is to do."""

    enabled: bool = option(True, "Enable", "act at all", position=0)
    snap: bool = option(True, "Trained size", "take the nearest trained size", position=7)
    mode: Mode = option(
        "fix",
        "Mode",
        "what to do about findings",
        note="fix: repair; report: change nothing; strict: as fix, but draw nothing where an error "
        "remains; off: nothing",
        position=1,
    )
    rating: Literal["", Rating] = option(
        "", "Rating", "rating to add where the prompt has none", position=5
    )
    year: int = option(0, "Year", "year to add where the prompt has none", kind="year", position=6)
    quality: str = option(
        "card",
        "Quality tags",
        "which quality tags to add at the end",
        note="card, as the model card has it: masterpiece, high score, great score, absurdres; "
        "light: masterpiece, absurdres; heavy: masterpiece, best quality, high score, great score, "
        "good score, absurdres, highres; off: none; or a list of quality and score tags",
        kind="quality",
        choices=tuple(QUALITY_PRESETS),
        position=3,
    )
    negative: NegativeMode = option(
        "after",
        "Recommended negative prompt",
        "where the recommended negative prompt goes",
        note="after: behind yours; before: in front of yours; if-empty: only where you typed none; "
        "replace: in place of yours; off: nowhere",
        position=4,
    )
    reorder: bool = option(
        True, "Trained order", "put the tags in trained order", position=2, more=True
    )
    complete_series: bool = option(
        False, "Complete series", "add the series of a known character", position=9, more=True
    )
    suggested_fixes: bool = option(
        False, "Suggested fixes", "apply suggested fixes too", position=10, more=True
    )
    settings: SettingsMode = option(
        "report",
        "CFG, steps, sampler",
        "what to do about CFG scale, steps and sampler",
        note="report: say what is recommended; fill: take it where yours is outside the range; "
        "force: always take it",
        position=8,
        more=True,
    )
    gate: Gate = option(
        "auto",
        "Act on which checkpoints",
        "act on which checkpoints",
        note="auto: only where the file's hash, title or name says Animagine XL 4",
    )
    select: tuple[str, ...] = option(
        (),
        "Run only these rules",
        "run only these rules",
        note="codes or prefixes such as ANI101 or ANI2, separated by spaces; empty for all",
        kind="codes",
    )
    ignore: tuple[str, ...] = option(
        (),
        "Leave these rules out",
        "leave these rules out",
        note="codes or prefixes, separated by spaces",
        kind="codes",
    )
    newline_is_boundary: Boundary = option(
        "auto",
        "Keep tags on their line",
        "keep tags on their line",
        note="auto: where Forge Couple is enabled for the request",
    )
    comments: Comments = option(
        "auto",
        "What is a comment in a prompt",
        "what is a comment in a prompt",
        note="auto: what this WebUI itself cuts out of prompts, best left so; none: nothing is "
        "cut, # and // are words like others; hash: from # to the end of the line; hash-slash: "
        "from # or // to the end of the line, and from /* to */; hash-slash-line-start: the same, "
        "but /* */ only where it fills whole lines, any other /* or */ cuts to the end of the line",
        switch=("none", "auto"),
    )
    img2img_snap: bool = option(
        False,
        "Use trained sizes in img2img and inpaint too",
        "use trained sizes in img2img and inpaint too",
    )
    language: Literal["auto", Language] = option(
        "auto",
        "Language of findings and of this extension's page",
        "language of what is said",
        note="auto: that of the WebUI, else of the browser; on the command line English",
        in_picture=False,
    )
    quality_tags: tuple[str, ...] = field(init=False, repr=False, compare=False, default=())
    """What ``quality`` stands for."""

    def __post_init__(self) -> None:
        for each in FIELDS:
            object.__setattr__(self, each.name, read(each, getattr(self, each.name)))
        tags = QUALITY_PRESETS.get(self.quality)
        if tags is None:
            tags = tuple(tag.strip() for tag in self.quality.split(","))
        object.__setattr__(self, "quality_tags", tags)

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any], base: Options | None = None) -> Options:
        """Return options by name, on top of others.

        Raises:
            OptionError: a name is unknown or a value not allowed; names it and what is.
        """
        unknown = [name for name in values if name not in BY_NAME]
        if unknown:
            raise OptionError(
                Message(
                    "There is no option {option}. Known are {known}.",
                    option=shown(unknown[0]),
                    known=", ".join(BY_NAME),
                )
            )
        return replace(base or cls(), **values)

    def changed(self) -> dict[str, Any]:
        """Return the options that differ from the defaults, by name, as plain values."""
        now = {each.name: getattr(self, each.name) for each in FIELDS}
        return {
            each.name: list(now[each.name]) if each.kind == "codes" else now[each.name]
            for each in FIELDS
            if now[each.name] != each.default
        }


def _fields() -> tuple[Field, ...]:
    types = get_type_hints(Options)
    found = (declared(each, types[each.name]) for each in fields(Options))
    return tuple(each for each in found if each is not None)


FIELDS: Final = _fields()
"""Every option that a request may set, as a page shows them."""
BY_NAME: Final = {each.name: each for each in FIELDS}
SCRIPT_FIELDS: Final = tuple(
    sorted((each for each in FIELDS if each.position is not None), key=lambda it: it.position or 0)
)
"""Those that are arguments of the script, in their order."""
ADDS_NOTHING: Final[Mapping[str, Any]] = {
    "quality": "off",
    "negative": "off",
    "rating": "",
    "year": 0,
    "snap": False,
    "settings": "report",
}
"""Options with which no tag is added and no number set."""
