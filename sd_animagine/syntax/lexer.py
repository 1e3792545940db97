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
others         a run of plain text, with the comma that ends it
=============  ===============================================================================
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import Match
from typing import Final

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


_PLAIN = r"[^\\()\[\]{}<#,，、\r\n|:AB]+"
_TOKEN: Final = re.compile(
    rf"{_PLAIN},?"
    r"|[,，、]"
    r"|\\[()\[\]\\|]"
    r"|:\s*[+-]?[.\d]+\s*\)"
    r"|\[SEP\]|\[SKIP\]"
    r"|\bAND(?:_PERP|_SALT|_TOPK)?\b|\bBREAK\b|\bADD(?:COMM|BASE|ROW|COL)\b"
    r"|\r\n"
    r"|."
    r"",
    re.DOTALL,
)

tokenize: Final = _TOKEN.findall
"""The tokens of a text, in order; ``"".join(tokenize(text)) == text``."""

AND: Final = re.compile(r"\bAND\b")


BOUNDARY: Final = re.compile(
    r"\b(?:AND(?:_PERP|_SALT|_TOPK)?|BREAK|ADD(?:COMM|BASE|ROW|COL))\b|\[(?:SEP|SKIP)\]"
)
"""A boundary word wherever it stands: whoever reads it need not care for brackets."""

NUMBER_AT_END: Final = re.compile(r":\s*([-+]?(?:\d+\.?|\d*\.\d+))\s*\Z")
"""A subprompt's weight (the host's ``re_weight``)."""

EDITING_END: Final = re.compile(r":\s*[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?\s*\]\Z")
"""What makes ``[…]`` prompt editing: a number behind its last colon."""

NETWORK_HEAD: Final = re.compile(r"<\w+:")
NETWORK: Final = re.compile(r"<\w+:[^>]+>")
"""To be matched at a place; ``networks`` finds them."""
WILDCARD: Final = re.compile(r"__[^_,\s][^_,]*(?:_[^_,]+)*__")


def networks(text: str) -> Iterator[Match[str]]:
    """The networks of a text, in order; no ``<`` is gone on from that no ``>`` follows."""
    last = text.rfind(">")
    at = text.find("<")
    while 0 <= at < last:
        found = NETWORK.match(text, at)
        if found is not None:
            yield found
        at = text.find("<", at + 1 if found is None else found.end())


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
