"""A word or sign that does something in A1111, and nothing here.

What: ``BREAK`` and ``AND``, prompt editing and alternation, networks such as ``<lora:x:0.8>`` and
comments in a prompt that is typed for ComfyUI, for diffusers or as a caption; and what ComfyUI's
page takes away or picks before it draws: ``//`` to the end of the line, and ``{a|b}``.

Why: it is sent to the text encoder as words, or never gets there.

Example::

    1girl, BREAK, night
    1girl, night
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import COUNTED, OTHERS, Fix, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit
from sd_animagine.syntax.editing import choices
from sd_animagine.syntax.lexer import networks
from sd_animagine.syntax.writing.note import program
from sd_animagine.syntax.writing.page import picked, taken_away
from sd_animagine.words import Message, short

_WORDS: Final = re.compile(r"\b(?:AND|BREAK)\b")
_COMMENT: Final = re.compile(r"(?<![^\s,])#(?=\s)[^\n]*")
"""A mark that stands alone: ``#1`` and ``c#`` are words."""
_BESIDE: Final = " \t,"


def check(view: TextView) -> Iterator[Report]:
    """Report what another program would read."""
    name = program(view.prompt.dialect)
    for start, end, message, goes in _found(view, name):
        if view.only_counts:
            yield COUNTED
            continue
        fixes = (_without(view.text, start, end),) if goes else ()
        yield Report(message, start, end, fixes)


def _found(view: TextView, name: str) -> Iterator[tuple[int, int, Message, bool]]:
    """Each place, what is said of it, and whether it may simply go."""
    text = view.text
    for found in _WORDS.finditer(text):
        message = Message(
            "{program} reads “{mark}” as a word. Write a comma in its place.",
            program=name,
            mark=found[0],
        )
        yield *found.span(), message, True
    for _, (start, end) in choices(text) if "[" in text else ():
        message = Message(
            "{program} cannot change words while it draws, so “{text}” is sent as it stands. "
            "Write the words that you want.",
            program=name,
            text=short(text[start:end]),
        )
        yield start, end, message, False
    for found in networks(text):
        message = Message(
            "{program} loads nothing for “{text}”. Remove it, and load it there by itself.",
            program=name,
            text=short(found[0]),
        )
        yield *found.span(), message, True
    for found in _COMMENT.finditer(text):
        message = Message(
            "{program} has no comments, so “{text}” is read as words. Remove it.",
            program=name,
            text=short(found[0]),
        )
        yield *found.span(), message, True
    if view.prompt.dialect.language == "comfyui":
        yield from _of_the_page(text)


def _of_the_page(text: str) -> Iterator[tuple[int, int, Message, bool]]:
    for start, end in taken_away(text):
        message = Message(
            "The page of ComfyUI takes “{text}” away before it draws. Write it without {mark}.",
            text=short(text[start:end]),
            mark=text[start : start + 2],
        )
        yield start, end, message, False
    for start, end in picked(text):
        message = Message(
            "The page of ComfyUI picks one part of “{text}” by chance. Write the part that you "
            "want.",
            text=short(text[start:end]),
        )
        yield start, end, message, False


def _without(text: str, start: int, end: int) -> Fix:
    """The place with the blanks and commas beside it, and one comma instead."""
    label = Message("Remove {tag}", tag=short(text[start:end]))
    first, last = start, end
    while text[first - 1 : first] and text[first - 1] in _BESIDE:
        first -= 1
    while text[last : last + 1] and text[last] in _BESIDE:
        last += 1
    beside = text[first - 1 : first], text[last : last + 1]
    parts = all(side and not side.isspace() and side not in "()" for side in beside)
    return Fix(label, (Edit(first, last, ", " if parts else ""),), False)


RULE = Rule(
    code="ANI020",
    name="unread-mark",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    dialects=OTHERS,
    alone=True,
)
