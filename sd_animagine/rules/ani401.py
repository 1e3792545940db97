"""A size the model was not trained at.

What: a width and height that are none of the nine trained buckets.

Why: at other sizes bodies stretch, double or lose their heads; the nearest trained shape costs
nothing (card §5).

Example::

    512x768
    832x1216
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import BUCKETS
from sd_animagine.rules.base import Report, Rule, SettingsView, Severity, setting
from sd_animagine.transform import snap
from sd_animagine.words import Message


def check(view: SettingsView) -> Iterator[Report]:
    """Report a size that is no bucket, with the nearest that is."""
    width, height = view.asked_width or view.width, view.asked_height or view.height
    if width is None or height is None or (width, height) in BUCKETS:
        return
    new_width, new_height = snap(width, height)
    nearest = f"{new_width}x{new_height}"
    yield setting(
        "size",
        Message(
            "The model was not trained at {size}, so bodies may stretch or double. "
            "The nearest trained size is {nearest}.",
            size=f"{width}x{height}",
            nearest=nearest,
        ),
        Message("Use {value}", value=nearest),
        safe=True,
        width=new_width,
        height=new_height,
    )


RULE = Rule(
    code="ANI401",
    name="untrained-size",
    where=("settings",),
    severities=(Severity.WARNING,),
    check_settings=check,
    work="size",
)
