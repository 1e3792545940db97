"""A host's module under any of its names."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def host_module(*names: str) -> Any:
    """Return the first of these modules that the host has, None where it has none of them.

    Forge Neo has no ``sd_hijack``; AUTOMATIC1111 before 1.8 calls ``infotext_utils``
    ``generation_parameters_copypaste``.
    """
    for name in names:
        try:
            return import_module(f"modules.{name}")
        except Exception:  # renamed, or raises whatever it is asked
            continue
    return None
