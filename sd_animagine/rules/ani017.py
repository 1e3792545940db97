"""A character that nobody sees.

What: a byte order mark, a zero-width space, a word joiner or a soft hyphen, as they come along from
files and web pages.

Why: the text encoder reads it as a sign of its own, and a tag that has one is no known tag.

Example::

    1girl, smi\u200ble
    1girl, smile
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.rules.base import COUNTED, Fix, Report, Rule, Severity, TextView
from sd_animagine.syntax import Edit
from sd_animagine.words import Message

_UNSEEN: Final = re.compile("[\ufeff\u200b\u2060\u00ad]+")


def check(view: TextView) -> Iterator[Report]:
    """Report each run of such characters."""
    if view.text.isascii():
        return
    for found in _UNSEEN.finditer(view.text):
        if view.only_counts:
            yield COUNTED
            continue
        message = Message("There is a character here that nobody sees. Remove it.")
        label = Message("Remove it")
        fix = Fix(label, (Edit(*found.span(), ""),), True)
        yield Report(message, *found.span(), (fix,))


RULE = Rule(
    code="ANI017",
    name="invisible-character",
    where=("positive", "negative"),
    severities=(Severity.INFO,),
    check=check,
    safe_fix=True,
    alone=True,
)
