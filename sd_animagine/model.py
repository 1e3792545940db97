"""What Animagine XL 4.0 was trained on and what its makers recommend: frozen facts, no logic.

Every value comes from the model card of ``cagliostrolab/animagine-xl-4.0``; "card §n" names the
section of its Usage Guidelines. The order of sections (card §1) is::

    count, character, series, rating, everything else, quality enhancement
"""

from __future__ import annotations

from enum import IntEnum
from typing import Final, Literal, get_args


class Section(IntEnum):
    """The place of a tag in the trained order (card §1); smaller stands further in front."""

    COUNT = 1
    IDENTITY = 2
    RATING = 3
    GENERAL = 4
    QUALITY = 5


QUALITY_TAGS: Final = ("masterpiece", "best quality", "low quality", "worst quality")
"""Card, Special Tags: Quality Tags, best first."""

SCORE_TAGS: Final = (
    "high score",
    "great score",
    "good score",
    "average score",
    "bad score",
    "low score",
)
"""Card, Special Tags: Score Tags, best first."""

RESOLUTION_TAGS: Final = ("absurdres", "highres")
"""The resolution tags that end the enhancement run (card §2) and their usual companion."""

GOOD_QUALITY: Final = frozenset(
    ("masterpiece", "best quality", "high score", "great score", "good score")
)
BAD_QUALITY: Final = frozenset(
    ("low quality", "worst quality", "average score", "bad score", "low score")
)

QUALITY_KIND: Final = (
    dict.fromkeys(QUALITY_TAGS, 0)
    | dict.fromkeys(SCORE_TAGS, 1)
    | dict.fromkeys(RESOLUTION_TAGS, 2)
)
"""Quality, score, resolution: the order of kinds inside the enhancement run (card §2)."""

ENHANCEMENT: Final = ("masterpiece", "high score", "great score", "absurdres")
"""The recommended enhancement run, at the end of a prompt (card §2)."""

QUALITY_PRESETS: Final = {
    "card": ENHANCEMENT,
    "light": ("masterpiece", "absurdres"),
    "heavy": (
        *("masterpiece", "best quality", "high score", "great score", "good score"),
        *RESOLUTION_TAGS,
    ),
    "off": (),
}
"""Words for enhancement runs; all but the card's own are ours, of the model's tags."""

NEGATIVE: Final = (
    "lowres",
    "bad anatomy",
    "bad hands",
    "text",
    "error",
    "missing finger",
    "extra digits",
    "fewer digits",
    "cropped",
    "worst quality",
    "low quality",
    "low score",
    "bad score",
    "average score",
    "signature",
    "watermark",
    "username",
    "blurry",
)
"""The recommended negative prompt, verbatim (card §3)."""

NEGATIVE_SPELLINGS: Final = {"missing finger": "missing fingers", "extra digits": "extra digit"}
"""How the card's widget examples spell two of them; either spelling counts as present."""

Rating = Literal["safe", "sensitive", "nsfw", "explicit"]
RATINGS: Final[tuple[str, ...]] = get_args(Rating)
"""Card, Special Tags: Rating Tags, from harmless to explicit."""

YEARS: Final = range(2005, 2026)
"""Card, Special Tags: Temporal Tags, ``year 2005`` to ``year 2025``."""

KNOWLEDGE_ENDS: Final = "2025-01-07"
"""Knowledge cut-off of the training data (card, Overview)."""

BUCKETS: Final = (
    (1024, 1024),
    (1152, 896),
    (1216, 832),
    (1344, 768),
    (1536, 640),
    (896, 1152),
    (832, 1216),
    (768, 1344),
    (640, 1536),
)
"""The nine trained sizes, width x height in pixels (card §5)."""

MAX_SIDE: Final = 16384
"""Largest side that is taken for a size at all, in pixels."""

CFG_RANGE: Final = (4.0, 7.0)
CFG_RECOMMENDED: Final = 5.0
STEPS_RANGE: Final = (25, 28)
STEPS_RECOMMENDED: Final = 28
SAMPLER: Final = "Euler a"
"""Card §4: CFG scale 4-7 (5), steps 25-28 (28), Euler Ancestral."""

HIGH_SIDE: Final = 2048
HIGH_PIXELS: Final = 4_000_000
"""Above this a picture drawn without an upscaler pass degrades (card, Limitations: Resolution)."""

MAX_TARGET_GROWTH: Final = 1.5
"""A snapped hires target may have this many times the pixels that were asked for, not more."""

COUNT_TAGS: Final = {
    "girl": ("1girl", "2girls", "3girls", "4girls", "5girls", "6+girls", "multiple girls"),
    "boy": ("1boy", "2boys", "3boys", "4boys", "5boys", "6+boys", "multiple boys"),
    "other": ("1other", "2others", "3others", "4others", "5others", "6+others", "multiple others"),
}
"""Count tags by gender; card §1 opens a prompt with them."""

NO_HUMANS: Final = "no humans"

CARD_CHARACTERS: Final = (
    "arima kana",
    "firefly (honkai: star rail)",
    "hoshimachi suisei",
    "hoshimachi suisei (1st costume)",
)
CARD_SERIES: Final = ("oshi no ko", "honkai (series)", "honkai: star rail")
CARD_GENERAL: Final = (
    *("beanie", "casual", "cosplay", "extra digit", "green hair", "looking at viewer", "lowres"),
    *("male focus", "missing fingers", "night", "outdoors", "reaching towards viewer", "smile"),
    *("solo", "sweater", "turtleneck", "upper body", "v"),
    *(tag for tag in NEGATIVE if tag not in QUALITY_KIND and tag != "lowres"),
)
"""Words printed in the card's examples: known whatever a tag list says of them."""

CHECKPOINTS: Final = {
    "1d5b43ff75b6ab598502d4c779d2fbfa3dceca51c60c3b609640a60772333916": "4.0",
    "6327eca98bfb6538dd7a4edce22484a1bbc57a8cff6b11d075d40da1afb847ac": "4.0 Opt",
}
"""SHA-256 of a released file → release; its first ten digits are the host's AutoV2 hash. Source:
the files of the model's repository. The hash of 4.0 Zero is not known here: that one is told by
its name or title."""
