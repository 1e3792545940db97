"""What a name can be, and where in the trained order each kind belongs."""

from __future__ import annotations

from enum import IntEnum
from typing import Final

from sd_animagine.model import Section


class TagKind(IntEnum):
    """What a name is; the special kinds come from the model card."""

    UNKNOWN = 0
    COUNT = 1
    CHARACTER = 2
    SERIES = 3
    RATING = 4
    YEAR = 5
    GENERAL = 6
    FOREIGN = 7
    QUALITY = 8
    SCORE = 9
    RESOLUTION = 10


SECTION_OF: Final = {
    TagKind.UNKNOWN: Section.GENERAL,
    TagKind.COUNT: Section.COUNT,
    TagKind.CHARACTER: Section.IDENTITY,
    TagKind.SERIES: Section.IDENTITY,
    TagKind.RATING: Section.RATING,
    TagKind.YEAR: Section.GENERAL,
    TagKind.GENERAL: Section.GENERAL,
    TagKind.FOREIGN: Section.GENERAL,
    TagKind.QUALITY: Section.QUALITY,
    TagKind.SCORE: Section.QUALITY,
    TagKind.RESOLUTION: Section.QUALITY,
}
"""Where a tag of each kind belongs (card §1)."""
