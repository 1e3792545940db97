"""All rules in the order of their codes, and which of them a selection leaves."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import import_module
from typing import Final

from sd_animagine.rules.base import Rule, Work

CODES: Final = (
    *("ANI001", "ANI002", "ANI003", "ANI004", "ANI005", "ANI006", "ANI007", "ANI008", "ANI009"),
    *("ANI010", "ANI013", "ANI014", "ANI015", "ANI016", "ANI017", "ANI018", "ANI019", "ANI020"),
    *("ANI021", "ANI023"),
    *("ANI101", "ANI102", "ANI103", "ANI104", "ANI105"),
    *("ANI201", "ANI202", "ANI203", "ANI204", "ANI205", "ANI206", "ANI207", "ANI208", "ANI209"),
    *("ANI301", "ANI302", "ANI303"),
    *("ANI401", "ANI402", "ANI403", "ANI404", "ANI405", "ANI406"),
    "ANI501",
)
"""One module each, named like its code."""

OWN: Final = ("ANI011", "ANI012", "ANI022")
"""What no check of a prompt finds: the compiler's own, which no selection leaves out, and what is
said of a caption by whoever takes it apart."""


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule, loaded on first use."""
    return tuple(import_module(f"sd_animagine.rules.{code.lower()}").RULE for code in CODES)


@cache
def rule_of(work: Work) -> Rule:
    """Return the rule about something that the compiler does by itself."""
    return next(rule for rule in all_rules() if rule.work == work)


@cache
def code_of(work: Work) -> str:
    """Return the code of the rule about something that the compiler does by itself."""
    return rule_of(work).code


@lru_cache(maxsize=64)
def selected(select: tuple[str, ...] = (), ignore: tuple[str, ...] = ()) -> tuple[Rule, ...]:
    """The rules that a selection by codes or prefixes leaves; an empty one selects all."""
    return tuple(rule for rule in all_rules() if is_selected(rule.code, select, ignore))


def is_selected(code: str, select: Iterable[str], ignore: Iterable[str]) -> bool:
    """Does a selection by codes or prefixes leave this code?

    As linters do it: the longest prefix that fits decides, and ignoring wins over an equal one.
    """
    chosen = max((len(p) for p in select if code.startswith(p)), default=0 if select else 1)
    if not chosen:
        return False
    left_out = max((len(p) for p in ignore if code.startswith(p)), default=0)
    return not left_out or chosen > left_out
