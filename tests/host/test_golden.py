"""The golden prompts in the host: what it says it drew, and what it drew."""

from __future__ import annotations

import re

import pytest

from sd_animagine.model import NEGATIVE
from tests.goldens import CHANGED, UNCHANGED, Q
from tests.host.client import Api, Picture

_TINY = {"width": 64, "height": 64}
_NEGATIVE = ", ".join(NEGATIVE)


def _without_comments(text: str, api: Api) -> str:
    """As the host strips comments: Forge before us and all blanks too, the others behind us."""
    if not api.host.cuts_comments:
        return text
    if api.host.family == "neo":
        return re.sub(r"[^\S\n]*#.*", "", text)
    text = re.sub(r"(^|\n)#[^\n]*(\n|$)", "\n", text)
    text = re.sub(r"#[^\n]*(\n|$)", "\n", text)
    return text.strip() if api.host.family == "forge" else text


def _drawn(api: Api, text: str, expected: str) -> Picture:
    answer = api.draw(text, **_TINY)
    assert answer.info["all_prompts"] == [_without_comments(expected, api)]
    negative = answer.info["negative_prompt"]
    picture = answer.picture
    assert picture.pixels == api.typed(expected, negative, **_TINY).pixels
    return picture


@pytest.mark.parametrize("text", UNCHANGED)
def test_unchanged(api: Api, text: str) -> None:
    picture = _drawn(api, text, text)
    assert "Animagine prompt" not in picture.params


@pytest.mark.host_error("networks.py")  # where a host stumbles over a LoRA that is not there
@pytest.mark.parametrize(("text", "expected", "codes"), CHANGED, ids=[c[0] for c in CHANGED])
def test_changed(api: Api, text: str, expected: str, codes: list[str]) -> None:
    if "#" in text and not api.host.cuts_comments:
        expected = f"{text}, {Q}"
    picture = _drawn(api, text, expected)
    typed = _without_comments(text, api) if api.host.family == "forge" else text
    assert picture.params["Animagine prompt"] == typed
    assert f"Negative prompt: {_NEGATIVE}" in picture.infotext
    note = picture.params["Animagine note"]
    assert [code for code in codes if code not in note] == []
