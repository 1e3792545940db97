"""What a compile in ComfyUI depends on besides the request."""

from __future__ import annotations

import os
from typing import Final

from sd_animagine.ceiling import Ceiling, ceiling_at
from sd_animagine.comfyui.drawing.embeddings import names
from sd_animagine.compiler import Context
from sd_animagine.model import RATINGS
from sd_animagine.vocabulary import extended

MAX_RATING: Final = "ANIMAGINE_MAX_RATING"
"""The environment variable of whoever runs the server: no workflow has a part in it."""


def ceiling() -> Ceiling | None:
    """Return the operator's ceiling; None where everything is allowed.

    A word that is no rating counts as the strictest.
    """
    told = os.environ.get(MAX_RATING, "").strip().lower()
    if not told:
        return None
    return ceiling_at(told if told in RATINGS else RATINGS[0])


def context() -> Context:
    """Return what every request of this ComfyUI is compiled with."""
    return Context(vocabulary=extended(), ceiling=ceiling(), names_in=lambda _texts: names())
