"""Tags out of the trained order.

What: what the ordering would move: subjects, then characters and series, the rating, everything
else, the quality tags last (quality before score before resolution), and a series behind its own
characters. Prompts are never judged across ``BREAK`` or ``AND``.

Why: the model was trained on tags in this order (card §1); in another one it weighs them
differently, and the first tags suffer most.

Example::

    masterpiece, smile, safe, 1girl
    1girl, safe, smile, masterpiece
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import Section
from sd_animagine.rules.base import Finding, Fix, Rule, Severity, TextView
from sd_animagine.syntax import Edit
from sd_animagine.transform import order

_PLACE = {
    Section.COUNT: "at the start",
    Section.IDENTITY: "behind the subjects",
    Section.RATING: "behind characters and series",
    Section.GENERAL: "behind the rating",
    Section.QUALITY: "at the end",
}


def check(view: TextView) -> Iterator[Finding]:
    """Report each unit that the ordering moves; the fix orders the whole scope."""
    for sub in view.prompt.subprompts:
        for n, scope in enumerate(sub.scopes):
            suffix = sub.suffix if n == len(sub.scopes) - 1 else None
            ordered = order(view.prompt, scope, suffix, view.by_item, view.vocabulary)
            if ordered is None:
                continue
            edit = Edit(scope.start, scope.end, ordered.arrangement.text())
            fix = Fix("Put the tags in trained order", (edit,), True)
            for move in ordered.moves:
                text = move.unit.text
                shown = text if len(text) <= 60 else text[:57] + "…"
                yield view.finding(
                    "ANI101",
                    Severity.INFO,
                    f"“{shown}” belongs {_PLACE[move.unit.section]}",
                    move.start,
                    move.end,
                    fix,
                )


RULE = Rule(
    code="ANI101",
    name="out-of-order",
    where=("positive",),
    severities=(Severity.INFO,),
    check=check,
)
