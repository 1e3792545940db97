"""How a request is stopped before anything is drawn.

Both hosts swallow an exception in a hook, so it has to come from ``p.init``, which they call
unguarded right after the hook. The API then answers 422 with the text, the page shows it, and
nothing is sampled.
"""

from __future__ import annotations

from fastapi import HTTPException

from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.host.settings import speaks
from sd_animagine.words.languages import chosen, in_language


class AnimagineRefused(HTTPException):
    """Nothing is drawn; the text says why."""

    def __init__(self, message: str, language: str = "auto") -> None:
        super().__init__(status_code=422, detail=spoken(message, language))

    def __str__(self) -> str:
        return str(self.detail)


class _Refusing:
    """Stands in for ``p.init``."""

    def __init__(self, message: str, language: str) -> None:
        self.message = message
        self.language = language

    def __call__(self, *_args: object, **_kwargs: object) -> None:
        raise AnimagineRefused(self.message, self.language)


def refuse(p: Processing, message: str, language: str = "auto") -> None:
    """Stop this request before anything is drawn.

    Args:
        p: the request.
        message: why.
        language: that of the request's options.
    """
    vars(p)["init"] = _Refusing(message, language)


def spoken(text: str, language: str = "auto") -> str:
    """Return a sentence in a language, or where that is ``auto`` in the host's."""
    return in_language(text, chosen(language, *speaks()))


def withdraw(p: Processing) -> None:
    """Take a refusal back: the same ``p`` may run again with another prompt."""
    if isinstance(vars(p).get("init"), _Refusing):
        del vars(p)["init"]
