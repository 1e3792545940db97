"""A bad quality is asked for.

What: a bad quality or score tag in the positive prompt.

Why: it is legitimate, but then no good quality tags are added to that subprompt, so you should
know. The recommended negative prompt holds the same tags.

Example::

    1girl, low quality
    1girl
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import BAD_QUALITY
from sd_animagine.rules.base import COUNTED, PROMPTS, Report, Rule, Severity, TextView, report
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report each bad quality or score tag."""
    for reading in view.of_kind(TagKind.QUALITY, TagKind.SCORE):
        if reading.name in BAD_QUALITY:
            if view.only_counts:
                yield COUNTED
                continue
            tag = short(reading.item.label)
            message = Message(
                "“{tag}” asks for a worse picture, so no quality tags are added. "
                "Remove it, or move it to the negative prompt.",
                tag=tag,
            )
            yield report(reading.item, message)


RULE = Rule(
    code="ANI208",
    name="low-quality-asked",
    where=("positive",),
    severities=(Severity.HINT,),
    check=check,
    dialects=PROMPTS,
)
