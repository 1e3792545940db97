"""What all our events have in common, and the one difference between the gradios they meet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import gradio as gr

_NAME: Final = "_js" if gr.__version__.startswith("3.") else "js"

UNLISTED: Final = {"api_name": False}
"""For every event: it answers this page alone and is no part of the web API.

Listed, gradio 4 describes each value of each event: it searches all components of the host's page
for every one at the start, and sends what it found along with each page.
"""
QUICK: Final = {"show_progress": "hidden", "queue": False, **UNLISTED}
"""For what only computes: past the queue, so that it answers while a picture is being drawn."""


def scripted(script: str) -> dict[str, str]:
    """The argument by which an event, or its ``then``, runs a script before its function."""
    return {_NAME: script}


def only(script: str, inputs: Sequence[Any] = (), outputs: Sequence[Any] = ()) -> dict[str, Any]:
    """All arguments of an event that does nothing but run a script."""
    components = {"inputs": list(inputs), "outputs": list(outputs)}
    return {"fn": None, **components, **scripted(script), **UNLISTED}
