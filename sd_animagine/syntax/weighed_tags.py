"""What the host's encoders get of a prompt: tags and weights, to see that moving changes neither.

Our own parser knows what is moved; this reads as the host does, which knows nothing of tags. Where
the two disagree (a backslash that comes to stand before a bracket, a network that closes further
on) the order is better left alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from itertools import zip_longest
from typing import Final

from sd_animagine.syntax import HASH, Dialect, Prompt
from sd_animagine.syntax.attention import read
from sd_animagine.syntax.lexer import (
    AND,
    COMMAS,
    FACTOR,
    NUMBER_AT_END,
    REGION,
    without_networks,
)

Tags = Counter[tuple[str, float]]

_SEPARATOR: Final = re.compile(rf"[{COMMAS}\r\n|]")
_UNUSUAL: Final = re.compile(
    r"[\\#{\r<*/](?:(?<=[#{\r])|(?<=\\)(?![()\[\]])|(?<=<)\w|(?<=[*/])[*/])"
)
"""What may be a lone backslash, a comment, a brace or a network; one look at each character."""
_NUMBER: Final = re.compile(rf":(?!{FACTOR}\))\s*[+\-.\d]")
"""A number that is not the weight of a bracket."""
_DIGITS: Final = 6
"""Of a weight: two ways of multiplying the same factors give the same one."""


def may_change(prompt: Prompt) -> bool:
    """Is there anything in a prompt that the host might read otherwise in another order?

    Tags, brackets that match and the weights before them are read the same wherever they stand.
    """
    unusual = _UNUSUAL.search(prompt.text) or _NUMBER.search(prompt.text)
    return unusual is not None or bool(prompt.oddities)


def names_at_ends(visible: str, is_name: Callable[[str], bool]) -> list[str]:
    """For each subprompt its last tag, if that may end in ``:number`` and mean no weight by it.

    That is a name, and any tag of a prompt without ``AND``: it is text wherever else it stands.

    Args:
        visible: a positive prompt without its comments.
        is_name: tells whether a tag is a name.
    """
    lasts = [_last(sub) for sub in _subprompts(visible)]
    alone = len(lasts) == 1
    return [last if ":" in last and (alone or is_name(last)) else "" for last in lasts]


def weights(visible: str, names: Iterable[str] = (), dialect: Dialect = HASH) -> list[Tags]:
    """The tags of each subprompt and chunk with their weights, the subprompts' own among them.

    Args:
        visible: a positive prompt without its comments.
        names: for each subprompt the name at its end that is no weight, if it has one.
        dialect: how the host reads it.
    """
    if not dialect.ands:
        return _chunks(visible, dialect)
    found: list[Tags] = []
    for sub, name in zip_longest(_subprompts(visible), names, fillvalue=""):
        body, weight = sub, 1.0
        number = NUMBER_AT_END.search(sub)
        if number is not None and (not name or _last(sub) != name):
            body, weight = sub[: number.start()], float(number[1])
        found.append(Counter({("", weight): 1}))
        found += _chunks(body, dialect)
    return found


def _subprompts(visible: str) -> list[str]:
    visible = without_networks(visible)
    return AND.split(REGION.sub(",", visible) if REGION.search(visible) else visible)


def _last(sub: str) -> str:
    return _SEPARATOR.split(sub)[-1].strip()


def _chunks(body: str, dialect: Dialect) -> list[Tags]:
    chunks: list[Counter[tuple[str, float]]] = [Counter()]
    pieces: list[str] = []
    last: float | None = 1.0
    weights, _, texts = read(body, dialect)
    for weight, piece in zip(weights, texts, strict=True):
        if weight != last:
            if last is not None:
                chunks[-1]["".join(pieces), last] += 1
            pieces = []
        if weight is None:
            chunks.append(Counter())
        pieces.append(piece)
        last = weight
    if last is not None:
        chunks[-1]["".join(pieces), last] += 1
    return [_tags(stretches) for stretches in chunks]


def _tags(stretches: Mapping[tuple[str, float], int]) -> Tags:
    """The tags of stretches of one weight each: a long prompt has the same ones many times."""
    found: Tags = Counter()
    for (text, weight), times in stretches.items():
        rounded = round(weight, _DIGITS)
        for tag in map(str.strip, _SEPARATOR.split(text)):
            if tag:
                found[tag, rounded] += times
    return found
