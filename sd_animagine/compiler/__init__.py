"""The compiler: a request as typed in, the request the model was trained for out.

The options are there at once; the rest is loaded when it is first used, since a host that starts
needs only them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from sd_animagine.compiler.options import (
    FIELDS,
    SCRIPT_FIELDS,
    Field,
    OptionError,
    Options,
)

if TYPE_CHECKING:
    from sd_animagine.compiler.context import Context
    from sd_animagine.compiler.pipeline import (
        check,
        check_request,
        compile_prompt,
        compile_request,
        report_request,
    )
    from sd_animagine.compiler.request import Compiled, Hires, Request
    from sd_animagine.compiler.written import Loss, Written

_HOMES = {
    "Context": "context",
    **dict.fromkeys(
        ("check", "check_request", "compile_prompt", "compile_request", "report_request"),
        "pipeline",
    ),
    **dict.fromkeys(("Compiled", "Hires", "Request"), "request"),
    **dict.fromkeys(("Loss", "Written"), "written"),
}

__all__ = [
    "FIELDS",
    "SCRIPT_FIELDS",
    "Compiled",
    "Context",
    "Field",
    "Hires",
    "Loss",
    "OptionError",
    "Options",
    "Request",
    "Written",
    "check",
    "check_request",
    "compile_prompt",
    "compile_request",
    "report_request",
]


def __getattr__(name: str) -> object:
    """Fetch a name from the module it lives in, and keep it."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value
