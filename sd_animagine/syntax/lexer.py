r"""Cuts a prompt into tokens, each one the host would see as a unit; their join is the text.

One pattern, no alternative of which can backtrack over more than it read, so the cost is linear.
A token's first character says what it is:

=============  ===============================================================================
``\( \| …``    an escaped bracket, bar or backslash
``( ) [ ]``    a bracket; ``[SEP]`` and ``[SKIP]`` are ADetailer's boundaries
``:``          a colon, or ``:1.2)``: a weight with the bracket it closes
``, ， 、``      a comma
line end       ``\n``, ``\r\n`` or ``\r``
``# < { } |``  start of a comment, a network, a dynamic prompt; a bar
``A… B…``      ``AND``, ``BREAK`` and other boundary words, else a single letter
others         a run of plain text, with escapes and lone colons in it, and the comma that ends it
=============  ===============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Match
from typing import Final

from sd_animagine.syntax.span import Span

COMMAS: Final = ",，、"
"""What parts tags: a comma, and two that people type where they mean one."""
FACTOR: Final = r"\s*[+-]?[.\d]+\s*"
"""What stands between the colon and the bracket of a weight, as a pattern."""
WEIGHED: Final = ("AND_PERP", "AND_SALT", "AND_TOPK")
"""Words of Neutral Prompt, which part texts that have weights of their own."""
BOUNDARIES: Final = frozenset(
    ("BREAK", "ADDCOMM", "ADDBASE", "ADDROW", "ADDCOL", "[SEP]", "[SKIP]", *WEIGHED)
)
"""Words that end a scope: the host's BREAK, Regional Prompter's, ADetailer's, Neutral Prompt's."""
BAR: Final = "|"
"""Ends a scope too, outside of brackets: Prompt matrix's options, NovelAI's characters."""


def is_word(char: str) -> bool:
    """Is a character such that a boundary word glued to it is none?"""
    return char.isalnum() or char == "_"


_PLAIN = rf"[^\\()\[\]{{}}<#{COMMAS}\r\n|:AB]"
_ESCAPE = r"\\[()\[\]\\|]"
_ANDS = r"AND(?:_PERP|_SALT|_TOPK)?"
_REGIONS = r"ADD(?:COMM|BASE|ROW|COL)"
_TOKEN: Final = re.compile(
    rf"{_PLAIN}+(?:,|(?:(?:{_ESCAPE}|:(?!{FACTOR}\))){_PLAIN}*){{1,8}},?|)"
    rf"|[{COMMAS}]"
    rf"|{_ESCAPE}"
    rf"|:{FACTOR}\)"
    r"|\[SEP\]|\[SKIP\]"
    rf"|\b{_ANDS}\b|\bBREAK\b|\b{_REGIONS}\b"
    r"|\r\n"
    r"|."
    r"",
    re.DOTALL,
)

tokenize: Final = _TOKEN.findall
"""The tokens of a text, in order; ``"".join(tokenize(text)) == text``."""

AND: Final = re.compile(r"\bAND\b")
REGION: Final = re.compile(rf"\b(?:{_REGIONS}|{'|'.join(WEIGHED)})\b")
"""A boundary word of an extension."""
BOUNDARY: Final = re.compile(rf"\b(?:{_ANDS}|BREAK|{_REGIONS})\b|\[(?:SEP|SKIP)\]")
"""A boundary word wherever it stands: whoever reads it need not care for brackets."""

SQUARE: Final = re.compile(r"\[[^\\()\[\]{}<#，、AB]*\]")
"""Square brackets with no mark in them that is read on its own; to be matched at a place."""

NUMBER_AT_END: Final = re.compile(r":\s*([-+]?(?:\d+\.?|\d*\.\d+))\s*\Z")
"""A subprompt's weight (the host's ``re_weight``)."""

EDITING_END: Final = re.compile(r":\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*\]\Z")
"""What makes ``[…]`` prompt editing: a number behind its last colon."""

NETWORK_HEAD: Final = re.compile(r"<\w+:")
NETWORK: Final = re.compile(rf"{NETWORK_HEAD.pattern}[^>]+>")
"""To be matched at a place; ``networks`` finds them."""
WILDCARD: Final = re.compile(r"__[^_,\s][^_,]*(?:_[^_,]+)*__")
NAME: Final = re.compile(rf"(?:\\[()\[\]]|[^{COMMAS}\r\n()\[\]{{}}<>|:\\])+")
"""What may be a whole name: from one mark to the next."""
_WORD: Final = re.compile(r"\S+")
_BRACKET: Final = re.compile(r"[()\[\]]")
_CUTS: Final = re.compile(rf"[\[\](){{}}|:{COMMAS}\r\n]+")

_MARKS: Final = re.compile(rf"[A-Za-z]{{1,40}}|\\[()\[\]\\|{{}}]|:{FACTOR}\)|.", re.DOTALL)


def networks(text: str) -> Iterator[Match[str]]:
    """The networks of a text, in order; no ``<`` is gone on from that no ``>`` follows."""
    last = text.rfind(">")
    at = text.find("<")
    while 0 <= at < last:
        found = NETWORK.match(text, at)
        if found is not None:
            yield found
        at = text.find("<", at + 1 if found is None else found.end())


def network_names(text: str, kinds: tuple[str, ...]) -> Iterator[str]:
    """The names in the networks of some kinds: ``x`` of ``<lora:x:0.8>``."""
    for network in networks(text):
        kind, name = network[0][1:-1].split(":")[:2]
        if kind in kinds and name:
            yield name


def without_networks(text: str) -> str:
    """The text without its networks."""
    kept: list[str] = []
    at = 0
    for found in networks(text):
        kept.append(text[at : found.start()])
        at = found.end()
    return "".join(kept) + text[at:] if kept else text


def without_brackets(text: str) -> str:
    """The text without the brackets of emphasis and the weights in them."""
    words = []
    for token in tokenize(text):
        is_weight = token[0] == ":" and token[-1] == ")"
        if not is_weight and token not in ("(", ")", "[", "]"):
            words.append(token)
    return "".join(words).strip()


def marks(text: str) -> list[str]:
    """Cut a text into all that may be a mark for any host, now or after another step has read it.

    Runs of Latin letters, escaped brackets, weights with the bracket they close, networks, and
    single characters; their join is the text.
    """
    found: list[str] = []
    at = 0
    for network in networks(text):
        found += _MARKS.findall(text, at, network.start())
        found.append(network[0])
        at = network.end()
    return found + _MARKS.findall(text, at)


def alternatives(text: str) -> Iterator[str]:
    """What may come out of ``[a|b]``, ``[a:b:0.5]`` or ``{a|b}``, without its numbers."""
    for piece in map(str.strip, _CUTS.split(text)):
        if piece and not piece.lstrip("+-").replace(".", "", 1).isdigit():
            yield piece


def words_in(text: str) -> Iterator[Span]:
    """The words of a text; brackets hold together what they enclose, as do escaped ones."""
    if not _BRACKET.search(text):
        yield from (Span(*word.span()) for word in _WORD.finditer(text))
        return
    start, depth = -1, 0
    for at, char in enumerate(text):
        escaped = at > 0 and text[at - 1] == "\\"
        is_glued = char in "([" and not escaped and text[at - 1 : at] in (")", "]")
        ends = start >= 0 and depth == 0 and (char.isspace() or is_glued)
        if ends and text[at:].lstrip()[:2] not in (r"\(", r"\["):
            yield Span(start, at)
            start = -1
        if start < 0 and not char.isspace():
            start = at
        if not escaped and char in "()[]":
            depth = max(depth + (1 if char in "([" else -1), 0)
    if start >= 0:
        yield Span(start, len(text.rstrip()))
