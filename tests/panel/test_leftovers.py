"""What a killed 0.1 left beside the presets."""

from __future__ import annotations

import os
import time
from pathlib import Path

from sd_animagine.panel import saving
from sd_animagine.store import leftovers


def test_it_goes_where_it_is_old(tmp_path: Path) -> None:
    for name, age in (("c3d", leftovers.AGE + 60), ("c3e", 60)):
        path = tmp_path / f".animagine-a1_b2{name}"
        path.touch()
        os.utime(path, (time.time() - age,) * 2)
    saving.presets_in(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {".animagine-a1_b2c3e"}
