"""Part of the quality enhancement is missing.

What: a prompt that lacks some of ``masterpiece, high score, great score, absurdres``, where they
are not added anyway; nor can they be beside brackets glued to a ``BREAK``, with nothing else there.

Why: the card recommends the run at the end of every prompt (card §2).

Example::

    1girl, smile
    1girl, smile, masterpiece, high score, great score, absurdres
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from sd_animagine.model import ENHANCEMENT
from sd_animagine.rules.base import COUNTED, PROMPTS, Fix, Report, Rule, Severity, TextView, report
from sd_animagine.syntax import Edit, Item, Kind, Node
from sd_animagine.transform import arrange, missing_quality, quality_scopes
from sd_animagine.words import Message, short

_TOUCHING: Final = re.compile(r"BREAK[\[{<]")
"""A mark that a bracket or a network touches."""


def check(view: TextView) -> Iterator[Report]:
    """Report what each subprompt lacks, where injection is off."""
    if view.inject_quality:
        yield from _without_place(view)
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


def _without_place(view: TextView) -> Iterator[Report]:
    """``BREAK[a|b]BREAK``: what stands beside the bracket would make other words of the marks."""
    if not _TOUCHING.search(view.text):
        return
    for sub, present in zip(view.prompt.subprompts, view.names, strict=True):
        missing = missing_quality(present, view.options["quality_tags"])
        for scope in map(sub.scopes.__getitem__, quality_scopes(sub) if missing else ()):
            node = scope.nodes[0]
            if len(scope.nodes) > 1 or (isinstance(node, Item) and node.kind is Kind.REACH):
                continue  # of a bracket that is never closed ANI001 speaks
            arrangement = arrange(view.prompt, scope, scope.suffix, view.by_item, split=False)
            first, last = arrangement.room()
            if last < first:
                yield _report_glued(view, node)


def _report_glued(view: TextView, node: Node) -> Report:
    if view.only_counts:
        return COUNTED
    message = Message(
        "No quality tags can be added here, because “{text}” touches BREAK. "
        "Put a space between them.",
        text=short(view.text[node.start : node.end]),
    )
    fix = Fix(Message("Add a space"), (Edit(node.start, node.start, " "),), False)
    return report(node, message, fix)


RULE = Rule(
    code="ANI105",
    name="missing-quality",
    where=("positive",),
    severities=(Severity.HINT,),
    check=check,
    work="quality",
    dialects=PROMPTS,
)
