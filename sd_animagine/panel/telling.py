"""What a handler tells, in the language of whoever reads the page.

A handler returns ``Lines`` in the place of such an answer. They become HTML here and nowhere else,
since only an event's request says in which language its page is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextvars import ContextVar
from typing import Any

import gradio as gr

from sd_animagine.panel.backend import Lines
from sd_animagine.panel.html import element, note
from sd_animagine.words import said_by
from sd_animagine.words.languages import Language, chosen, in_language

Speaks = Callable[[], Sequence[str]]
"""What says in which language, before the browser does."""


login: ContextVar[str] = ContextVar("login", default="")
"""Whose page the event comes from that is being answered; empty where nobody logs in."""


class NotDoneError(ValueError):
    """Nothing came of an event; the message is for the user."""


def telling(speaks: Speaks, handler: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function for an event that calls a handler and shows what it tells.

    Args:
        speaks: see ``Backend.speaks``.
        handler: takes the controls' values; what it answers may be ``Lines``, or hold some.
    """

    def call(request: gr.Request, *values: Any) -> Any:
        language = language_of(speaks, request)
        login.set(getattr(request, "username", None) or "")
        try:
            answer = handler(*values)
        except NotDoneError as error:
            raise gr.Error(in_language(said_by(error), language)) from None
        if isinstance(answer, list | tuple) and not isinstance(answer, Lines):
            return [_shown(each, language) for each in answer]
        return _shown(answer, language)

    return call


def language_of(speaks: Speaks, request: gr.Request) -> Language:
    """Return the language of the page that an event comes from."""
    headers = request.headers
    accepted = headers["accept-language"] if "accept-language" in headers else ""  # noqa: SIM401
    # in the queue of gradio 3 the headers are nothing that could ``get``
    return chosen(*speaks(), accepted)


def html(lines: Lines, language: Language) -> str:
    """Return lines as HTML; screen readers tell at once what is wrong."""
    shown = (note(in_language(line.text, language), wrong=line.is_wrong) for line in lines)
    return element("div", *shown, class_="animagine") if lines else ""


def _shown(value: Any, language: Language) -> Any:
    return html(value, language) if isinstance(value, Lines) else value
