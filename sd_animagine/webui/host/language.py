"""In which language this host speaks."""

from __future__ import annotations

from sd_animagine.webui.host.settings import host_option
from sd_animagine.words.languages import chosen, in_language


def speaks() -> tuple[str, ...]:
    """Return what says it: our setting, then the host's localization."""
    wishes = (host_option("animagine_language", "auto"), host_option("localization", "None"))
    return tuple(wish for wish in wishes if isinstance(wish, str))


def spoken(text: str, language: str = "auto") -> str:
    """Return a sentence in a language, or where that is ``auto`` in the host's.

    For what is told where no page has asked: it is not known in which language its browser is.
    """
    return in_language(text, chosen(language, *speaks()))
