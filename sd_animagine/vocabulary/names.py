"""Names of tags: the normal form for look-ups, and how a name is written in a prompt."""

from __future__ import annotations

import re
import unicodedata

_ESCAPED = re.compile(r"\\([()\[\]\\])")
_BRACKET = re.compile(r"[()\[\]\\]")


def normalise(text: str) -> str:
    """The normal form: NFKC, lower case, escapes removed, blanks for underscores, single blanks.

    Only for look-ups and duplicates, never to be written into a prompt. A kaomoji's underscores
    are not a matter for this function: look the lower-cased text up among the kaomoji first.
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    text = text.lower()
    if "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if "_" in text:
        text = text.replace("_", " ")
    return " ".join(text.split())


def escape(name: str) -> str:
    r"""The name as it is written in a prompt: its brackets and backslashes escaped.

    >>> escape("firefly (honkai: star rail)")
    'firefly \\(honkai: star rail\\)'
    """
    return _BRACKET.sub(r"\\\g<0>", name)
