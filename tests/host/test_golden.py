"""The golden prompts in the host: what it says it drew, and what it drew."""

from __future__ import annotations

import pytest

from sd_animagine.model import NEGATIVE
from tests.goldens import CHANGED, UNCHANGED, Q
from tests.host.webui import Picture, Webui

_TINY = {"width": 64, "height": 64}
_NEGATIVE = ", ".join(NEGATIVE)


def _drawn(webui: Webui, text: str, expected: str) -> Picture:
    answer = webui.draw(text, **_TINY)
    assert answer.info["all_prompts"] == [webui.shown(expected)]
    negative = answer.info["negative_prompt"]
    picture = answer.picture
    assert picture.pixels == webui.typed(expected, negative, **_TINY).pixels
    return picture


@pytest.mark.parametrize("text", UNCHANGED)
def test_unchanged(webui: Webui, text: str) -> None:
    picture = _drawn(webui, text, text)
    assert "Animagine prompt" not in picture.params


@pytest.mark.host_error("networks.py")  # where a host stumbles over a LoRA that is not there
@pytest.mark.parametrize(("text", "expected", "codes"), CHANGED, ids=[c[0] for c in CHANGED])
def test_changed(webui: Webui, text: str, expected: str, codes: list[str]) -> None:
    if "#" in text and not webui.cuts_comments:
        expected = f"{text}, {Q}"
    picture = _drawn(webui, text, expected)
    typed = webui.shown(text) if webui.family == "forge" else text
    assert picture.params["Animagine prompt"] == typed
    assert f"Negative prompt: {_NEGATIVE}" in picture.infotext
    note = picture.params["Animagine note"]
    assert [code for code in codes if code not in note] == []
