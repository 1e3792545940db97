"""Folders of this machine are taken out of a sentence, addresses are not."""

from __future__ import annotations

from pathlib import Path

import pytest

from sd_animagine.studio.server.shown import without_folders


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("cannot open '/opt/models/a b.safetensors'.", "cannot open 'a b.safetensors'."),
        (r"C:\Users\ann\models\a.safetensors is gone", "a.safetensors is gone"),
        ("~/models/a.safetensors", "a.safetensors"),
        (f"{Path.home()}/.cache/a.bin", "a.bin"),
        ("The WebUI at http://127.0.0.1:7860/sd/api/ is busy", None),
        ("512/768, <lora:a/b:1>, /\\ and / are no folders", None),
        ("allowed are models like cagliostrolab/animagine-xl-4.0", None),
    ],
)
def test_without_folders(said: str, shown: str | None) -> None:
    assert without_folders(said) == (said if shown is None else shown)
