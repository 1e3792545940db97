"""Words hidden as somebody might who knows the host: what its parser and cleaning give back.

Everything is drawn from a ``random.Random``, so that a seed repeats it. ``disguise`` hides a word,
``read_by_the_host`` is every text that the encoders get of a prompt: by the host's reading of the
prompt language (``sd_animagine.syntax.lines``, which other tests hold to the host itself) and the
library with which the hosts' tokenizers repair a text. The ceiling has no part in either.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

from ftfy import fix_text

from sd_animagine.syntax import NONE, parse
from sd_animagine.syntax.editing import at_step
from sd_animagine.syntax.lines import BREAK, lines
from sd_animagine.tokens.cleaning import ENCODINGS

STEPS = 6
"""Enough for every way through what ``disguise`` builds."""

_WORDS = re.compile(r"'s|'t|'re|'ve|'m|'ll|'d|[^\W\d_]+|\d|(?:[^\w\s]|_)+")
"""What the encoder takes for a word: ``'s``, letters, a digit, or marks."""
_ODD = "\x00\x01\x0b\x1f\x7f\ufeff\ufffc\u206a"
"""Characters that the cleaning takes out."""
_BLANKS = (" ", "  ", "\t", "\u00a0", "\u3000", "\u2003", "&nbsp;", "&#32;", "&Tab;")
_FILLS = ("smile", "a", "", "night", "1girl")


def disguise(rng: Random, word: str) -> str:
    """A prompt that says a word to the encoders, whatever it looks like."""
    while True:
        text = hidden(rng, word, LETTERS)
        for _ in range(rng.randrange(4)):
            text = rng.choice(_WRAPS)(rng, text)
        text = rng.choice((text, f"1girl, {text}, smile", f"a {text} x", f"{text}\nb"))
        if says(text, word):
            return text


def says(text: str, word: str) -> bool:
    """Do the encoders get the word, as a word, at some step of a prompt?"""
    wanted = f" {_in_words(word)} "
    return any(wanted in f" {_in_words(read)} " for read in read_by_the_host(text))


def read_by_the_host(text: str) -> Iterator[str]:
    """Every text that the encoders get of a prompt."""
    prompt = parse(text, dialect=NONE)
    for step in range(STEPS if "[" in text else 1):
        for line in lines(prompt, at_step(step, STEPS)):
            for part in line:
                if part is not BREAK:
                    yield html.unescape(html.unescape(fix_text(part.text))).lower()


def _in_words(text: str) -> str:
    return " ".join(_WORDS.findall(text))


# --- one character after the other ---------------------------------------------------------------


Letter = Callable[[Random, str], str]
"""Writes one character as something else."""


def hidden(rng: Random, word: str, letters: Sequence[Letter]) -> str:
    """A word whose characters are written as others that the encoders read as it."""
    heavy = rng.random()
    found = []
    for character in word:
        if character == " ":
            found.append(rng.choice(_BLANKS))
        elif rng.random() < heavy:
            found.append(rng.choice(letters)(rng, character))
        else:
            found.append(character)
        if rng.random() < heavy / 4:
            found.append(rng.choice(_NOTHINGS)(rng))
    return "".join(found)


def _upper(rng: Random, character: str) -> str:
    return {"k": "\u212a"}.get(character, character.upper())


def _wide(rng: Random, character: str) -> str:
    return chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character


def _reference(rng: Random, character: str) -> str:
    """``&#110;`` and its like, whose own characters may be references again."""
    number = ord(rng.choice((character, character.upper(), _wide(rng, character))))
    zeros = "0" * rng.choice((0, 0, 0, 1, 5))
    digits = rng.choice((f"{zeros}{number}", f"x{zeros}{number:x}", f"X{zeros}{number:X}"))
    start = rng.choice(("&", "&", "&amp;", "&amp;amp;", "&#38;", "\uff06"))
    hash_ = rng.choice(("#", "#", "#", "&num;", "\uff03"))
    inside = "".join(_nested(rng, digit) for digit in digits)
    return start + hash_ + inside + rng.choice((";", ";", ";", "&semi;", ""))


def _nested(rng: Random, character: str) -> str:
    chance = rng.random()
    if chance < 0.05:
        return f"&#{ord(character)};"
    if chance < 0.1:
        return _wide(rng, character)
    return rng.choice(_ODD) + character if chance < 0.13 else character


def _mojibake(rng: Random, character: str) -> str:
    """A full-width letter, read in another encoding once or twice."""
    text = _wide(rng, character)
    for _ in range(rng.choice((1, 1, 2))):
        text = misread(text, rng.choice(ENCODINGS))
    return text


def misread(text: str, encoding: str) -> str:
    found = []
    for byte in text.encode("utf-8"):
        read = bytes((byte,)).decode(encoding, "replace")
        found.append(chr(byte) if read == "\ufffd" else read)
    return "".join(found)


PLAIN_LETTERS: tuple[Letter, ...] = (_upper, _wide, _reference)
LETTERS: tuple[Letter, ...] = (*PLAIN_LETTERS, _reference, _reference, _mojibake, _mojibake)


def _control(rng: Random) -> str:
    character = rng.choice(_ODD)
    return rng.choice((character, f"&#{ord(character)};", f"&#x{ord(character):x}"))


def _terminal(rng: Random) -> str:
    start = rng.choice(("\x1b", "&#27;"))
    return start + rng.choice(("\\[", "&#91;", "&lbrack;")) + rng.choice(("m", "0m", "1;31m", "K"))


def _network(rng: Random) -> str:
    return rng.choice(("<lora:x:1>", "<hypernet:nothing:0.5>", "<a:b>"))


_NOTHINGS: tuple[Callable[[Random], str], ...] = (
    *(_control, _control, _terminal, _network, lambda rng: "\\", lambda rng: "()"),
)


# --- the prompt language -------------------------------------------------------------------------


def _cut(rng: Random, text: str) -> tuple[str, str, str]:
    first, last = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    return text[:first], text[first:last], text[last:]


def _emphasis(rng: Random, text: str) -> str:
    before, inside, after = _cut(rng, text)
    weight = rng.choice((":1.0", ":1", ": 1.0 "))
    return f"{before}({inside}{weight}){after}"


def _whole(rng: Random, text: str) -> str:
    return rng.choice((f"({text}:1.3)", f"[[{text}]]", f"x AND {text}", f"x BREAK {text}"))


def _alternation(rng: Random, text: str) -> str:
    before, inside, after = _cut(rng, text)
    parts = [inside, *(rng.choice(_FILLS) for _ in range(rng.choice((1, 1, 2))))]
    rng.shuffle(parts)
    return f"{before}[{'|'.join(parts)}]{after}"


def _editing(rng: Random, text: str) -> str:
    before, inside, after = _cut(rng, text)
    fill, when = rng.choice(_FILLS), rng.choice(("0.5", "3", ".3"))
    made = (f"[{inside}:{fill}:{when}]", f"[{fill}:{inside}:{when}]", f"[{inside}:{when}]")
    return before + rng.choice((*made, f"[{inside}::{when}]")) + after


_WRAPS: tuple[Letter, ...] = (_emphasis, _whole, _alternation, _editing)
