"""Whole sentences instead of tags.

What: natural language where a tag is expected: at least five words, with pronouns, verbs or
articles among them. A known tag is never prose, and neither is what stands inside prompt editing
or a network.

Why: the model was trained on tags; a sentence "may not be effective" (card, Limitations), and
takes many tokens to say little.

Example::

    1girl, she is standing in the rain with an umbrella, night
    1girl, standing, rain, holding umbrella, night
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sd_animagine.rules.base import Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Item, Kind
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message, short

_SPOKEN = frozenset(
    "is are was were be has have had does her his their its she he they it who whose which that "
    "this these there i you we my your our please".split()
)
"""Verbs and pronouns: they make sentences and are hardly ever in a tag."""
_ARTICLES = frozenset(("a", "an", "the"))
_JOINING = frozenset(
    "with of in on at and to from by for as into under over behind near against while where when "
    "but or so very through between around above below beside".split()
)
_FEWEST, _FEWEST_WITH_ARTICLE, _LONG = 5, 6, 9
"""Words of a sentence with a verb or pronoun, of one with an article only, and of a text in which
joining words alone tell; shorter ones are found in tags too (``hand on own hip``)."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


def check(view: TextView) -> Iterator[Report]:
    """Report the first sentence, and how many there are."""
    found = [
        reading.item
        for reading in view.of_kind(TagKind.UNKNOWN)
        if reading.item.kind is Kind.TAG and not reading.protected and _is_prose(reading.item)
    ]
    if not found:
        return
    first = found[0]
    message = Message(
        "“{text}” is a sentence, but the model learned tags. Write short tags instead.",
        text=short(first.text),
    )
    if len(found) > 1:
        message = Message("{said} Sentences found: {count}.", said=message, count=len(found))
    yield report(first, message)


def _is_prose(item: Item) -> bool:
    label = item.label
    if label.count(" ") + label.count("_") < _FEWEST - 1:
        return False
    words = _WORD.findall(label.replace("_", " ").lower())
    spoken = sum(word in _SPOKEN for word in words)
    articles = sum(word in _ARTICLES for word in words)
    joining = {word for word in words if word in _JOINING}
    if spoken + articles + len(joining) < 2:
        return False
    if spoken:
        return len(words) >= _FEWEST
    if articles:
        return len(words) >= _FEWEST_WITH_ARTICLE
    return len(words) >= _LONG and len(joining) > 2


RULE = Rule(
    code="ANI008",
    name="prose",
    where=("positive",),
    severities=(Severity.INFO,),
    check=check,
)
