"""Pictures of a plain pipeline against those of the studio's engine: needs torch and diffusers."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from sd_animagine import Options, compile_prompt
from sd_animagine.compiler import Compiled
from sd_animagine.diffusers import Call, card_scheduler
from sd_animagine.sdxl.loading import Model
from sd_animagine.sdxl.samplers import choice_of
from sd_animagine.sdxl.sampling import Denoiser, Noise, latent_shape, sample
from sd_animagine.studio.engines.base import DrawJob
from sd_animagine.studio.engines.demo import random_model
from sd_animagine.studio.engines.passes import prompts_of

torch = pytest.importorskip("torch")
pytest.importorskip("diffusers")
pytest.importorskip("transformers")

STEPS = 8
LONG = ", ".join(f"tag number {n} of many" for n in range(30))


@pytest.fixture(scope="module")
def model() -> Model:
    return random_model()


@pytest.fixture
def pipe(model: Model) -> Any:
    return pipeline(model)


def pipeline(model: Model) -> Any:
    from diffusers import StableDiffusionXLPipeline

    made = StableDiffusionXLPipeline(
        vae=model.vae,
        unet=model.unet,
        text_encoder=model.clip_l,
        text_encoder_2=model.clip_g,
        tokenizer=None,
        tokenizer_2=None,
        scheduler=card_scheduler(),
        add_watermarker=False,
    )
    made.set_progress_bar_config(disable=True)
    return made


def compiled(prompt: str, negative: str = "lowres, bad hands") -> Compiled:
    return compile_prompt(prompt, negative, width=128, height=64, options=Options(mode="off"))


def told(pipe: Any, made: Compiled, **how: Any) -> Call:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return made.to_diffusers(pipe, **{"steps": STEPS, "seed": 7, **how})


def latents(pipe: Any, call: Call, **more: Any) -> Any:
    return pipe(**call, **more, output_type="latent").images


def engine_s(model: Model, made: Compiled, pictures: int = 1, scale: float = 5.0) -> Any:
    """What the studio's engine makes of the same, which the host tests hold to A1111."""
    texts = (made.prompt, made.negative_prompt or "")
    job = DrawJob(*texts, 128, 64, STEPS, scale, "Euler a", 7)
    denoiser = Denoiser(model, prompts_of(model, job), (128, 64), pictures, scale)
    seeds = range(7, 7 + pictures)
    noise = Noise(seeds, latent_shape(model, 128, 64), model.device)
    return sample(denoiser, noise, choice_of("Euler a"), STEPS, after_step=lambda *_: None)


def distance(one: Any, other: Any) -> float:
    return float((one - other).abs().max() / other.abs().max())


@pytest.mark.parametrize(
    ("prompt", "negative"),
    [
        ("1girl, smile", "lowres"),
        ("1girl, (smile:1.3), [night], ((hat))", "(lowres:1.2), [bad]"),
        ("1girl BREAK night BREAK hat", "lowres"),
        (LONG, "lowres"),
        ("1girl", LONG),
        ("1girl, [smile:night:0.5], [hat|cap]", "lowres"),
        ("1girl", "[lowres:bad hands:3]"),
        ("1girl, [smile::0.3] BREAK [night:0.6]", ""),
        ("1girl, smile :1.4", "lowres"),
        ("", "lowres"),
    ],
    ids=[
        *("plain", "weighted", "BREAK", "long", "long negative", "editing"),
        *("edited negative", "chunks and empty negative", "weight of all", "empty"),
    ],
)
def test_latents_are_those_of_the_engine(
    model: Model, pipe: Any, prompt: str, negative: str
) -> None:
    made = compiled(prompt, negative)
    found = latents(pipe, told(pipe, made, pictures=2))
    assert distance(found, engine_s(model, made, pictures=2)) <= 3e-5


def test_the_arguments_of_a_call(pipe: Any) -> None:
    call = told(pipe, compiled("1girl BREAK smile"), steps=None, seed=None)
    assert call.pop("prompt_embeds").shape == (1, 154, 128)
    assert call.pop("negative_prompt_embeds").shape == (1, 154, 128)
    assert call.pop("pooled_prompt_embeds").shape == (1, 64)
    assert call.pop("negative_pooled_prompt_embeds").shape == (1, 64)
    assert call == {
        **{"width": 128, "height": 64, "guidance_scale": 5.0, "num_inference_steps": 28},
    }


def test_one_picture_has_one_generator_and_the_next_counts_on(pipe: Any) -> None:
    made = compiled("1girl, [smile|night]")
    both = latents(pipe, told(pipe, made, pictures=2))
    alone = [latents(pipe, told(pipe, made, seed=seed)) for seed in (7, 8)]
    assert distance(torch.cat(alone), both) <= 3e-5


def test_editing_without_guidance(model: Model, pipe: Any) -> None:
    made = compiled("1girl, [smile:night:0.5]")
    call = told(pipe, made) | {"guidance_scale": 1.0}
    assert distance(latents(pipe, call), engine_s(model, made, scale=1.0)) <= 3e-5


def test_what_is_said_is_warned_of_where_the_call_is_made(pipe: Any) -> None:
    with pytest.warns(UserWarning, match="<lora:x:1> loads nothing in diffusers") as warned:
        call = compiled("1girl, <lora:x:1>").to_diffusers(pipe)
    assert [str(each.message) for each in warned] == [str(note) for note in call.notes]
    assert warned[0].filename == __file__


def test_embeddings_can_be_saved_and_trained_with(pipe: Any) -> None:
    for name, value in told(pipe, compiled("1girl, (smile:1.2)")).items():
        if name.endswith("embeds"):
            assert not value.is_inference()
