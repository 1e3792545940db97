"""What the rules say of themselves: the catalogue, taken from their docstrings."""

from __future__ import annotations

import inspect
from functools import lru_cache
from importlib import import_module
from typing import Final, NamedTuple

from sd_animagine.rules.base import Rule
from sd_animagine.rules.registry import OWN, all_rules
from sd_animagine.words import Message

_templated: Final = Message
"""Under another name, since the templates are the docstrings: ``tools.sentences`` lists those."""

FAMILIES: Final = {
    "0": "Writing and syntax",
    "1": "Order and completeness",
    "2": "Special tags",
    "3": "Tags",
    "4": "Size, settings, checkpoint",
    "5": "The operator's ceiling",
}
"""First digit of a code → what such rules are about."""


class Documentation(NamedTuple):
    """The parts of a rule's docstring."""

    headline: str
    what: str
    why: str
    example: list[str]
    """The line before, then the line or lines after."""


def documentation(rule: Rule) -> Documentation:
    """Take a rule's docstring apart.

    Raises:
        ValueError: a part is missing; under ``python -OO`` all are.
    """
    module = import_module(f"sd_animagine.rules.{rule.code.lower()}")
    headline, _, rest = inspect.cleandoc(module.__doc__ or "").partition("\n\nWhat: ")
    what, found_why, rest = rest.partition("\n\nWhy: ")
    why, found_example, example = rest.partition("\n\nExample::\n\n")
    if not (headline and found_why and found_example):
        raise ValueError(f"{rule.code} lacks What, Why or Example")
    lines = [line.removeprefix("    ") for line in example.splitlines() if line.strip()]
    return Documentation(headline, what, why, lines)


@lru_cache(maxsize=1)
def documented() -> tuple[Rule, ...]:
    """Every rule, the compiler's own too, by code."""
    own = (import_module(f"sd_animagine.rules.{code.lower()}").RULE for code in OWN)
    return tuple(sorted((*all_rules(), *own), key=lambda rule: rule.code))


@lru_cache(maxsize=64)
def headline(code: str) -> Message:
    """Return what a rule finds, in a few words that can be translated; its code without any."""
    try:
        return next(_templated(documentation(r).headline) for r in documented() if r.code == code)
    except (StopIteration, ValueError):  # under ``python -OO`` no rule has a docstring
        return _templated(code)
