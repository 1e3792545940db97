"""The host's scripts: the class that ours are made of, those of a tab, and the files executed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from modules import scripts

from sd_animagine.webui.host.protocols import Plot, Runner, ScriptData

Script: Any = scripts.Script
"""The base class; under this name no loader of scripts ever sees it."""
ALWAYS_VISIBLE: Final = scripts.AlwaysVisible
_PLOT: Final = "xyz_grid.py"


def files() -> Sequence[ScriptData]:
    """The script files that the host has executed; none where it keeps no list."""
    found: Sequence[ScriptData] = getattr(scripts, "scripts_data", ())
    return found


def plot() -> Plot | None:
    """The X/Y/Z plot; None in a host without it."""
    for data in files():
        if Path(str(data.path)).name == _PLOT and hasattr(data.module, "AxisOption"):
            found: Plot = data.module
            return found
    return None


def runner() -> Runner:
    """The scripts of txt2img."""
    found: Runner = scripts.scripts_txt2img
    return found
