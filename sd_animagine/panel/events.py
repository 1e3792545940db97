"""The one difference between the gradios that every event meets: how a script is given to it."""

from __future__ import annotations

from typing import Final

import gradio as gr

_NAME: Final = "_js" if gr.__version__.startswith("3.") else "js"


def scripted(script: str) -> dict[str, str]:
    """The argument by which an event, or its ``then``, runs a script before its function."""
    return {_NAME: script}


def only(script: str) -> dict[str, object]:
    """All arguments of an event that does nothing but run a script."""
    return {"fn": None, "inputs": [], "outputs": [], **scripted(script)}
