"""A rating above the operator's ceiling.

What: a rating, or a tag that stands for one, above the ceiling that whoever runs this place has
set: spelled in any way, under any weight, in any step of prompt editing.

Why: a shared machine may have to stay presentable. The tag is taken out, and a request cannot
switch that off. This filters text, not pictures: a harmless prompt can still be drawn badly.

Example::

    1girl, nsfw, smile
    1girl, safe, smile
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.ceiling import Ceiling, excess, sentence, taken_out
from sd_animagine.rules.base import Fix, Report, Rule, Severity, TextView, report
from sd_animagine.words import Message


def check(view: TextView) -> Iterator[Report]:
    """Report every item that may say something above the ceiling."""
    ceiling = view.ceiling
    if ceiling is None or not ceiling.exceeding(view.text):
        return
    for item, words in excess(view.prompt, ceiling):
        message = sentence(words, ceiling, item.text)
        fix = Fix(Message("Remove it"), taken_out(view.prompt, item, ceiling), True)
        yield report(item, message, fix)


def failure(cause: str) -> Report:
    """Say that the ceiling could not be checked: nothing is drawn, since it may have a hole."""
    return Report(
        Message(
            "The rating of this prompt could not be checked ({cause}), so it is not drawn. "
            "Please report this.",
            cause=cause,
        )
    )


def about_option(rating: str, ceiling: Ceiling) -> Report:
    """Say that the option rating asks for one above the ceiling."""
    message = Message(
        "The option “rating” asks for {asked}, but the highest allowed here is {rating}. "
        "No rating is added.",
        asked=rating,
        rating=ceiling.rating,
    )
    return Report(message)


RULE = Rule(
    code="ANI501",
    name="rating-over-ceiling",
    where=("positive",),
    severities=(Severity.ERROR,),
    check=check,
    failed=failure,
    safe_fix=True,
    work="ceiling",
    rating=about_option,
)
