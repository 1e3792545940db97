"""A CFG scale outside the recommended range.

What: a CFG scale below 4 or above 7.

Why: lower ones wash the prompt out, higher ones burn the colours (card §4 recommends 5).

Example::

    CFG scale 11
    CFG scale 5
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import CFG_RANGE, CFG_RECOMMENDED
from sd_animagine.rules.base import Report, Rule, SettingsView, Severity, setting
from sd_animagine.words import Message


def check(view: SettingsView) -> Iterator[Report]:
    """Report a CFG scale out of range."""
    low, high = CFG_RANGE
    if view.cfg_scale is None or low <= view.cfg_scale <= high:
        return
    values = {"value": view.cfg_scale, "recommended": CFG_RECOMMENDED}
    message = Message(
        "CFG scale {value:g} is high, so colours get too strong. {recommended:g} is recommended.",
        **values,
    )
    if view.cfg_scale < low:
        message = Message(
            "CFG scale {value:g} is low, so the prompt has little effect. "
            "{recommended:g} is recommended.",
            **values,
        )
    label = Message("Use {value}", value=f"{CFG_RECOMMENDED:g}")
    yield setting("cfg_scale", message, label, cfg_scale=CFG_RECOMMENDED)


RULE = Rule(
    code="ANI402",
    name="cfg-out-of-range",
    where=("settings",),
    severities=(Severity.INFO,),
    check_settings=check,
    work="cfg_scale",
)
