"""No rating tag.

What: a prompt without ``safe``, ``sensitive``, ``nsfw`` or ``explicit``. All four are offered, none
is ever picked for you; the option ``rating`` adds one of your choice to every prompt without.

Why: every training caption had one, right behind characters and series (card §1); without it the
model decides for itself how far a picture goes.

Example::

    1girl, arima kana, oshi no ko, smile
    1girl, arima kana, oshi no ko, safe, smile
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sd_animagine.model import RATINGS, Section
from sd_animagine.rules.base import Fix, Report, Rule, Severity, TextView
from sd_animagine.rules.edits import insertion
from sd_animagine.transform import has_text
from sd_animagine.vocabulary import TagKind
from sd_animagine.words import Message

_MISSING: Final = Message(
    "There is no rating, so the model decides how revealing the picture gets. "
    "Choose one: {ratings}.",
    ratings=", ".join(RATINGS),
)
_LABELS: Final = {rating: Message("Add {tags}", tags=rating) for rating in RATINGS}


def check(view: TextView) -> Iterator[Report]:
    """Report a prompt without a rating, once."""
    if view.inject_rating or view.of_kind(TagKind.RATING):
        return
    first = next((n for n, scope in enumerate(view.scopes) if any(map(has_text, scope.nodes))), -1)
    if first < 0 or not view.all_names.isdisjoint(RATINGS):
        return
    edit = insertion(view, first, RATINGS[0], Section.RATING)
    fixes: list[Fix] = []
    at = view.scopes[first].start
    if edit is not None:
        at = edit.start
        for rating in RATINGS:
            own = edit._replace(text=edit.text.replace(RATINGS[0], rating, 1))
            fixes.append(Fix(_LABELS[rating], (own,), safe=False))
    yield Report(_MISSING, at, at, tuple(fixes))


RULE = Rule(
    code="ANI104",
    name="missing-rating",
    where=("positive",),
    severities=(Severity.HINT,),
    check=check,
    in_line=lambda names, kinds: TagKind.RATING not in kinds,
)
