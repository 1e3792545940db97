"""A whole infotext where a prompt should stand: prompt, negative prompt and settings in one.

It is what a WebUI shows under a picture and what sites copy, and it gets into the prompt box when
somebody pastes it there and does not press the button that takes it apart.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from sd_animagine.syntax.edits import Edit
from sd_animagine.syntax.span import Span

_PROMPT: Final = re.compile(r"\s{0,20}(?:Positive )?[Pp]rompt:[ \t]{0,20}")
_NEGATIVE: Final = re.compile(r"(?:(?<=\s)|(?<![\s\S]))[Nn]egative [Pp]rompt:[ \t]{0,20}")
_SETTINGS: Final = re.compile(
    r"(?:(?<=\s)|(?<![\s\S]))Steps: \d{1,5}, (?:Sampler|Schedule type|CFG scale|Seed|Size): [^\n]*"
)
_NUMBERS: Final = re.compile(
    r"(?<![^\s,])(Steps|CFG scale|Sampler|Size): ([^,\n\"]{1,60})(?=,|\n|\Z)"
)
_SIZE: Final = re.compile(r"(\d{1,5})x(\d{1,5})")


class Pasted(NamedTuple):
    """The parts of an infotext, as places in it."""

    own: Span
    """What belongs into the box where all of it stands."""
    negative: Span | None
    """The negative prompt in the box of the prompt; None where it has none."""
    settings: Span | None
    is_whole: bool
    """Is there more than the box's own text, with a word in front of it?"""

    def edits(self, length: int) -> tuple[Edit, ...]:
        """Return the edits that leave the box's own part of a text of this length."""
        ends = ((0, self.own.start), (self.own.end, length))
        return tuple(Edit(start, end, "") for start, end in ends if start < end)


def pasted_in(text: str, *, negative: bool = False) -> Pasted | None:
    """Return the parts of an infotext; None for what is none.

    Args:
        text: the text of a box.
        negative: is it the box of the negative prompt? What stands there is one.
    """
    if "rompt:" not in text and "Steps: " not in text:
        return None
    settings = _SETTINGS.search(text)
    end = settings.start() if settings is not None else len(text)
    head = _PROMPT.match(text)
    label = _NEGATIVE.search(text, 0, end)
    if settings is None and label is None and head is None:
        return None
    line = Span(*settings.span()) if settings is not None else None
    first = head.end() if head is not None else 0
    if label is None:
        return Pasted(_stripped(text, first, end), None, line, line is not None)
    prompt = _stripped(text, min(first, label.start()), label.start())
    other = _stripped(text, label.end(), end)
    if negative:
        return Pasted(other, None, line, line is not None or prompt.start < prompt.end)
    return Pasted(prompt, other, line, True)


def _stripped(text: str, start: int, end: int) -> Span:
    """A stretch of the text without blanks and line ends around it."""
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    return Span(start, max(start, start + len(inner.strip())))


def settings_in(text: str) -> dict[str, int | float | str]:
    """Return what a line of settings says, by the fields of a request."""
    found: dict[str, int | float | str] = {}
    for key, value in _NUMBERS.findall(text):
        value = value.strip()
        size = _SIZE.fullmatch(value)
        if key == "Size" and size is not None:
            found["width"], found["height"] = int(size[1]), int(size[2])
        elif key == "Steps" and value.isdecimal():
            found["steps"] = int(value)
        elif key == "CFG scale" and value.replace(".", "", 1).isdecimal():
            found["cfg_scale"] = float(value)
        elif key == "Sampler":
            found["sampler_name"] = value
    return found
