"""A compiled pair of texts in another program's dialect."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import Loss, OptionError, Options, compile_prompt

PLAIN = Options(quality="off", negative="off")


def test_both_texts_are_written_with_what_is_lost_of_each() -> None:
    compiled = compile_prompt("1girl, [smile] BREAK night", "(text:1.2, [[x]]", options=PLAIN)
    made = compiled.to("comfyui")
    assert (made.dialect, made.prompt, made.negative_prompt) == (
        "comfyui",
        "1girl, (smile:0.9091), night",
        "(text:1.2, :1.1)(x:0.9091)",
    )
    (lost,) = made.notes
    assert isinstance(lost, Loss)
    assert compiled.prompt[lost.start : lost.end] == "BREAK"
    assert (lost.field, str(lost.message)) == (
        "prompt",
        "ComfyUI has no BREAK. The two parts are written one behind the other.",
    )


def test_its_own_dialect_is_the_text_as_it_is() -> None:
    compiled = compile_prompt("1girl, [smile] BREAK night, <lora:x:1> # note", options=PLAIN)
    made = compiled.to("a1111")
    assert (made.prompt, made.negative_prompt, made.notes) == (compiled.prompt, None, ())


def test_names_that_are_embeddings_are_named_by_the_caller() -> None:
    compiled = compile_prompt("1girl", "easynegative", options=PLAIN)
    made = compiled.to("comfyui", embeddings=["EasyNegative"])
    assert made.negative_prompt == "embedding:EasyNegative"


@pytest.mark.parametrize("name", ["invoke", "", None, 1])
def test_a_dialect_that_there_is_not_is_refused_in_one_sentence(name: str) -> None:
    with pytest.raises(OptionError, match="it must be one of a1111, comfyui, diffusers, compel"):
        compile_prompt("1girl").to(name)
