"""All in which the gradios of the page differ: 3.41 and 4.40 of the hosts, 6 of the studio."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from typing import Any, Final

import gradio as gr

_MAJOR: Final = int(gr.__version__.partition(".")[0])
_SCRIPT: Final = "_js" if _MAJOR == 3 else "js"

UNLISTED: Final = {"api_visibility": "private"} if _MAJOR >= 6 else {"api_name": False}
"""For every event: it answers this page alone and is no part of the web API.

Listed, gradio 4 describes each value of each event: it searches all components of the host's page
for every one at the start, and sends what it found along with each page.
"""
LATEST: Final = {"trigger_mode": "always_last"} if _MAJOR >= 4 else {}
"""For what follows the page: what comes while another is being answered runs behind it.

Gradio drops it without: 4 where no script is before it, 6 always; gradio 3 runs them all.
"""
QUICK: Final = {"show_progress": "hidden", "queue": False, **UNLISTED}
"""For what only computes: past the queue, so that it answers while a picture is being drawn."""


def known(function: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """Return those of the arguments that this gradio's function takes."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in arguments.items() if name in names}


def html(value: str, *classes: str) -> Any:
    """Put HTML on the page that has styles of its own.

    It gets no id: gradio 3.41 writes it twice. Gradio 6 would lay the styles of its own texts and
    buttons over it.
    """
    plain = known(gr.HTML.__init__, apply_default_css=False, padding=False)
    return gr.HTML(value=value, elem_classes=list(classes), **plain)


def first_chosen(pictures: Any) -> Any:
    """Return a gallery's new pictures with the first one open; older gradios open it themselves."""
    return gr.update(value=pictures, selected_index=0) if pictures and _MAJOR >= 6 else pictures


def scripted(script: str) -> dict[str, str]:
    """The argument by which an event, or its ``then``, runs a script before its function."""
    return {_SCRIPT: script}


def only(script: str, inputs: Sequence[Any] = (), outputs: Sequence[Any] = ()) -> dict[str, Any]:
    """All arguments of an event that does nothing but run a script."""
    components = {"inputs": list(inputs), "outputs": list(outputs)}
    return {"fn": None, **components, **scripted(script), **UNLISTED}
