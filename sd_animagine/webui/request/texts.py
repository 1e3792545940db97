"""The texts of the pictures of a request: read from ``p``, and put back.

In the ``process`` hook ``p`` holds one text for each picture, styles and wildcards expanded. Lists
need not be equally long: a prompt list may come with one hires prompt for each batch.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

from sd_animagine.sheets.texts import Texts
from sd_animagine.webui.host.protocols import Processing
from sd_animagine.webui.host.requested import has_hires

_LISTS = ("all_prompts", "all_negative_prompts", "all_hr_prompts", "all_hr_negative_prompts")


def texts_of(p: Processing) -> list[Texts]:
    """The texts of every picture; more than pictures where a hires list is longer."""
    prompts, negatives, *hires = (list(getattr(p, name, None) or ()) for name in _LISTS)
    if not has_hires(p):
        hires = [[], []]
    found: list[Texts] = []
    for prompt, *others in zip_longest(prompts, negatives, *hires):
        if prompt is None:
            prompt = found[-1].prompt if found else ""
        found.append(Texts(prompt, *others))
    return found


def main_texts_of(p: Processing) -> Texts:
    """The texts that stand for the whole request, in a grid's infotext.

    SD.Next keeps none beside those of its pictures.
    """
    if hasattr(p, "main_prompt"):
        return Texts(p.main_prompt, p.main_negative_prompt)
    return texts_of(p)[0]


def put_texts(p: Processing, texts: Sequence[Texts], main: Texts) -> None:
    """Give every picture its texts; new lists, since the host's may be shared with ``p.prompt``."""
    names = _LISTS if has_hires(p) else _LISTS[:2]
    for name, column in zip(names, zip(*texts, strict=True), strict=False):
        setattr(p, name, list(column)[: len(getattr(p, name) or ())])
    if hasattr(p, "main_prompt"):
        p.main_prompt, p.main_negative_prompt = main.prompt, main.negative
