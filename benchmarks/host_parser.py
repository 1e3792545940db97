"""A host's own prompt parser, from a folder that is given or ANIMAGINE_WEBUI; needs lark alone."""

from __future__ import annotations

import importlib.util
import os
import sys
import warnings
from pathlib import Path
from types import ModuleType


def load(folder: str = "") -> ModuleType | None:
    """``modules/prompt_parser.py`` of a host's folder, or None where none is named."""
    folder = folder or os.environ.get("ANIMAGINE_WEBUI", "")
    if not folder:
        return None
    sys.modules.setdefault("torch", ModuleType("torch"))  # it stands in annotations only
    path = Path(folder) / "modules" / "prompt_parser.py"
    spec = importlib.util.spec_from_file_location("host_prompt_parser", path)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # escapes in its docstrings
        spec.loader.exec_module(module)
    return module
