"""The name of an embedding that ComfyUI does not see as one.

What: the name of an embedding that is there, without ``embedding:`` in front of it; and
``embedding:x`` with no blank before it.

Why: ComfyUI loads an embedding where that word begins a word; anything else is sent as letters.

Example::

    1girl, easynegative
    1girl, embedding:easynegative
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import COUNTED, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Kind
from sd_animagine.words import Message

_BEHIND_ANY: Final = re.compile(r"(?<=[^\s(])embedding:")


def check(view: TextView) -> Iterator[Report]:
    """Report names that are known, and those that are glued to something."""
    known = {name.lower(): name for name in view.embeddings}
    for item in view.prompt.items if known else ():
        name = known.get(item.text.lower()) if item.kind is Kind.TAG else None
        if name is None:
            continue
        if view.only_counts:
            yield COUNTED
            continue
        better = f"embedding:{name}"
        message = Message(
            "ComfyUI reads “{name}” as words. Write “{better}”.", name=name, better=better
        )
        label = Message("Write {tag}", tag=better)
        before = view.text[item.start - 1 : item.start]
        written = better if not before or before.isspace() or before == "(" else f" {better}"
        yield report(item, message, view.replace(label, item.start, item.end, written, safe=True))
    for found in _BEHIND_ANY.finditer(view.text):
        at = found.start()
        message = Message("ComfyUI sees no embedding here. Put a blank before “embedding:”.")
        fix = view.replace(Message("Put a blank before it"), at, at, " ", safe=True)
        yield Report(message, *found.span(), (fix,))


RULE = Rule(
    code="ANI021",
    name="embedding-name",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    dialects=("comfyui",),
    safe_fix=True,
)
