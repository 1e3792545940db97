"""How a request is stopped before anything is drawn.

Every host swallows an exception in a hook, so it has to come from ``p.init``, which they call
unguarded right after the hook. The API then answers 422 with the text, the page shows it, and
nothing is sampled. Where the host would lose the exception, the request is drawn no times instead,
and the text is a comment.
"""

from __future__ import annotations

from fastapi import HTTPException

from sd_animagine.webui.host.facts import loses_errors
from sd_animagine.webui.host.language import spoken
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.host.requested import add_comment, comments_of


class AnimagineRefused(HTTPException):
    """Nothing is drawn; the text says why."""

    def __init__(self, message: str, language: str = "auto") -> None:
        super().__init__(status_code=422, detail=spoken(message, language))

    def __str__(self) -> str:
        return str(self.detail)


class _Refusing:
    """Stands in for ``p.init``."""

    def __init__(self, p: Processing, message: str, language: str) -> None:
        self.p = p
        self.message = message
        self.language = language
        self.batches = p.n_iter
        self.saves_no_grid = p.do_not_save_grid

    def __call__(self, *_args: object, **_kwargs: object) -> None:
        refused = AnimagineRefused(self.message, self.language)
        if not loses_errors():
            raise refused
        self.p.n_iter = 0
        self.p.do_not_save_grid = True  # the host cannot make one of no pictures
        if not any(str(refused) in comment for comment in comments_of(self.p)):
            add_comment(self.p, str(refused))


def refuse(p: Processing, message: str, language: str = "auto") -> None:
    """Stop this request before anything is drawn.

    Args:
        p: the request.
        message: why.
        language: that of the request's options.
    """
    vars(p)["init"] = _Refusing(p, message, language)


def check(p: Processing) -> None:
    """See to it that a request that was drawn was not refused.

    Raises:
        AnimagineRefused: it was, and the host has not said so.
    """
    found = vars(p).get("init")
    if isinstance(found, _Refusing):
        raise AnimagineRefused(found.message, found.language)


def withdraw(p: Processing) -> None:
    """Take a refusal back: the same ``p`` may run again with another prompt."""
    if isinstance(vars(p).get("init"), _Refusing):
        del vars(p)["init"]


def give_back(p: Processing) -> None:
    """The host is done with a request: whoever runs it again finds the batches that it had."""
    found = vars(p).get("init")
    if isinstance(found, _Refusing):
        p.n_iter = found.batches
        p.do_not_save_grid = found.saves_no_grid
