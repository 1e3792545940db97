"""A final size that is too large.

What: a side over 2048 pixels or more than 4 megapixels drawn without an upscaler pass; or a hires
target that, after snapping the first pass, has over 1.5 times the pixels that were asked for.

Why: above its trained size the model repeats limbs and patterns (card, Limitations); a larger hires
target takes the more time and memory.

Example::

    2560x1440 without a hires pass
    1344x768 with a hires pass of 2
"""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from sd_animagine.model import HIGH_PIXELS, HIGH_SIDE, MAX_TARGET_GROWTH
from sd_animagine.rules.base import Report, Rule, SettingsView, Severity, setting
from sd_animagine.transform import snap
from sd_animagine.words import Message


def check(view: SettingsView) -> Iterator[Report]:
    """Report a size that is drawn too large, or a target that has grown."""
    if view.width is None or view.height is None:
        return
    if view.target is None or view.asked_target is None:
        if max(view.width, view.height) > HIGH_SIDE or view.width * view.height > HIGH_PIXELS:
            yield _too_large(view.width, view.height)
        return
    growth = prod(view.target) / max(1, prod(view.asked_target))
    if growth > MAX_TARGET_GROWTH:
        yield _grown(view.target, view.asked_target, growth)


def _too_large(width: int, height: int) -> Report:
    size = f"{width}x{height}"
    message = Message(
        "Drawn at {size} in one go, limbs and patterns repeat. Draw smaller, then upscale.",
        size=size,
    )
    first = snap(width, height)
    label = Message("Use {size} and hires fix", size=f"{first[0]}x{first[1]}")
    hires = {"width": width, "height": height}
    return setting("size", message, label, width=first[0], height=first[1], hires=hires)


def _grown(target: tuple[int, int], asked: tuple[int, int], growth: float) -> Report:
    size = f"{asked[0]}x{asked[1]}"
    message = Message(
        "Hires fix now ends at {target}, with {growth:.1f} times the pixels of {size}. "
        "That takes more time and memory.",
        target=f"{target[0]}x{target[1]}",
        growth=growth,
        size=size,
    )
    hires = {"width": asked[0], "height": asked[1]}
    return setting("size", message, Message("Keep {size}", size=size), hires=hires)


RULE = Rule(
    code="ANI405",
    name="oversized-target",
    where=("settings",),
    severities=(Severity.WARNING,),
    check_settings=check,
)
