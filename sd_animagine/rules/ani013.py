"""A character as the source of a web page writes it.

What: HTML entities such as ``&gt;``, ``&#039;`` or ``&nbsp;``, which come with tags that were
copied out of a board's data or of a page's source.

Why: a tag with one is no known tag, ``&lt;lora:x:1&gt;`` loads nothing, and of ``&#039;`` the WebUI
takes the ``#`` for the beginning of a comment: the rest of the line is gone.

Example::

    1girl, &gt;_&lt;
    1girl, >_<
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from re import Match
from typing import Final

from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit
from sd_animagine.syntax.lexer import COMMAS
from sd_animagine.vocabulary import escape
from sd_animagine.words import Message, short

_ENTITY: Final = re.compile(
    r"&(?:amp;){0,3}(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,30});"
)
_ENDS: Final = re.compile(rf"[{COMMAS}\r\n]")
_MOST_TIMES: Final = 3
"""How often an entity may be written as entities itself: ``&amp;gt;``."""


def check(view: TextView) -> Iterator[Report]:
    """Report the entities of each tag."""
    if "&" not in view.text:
        return
    group: list[Match[str]] = []
    for found in _entities(view):
        if group and _ENDS.search(view.text, group[-1].end(), found.start()):
            yield _finding(view, group)
            group = []
        group.append(found)
    if group:
        yield _finding(view, group)


def _entities(view: TextView) -> Iterator[Match[str]]:
    """Those that are no part of a comment, but for one that begins in an entity itself."""
    comments = [*view.prompt.comments]
    for found in _ENTITY.finditer(view.text):
        while comments and comments[0].end <= found.start():
            comments.pop(0)
        if comments and found.start() < comments[0].start < found.end():
            comments.pop(0)
        is_comment = bool(comments) and comments[0].start <= found.start()
        if not is_comment and _meant(found[0]) != found[0]:
            yield found


def _meant(entity: str) -> str:
    """Return the character of an entity as it is written in a prompt; itself if it has none."""
    text = entity
    for _ in range(_MOST_TIMES):
        again = html.unescape(text)
        if again == text:
            break
        text = again
    if len(text) > 1 and text.endswith(";"):
        return entity  # only its beginning is one: ``&notit;``
    if text == "\xa0":
        return " "
    return escape(text) if text.isprintable() or text in "\t\n" else entity


def _finding(view: TextView, group: list[Match[str]]) -> Report:
    if view.only_counts:
        return COUNTED
    start, end = group[0].start(), group[-1].end()
    edits = tuple(Edit(*found.span(), _meant(found[0])) for found in group)
    meant = _ENTITY.sub(lambda found: _meant(found[0]), view.text[start:end])
    values = {"text": short(view.text[start:end]), "meant": short(meant) or "a space"}
    if any(start < comment.start < end for comment in view.prompt.comments):
        message = Message(
            "“{text}” is web page code for “{meant}”. Its # makes the WebUI remove the rest of "
            "the line. Write the character itself.",
            **values,
        )
    else:
        message = Message(
            "“{text}” is web page code for “{meant}”. Write the character itself.", **values
        )
    return Report(message, start, end, (Fix(Message("Write the character"), edits, False),))


RULE = Rule(
    code="ANI013",
    name="html-entity",
    where=("positive", "negative"),
    severities=(Severity.WARNING,),
    check=check,
    alone=True,
)
