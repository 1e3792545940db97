"""A size the model was not trained at.

What: a width and height that are none of the nine trained buckets.

Why: at a larger size or another shape bodies stretch, double or lose their heads; at a smaller one
there is no room for what the model learned to draw. The nearest trained shape costs nothing (card
§5).

Example::

    512x768
    832x1216
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sd_animagine.model import BUCKETS
from sd_animagine.rules.base import Report, Rule, SettingsView, Severity, setting
from sd_animagine.transform import snap
from sd_animagine.words import Message

SMALL: Final = 0.7 * 1024 * 1024
LARGE: Final = 1.4 * 1024 * 1024
"""Pixels; all that were trained have about 1024x1024."""


def check(view: SettingsView) -> Iterator[Report]:
    """Report a size that is no bucket, with the nearest that is."""
    width, height = view.asked_width or view.width, view.asked_height or view.height
    if width is None or height is None or (width, height) in BUCKETS:
        return
    new_width, new_height = snap(width, height)
    nearest = f"{new_width}x{new_height}"
    yield setting(
        "size",
        _sentence(width, height, nearest),
        Message("Use {value}", value=nearest),
        safe=True,
        width=new_width,
        height=new_height,
    )


def _sentence(width: int, height: int, nearest: str) -> Message:
    size = f"{width}x{height}"
    if width * height < SMALL:
        return Message(
            "{size} is too small for the model: the picture may be crude or cut off. "
            "The nearest trained size is {nearest}.",
            size=size,
            nearest=nearest,
        )
    if width * height > LARGE:
        return Message(
            "{size} is too large for the model: bodies may double. "
            "Draw at {nearest} and enlarge it with hires fix.",
            size=size,
            nearest=nearest,
        )
    return Message(
        "The model was not trained at {size}, so the picture may look worse. "
        "The nearest trained size is {nearest}.",
        size=size,
        nearest=nearest,
    )


RULE = Rule(
    code="ANI401",
    name="untrained-size",
    where=("settings",),
    severities=(Severity.WARNING,),
    check_settings=check,
    work="size",
)
