"""The operator's rating ceiling on whole texts: taken out where that can be done, else refused.

Independent of every option: a request can neither select nor ignore this. Negative prompts are not
looked at, since what stands there is kept out of the picture.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from sd_animagine.ceiling.removal import excess, reason, sentence, taken_out
from sd_animagine.ceiling.words import Ceiling
from sd_animagine.syntax import HASH, Dialect, Edit, Prompt, apply_edits, parse
from sd_animagine.transform import Change, growth, made

MAX_PASSES: Final = 8
"""A removal can bring letters together that were apart; what takes longer is refused."""


class Held(NamedTuple):
    """A text under a ceiling."""

    text: str
    changes: tuple[Change, ...]
    refusal: str
    """What is still above the ceiling, in one sentence; empty if nothing is."""


def hold(
    text: str, ceiling: Ceiling, *, code: str, field: str = "prompt", dialect: Dialect = HASH
) -> Held:
    """Take what lies above a ceiling out of a positive prompt.

    Args:
        text: the prompt.
        ceiling: what is allowed.
        code: of the rule that reports it, for the list of changes.
        field: its name, likewise.
        dialect: what the host cuts out before it reads the prompt.
    """
    changes: list[Change] = []
    for _ in range(MAX_PASSES):
        if not (ceiling.exceeding(text) or ceiling.exceeding(dialect.cut(text))):
            return Held(text, tuple(changes), "")
        prompt = parse(text, dialect=dialect)
        edits, made = _removals(prompt, ceiling, code, field)
        if not edits:
            break
        text = apply_edits(text, edits)
        changes += made
    return Held(text, tuple(changes), refusal([dialect.cut(text)], ceiling))


def refusal(texts: Iterable[str], ceiling: Ceiling) -> str:
    """What in texts, as they are about to be drawn, lies above a ceiling; empty if nothing does."""
    words = tuple(dict.fromkeys(word for text in texts for word in ceiling.exceeding(text)))
    return sentence(words, ceiling) if words else ""


def _removals(
    prompt: Prompt, ceiling: Ceiling, code: str, field: str
) -> tuple[list[Edit], list[Change]]:
    edits: list[Edit] = []
    changes: list[Change] = []
    shift = 0
    for item, words in excess(prompt, ceiling):
        wanted = taken_out(prompt, item, ceiling)
        if edits and wanted[0].start < edits[-1].end:
            continue  # its neighbour takes their comma along: next pass
        first, last = len(edits), len(edits) + len(wanted)
        edits += wanted
        why = reason(words, ceiling)
        changes.append(
            made(prompt.text, edits, first, last, shift, field=field, code=code, reason=why)
        )
        shift += growth(wanted)
    return edits, changes
