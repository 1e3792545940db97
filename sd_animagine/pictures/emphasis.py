"""Other tools' emphasis and syntax, written as AUTOMATIC1111 reads it.

=========  ================================================================
NovelAI    ``{x}`` is 1.05 times, ``[x]`` a 1.05th, ``1.3::x::`` that often
InvokeAI   ``x+`` is 1.1 times, ``x-`` 0.9 times, ``(x y)1.3`` that often; ``(x y)`` once
ComfyUI    ``embedding:x`` is an embedding; square brackets are text
SwarmUI    ``<break>``, ``<alternate:a,b>``, ``<fromto[0.5]:a,b>``, ``<embed:x>``
=========  ================================================================
"""

from __future__ import annotations

import re
from typing import Final

from sd_animagine.pictures.request import file_stem, noted
from sd_animagine.words import Message

_STEP: Final = 1.05
_NAI: Final = re.compile(r"(?:(?<![\w.])(-?\d{1,3}(?:\.\d{1,4})?))?::|[{}\[\]]")
_COMPEL: Final = re.compile(r"\\.|\(|\)(\+{1,9}|-{1,9}|\d{1,2}(?:\.\d{1,9})?(?!\d))?", re.DOTALL)
_COMPEL_WORD: Final = re.compile(r"[\w'+-]+")
_CALLS: Final = (".blend", ".and", ".swap")
_MOST_BRACKETS: Final = 50
_SQUARE: Final = re.compile(r"(?<!\\)([\[\]])")
_EMBEDDING: Final = re.compile(r"\bembedding:([^\s,():]{1,200})")
_SWARM: Final = re.compile(
    r"\s{0,9}<break>\s{0,9}|<(embed|alternate|fromto)(?:\[([\d.]{1,8})\])?(?::([^<>]{0,2000}))?>"
)
_SWARM_SECTION: Final = re.compile(
    r"<(?:base|refiner|video|videoswap|segment|object|region|extend)(?:\[[\d.]{1,8}\])?[:>]"
)
"""Begins a part that is for another pass, or for a part of the picture."""
_SPECIAL: Final = re.compile(r"(?<!\\)([()])")


def weighted(text: str, weight: float) -> str:
    """Return a text with a weight, commas and blanks at its ends outside of the brackets."""
    inner = text.strip(", \t\n")
    if not inner or abs(weight - 1) < 0.005:
        return text
    start = text.index(inner)
    written = f"{weight:.2f}".rstrip("0").rstrip(".")
    return f"{text[:start]}({inner}:{written}){text[start + len(inner) :]}"


def from_novelai(text: str) -> tuple[str, list[str]]:
    r"""Return a prompt of NovelAI's for AUTOMATIC1111, and what it cannot say.

    >>> from_novelai("{{smile}}, [hat], 1.2::blue hair::, tama (cat)")
    ('(smile:1.1), (hat:0.95), (blue hair:1.2), tama \\(cat\\)', [])
    """
    parts: list[str] = []
    left_out: list[str] = []
    level, factor, at = 0, 1.0, 0

    def put(piece: str) -> None:
        if factor <= 0 and piece.strip(", "):
            lost = piece.strip(", ")[:200]
            left_out.append(Message("weight {weight:g} of: {text}", weight=factor, text=lost))
            parts.append(", " if parts and piece.rstrip().endswith(",") else "")
            return
        parts.append(weighted(_SPECIAL.sub(r"\\\1", piece), factor * _STEP**level))

    for found in _NAI.finditer(text):
        mark = found[0]
        put(text[at : found.start()])
        at = found.end()
        if mark.endswith("::"):
            factor = float(found[1]) if found[1] else 1.0
        else:
            level += 1 if mark in "{]" else -1
            level = max(-20, min(20, level))
    put(text[at:])
    joined = "".join(parts)
    return (tidied(joined) if left_out else joined), left_out


def tidied(text: str) -> str:
    """Return a text without the commas and blanks that stood around what is left out."""
    return re.sub(r" {2,9}", " ", re.sub(r",(?: {0,9},)+", ",", text)).strip(", \n")


def calls_of(text: str) -> list[str]:
    """Return InvokeAI's words that join or swap prompts, as far as they stand in one."""
    return [call for call in _CALLS if f"){call}(" in text or f'"{call}(' in text]


def from_compel(text: str) -> str:
    r"""Return a prompt of InvokeAI's for AUTOMATIC1111.

    >>> from_compel("(red hair (bow)1.2)1.5, smile++, (old hat)-, (plain) [x]")
    '(red hair (bow:1.2):1.5), (smile:1.21), (old hat:0.9), plain \\[x\\]'
    """
    if calls_of(text):
        return text  # what is joined so cannot be taken apart
    levels: list[list[str]] = [[]]
    at = 0
    for found in _COMPEL.finditer(text):
        levels[-1].append(_compel_words(text[at : found.start()]))
        at = found.end()
        if found[0] == "(" and len(levels) <= _MOST_BRACKETS:
            levels.append([])
        elif found[0][0] == ")" and len(levels) > 1:
            inner = "".join(levels.pop())
            levels[-1].append(weighted(inner, _times(found[1] or "1")))
        else:
            levels[-1].append(found[0] if found[0][0] == "\\" else f"\\{found[0]}")
    levels[-1].append(_compel_words(text[at:]))
    return "\\(".join("".join(level) for level in levels)  # what is open at the end is text


def _compel_words(text: str) -> str:
    return _COMPEL_WORD.sub(_compel_word, _SQUARE.sub(r"\\\1", text))


def _compel_word(found: re.Match[str]) -> str:
    whole = found[0]
    word = whole.rstrip(whole[-1]) if whole[-1] in "+-" else whole
    by = whole[len(word) :]
    return weighted(word, _times(by)) if word[-1:].isalnum() and 0 < len(by) < 10 else whole


def _times(by: str) -> float:
    if by[0] == "+":
        return float(1.1 ** len(by))
    return float(0.9 ** len(by)) if by[0] == "-" else float(by)


def from_comfy(text: str) -> str:
    r"""Return a prompt of ComfyUI's for AUTOMATIC1111.

    >>> from_comfy("embedding:folder/easy.pt, [hat]")
    'easy, \\[hat\\]'
    """
    return _SQUARE.sub(r"\\\1", named(text))


def named(text: str) -> str:
    """Return a text with ComfyUI's embeddings by their names alone."""
    return _EMBEDDING.sub(lambda found: file_stem(found[1]), text)


def from_swarm(text: str) -> tuple[str, list[str]]:
    """Return a prompt of SwarmUI's for AUTOMATIC1111, and what it cannot say.

    >>> from_swarm("1girl<break> <fromto[0.5]:hat,cap> <segment:face> smile")
    ('1girl BREAK [hat:cap:0.5]', ['part of the prompt: <segment:face> smile'])
    """
    section = _SWARM_SECTION.search(text)
    end = len(text) if section is None else section.start()
    kept, rest = text[:end], text[end:]
    parts: list[str] = []
    at = 0
    for tag in _SWARM.finditer(kept):
        parts += [from_comfy(kept[at : tag.start()]), _swarm_tag(tag)]
        at = tag.end()
    written = "".join([*parts, from_comfy(kept[at:])])
    return written.strip(), [noted(Message("part of the prompt"), rest)] if rest else []


def _swarm_tag(found: re.Match[str]) -> str:
    name, number, inner = found[1], found[2], (found[3] or "").strip()
    between = "||" if "||" in inner else "|" if "|" in inner else ","
    pieces = [piece.strip() for piece in inner.split(between)]
    if name is None:
        return " BREAK "
    if name == "embed" and inner:
        return inner
    if name == "alternate" and inner:
        return f"[{'|'.join(pieces)}]"
    if name == "fromto" and number and len(pieces) == 2:
        return f"[{pieces[0]}:{pieces[1]}:{number}]"
    return found[0]
