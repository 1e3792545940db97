"""A whole infotext where one text should stand.

What: what a WebUI writes under a picture, with ``Negative prompt:`` and ``Steps: …`` in it, in the
box of the prompt or of the negative prompt; and ``Prompt:`` or ``Negative prompt:`` in front of a
text in its own box, which is taken away.

Why: the WebUI draws all of it: the tags of the negative prompt are asked for, and the settings are
words. Such a text is neither put in order nor added to, and the recommended negative prompt is made
as if it ended in front of ``Negative prompt:``.

Example::

    1girl, smile Negative prompt: lowres Steps: 28, Sampler: Euler a
    1girl, smile
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import Fix, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit
from sd_animagine.syntax.pasted import Pasted, pasted_in, settings_in
from sd_animagine.words import Message

_LABEL = Message("Move each part to its field")


def check(view: TextView) -> Iterator[Report]:
    """Report an infotext, or the word that stands in front of a text."""
    found = pasted_in(view.text, negative=view.negative)
    if found is not None:
        yield _report(view, found)


def _report(view: TextView, found: Pasted) -> Report:
    end = len(view.text)
    kept = found.own
    if not found.is_whole:
        message = Message("The words before the colon are sent as a tag. Remove them.")
        fix = Fix(Message("Remove the words"), (Edit(0, kept.start, ""),), True)
        return Report(message, 0, kept.start, (fix,))
    message = Message(
        "This is a whole picture description, with other fields in it. "
        "Move each part to its own field."
    )
    fix = Fix(_LABEL, found.edits(end), False, tuple(_values(view, found)))
    return Report(message, 0, end, (fix,))


def _values(view: TextView, found: Pasted) -> Iterator[tuple[str, object]]:
    """The other fields, where the prompt is the one that is drawn first."""
    if view.field != "prompt":
        return
    if found.negative is not None:
        yield "negative_prompt", view.text[slice(*found.negative)]
    if found.settings is not None:
        yield from settings_in(view.text[slice(*found.settings)]).items()


RULE = Rule(
    code="ANI016",
    name="pasted-infotext",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    safe_fix=True,
    work="infotext",
)
