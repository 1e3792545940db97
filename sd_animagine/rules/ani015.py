"""A LoRA or other network that will not be loaded.

What: ``<lora:x:1`` without its end, ``lora:x:1`` without brackets or with others, blanks in front
of the word, capitals in it, a comma in its number, two networks in one; and ``<smile:1.2>`` and
``<embed:x>``, which name no network that the WebUI has.

Why: the WebUI takes everything of the form ``<word:…>`` out of the prompt, and loads it if it knows
the word: ``<smile:1.2>`` is gone. Anything else is sent as text.

Example::

    1girl, lora:foo:0.8
    1girl, <lora:foo:0.8>
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import A1111, COUNTED, Fix, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit, Span
from sd_animagine.syntax.lexer import networks
from sd_animagine.words import Message, short

_KIND: Final = re.compile(r"(?<![^\W_])(?:lora|lyco|hypernet)[ ]{0,3}:", re.IGNORECASE)
_NAME_ENDS: Final = re.compile(r"[,，<>\[\](){}|\r\n]")
_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,4}\.?\d{0,6}|\.\d{1,6})")
_LONGEST: Final = 200
_OTHERS: Final = re.compile(r"<(\w[\w \-]{0,60}):[ ]{0,3}(\d{1,2}(?:\.\d{1,3})?)[ ]{0,3}>")
"""A tag with a weight in the brackets of a network."""
_EMBEDDING: Final = re.compile(r"<embed(?:ding)?:([^<>,\r\n]{1,100})>")
"""An embedding as SwarmUI writes it."""
_PART: Final = re.compile(r",(\d{1,3})[>)\]}]")
_COMMA_IN_NUMBERS: Final = re.compile(r":[^:,<>]*\d,[^:,<>]*>")
_KINDS: Final = ("lora", "lyco", "hypernet")
_PAIRS: Final = frozenset("<[({")


def check(view: TextView) -> Iterator[Report]:
    """Report each network that the WebUI will not see as one, and each that it cannot know."""
    text = view.prompt.visible
    if ":" not in text:
        return
    lower = text.lower()
    if any(kind in lower for kind in _KINDS):
        for found in _broken(text):
            yield COUNTED if view.only_counts else _finding(view, *found)
    if "<" not in text:
        return
    for other in _OTHERS.finditer(text):
        if other[1].lower() not in _KINDS:
            yield COUNTED if view.only_counts else _weight(other)
    for embedding in _EMBEDDING.finditer(text):
        yield COUNTED if view.only_counts else _embedding(embedding)


def _broken(text: str) -> Iterator[tuple[int, int, str]]:
    """Each broken network: where it begins and ends, and how it should be written."""
    whole = [Span(*network.span()) for network in networks(text)]
    after = 0
    for kind in _KIND.finditer(text):
        start = kind.start()
        while whole and whole[0].end <= start:
            whole.pop(0)
        if start < after:
            continue
        found = _piece(text, start, kind.end())
        if found is None:
            continue
        first, end, written = found
        network = text[slice(*whole[0])] if whole and whole[0].start == start - 1 else ""
        is_read = network.count("<") == 1 and kind[0].islower()
        if is_read and not _COMMA_IN_NUMBERS.search(network):
            continue
        after = end
        if written != text[first:end]:
            yield first, end, written


def _piece(text: str, start: int, at: int) -> tuple[int, int, str] | None:
    """A network from its word on; None where nothing says that it is meant as one."""
    stop = _NAME_ENDS.search(text, at, at + _LONGEST)
    last = stop.start() if stop is not None else min(len(text), at + _LONGEST)
    name, *numbers = (part.strip() for part in text[at:last].split(":"))
    if not name or not all(map(_NUMBER.fullmatch, numbers)):
        return None
    first = start
    while first and text[first - 1] == " ":
        first -= 1
    opener = text[first - 1 : first]
    if opener in _PAIRS:
        first -= 1
    elif not numbers:
        return None
    else:
        first = start
    part = _PART.match(text, last)
    if part is not None and numbers:  # a comma in place of the point
        numbers[-1] += f".{part[1]}"
        last = part.end() - 1
        stop = _NAME_ENDS.search(text, last, last + 1)
    end = at + len(text[at:last].rstrip())
    if opener in _PAIRS and stop is not None and stop[0] in ">])}":
        end = last + 1
    kind = text[start:at].rstrip(" :").lower()
    return first, end, f"<{':'.join((kind, name, *(numbers or ['1'])))}>"


def _finding(view: TextView, start: int, end: int, written: str) -> Report:
    text = short(view.text[start:end])
    message = Message("“{text}” will not load. Write “{better}”.", text=text, better=short(written))
    label = Message("Write {tag}", tag=written)
    return Report(message, start, end, (Fix(label, (Edit(start, end, written),), False),))


def _weight(found: re.Match[str]) -> Report:
    better = f"({found[1].strip()}:{found[2]})"
    if " " in found[1] or "-" in found[1]:
        message = Message(
            "“{text}” is no weight and is sent as plain text. Write “{better}”.",
            text=short(found[0]),
            better=better,
        )
    else:
        message = Message(
            "“{text}” is no LoRA, so the WebUI removes it. For a weight, write “{better}”.",
            text=short(found[0]),
            better=better,
        )
    return _replaced(found, message, better)


def _embedding(found: re.Match[str]) -> Report:
    name = found[1].strip()
    message = Message(
        "The WebUI removes “{text}”. Write “{better}” for the embedding.",
        text=short(found[0]),
        better=short(name),
    )
    return _replaced(found, message, name)


def _replaced(found: re.Match[str], message: Message, better: str) -> Report:
    label = Message("Write {tag}", tag=better)
    return Report(message, *found.span(), (Fix(label, (Edit(*found.span(), better),), False),))


RULE = Rule(
    code="ANI015",
    name="broken-network",
    where=("positive",),
    severities=(Severity.WARNING,),
    check=check,
    dialects=(A1111,),
)
