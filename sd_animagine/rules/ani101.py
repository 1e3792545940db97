"""Tags out of the trained order.

What: what the ordering would move: subjects, then characters and series, the rating, everything
else, the quality tags last (quality before score before resolution), and a series behind its own
characters. Prompts are never judged across ``BREAK`` or ``AND``. Where another order would make the
host read another weight, as of ``reverse:1999`` before a bracket, the tags stay: no fix then.

Why: the model was trained on tags in this order (card §1); in another one it weighs them
differently, and the first tags suffer most.

Example::

    masterpiece, smile, safe, 1girl
    1girl, safe, smile, masterpiece
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import Section
from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Edit
from sd_animagine.words import Message, short

_PLACE = {
    Section.COUNT: Message("at the start"),
    Section.IDENTITY: Message("after the subjects, with each series after its characters"),
    Section.RATING: Message("after the characters and series"),
    Section.GENERAL: Message("after the rating"),
    Section.QUALITY: Message("at the end"),
}
_LABEL = Message("Put the tags in trained order")
_STAYS = Message(
    "These tags are out of order, but moving them would change a weight, so they stay."
)


def check(view: TextView) -> Iterator[Report]:
    """Report each unit that the ordering moves, or that a scope has to stay as it is."""
    for number, ordered in view.orders.items():
        scope = view.scopes[number]
        if not ordered.moves:
            start, end = scope.nodes[0].start, scope.nodes[-1].end
            yield Report(_STAYS, start, end)
            continue
        edit = Edit(scope.start, scope.end, ordered.text)
        fix = Fix(_LABEL, (edit,), True)
        for move in ordered.moves:
            if view.only_counts:
                yield COUNTED
                continue
            message = out_of_place(view.text[move.start : move.end], move.unit.section)
            yield report(move, message, fix)


def out_of_place(text: str, section: Section) -> Message:
    """Return what is said of something that the ordering moves."""
    return Message(
        "“{text}” is out of order: it belongs {place}.", text=short(text), place=_PLACE[section]
    )


RULE = Rule(
    code="ANI101",
    name="out-of-order",
    where=("positive",),
    severities=(Severity.INFO,),
    check=check,
    work="order",
)
