"""One word for every engine."""

from __future__ import annotations

import pytest

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Missing
from sd_animagine.studio.engines import choose as engines


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("demo", "demo"),
        ("", "demo"),
        ("http://127.0.0.1:7860", "webui"),
        (" HTTPS://host/webui ", "webui"),
        ("cagliostrolab/animagine-xl-4.0", "diffusers"),
        ("C:\\models\\animagine.safetensors", "diffusers"),
    ],
)
def test_which(source: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "missing_packages", lambda: Missing("No torch.", "pip x"))
    assert engines.engine_for(source).name == name


def test_the_released_model_where_it_can_be_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engines, "missing_packages", lambda: None)
    engine = engines.engine_for()
    assert isinstance(engine, engines.DiffusersEngine)
    assert engine.source == "cagliostrolab/animagine-xl-4.0"


def test_another_kind_of_address() -> None:
    with pytest.raises(EngineError, match="Write it like http"):
        engines.engine_for("file:///etc/passwd")
