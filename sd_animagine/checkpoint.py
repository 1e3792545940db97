"""Is a checkpoint Animagine XL 4? Told by its file name; the header and hashes come later."""

from __future__ import annotations

import re
from typing import NamedTuple


class Verdict(NamedTuple):
    """Whether a checkpoint is Animagine XL 4, and why this is thought."""

    is_animagine: bool
    reason: str


_NAME = re.compile(r"anim(?:agine|4gine)?[ _.-]*(?:xl)?[ _.-]*v?4(?!\d)|anim4gine", re.IGNORECASE)


def judge_name(name: str) -> Verdict:
    """Judge a checkpoint by its file name, title or hub id.

    >>> judge_name("animagine-xl-4.0-opt.safetensors [6327eca98b]").is_animagine
    True
    >>> judge_name("animagineXLV31_v31.safetensors").is_animagine
    False
    """
    if not name:
        return Verdict(True, "the checkpoint is not known")
    stem = re.split(r"[\\/]", name)[-1]
    if _NAME.search(stem):
        return Verdict(True, f"the name “{stem}” says Animagine XL 4")
    return Verdict(False, f"the name “{stem}” does not say Animagine XL 4")
