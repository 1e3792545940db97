"""What other tools read as emphasis, and how AUTOMATIC1111 writes the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Match
from typing import Final, NamedTuple

from sd_animagine.vocabulary import Vocabulary


class Borrowed(NamedTuple):
    """A piece of a prompt that another tool would read otherwise."""

    start: int
    end: int
    tool: str
    """Whose it is; ``weight`` and ``middle`` for what is no weight or none in its place, ``option``
    and ``negative`` for options."""
    better: str = ""
    """The same for the WebUI; empty where it has no such thing."""


_BRACES: Final = re.compile(r"(?<![$\\])(\{{1,9})([^{}$|]{1,300})(\}{1,9})")
_TIMES: Final = re.compile(r"(?<![\w.:])([+-]?\d{0,3}(?:\.\d{1,4})?)::(?=[^:\s\d])")
_GROUP: Final = re.compile(r"\(([^()\\]{1,300})\)")
_BEHIND: Final = re.compile(r"(?:\d{1,2}\.\d{1,4}|[+]{1,9}|-{1,9})(?![\w.:(])")
_SIGNS: Final = re.compile(r"(?<![+-])(?:\+{1,9}|--{1,8})(?=[ \t]{0,9}(?:[,)\r\n]|\Z))")
_WEIGHED: Final = re.compile(
    r"([^\[\]:]{1,300}):[ ]{0,3}(\d{1,3})(?:([.,])(\d{1,3}))?[ ]{0,3}"
    r"(?:(%)[ ]{0,3}|,([^\[\]]{1,300}))?"
)
_BLANK: Final = re.compile(r"([^\[\]:,\d]{1,300}) (\d\.\d{1,3})")
_OPTION: Final = re.compile(r"(?<![^\s,])--([a-z]{1,12})(?:[ =][^\s,\-][^\s,]{0,60})?(?=[\s,]|\Z)")
_OPTIONS: Final = frozenset(
    (
        *(
            "ar",
            "aspect",
            "c",
            "cfg",
            "chaos",
            "cref",
            "cw",
            "d",
            "fast",
            "h",
            "hd",
            "height",
            "iw",
        ),
        *("l", "niji", "p", "q", "quality", "raw", "relax", "repeat", "s", "sampler", "seed"),
        *("sref", "steps", "stop", "style", "stylize", "sw", "tile", "turbo", "v", "version"),
        *("video", "w", "weird", "width"),
    )
)
_NEGATIVES: Final = frozenset(("n", "neg", "negative", "no"))
_EMBEDDING: Final = re.compile(r"(?<![\w<])embedding:([\w.\-/ ]{1,100})")
_NOVELAI_STEP: Final = 1.05
_SIGNS_OF_IT: Final = ("{", "(", "::", "+", "--", "embedding:")
_BY: Final = frozenset("0123456789+-")
_STEPS: Final = {"+": 1.1, "-": 0.9}


def foreign_in(text: str, vocabulary: Vocabulary) -> Iterator[Borrowed]:
    """Find what other tools read, in text order, apart from each other.

    Args:
        text: a prompt without its comments and networks.
        vocabulary: tells which words are names, whatever signs they have.
    """
    after = 0
    if not any(sign in text for sign in _SIGNS_OF_IT):
        return
    for found in sorted(_all(text, vocabulary)):
        if found.start >= after:
            after = found.end
            yield found


def _all(text: str, vocabulary: Vocabulary) -> Iterator[Borrowed]:
    if "{" in text:
        yield from (_braces(found) for found in _BRACES.finditer(text) if "__" not in found[2])
    if "::" in text:
        yield from _numbers(text)
    if "(" in text:
        yield from filter(None, (_group(found, text) for found in _GROUP.finditer(text)))
    if "+" in text or "--" in text:
        yield from _signs(text, vocabulary)
    if "--" in text:
        yield from _options(text)
    if "embedding:" in text:
        for found in _EMBEDDING.finditer(text):
            yield Borrowed(*found.span(), "ComfyUI", found[1].strip().removesuffix(".pt"))


def _options(text: str) -> Iterator[Borrowed]:
    """``--ar 2:3``, with the blanks in front of it."""
    for found in _OPTION.finditer(text):
        if found[1] in _NEGATIVES:
            yield Borrowed(*found.span(), "negative")
        elif found[1] in _OPTIONS:
            start = found.start()
            while start and text[start - 1] == " ":
                start -= 1
            yield Borrowed(start, found.end(), "option")


def option_at_end(text: str) -> Borrowed | None:
    """The option of another tool that ends a text: ``smile --ar 16:9``."""
    options = [found for found in _options(text) if found.tool == "option"]
    return options[-1] if options and options[-1].end == len(text) else None


def _written(inner: str, weight: float) -> str:
    """A text with a weight, as the WebUI reads it."""
    inner = inner.strip(", \t\r\n")
    number = f"{weight:.2f}".rstrip("0").rstrip(".")
    return inner if number == "1" else f"({inner}:{number})"


def _braces(found: Match[str]) -> Borrowed:
    depth = min(len(found[1]), len(found[3]))
    start, end = found.end(1) - depth, found.start(3) + depth
    head, colon, number = found[2].rpartition(":")
    if colon and number.strip().replace(".", "", 1).isdigit():
        return Borrowed(start, end, "NovelAI", f"({head.strip()}:{number.strip()})")
    return Borrowed(start, end, "NovelAI", _written(found[2], _NOVELAI_STEP**depth))


def _numbers(text: str) -> Iterator[Borrowed]:
    """``1.2::x::``, to the next ``::`` of the line, or to the comma where there is none."""
    after = 0
    for found in _TIMES.finditer(text):
        if found.start() < after or not any(map(str.isdigit, found[1])):
            continue
        line_end = text.find("\n", found.end(), found.end() + 300)
        last = line_end if line_end >= 0 else min(found.end() + 300, len(text))
        end = closing = text.find("::", found.end(), last)
        if text[closing + 2 : closing + 3].isalnum():  # ``re::zero`` closes nothing
            closing = -1
        if closing < 0:
            comma = text.find(",", found.end(), last)
            end = comma if comma >= 0 else last
        after = end if closing < 0 else closing + 2
        weight = float(found[1])
        better = _written(text[found.end() : end], weight) if weight > 0 else ""
        yield Borrowed(found.start(), after, "NovelAI", better)


def _group(found: Match[str], text: str) -> Borrowed | None:
    """Brackets with a number or signs behind them, or with a weight inside that is none."""
    start, end = found.span()
    inner = found[1]
    if text[start - 1 : start] == "\\":
        return None
    by = _BEHIND.match(text, end) if text[end : end + 1] in _BY else None
    if by is not None and ":" not in inner:
        return Borrowed(start, by.end(), "InvokeAI", _written(inner, _factor(by[0])))
    _, colon, number = inner.partition(":")
    blank = None if colon or not inner[-1].isdigit() else _BLANK.fullmatch(inner)
    if blank is not None:
        return Borrowed(start, end, "weight", f"({blank[1].strip()}:{blank[2]})")
    is_odd = "," in number or "%" in number
    weighed = _WEIGHED.fullmatch(inner) if is_odd else None
    better = _weighed(weighed) if weighed is not None else ""
    if not better or weighed is None:
        return None
    if weighed[6] is None:
        return Borrowed(start, end, "weight", better)
    if weighed[1][-1] in " \t,":
        return None  # ``:3`` by itself is a face
    gap = " " if text[end : end + 1].isalnum() else ""  # the bracket that parted them has moved
    return Borrowed(start, end, "middle", better + gap)


def _factor(by: str) -> float:
    return _STEPS[by[0]] ** len(by) if by[0] in _STEPS else float(by)


def _signs(text: str, vocabulary: Vocabulary) -> Iterator[Borrowed]:
    """``x++`` at the end of a tag that is a name without it, and none with it."""
    for found in _SIGNS.finditer(text):
        first = max(text.rfind(mark, max(found.start() - 60, 0), found.start()) for mark in ",\n(")
        word = text[first + 1 : found.start()]
        start = first + 1 + len(word) - len(word.lstrip())
        name = word.strip()
        if not name or word != word.rstrip() or vocabulary.is_name(name + found[0]):
            continue
        if vocabulary.is_name(name):
            yield Borrowed(start, found.end(), "InvokeAI", _written(name, _factor(found[0])))


def _weighed(found: Match[str]) -> str:
    """``x:1,2``, ``x:120%``, ``x:1.2, y`` as weights; empty for a weight as it should be."""
    inner, whole, point, part, per_cent, rest = found.groups()
    digits = f"{whole}.{part}" if part else whole
    if per_cent:
        return _written(inner, float(digits) / 100)
    if rest is not None:
        return f"({inner}:{digits}), {_parted(rest.strip())}"
    return f"({inner}:{digits})" if point == "," else ""


def _parted(text: str) -> str:
    """What stands behind a weight and its comma, each weight in it with brackets of its own."""
    found = _WEIGHED.fullmatch(text)
    if found is not None and found[6] is not None:
        return _weighed(found)
    return f"({text})" if ":" in text else text
