"""The rating ceiling: what lies above it, and how a text is brought under it.

Whoever runs the place sets it; a request can neither select nor ignore it. docs/ceiling.md says
what it promises.
"""

from sd_animagine.ceiling.hold import Held, hold, refusal
from sd_animagine.ceiling.lists import ceiling_at
from sd_animagine.ceiling.removal import excess, sentence, taken_out
from sd_animagine.ceiling.words import Ceiling

__all__ = [
    "Ceiling",
    "Held",
    "ceiling_at",
    "excess",
    "hold",
    "refusal",
    "sentence",
    "taken_out",
]
