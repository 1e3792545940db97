"""What is to be told of this host: its checkpoint, does the script act, what is allowed."""

from __future__ import annotations

from typing import Any

from sd_animagine import __version__
from sd_animagine.compiler import OptionError
from sd_animagine.tokens import CHUNK
from sd_animagine.webui.host import folders
from sd_animagine.webui.options import settings_page_options
from sd_animagine.webui.request import guard
from sd_animagine.webui.request.plan import idle_note, judge


def status() -> dict[str, Any]:
    """Plain facts for a route or a page; nothing is loaded or hashed for them."""
    checkpoint = folders.checkpoint_of(None)
    verdict = judge(checkpoint)
    try:
        gate, problem = settings_page_options().gate, ""
    except OptionError as error:
        gate, problem = "auto", str(error)
    acts = gate == "always" or (gate == "auto" and verdict.is_animagine)
    operator = guard.operator()
    return {
        "version": __version__,
        "checkpoint": checkpoint.name,
        "verdict": verdict.confidence,
        "release": verdict.release,
        "reason": verdict.sentence(),
        "gate": gate,
        "active": acts,
        "note": problem or ("" if acts or gate == "never" else idle_note(verdict)),
        "max_rating": operator.rating,
        "max_rating_source": operator.source,
        "tokenizer": "CLIP's byte-pair encoding, bundled",
        "chunk": CHUNK,
    }
