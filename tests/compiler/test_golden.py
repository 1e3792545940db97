"""The golden prompts through the compiler."""

from __future__ import annotations

import pytest

from sd_animagine import compile_prompt
from tests.goldens import CHANGED, UNCHANGED, Q


@pytest.mark.parametrize("text", UNCHANGED)
def test_unchanged(text: str) -> None:
    compiled = compile_prompt(text)
    assert compiled.prompt == text
    assert not compiled.changes


@pytest.mark.parametrize(("text", "expected", "codes"), CHANGED, ids=[c[0] for c in CHANGED])
def test_changed(text: str, expected: str, codes: list[str]) -> None:
    compiled = compile_prompt(text)
    assert compiled.prompt == expected
    assert compiled.changes
    found = [finding.code for finding in compiled.findings]
    assert [code for code in codes if code not in found] == []
    assert all(found.count(code) == codes.count(code) for code in codes)


def test_the_whole_request() -> None:
    compiled = compile_prompt("smile, 1girl", "text, (blurry:1.2)", width=512, height=768)
    assert compiled.prompt == f"1girl, smile, {Q}"
    assert compiled.negative_prompt == (
        "text, (blurry:1.2), lowres, bad anatomy, bad hands, error, missing finger, extra digits, "
        "fewer digits, cropped, worst quality, low quality, low score, bad score, average score, "
        "signature, watermark, username"
    )
    assert (compiled.width, compiled.height) == (832, 1216)
