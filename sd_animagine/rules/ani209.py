"""The same tag in the positive and in the negative prompt.

What: a tag of your own negative prompt that the positive prompt asks for. A tag of the recommended
negative prompt is left out instead, with a note.

Why: one asks for it, the other against it, at the full strength of the CFG scale.

Example::

    1girl, text        negative: text, blurry
    1girl, text        negative: blurry
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Kind
from sd_animagine.syntax.removal import removal
from sd_animagine.words import Message, short


def check(view: TextView) -> Iterator[Report]:
    """Report what both prompts hold, at its place in the negative one."""
    if not view.asked:
        return
    for reading in view.readings:
        item = reading.item
        if item.kind is not Kind.TAG or reading.name not in view.asked or not reading.name:
            continue
        if view.only_counts:
            yield COUNTED
            continue
        fixes: tuple[Fix, ...] = ()
        if not item.mixed:
            scope = view.scopes[item.scope]
            edit = removal(view.text, item, scope.start, scope.end)
            fixes = (Fix(Message("Remove it from the negative prompt"), (edit,), False),)
        is_added = reading.name in view.added
        yield report(item, _sentence(short(item.label), is_added=is_added), *fixes)


def _sentence(tag: str, *, is_added: bool) -> Message:
    if is_added:
        return Message(
            "“{tag}” is added to the prompt, but your negative prompt has it. They work against "
            "each other.",
            tag=tag,
        )
    return Message(
        "“{tag}” is in the prompt and in the negative prompt, which work against each other.",
        tag=tag,
    )


def withheld(tags: Sequence[str]) -> Report:
    """The note about recommended negative tags that are left out."""
    message = Message(
        "Your prompt asks for “{tags}”, so the recommended negative prompt leaves it out.",
        tags=short(", ".join(tags)),
    )
    return Report(message, severity=Severity.INFO)


RULE = Rule(
    code="ANI209",
    name="contradiction",
    where=("negative",),
    severities=(Severity.WARNING, Severity.INFO),
    check=check,
    withheld=withheld,
)
