"""Part of the quality enhancement is missing.

What: a prompt that lacks some of ``masterpiece, high score, great score, absurdres``, where they
are not added anyway.

Why: the card recommends the run at the end of every prompt (card §2).

Example::

    1girl, smile
    1girl, smile, masterpiece, high score, great score, absurdres
"""

from __future__ import annotations

from collections.abc import Iterator

from sd_animagine.model import ENHANCEMENT
from sd_animagine.rules.base import COUNTED, Report, Rule, Severity, TextView
from sd_animagine.transform import missing_quality, quality_scopes
from sd_animagine.words import Message


def check(view: TextView) -> Iterator[Report]:
    """Report what each subprompt lacks, where injection is off."""
    if view.inject_quality:
        return
    wanted = view.options["quality_tags"] or ENHANCEMENT
    for sub, present in zip(view.prompt.subprompts, view.names, strict=True):
        targets = quality_scopes(sub)
        if not targets:
            continue
        missing = missing_quality(present, wanted)
        last = sub.scopes[targets[-1]].nodes[-1]
        if not missing or view.text[last.start : last.end] == "":
            continue
        if view.only_counts:
            yield COUNTED
            continue
        tags = ", ".join(missing)
        message = Message(
            "Quality tags are missing: {tags}. The model card recommends them for every prompt.",
            tags=tags,
        )
        label = Message("Add {tags}", tags=tags)
        fix = view.replace(label, last.end, last.end, f", {tags}", safe=False)
        yield Report(message, last.end, last.end, (fix,))


RULE = Rule(
    code="ANI105",
    name="missing-quality",
    where=("positive",),
    severities=(Severity.HINT,),
    check=check,
    work="quality",
)
