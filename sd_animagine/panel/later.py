"""Handlers that are loaded when the first of them runs: a page that is built needs none.

What they need, tag lists and parser among it, would make a host start later.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any


def later(place: str, *bound: Any) -> Callable[..., Any]:
    """A function that calls another one, to be loaded then.

    Args:
        place: module of ``panel`` and name, such as ``handlers.prompt_from``.
        bound: what it is called with before the controls' values.
    """
    module, _, name = place.rpartition(".")

    def call(*values: Any) -> Any:
        handler = getattr(import_module(f"sd_animagine.panel.{module}"), name)
        return handler(*bound, *values)

    call.__name__ = name
    return call
