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

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import Finding, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.rules.edits import removal
from sd_animagine.syntax import Edit, Item, Kind, Prompt
from sd_animagine.vocabulary import Ceiling
from sd_animagine.words import Message, short

_WORD: Final = re.compile(r"[^\s,，、]+[^\S\r\n]*")
"""A word with the blanks behind it."""


def check(view: TextView) -> Iterator[Report]:
    """Report every item that may say something above the ceiling."""
    ceiling = view.ceiling
    if ceiling is None or not ceiling.exceeding(view.text):
        return
    for item, words in excess(view.prompt, ceiling):
        message = sentence(words, ceiling, item.text)
        fix = Fix(Message("Remove it"), taken_out(view.prompt, item, ceiling), True)
        yield report(item, message, fix)


def excess(prompt: Prompt, ceiling: Ceiling) -> list[tuple[Item, tuple[str, ...]]]:
    """The items above a ceiling, each with the words that it may say."""
    found = ((item, ceiling.exceeding(item.text)) for item in prompt.items)
    return [(item, words) for item, words in found if words]


def taken_out(prompt: Prompt, item: Item, ceiling: Ceiling) -> tuple[Edit, ...]:
    """Edits that rid a prompt of what an item says above a ceiling.

    Of plain words only those go; a construct goes whole, since half of it may mean anything.
    """
    if item.kind is Kind.REACH or (item.kind is Kind.TAG and not item.mixed):
        edits = _without_words(item, ceiling)
        if edits:
            return edits
    scope = prompt.scopes()[item.scope]
    return (removal(prompt.text, item, scope.start, scope.end),)


def _without_words(item: Item, ceiling: Ceiling) -> tuple[Edit, ...]:
    """Edits that leave the harmless words of an item; none where that cannot be done."""
    words = list(_WORD.finditer(item.text))
    kept = [word for word in words if not ceiling.exceeding(word[0])]
    if not kept or ceiling.exceeding(" ".join(word[0] for word in kept)):
        return ()
    start = item.start
    return tuple(
        Edit(start + word.start(), start + word.end(), "") for word in words if word not in kept
    )


def sentence(words: tuple[str, ...], ceiling: Ceiling, text: str = "") -> Message:
    """Return what is wrong, for whoever wrote it."""
    named = ", ".join(words)
    values = {"words": named, "rating": ceiling.rating}
    if text and text.strip().lower() != named:
        values["text"] = short(text)
        return Message(
            "The highest rating allowed here is {rating}. Please remove {words} from “{text}”.",
            **values,
        )
    return Message("The highest rating allowed here is {rating}. Please remove {words}.", **values)


def reason(words: tuple[str, ...], ceiling: Ceiling) -> Message:
    """Return why words were taken out."""
    return Message(
        "The highest rating allowed here is {rating}. Not allowed: {words}.",
        words=", ".join(words),
        rating=ceiling.rating,
    )


def failure(cause: str) -> Report:
    """Say that the ceiling could not be checked: nothing is drawn, since it may have a hole."""
    return Report(
        Message(
            "The rating of this prompt could not be checked ({cause}), so it is not drawn. "
            "Please report this.",
            cause=cause,
        )
    )


def is_failure(found: Finding) -> bool:
    """Return whether the ceiling could not be checked; all other findings bring their removal."""
    return RULE.said(found) and not found.fixes


def about_option(rating: str, ceiling: Ceiling) -> Finding:
    """Return the finding about the option rating, which asks for one above the ceiling."""
    message = Message(
        "The option “rating” asks for {asked}, but the highest allowed here is {rating}. "
        "No rating is added.",
        asked=rating,
        rating=ceiling.rating,
    )
    return RULE.finding(Report(message), "rating")


RULE = Rule(
    code="ANI501",
    name="rating-over-ceiling",
    where=("positive",),
    severities=(Severity.ERROR,),
    check=check,
    failed=failure,
    safe_fix=True,
)
