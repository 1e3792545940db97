"""A prompt that is right gets no warning, whoever wrote it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sd_animagine.compiler import Request, compile_request
from sd_animagine.rules.base import Severity
from tests.goldens import read_toml

STYLES = read_toml(Path(__file__).with_name("good_prompts.toml"))


def test_there_are_a_hundred_in_five_styles() -> None:
    assert [len(set(prompts)) for prompts in STYLES.values()] == [20] * 5


@pytest.mark.parametrize("style", STYLES)
def test_no_warning(style: str) -> None:
    said = {
        prompt: [
            finding.message
            for finding in compile_request(Request(prompt)).findings
            if finding.severity >= Severity.WARNING
        ]
        for prompt in STYLES[style]
    }
    assert {prompt: messages for prompt, messages in said.items() if messages} == {}
