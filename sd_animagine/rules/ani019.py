r"""Brackets that weigh nothing in the program that the prompt is typed for.

What: for ComfyUI square brackets (``[hat]``) and a backslash before one; for diffusers a blank
beside the number of a weight (``(hat: 1.2)``); for the caption of a training picture any weight.

Why: A1111 reads each of them, but here they are letters: nothing is weighted, and the signs are in
the way.

Example::

    1girl, [hat]
    1girl, (hat:0.9091)
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from sd_animagine.rules.base import COUNTED, OTHERS, Report, Rule, Severity, TextView
from sd_animagine.syntax import Group
from sd_animagine.syntax.lexer import EDITING_END, FACTOR
from sd_animagine.syntax.writing.forms import number
from sd_animagine.syntax.writing.note import program
from sd_animagine.words import Message, short

_LEAST: Final = 1 / 1.1
"""What one pair of square brackets multiplies by in A1111."""
_SQUARE: Final = re.compile(r"\[[^\[\]]*\]")
_ESCAPED: Final = re.compile(r"\\[\[\]]")
_NUMBER: Final = re.compile(rf":{FACTOR}\)")
_CAPTIONED: Final = re.compile(rf"\([^()\\]*:{FACTOR}\)")


def check(view: TextView) -> Iterator[Report]:
    """Report brackets that are letters here and are none in A1111."""
    for said in _CHECKS[view.prompt.dialect.language](view):
        yield COUNTED if view.only_counts else said


def _in_comfyui(view: TextView) -> Iterator[Report]:
    text = view.text
    for found in _ESCAPED.finditer(text) if "\\" in text else ():
        at = found.start()
        message = Message(
            "ComfyUI keeps the \\ in “{text}” as a letter. Write it without.", text=found[0]
        )
        fix = view.replace(Message("Remove the \\"), at, at + 1, "", safe=True)
        yield Report(message, *found.span(), (fix,))
    around = _Around(view.prompt.groups)
    for found in _SQUARE.finditer(text):
        start, end = found.span()
        is_escaped = "\\" in (text[start - 1 : start], text[end - 2 : end - 1])
        inside = found[0][1:-1].strip()
        if is_escaped or text[start - 1 : start].isalnum() or not inside:
            continue
        if "|" in inside or EDITING_END.search(found[0]):
            continue  # of these ANI020 speaks
        weight = _LEAST
        while text[start - 1 : start] == "[" and text[end : end + 1] == "]":
            start, end, weight = start - 1, end + 1, weight * _LEAST
        better = f"({inside}:{number(weight * around.weight(start))})"
        yield _report(view, start, end, better, safe=False)


class _Around:
    """The weight of the innermost brackets around places that are asked for in text order."""

    def __init__(self, groups: list[Group]) -> None:
        self.left = sorted(groups, key=lambda group: (-group.start, group.end))
        self.opened: list[Group] = []

    def weight(self, start: int) -> float:
        """That at a place."""
        while self.left and self.left[-1].start < start:
            self.opened.append(self.left.pop())
        while self.opened and self.opened[-1].end <= start:
            self.opened.pop()
        return self.opened[-1].weight if self.opened else 1.0


def _in_diffusers(view: TextView) -> Iterator[Report]:
    first = view.text.find("(")
    for found in _NUMBER.finditer(view.text):
        better = "".join(found[0].split())
        if better != found[0] and 0 <= first < found.start():
            yield _report(view, *found.span(), better, safe=True)


def _in_a_caption(view: TextView) -> Iterator[Report]:
    for found in _CAPTIONED.finditer(view.text):
        better = found[0][1:].rpartition(":")[0].strip()
        if better and view.text[found.start() - 1 : found.start()] != "\\":
            yield _report(view, *found.span(), better, safe=False)


def _report(view: TextView, start: int, end: int, better: str, *, safe: bool) -> Report:
    message = Message(
        "{program} does not read “{text}” as a weight. Write “{better}”.",
        program=program(view.prompt.dialect),
        text=short(view.text[start:end]),
        better=short(better),
    )
    label = Message("Write {tag}", tag=better)
    return Report(message, start, end, (view.replace(label, start, end, better, safe=safe),))


_CHECKS: Final[dict[str, Callable[[TextView], Iterator[Report]]]] = {
    "comfyui": _in_comfyui,
    "diffusers": _in_diffusers,
    "caption": _in_a_caption,
}

RULE = Rule(
    code="ANI019",
    name="unread-weight",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    dialects=OTHERS,
    safe_fix=True,
    alone=True,
)
