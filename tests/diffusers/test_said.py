"""What is refused, and what is said of a call: needs no torch."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from sd_animagine import Options, compile_prompt
from sd_animagine.compiler import Compiled
from sd_animagine.diffusers import PipelineError, call_of
from sd_animagine.diffusers.embeddings import embeddings_of
from sd_animagine.diffusers.remarks import drawn_size, remarks

AS_TYPED = Options(mode="off")


class EulerAncestralDiscreteScheduler:
    """Looks like that of diffusers."""

    def __init__(self, **settings: Any) -> None:
        self.config = settings


def scheduler(spacing: str = "linspace") -> EulerAncestralDiscreteScheduler:
    return EulerAncestralDiscreteScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        timestep_spacing=spacing,
        steps_offset=1,
    )


def network(**config: Any) -> SimpleNamespace:
    return SimpleNamespace(config=SimpleNamespace(**config))


class Pipeline:
    """Looks like one of SDXL; draws nothing."""

    def __init__(self, widths: tuple[int, int] = (768, 1280), context: int = 2048) -> None:
        self.unet = network(cross_attention_dim=context)
        self.text_encoder: Any = network(hidden_size=widths[0])
        self.text_encoder_2: Any = network(hidden_size=widths[1])
        self.scheduler: Any = scheduler()

    def __call__(self, prompt_embeds: Any, width: int, height: int) -> None:
        raise NotImplementedError


class Image2Image(Pipeline):
    def __call__(self, prompt_embeds: Any, image: Any) -> None:  # type: ignore[override]
        raise NotImplementedError


class SDXLLongPromptWeightingPipeline(Pipeline):
    pass


def compiled(prompt: str = "1girl", negative: str | None = None, **more: Any) -> Compiled:
    return replace(compile_prompt(prompt, negative, options=AS_TYPED), **more)


def without(part: str) -> Pipeline:
    made = Pipeline()
    setattr(made, part, None)
    return made


@pytest.mark.parametrize(
    ("pipe", "said"),
    [
        (SimpleNamespace(unet=1, text_encoder=1), "SimpleNamespace is no pipeline of SDXL, so"),
        (None, "NoneType is no pipeline of SDXL, so Animagine XL is not in it. Use a Stable"),
        ("model", "str is no pipeline of SDXL"),
        (Pipeline(context=768), "Pipeline is no pipeline of SDXL"),
        (without("text_encoder"), "The pipeline has no text_encoder. Use one with all parts"),
        (without("text_encoder_2"), "The pipeline has no text_encoder_2."),
        (Image2Image(), "Image2Image takes no width and height. Use a StableDiffusionXLPipeline."),
        (
            SDXLLongPromptWeightingPipeline(),
            'SDXLLongPromptWeightingPipeline reads its prompts itself. Use the texts of to("diff',
        ),
    ],
)
def test_another_pipeline_is_refused(pipe: Any, said: str) -> None:
    with pytest.raises(PipelineError) as raised:
        compiled().to_diffusers(pipe)
    assert str(raised.value).startswith(said)


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"steps": 0}, "steps is 0; it must be a whole number from 1 to 1000"),
        ({"steps": 2.5}, "steps is 2.5; it must be a whole number from 1 to 1000"),
        ({"steps": float("nan")}, "steps is nan; it must be"),
        ({"seed": -1}, "seed is -1; it must be a whole number from 0 to 4294967295"),
        ({"seed": 2**32}, "seed is 4294967296; it must be"),
        ({"pictures": 0}, "pictures is 0; it must be a whole number from 1 to 1000"),
    ],
)
def test_a_value_that_cannot_be_is_refused(values: dict[str, Any], said: str) -> None:
    with pytest.raises(PipelineError) as raised:
        compiled().to_diffusers(Pipeline(), **values)
    assert str(raised.value).startswith(said)


def test_prompts_joined_by_and_are_refused() -> None:
    with pytest.raises(PipelineError, match=r"^A call of diffusers cannot join 2 prompts by AND"):
        compiled("1girl AND night :0.5").to_diffusers(Pipeline())


def test_what_mode_strict_does_not_draw_is_refused() -> None:
    strict = compile_prompt("1girl, safe, nsfw", options=Options(mode="strict"))
    with pytest.raises(PipelineError) as raised:
        strict.to_diffusers(Pipeline())
    assert str(raised.value) == strict.refusal != ""


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"cfg_scale": 7.0}, "differ in CFG scale: 5.0 and 7.0. Draw them by calls of their own."),
        ({"prompt": "1girl :1.2"}, "differ in CFG scale: 5.0 and 6.0."),
        ({"steps": 20}, "differ in steps: 28 and 20."),
        ({"width": 832}, "differ in width: None and 832."),
    ],
)
def test_prompts_that_no_one_call_can_draw_are_refused(changed: dict[str, Any], said: str) -> None:
    with pytest.raises(PipelineError) as raised:
        call_of(Pipeline(), compiled(), compiled(**changed))
    assert said in str(raised.value)


def said(
    made: Compiled, *, pipe: Any = None, guidance: float = 5.0, is_filled_up: bool = False
) -> list[str]:
    found = remarks(pipe or Pipeline(), made, guidance, is_filled_up=is_filled_up)
    return [str(each) for each in found]


def test_nothing_is_said_of_what_a_call_can_be_told() -> None:
    assert said(compiled("(a:1.2), [b:c:0.5] BREAK d # <lora:x:1>", width=832, height=1216)) == []


def test_networks_are_said_but_for_those_that_are_loaded() -> None:
    made = compiled("1girl, <lora:one:0.8>, <lora:two:1>", "<hypernet:three:1>")
    pipe = Pipeline()
    pipe.unet.peft_config = {"two": 1}
    first, second = said(made, pipe=pipe)
    assert first == (
        "<lora:one:0.8> loads nothing in diffusers. Use pipe.load_lora_weights before this call."
    )
    assert second.startswith("<hypernet:three:1> ")


class Tokenizer:
    """Has CLIP's own marks, and what is loaded."""

    all_special_tokens = ("<|startoftext|>", "<|endoftext|>")

    def __init__(self, *loaded: str) -> None:
        self.loaded = loaded

    def get_added_vocab(self) -> dict[str, int]:
        names = (*self.all_special_tokens, *self.loaded)
        return {name: number for number, name in enumerate(names, 49_406)}


def test_embeddings_are_those_that_both_tokenizers_have() -> None:
    pipe: Any = Pipeline()
    assert embeddings_of(pipe).numbers == {}
    pipe.tokenizer = Tokenizer("old", "good", "good_1", "pose_2", "uneven", "uneven_1")
    pipe.tokenizer_2 = Tokenizer("good", "good_1", "pose_2", "uneven")
    found = embeddings_of(pipe)
    assert found.numbers == {
        "good": [(49_409, 49_408), (49_410, 49_409)],
        "pose_2": [(49_411, 49_410)],
    }
    assert found.halves == {"old", "uneven"}
    assert said(compiled("1girl, good, Old", "hat"), pipe=pipe) == [
        "The embedding old is not for SDXL, so its name is read as words. "
        "Take it out of the prompt."
    ]


def test_a_size_is_cut_to_whole_latent_pixels_and_said() -> None:
    made = compiled(width=500, height=512, hr_width=1000, hr_height=1024)
    assert drawn_size(made) == {"width": 496, "height": 512}
    assert said(made) == [
        "The width 500 becomes 496, a multiple of 8.",
        "The hires pass to 1000×1024 is no part of a call. Draw it by a call of its own.",
    ]
    assert drawn_size(compiled()) == {}


def test_guidance_and_length_are_said() -> None:
    first, second = said(compiled(), guidance=0.5, is_filled_up=True)
    assert first == "A CFG scale of 0.5 is drawn as 1 by diffusers. Use a larger one."
    assert second.startswith("Prompt and negative prompt differ in length, so the shorter is")


def test_a_scheduler_that_draws_otherwise_is_said() -> None:
    pipe = Pipeline()
    pipe.scheduler = scheduler("leading")
    (one,) = said(compiled(), pipe=pipe)
    assert one == (
        "The pipeline's scheduler does not draw as A1111's Euler a does. "
        "Set pipe.scheduler to card_scheduler()."
    )
    (other,) = said(compiled(sampler_name="DPM++ 2M"), pipe=pipe)
    assert other == "The sampler DPM++ 2M is no part of a call. Set pipe.scheduler to it."
    assert said(compiled(sampler_name="Euler a")) == []
