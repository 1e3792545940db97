r"""Weights as another tool writes them, and weights that are none.

What: braces and ``1.2::x::`` of NovelAI, ``(x)1.2`` and ``x++`` of InvokeAI, ``--ar 2:3`` of
Midjourney, ``embedding:x`` of ComfyUI; and ``(x:1,2)``, ``(x:120%)``, ``(x 1.2)``, ``(x:1.2, y)``,
``x:1.2``, which look like weights. What Dynamic Prompts knows (a choice with a bar) is left alone.

Why: the WebUI sends all of it as text, so that nothing is weighted and the signs are in the way.

Example::

    {{smile}}, 1.2::blue hair::
    (smile:1.1), (blue hair:1.2)
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import COUNTED, WEIGHING, Fix, Report, Rule, Severity, TextView
from sd_animagine.rules.foreign import Borrowed, foreign_in
from sd_animagine.syntax import Edit, Kind, Span, blanked
from sd_animagine.syntax.lexer import networks
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message, short

_MEANT: Final = re.compile(r"\s?(?:[01]?\.\d{1,3}|[12](?:\.0{0,3})?)")
"""A number that people write for a weight, unlike that of a ratio or a time."""


def check(view: TextView) -> Iterator[Report]:
    """Report what another tool would read as emphasis or as an option."""
    visible = view.prompt.visible
    if "<" in visible and not view.negative:
        visible = blanked(visible, [Span(*found.span()) for found in networks(visible)])
    choices = (
        []
        if "{" not in visible
        else [
            Span(item.start, item.end)
            for item in view.prompt.items
            if item.kind is Kind.OPAQUE
            and "{" in item.text
            and ("|" in item.text or "$" in item.text)
        ]
    )
    for found in foreign_in(visible, view.vocabulary):
        if found.tool == "ComfyUI" and view.prompt.dialect.embedding:
            continue
        while choices and choices[0].end <= found.start:
            choices.pop(0)
        if not choices or found.end <= choices[0].start:
            yield COUNTED if view.only_counts else _finding(view, found)
    if ":" in visible:
        yield from _without_brackets(view)


def _without_brackets(view: TextView) -> Iterator[Report]:
    """A known tag with a weight and no brackets, but for the very end, of which ANI010 speaks."""
    ends = {sub.number.end for sub in view.prompt.subprompts if sub.number is not None}
    for reading in view.of_kind(TagKind.UNKNOWN):
        item = reading.item
        if item.depth or item.mixed or item.kind is not Kind.TAG or reading.protected:
            continue
        name, colon, number = item.text.rpartition(":")
        if not colon or item.end in ends or not _MEANT.fullmatch(number):
            continue
        if view.vocabulary.is_name(name.rstrip()):
            better = f"({name.rstrip()}:{number.strip()})"
            found = Borrowed(item.start, item.end, "weight", better)
            yield COUNTED if view.only_counts else _finding(view, found)


def _finding(view: TextView, found: Borrowed) -> Report:
    text = short(view.text[found.start : found.end])
    message = _sentence(text, found)
    fixes: tuple[Fix, ...] = ()
    if found.better or found.tool == "option":
        label = Message("Write {tag}", tag=found.better)
        if not found.better:
            label = Message("Remove {tag}", tag=text)
        fixes = (Fix(label, (Edit(found.start, found.end, found.better),), False),)
    return Report(message, found.start, found.end, fixes)


def _sentence(text: str, found: Borrowed) -> Message:
    if found.tool == "option":
        return Message(
            "“{text}” is an option of another tool. Here it is sent as a tag. Remove it.", text=text
        )
    if found.tool == "negative":
        return Message(
            "“{text}” does nothing here. Move the tags behind it to the negative prompt.", text=text
        )
    if found.tool == "weight":
        return Message(
            "“{text}” is no weight and is sent as plain text. Write “{better}”.",
            text=text,
            better=short(found.better),
        )
    if found.tool == "middle":
        return Message(
            "A number in the middle of “{text}” is no weight. Write “{better}”.",
            text=text,
            better=short(found.better),
        )
    if not found.better:
        return Message(
            "A weight below zero does nothing here. Move “{text}” to the negative prompt, without "
            "the number.",
            text=text,
        )
    return Message(
        "{tool} understands “{text}”; here it is plain text. Write “{better}”.",
        tool=found.tool,
        text=text,
        better=short(found.better),
    )


RULE = Rule(
    code="ANI014",
    name="foreign-emphasis",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    dialects=WEIGHING,
)
