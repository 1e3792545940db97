"""Animagine for WebUI: whatever a person types, Animagine XL 4.0 gets what it was trained on.

>>> from sd_animagine import compile_prompt
>>> compile_prompt("smile, 1girl").prompt
'1girl, smile, masterpiece, high score, great score, absurdres'

Importing the package loads nothing; each name is fetched when it is first used.
"""

from __future__ import annotations

TYPE_CHECKING = False  # as a type checker reads it; importing typing would double the cost
if TYPE_CHECKING:
    from sd_animagine.compiler import Compiled, Options, Request, check, compile_prompt
    from sd_animagine.rules.base import Finding
    from sd_animagine.transform import snap

__version__ = "0.2.0"

_HOMES = {
    "Compiled": "sd_animagine.compiler",
    "Finding": "sd_animagine.rules.base",
    "Options": "sd_animagine.compiler",
    "Request": "sd_animagine.compiler",
    "check": "sd_animagine.compiler",
    "compile_prompt": "sd_animagine.compiler",
    "snap": "sd_animagine.transform",
}

__all__ = ["Compiled", "Finding", "Options", "Request", "check", "compile_prompt", "snap"]


def __getattr__(name: str) -> object:
    """Fetch a public name from the module it lives in."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
