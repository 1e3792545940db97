"""What is promised of a compile holds for prompts of other programs too."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest

from sd_animagine.compiler import Options, Request, compile_request, pipeline
from sd_animagine.compiler.context import default_context
from sd_animagine.rules.failing import is_failure
from sd_animagine.syntax import DIALECTS
from tests import promises
from tests.texts import random_request

PROMISES = [each for each in promises.PROMISES if each is not promises.lost_boundary]
"""Boundaries are words there, which may move."""


@pytest.mark.parametrize("name", ["comfyui", "diffusers", "caption"])
def test_what_is_promised_holds(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    context = replace(
        default_context(), dialect=DIALECTS[name], embeddings=lambda: frozenset(("easynegative",))
    )
    monkeypatch.setattr(pipeline, "default_context", lambda: context)
    monkeypatch.setattr(promises, "default_context", lambda: context)
    for n in range(80):
        request = random_request(Random(f"{name}-{n}"))
        compiled = compile_request(request)
        assert not [each for each in compiled.findings if is_failure(each)], request
        assert promises.problem_of_request(request, PROMISES) is None, request
        for other in DIALECTS:
            written = compiled.to(other)
            for note in written.notes:
                text = getattr(compiled, note.field)
                assert 0 <= note.start < note.end <= len(text), (request, note)


def test_comfyui_s_text_is_put_in_order_and_escaped_for_comfyui() -> None:
    context = replace(default_context(), dialect=DIALECTS["comfyui"])
    typed = "[hat], smile, ((night:1.2)), firefly (honkai: star rail), a :) b, 1girl, BREAK"
    plain = Options(quality="off", negative="off")
    compiled = compile_request(Request(typed, options=plain), context)
    assert compiled.prompt == (
        r"1girl, firefly \(honkai: star rail\), [hat], smile, ((night:1.2)), a :) b, BREAK"
    )
    assert compiled.to("comfyui").prompt == compiled.prompt
    codes = {finding.code for finding in compiled.findings}
    assert {"ANI001", "ANI002", "ANI019", "ANI020", "ANI101"} <= codes
    assert not codes & {"ANI010", "ANI015"}
