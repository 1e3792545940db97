"""Which tags there are, and what each item of a prompt is."""

from sd_animagine.vocabulary.classify import Reading, classify, opaque_names
from sd_animagine.vocabulary.kinds import TagKind
from sd_animagine.vocabulary.names import escape, normalise
from sd_animagine.vocabulary.vocabulary import (
    Character,
    Foreign,
    Vocabulary,
    bundled,
    is_year,
)
from sd_animagine.vocabulary.with_user_lists import extended

__all__ = [
    "Character",
    "Foreign",
    "Reading",
    "TagKind",
    "Vocabulary",
    "bundled",
    "classify",
    "escape",
    "extended",
    "is_year",
    "normalise",
    "opaque_names",
]
