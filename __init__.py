"""The pack of nodes in ComfyUI, which loads this file; for everybody else it is empty.

A WebUI and pytest load it too, or may: they get no name but an empty table of nodes. ComfyUI does
not make this folder importable, so the package is put under its name by hand; ``sys.path`` stays as
it is, and the other folders here (``tests``, ``scripts`` …) are in nobody's way.
"""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

_HERE = Path(__file__).resolve().parent
_NAME = "sd_animagine"

NODE_CLASS_MAPPINGS: dict[str, type] = {}
NODE_DISPLAY_NAME_MAPPINGS: dict[str, str] = {}
WEB_DIRECTORY = "./comfyui"
__all__ = ["NODE_CLASS_MAPPINGS", "NODE_DISPLAY_NAME_MAPPINGS", "WEB_DIRECTORY"]


def _server() -> Any:
    """ComfyUI's running server; None in any other program."""
    found = getattr(sys.modules.get("server"), "PromptServer", None)
    return getattr(found, "instance", None)


def _package() -> ModuleType | None:
    """Our package, of this folder; None where another copy of the pack has brought its own."""
    loaded = sys.modules.get(_NAME)
    if loaded is not None and Path(loaded.__file__ or "").resolve().parent == _HERE / _NAME:
        return loaded
    other = getattr(loaded, "comfyui_pack", None)
    if other is not None:
        print(  # noqa: T201
            f"Animagine: {_HERE} was left out, since {other} is the same pack. Delete one of them."
        )
        return None
    for name in [name for name in sys.modules if name.partition(".")[0] == _NAME]:
        del sys.modules[name]  # installed by pip for something else, which keeps what it has
    folder = _HERE / _NAME
    spec = importlib.util.spec_from_file_location(
        _NAME, folder / "__init__.py", submodule_search_locations=[str(folder)]
    )
    assert spec is not None and spec.loader is not None  # so for every file that ends in .py
    package = importlib.util.module_from_spec(spec)
    sys.modules[_NAME] = package
    spec.loader.exec_module(package)
    package.comfyui_pack = _HERE  # type: ignore[attr-defined]
    return package


if _server() is not None and _package() is not None:
    from sd_animagine.comfyui.nodes import CLASSES, NAMES
    from sd_animagine.comfyui.routes import add_routes

    add_routes(_server().routes)
    NODE_CLASS_MAPPINGS.update(CLASSES)
    NODE_DISPLAY_NAME_MAPPINGS.update(NAMES)
