"""The operator's rating ceiling in this host: the lower of start-up flag and settings page."""

from __future__ import annotations

from typing import NamedTuple

from sd_animagine.ceiling import Ceiling, ceiling_at
from sd_animagine.model import RATINGS
from sd_animagine.webui.host import settings
from sd_animagine.webui.options import max_rating
from sd_animagine.words import Message


class Operator(NamedTuple):
    """What whoever runs this host allows."""

    rating: str
    """Highest rating that a prompt may ask for."""
    source: str
    """Who says so: ``the start-up flag`` or ``the settings page``; empty without a ceiling."""


def operator() -> Operator:
    """The lower of start-up flag and settings page; requests have no part in it."""
    flag = _known(settings.start_flag("animagine_max_rating") or RATINGS[-1])
    page = _known(max_rating())
    if RATINGS.index(flag) <= RATINGS.index(page):
        return Operator(flag, "" if flag == RATINGS[-1] else Message("the start-up flag"))
    return Operator(page, Message("the settings page"))


def allowed_ratings() -> tuple[str, ...]:
    """The card's ratings up to the ceiling."""
    return RATINGS[: RATINGS.index(operator().rating) + 1]


def ceiling() -> Ceiling | None:
    """The ceiling of this host, None where everything is allowed."""
    return ceiling_at(operator().rating)


def _known(rating: str) -> str:
    """A rating; a value that is none (a config file edited by hand) counts as the strictest."""
    rating = rating.strip().lower()
    return rating if rating in RATINGS else RATINGS[0]
