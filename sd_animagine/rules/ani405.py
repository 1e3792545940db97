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

from sd_animagine.model import HIGH_PIXELS, HIGH_SIDE, MAX_TARGET_GROWTH
from sd_animagine.rules.base import Finding, Rule, SettingsView, Severity


def check(view: SettingsView) -> Iterator[Finding]:
    """Report a size that is drawn too large, or a target that has grown."""
    if view.width is None or view.height is None:
        return
    if view.target_width is None or view.target_height is None:
        if max(view.width, view.height) > HIGH_SIDE or view.width * view.height > HIGH_PIXELS:
            size = f"{view.width}x{view.height}"
            message = f"{size} without an upscaler pass repeats limbs and patterns"
            yield Finding("ANI405", Severity.WARNING, message, "size")
        return
    asked_width = view.asked_width or view.width
    asked_height = view.asked_height or view.height
    factor = view.target_width / view.width
    asked = round(asked_width * factor), round(asked_height * factor)
    growth = view.target_width * view.target_height / max(1, asked[0] * asked[1])
    if (view.width, view.height) != (asked_width, asked_height) and growth > MAX_TARGET_GROWTH:
        target = f"{view.target_width}x{view.target_height}"
        message = (
            f"the hires target became {target}, {growth:.1f} times the pixels of "
            f"{asked[0]}x{asked[1]} that were asked for"
        )
        yield Finding("ANI405", Severity.WARNING, message, "size")


RULE = Rule(
    code="ANI405",
    name="oversized-target",
    where=("settings",),
    severities=(Severity.WARNING,),
    check_settings=check,
)
