"""The languages in which sentences are shown, and which of them somebody wants.

A language is a table beside this file, English template → the same in that language. What a table
lacks stays English. Nothing is translated before it leaves: a surface hands what it is about to
show to ``in_language``, once.
"""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Final, Literal, TypeVar, get_args

from sd_animagine.words.message import Message

Language = Literal["en", "ja", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = get_args(Language)
FOLDER: Final = Path(__file__).parent
"""Where the tables are."""
_PACKAGE: Final = FOLDER.parent

_NAME: Final = re.compile(r"[A-Za-z]+")
"""The language of an entry of an ``Accept-Language`` header, or of ``ja_JP``."""
_WEIGHT: Final = re.compile(r";\s*q=([01](?:\.[0-9]{0,3})?)")
_READ: Final = 500
"""Characters of such a header that are looked at."""

Shown = TypeVar("Shown")


@cache
def templates(language: Language) -> dict[str, str]:
    """Return English template → template of a language; English has none."""
    return _table(language, f"{language}.json")


@cache
def explanations(language: Language) -> dict[str, str]:
    """Return English → a language for what explains the rules; English has none.

    They are read by few, so that they have a file of their own.
    """
    return _table(language, f"rules_{language}.json")


def _table(language: Language, name: str) -> dict[str, str]:
    if language == "en":
        return {}
    table: dict[str, str] = json.loads((FOLDER / name).read_text("utf-8"))
    return {english: other for english, other in table.items() if other}


@cache
def page_words(language: Language) -> dict[str, str]:
    """Return English → a language for what a page says itself; English has none.

    It is the file that the hosts read too: of the clone, or inside the wheel.
    """
    inside = _PACKAGE / "page"
    folder = (inside if inside.is_dir() else _PACKAGE.parent) / "localizations"
    found: dict[str, str] = {}
    if language != "en":
        for path in folder.glob(f"{language}_*.json"):
            found.update(json.loads(path.read_text("utf-8")))
    return found


def chosen(*wishes: str) -> Language:
    """Return the first language of a list of wishes that there is; else English.

    Args:
        wishes: what is asked for, the most important first: a language such as ``ja``, the name of
            a host's localization, or an ``Accept-Language`` header; what says none is passed over.

    >>> chosen("auto", "zh_CN"), chosen("", "de, ja;q=0.8, en;q=0.5"), chosen("None", "fr")
    ('zh', 'ja', 'en')
    """
    for wish in wishes:
        weighed = [
            (_weight(entry), language)
            for entry in wish[:_READ].split(",")
            for name in _NAME.findall(entry)[:1]
            for language in LANGUAGES
            if language == name.lower()
        ]
        if weighed:
            return max(weighed, key=lambda each: each[0])[1]
    return "en"


def _weight(entry: str) -> float:
    """How much an entry of a header is wished for, 0 to 1; what says nothing is 1."""
    said = _WEIGHT.search(entry)
    return float(said[1]) if said else 1.0


def in_language(shown: Shown, language: Language) -> Shown:
    """Return what is to be shown, or written as JSON, with its sentences in a language.

    Args:
        shown: a message, or anything that holds some: a mapping, list, tuple or dataclass.
        language: one of ``LANGUAGES``.
    """
    table = templates(language)
    return _within(shown, table) if table else shown


def _within(value: Any, table: dict[str, str]) -> Any:
    if isinstance(value, str):
        return value.within(table) if isinstance(value, Message) else value
    if isinstance(value, dict):
        return {name: _within(each, table) for name, each in value.items()}
    if isinstance(value, list):
        return [_within(each, table) for each in value]
    if isinstance(value, tuple):
        parts = (_within(each, table) for each in value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if is_dataclass(value) and not isinstance(value, type):
        kept = (each.name for each in fields(value) if each.init)
        return replace(value, **{name: _within(getattr(value, name), table) for name in kept})
    return value
