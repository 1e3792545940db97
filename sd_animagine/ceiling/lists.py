"""Which names lie above which rating: our own lists, whatever lists a user has added."""

from __future__ import annotations

from functools import lru_cache

from sd_animagine.ceiling.words import Ceiling
from sd_animagine.model import RATINGS
from sd_animagine.vocabulary import bundled


@lru_cache(maxsize=len(RATINGS))
def ceiling_at(rating: str) -> Ceiling | None:
    """Return the ceiling at a rating; None at the highest, which nothing exceeds."""
    return None if rating == RATINGS[-1] else Ceiling(rating, _rated())


def _rated() -> dict[str, str]:
    """Tags that stand for a rating: listed by hand, their aliases, other models' ratings."""
    vocabulary = bundled()
    listed = vocabulary.ceiling
    other = {a: listed[name] for a, name in vocabulary.aliases.items() if name in listed}
    replaced = ((name, each.replacement) for name, each in vocabulary.foreign.items())
    return listed | other | {name: rating for name, rating in replaced if rating in RATINGS}
