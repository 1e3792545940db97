"""What the rules say of themselves: the catalogue, taken from their docstrings."""

from __future__ import annotations

import inspect
from functools import lru_cache
from importlib import import_module
from typing import Final, NamedTuple

from sd_animagine.rules.base import Rule
from sd_animagine.rules.registry import OWN, all_rules
from sd_animagine.words import Message
from sd_animagine.words.languages import Language, explanations, templates

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
    said = taken_apart(module.__doc__ or "")
    if said is None:
        raise ValueError(f"{rule.code} lacks What, Why or Example")
    return said


def taken_apart(docstring: str) -> Documentation | None:
    """Return the parts of a docstring; None if one is missing."""
    headline, _, rest = inspect.cleandoc(docstring).partition("\n\nWhat: ")
    what, found_why, rest = rest.partition("\n\nWhy: ")
    why, found_example, example = rest.partition("\n\nExample::\n\n")
    if not (headline and found_why and found_example):
        return None
    lines = [line.removeprefix("    ") for line in example.splitlines() if line.strip()]
    return Documentation(headline, what, why, lines)


class Explanation(NamedTuple):
    """What a rule finds and why, each in one line, with code in backticks."""

    language: Language
    """Of all three: a rule is explained in one language, in English where it lacks a text."""
    summary: str
    what: str
    why: str


def explanation(rule: Rule, language: Language) -> Explanation:
    """Return what explains a rule, in a language if that has all of it."""
    said = documentation(rule)
    english = (said.headline, one_line(said.what), one_line(said.why))
    tables = (templates(language), *[explanations(language)] * 2)
    other = [table.get(text, "") for table, text in zip(tables, english, strict=True)]
    return Explanation(language, *other) if all(other) else Explanation("en", *english)


def one_line(text: str) -> str:
    """Return a paragraph of a docstring as a line, with the marks for code of a translation."""
    return " ".join(text.split()).replace("``", "`")


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
