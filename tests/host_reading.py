"""What a host's own parser makes of a text: the tags that its encoders get, with their weights."""

from __future__ import annotations

import re
from collections import Counter
from types import ModuleType

from sd_animagine.compiler import Options
from sd_animagine.syntax.lexer import NUMBER_AT_END
from sd_animagine.vocabulary import bundled

ONLY_ORDER = Options(quality="off", negative="off", select=("ANI101",))
"""Nothing is done but ordering, so nothing may differ but the order."""
STEPS = 30
SEPARATOR = re.compile(r"[,，、\r\n|]")
REGION = re.compile(r"\b(?:ADD(?:COMM|BASE|ROW|COL)|AND_(?:PERP|SALT|TOPK))\b")
"""What other extensions cut at, before the host reads brackets and backslashes."""


def without_comments(text: str) -> str:
    """What the host's comments script leaves."""
    text = re.sub("(^|\n)#[^\n]*(\n|$)", "\n", text)
    return re.sub("#[^\n]*(\n|$)", "\n", text)


def seen(parser: ModuleType, text: str, *, scheduled: bool) -> list[Counter[tuple[str, float]]]:
    """For each subprompt and BREAK scope the tags that the text encoder gets, and their weights."""
    text = re.sub(r"<(\w+):([^>]+)>", "", without_comments(text))
    text = REGION.sub(",", text)
    found = []
    for sub in parser.re_AND.split(text):
        match = parser.re_weight.search(sub)
        body, weight = match.groups() if match is not None else (sub, None)
        found.append(Counter({("weight", float(weight or 1)): 1}))
        texts = [body]
        if scheduled:
            schedules = parser.get_learned_conditioning_prompt_schedules([body], STEPS)[0]
            texts = [step_text for _, step_text in schedules]
        for step_text in texts:
            found += _scopes(parser.parse_prompt_attention(step_text))
    return found


def ends_in_a_name(parser: ModuleType, text: str) -> bool:
    """Return whether text that ends so is read as a weight; moving it is a cure (ANI010).

    That is a name such as ``:3``, and any tag where there is no AND.
    """
    plain = re.sub(r"<(\w+):([^>]+)>", "", without_comments(text))
    ends = [SEPARATOR.split(sub.rstrip())[-1].strip() for sub in parser.re_AND.split(plain)]
    alone = len(ends) == 1
    return any(NUMBER_AT_END.search(end) and (alone or bundled().is_name(end)) for end in ends)


def _scopes(attention: list[list[object]]) -> list[Counter[tuple[str, float]]]:
    scopes: list[Counter[tuple[str, float]]] = [Counter()]
    for piece, weight in attention:
        if (piece, weight) == ("BREAK", -1):
            scopes.append(Counter())
            continue
        for tag in SEPARATOR.split(str(piece)):
            if tag.strip():
                scopes[-1][tag.strip(), round(float(str(weight)), 6)] += 1
    return scopes
