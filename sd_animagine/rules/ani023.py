"""A prompt that compel puts together from several.

What: ``.and()``, ``.blend()``, ``.swap()`` or a LoRA in a prompt that is typed for compel.

Why: a tag in front of it or behind it makes letters of the whole, so nothing is put in order and
nothing is added; whoever wants that writes one prompt.

Example::

    ("1girl, smile", "night").and()
    1girl, smile, night
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Report, Rule, Severity, TextView
from sd_animagine.syntax.attention import where_joined
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report where a prompt joins others."""
    joined = where_joined(view.text, view.prompt.dialect)
    if joined is None:
        return
    if view.only_counts:
        yield COUNTED
        return
    message = Message(
        "Here compel puts prompts together: “{text}”. So nothing is put in order and nothing is "
        "added. Write it as one prompt without it.",
        text=short(view.text[slice(*joined)]),
    )
    yield Report(message, *joined)


RULE = Rule(
    code="ANI023",
    name="joined-prompts",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    dialects=("compel",),
)
