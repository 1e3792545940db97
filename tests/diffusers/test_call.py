"""Pictures of a plain pipeline against those of the studio's engine: needs torch and diffusers."""

from __future__ import annotations

import warnings
from typing import Any

import pytest

from benchmarks.studio import pipeline_of
from sd_animagine import Options, compile_prompt
from sd_animagine.compiler import Compiled
from sd_animagine.diffusers import Call, call_of, card_scheduler
from sd_animagine.sdxl.conditioning import weighed
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


def told(pipe: Any, *made: Compiled, **how: Any) -> Call:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return call_of(pipe, *made, **{"steps": STEPS, "seed": 7, **how})


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


def test_several_prompts_in_one_call(model: Model, pipe: Any) -> None:
    one, other = compiled("1girl, (smile:1.2)"), compiled("1boy, [hat:cap:0.5]", "bad")
    call = told(pipe, one, other, pictures=2)
    alone = [told(pipe, one, pictures=2), told(pipe, other, seed=9, pictures=2)]
    assert call.notes == ()
    assert distance(latents(pipe, call), torch.cat([latents(pipe, c) for c in alone])) <= 3e-5


def test_several_prompts_of_two_lengths_are_filled_up_and_said(model: Model, pipe: Any) -> None:
    one, other = compiled("1girl"), compiled("1boy BREAK hat", "bad BREAK text")
    call = told(pipe, one, other)
    (note,) = call.notes
    assert note.startswith("The prompts differ in length, so the shorter are filled up.")
    assert call["prompt_embeds"].shape == (2, 154, 128)
    longer = latents(pipe, told(pipe, other, seed=8))
    assert distance(latents(pipe, call)[1:], longer) <= 3e-5


def test_networks_that_are_moved_when_they_are_asked(model: Model) -> None:
    """As ``enable_model_cpu_offload`` has them; here from the processor to the processor."""
    made = compiled("1girl, (smile:1.3), [night:hat:0.5]", "lowres BREAK bad")
    plain = pipeline(random_model())
    expected = latents(plain, told(plain, made))
    plain.enable_model_cpu_offload(device="cpu")
    assert distance(latents(plain, told(plain, made)), expected) == 0
    assert not any(each.is_inference() for each in plain.text_encoder.parameters())


def test_embeddings_that_are_loaded_stand_in_the_place_of_their_name() -> None:
    pipe = pipeline_of(random_model())
    plain = told(pipe, compiled("1girl, mine-look, hat"))
    vectors = torch.ones(2, 64), torch.full((2, 64), 0.5)
    for part, tensor in zip(("", "_2"), vectors, strict=True):
        pipe.load_textual_inversion(
            tensor,
            token="mine-look",
            text_encoder=getattr(pipe, f"text_encoder{part}"),
            tokenizer=getattr(pipe, f"tokenizer{part}"),
        )
    asked: list[Any] = []
    for encoder in (pipe.text_encoder, pipe.text_encoder_2):
        encoder.register_forward_pre_hook(lambda _, given: asked.append(given[0][0, :9].tolist()))
    call = told(pipe, compiled("1girl, (mine-look:1.2), hat"))
    names = ("mine-look", "mine-look_1")
    for ids, tokenizer in zip(asked, (pipe.tokenizer, pipe.tokenizer_2), strict=False):
        assert ids[4:6] == tokenizer.convert_tokens_to_ids(names)
        assert ids[6] == pipe.tokenizer.convert_tokens_to_ids(",</w>")
    assert distance(call["prompt_embeds"], plain["prompt_embeds"]) > 0.01
    for name in ("tokenizer", "tokenizer_2"):
        setattr(pipe, name, None)
    words = told(pipe, compiled("1girl, mine-look, hat"))
    assert distance(words["prompt_embeds"], plain["prompt_embeds"]) == 0


def test_weights_go_where_an_offloaded_network_leaves_its_output() -> None:
    output = torch.ones(1, 77, 4, device="meta")
    assert weighed(output, torch.ones(1, 77)).device == output.device


@pytest.mark.parametrize("name", ["float16", "bfloat16"])
def test_a_pipeline_in_half_precision(name: str) -> None:
    made = compiled("1girl, (smile:1.3), [night:hat:0.5]")
    pipe = pipeline(random_model())
    expected = latents(pipe, told(pipe, made))
    half = pipe.to(dtype=getattr(torch, name))
    call = told(half, made)
    assert call["prompt_embeds"].dtype == getattr(torch, name)
    found = latents(half, call).float()
    assert torch.isfinite(found).all() and distance(found, expected) < 0.05


def test_embeddings_can_be_saved_and_trained_with(pipe: Any) -> None:
    for name, value in told(pipe, compiled("1girl, (smile:1.2)")).items():
        if name.endswith("embeds"):
            assert not value.is_inference()
