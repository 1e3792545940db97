"""A wildcard that no file is for.

What: ``__name__`` where the folder of wildcards has no ``name.txt``. Only in the studio, which
draws them: in a WebUI an extension does.

Why: nothing comes in its place, so the text encoder reads the underscores.

Example::

    1girl, __hiar__
    1girl, __hair__
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.rules.base import COUNTED, Report, Rule, Severity, TextView
from sd_animagine.syntax.lexer import WILDCARD
from sd_animagine.words import Message


def check(view: TextView) -> Iterator[Report]:
    """Report each wildcard that is not known."""
    if view.wildcards is None or "__" not in view.text:
        return
    known = view.wildcards()
    for found in WILDCARD.finditer(view.text):
        name = found[0][2:-2]
        if name in known:
            continue
        if view.only_counts:
            yield COUNTED
            continue
        message = Message(
            "There is no wildcard “{name}”, so this is sent as it stands. "
            "Put {name}.txt into the folder of wildcards, or remove it.",
            name=name[:80],
        )
        yield Report(message, *found.span())


RULE = Rule(
    code="ANI018",
    name="unknown-wildcard",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
)
