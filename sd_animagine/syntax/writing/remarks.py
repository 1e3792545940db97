"""What is said of what another dialect cannot hold, or reads otherwise."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Match
from typing import Final

from sd_animagine.syntax.attention import read
from sd_animagine.syntax.dialect import Dialect
from sd_animagine.syntax.editing import choices, first_said
from sd_animagine.syntax.edits import Edit, apply_edits
from sd_animagine.syntax.lexer import AND, NUMBER_AT_END, networks
from sd_animagine.syntax.lines import Weighed
from sd_animagine.syntax.span import Span
from sd_animagine.syntax.tree import Prompt
from sd_animagine.syntax.writing.forms import BREAK, holds
from sd_animagine.syntax.writing.note import Note, program
from sd_animagine.syntax.writing.page import picked, taken_away
from sd_animagine.words import Message, short

_WORD: Final = re.compile(r"[^\s,]+")
_SIGN: Final = re.compile(r"[+-](?![^.=])")
_SIGN_IN_GROUP: Final = re.compile(rf"=|{_SIGN.pattern}")
"""What is no letter within a word for compel, whatever stands in front of it."""


def about_comments(prompt: Prompt, target: Dialect) -> Iterator[Note]:
    """Tell of each comment that it is gone."""
    for start, end in prompt.comments:
        text = short(prompt.text[start:end])
        yield Note(
            start,
            end,
            Message(
                "{program} has no comments, so “{text}” is left out.",
                program=program(target),
                text=text,
            ),
        )


def about_networks(prompt: Prompt, cut: list[Span], target: Dialect) -> Iterator[Note]:
    """Tell of each network that it is gone."""
    for start, end in cut:
        text = short(prompt.text[start:end])
        yield Note(
            start,
            end,
            Message(
                "{program} loads nothing for “{text}”, so it is left out. Load it there by itself.",
                program=program(target),
                text=text,
            ),
        )


def about_editing(part: str, at: int, target: Dialect) -> Iterator[Note]:
    """Tell of each editing and alternation which part of it is left; ``at`` is the text's place."""
    found = sorted((span, choice) for choice, span in choices(part))
    behind = 0
    for (start, end), choice in found:
        if start < behind:
            continue
        behind = end
        said = part[slice(*first_said(choice))]
        yield Note(
            at + start,
            at + end,
            Message(
                "{program} cannot change words while it draws. Of “{text}” only “{part}” is "
                "written.",
                program=program(target),
                text=short(part[start:end]),
                part=short(said),
            ),
        )


def about_and(start: int, end: int, target: Dialect) -> Note:
    """Tell what becomes of an ``AND``."""
    return Note(
        start,
        end,
        Message(
            "{program} does not join prompts by AND. The two parts are written one behind the "
            "other, without their weights.",
            program=program(target),
        ),
    )


def about_joining(text: str, joined: Span) -> Note:
    """Tell of a prompt that only compel reads."""
    return Note(
        *joined,
        Message(
            "Only compel reads “{text}”, so the prompt is left as it is. Write it as one prompt "
            "without it.",
            text=short(text[slice(*joined)]),
        ),
    )


def about_break(start: int, target: Dialect) -> Note:
    """Tell what becomes of a ``BREAK``."""
    return Note(
        start,
        start + len("BREAK"),
        Message(
            "{program} has no BREAK. The two parts are written one behind the other.",
            program=program(target),
        ),
    )


def about_backslash(at: int, target: Dialect) -> Note:
    """Tell of a backslash that may not stand before a bracket."""
    return Note(
        at,
        at + 1,
        Message(
            "A blank is put behind the backslash, since {program} would read the bracket there as "
            "a letter.",
            program=program(target),
        ),
    )


def about_number(text: str, number: Span, source: Dialect, target: Dialect) -> Note:
    """Tell what becomes of a number that is the weight of a prompt, and is meant as a word."""
    return Note(
        *number,
        Message(
            "{source} reads “{text}” at the end as the weight of the whole prompt. {program} reads "
            "it as words.",
            source=program(source),
            text=text[slice(*number)],
            program=program(target),
        ),
    )


def about_line(line: Weighed, source: Dialect, target: Dialect) -> Iterator[Note]:
    """Tell what a line has that the target's brackets cannot say."""
    weights, starts, texts = read(line.text, source)
    for weight, start, text in zip(weights, starts, texts, strict=True):
        if weight is None or weight == 1 or not text.strip():
            continue
        if not target.weights:
            message = Message(
                "{program} has no weights. They are left out.", program=program(target)
            )
            yield _note(line, start, text, message)
            break
        if not holds(weight, target):
            message = Message(
                "{program} has no weight {weight:.4g}. “{text}” is written without it.",
                program=program(target),
                weight=weight,
                text=short(text),
            )
            yield _note(line, start, text, message)
    if target.weights == "compel":
        yield from _signs(line, source, target)


def _signs(line: Weighed, source: Dialect, target: Dialect) -> Iterator[Note]:
    """Tell of signs that no backslash keeps from being read by compel."""
    for weight, start, text in zip(*read(line.text, source), strict=True):
        sign = _SIGN if weight == 1 else _SIGN_IN_GROUP
        for found in _WORD.finditer(text):
            if not sign.search(found[0]):
                continue
            message = Message(
                "{program} reads a sign in “{text}” as part of a weight.",
                program=program(target),
                text=short(found[0]),
            )
            yield _note(line, start + found.start(), found[0], message)


def _note(line: Weighed, start: int, text: str, message: Message) -> Note:
    place = line.place(start)
    return Note(place, max(place + 1, line.place(start + len(text) - 1) + 1), message)


def about_text(text: str, source: Dialect, target: Dialect, *, negative: bool) -> Iterator[Note]:
    """Tell what the target makes of letters, which no backslash keeps from it.

    Args:
        text: the source without its comments.
        source: its dialect.
        target: that in which it is written.
        negative: is it a negative prompt?
    """
    if target.language == "comfyui":
        for start, end in picked(text):
            shown = short(text[start:end])
            message = Message("The page of ComfyUI picks a part of “{text}” by chance.", text=shown)
            yield Note(start, end, message)
        for start, end in taken_away(text):
            message = Message(
                "The page of ComfyUI leaves out “{text}” before it draws.",
                text=short(text[start:end]),
            )
            yield Note(start, end, message)
    for found in _marks(text, source, target, negative=negative):
        message = Message(
            "“{text}” is a mark in {program}, so it is written in small letters. The model reads "
            "them the same.",
            text=found[0],
            program=program(target),
        )
        yield Note(*found.span(), message)
    if target.language == "a1111":
        yield from _read_by_a1111(text, source, target, negative=negative)


def _read_by_a1111(
    text: str, source: Dialect, target: Dialect, *, negative: bool
) -> Iterator[Note]:
    """Tell what of another program's letters a WebUI reads."""
    for start, end in target.comments(text):
        message = Message("A1111 leaves out “{text}” as a comment.", text=short(text[start:end]))
        yield Note(start, end, message)
    for _, span in choices(text) if source.square else ():
        shown = short(text[slice(*span)])
        yield Note(*span, Message("A1111 reads “{text}” as prompt editing.", text=shown))
    if negative:
        return
    for found in networks(text):
        message = Message("A1111 loads “{text}” as a network.", text=short(found[0]))
        yield Note(*found.span(), message)
    number = NUMBER_AT_END.search(text)
    if number is not None:
        message = Message(
            "A1111 reads “{text}” at the end as the weight of the whole prompt.",
            text=number[0].strip(),
        )
        yield Note(*number.span(), message)


def as_words(text: str, source: Dialect, target: Dialect, *, negative: bool) -> str:
    """Return a written text with words in small letters that are marks for the target alone."""
    found = [*_marks(text, source, target, negative=negative)]
    return apply_edits(text, (Edit(*each.span(), each[0].lower()) for each in found))


def _marks(text: str, source: Dialect, target: Dialect, *, negative: bool) -> Iterator[Match[str]]:
    """Words of the source that are marks for the target."""
    if target.weights == "webui" and source.weights != "webui":
        yield from BREAK.finditer(text)
    if target.ands and not source.ands and not negative:
        yield from AND.finditer(text)
