"""A compiled pair of texts in another program's dialect."""

from __future__ import annotations

import pytest

from sd_animagine.compiler import (
    Loss,
    OptionError,
    Options,
    Request,
    compile_prompt,
    compile_request,
)

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


ADDED = "masterpiece, high score, great score, absurdres"


@pytest.mark.parametrize("dialect", ["comfyui", "diffusers", "compel", "caption"])
@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1girl AND night sky :0.5", f"1girl, night sky, {ADDED}"),
        ("1girl AND night AND\nsky", f"1girl, night,\nsky, {ADDED}"),
        ("1girl, solo :1.2 AND night BREAK sky", f"1girl, solo, night, sky, {ADDED}"),
        (
            "1girl, Great_Score AND night",
            "1girl, Great Score, night, masterpiece, high score, absurdres",
        ),
        ("masterpiece, 1girl AND masterpiece, night", f"1girl, masterpiece, night, {ADDED}"),
    ],
)
def test_what_is_added_to_each_part_is_written_once(
    typed: str, expected: str, dialect: str
) -> None:
    made = compile_prompt(typed, options=Options(negative="off")).to(dialect)
    assert made.prompt == expected


def test_lines_that_were_regions_are_one_text() -> None:
    request = Request(prompt="1girl, hat\n1boy, smile", lines_are_regions=True)
    compiled = compile_request(request)
    assert compiled.prompt.count("masterpiece") == 2
    assert compiled.to("comfyui").prompt == f"1girl, hat, \n1boy, smile, {ADDED}"


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
