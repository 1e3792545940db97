"""A running ComfyUI with this pack: what its nodes draw, against our own engine.

``ANIMAGINE_COMFYUI`` is its address, ``ANIMAGINE_COMFYUI_CHECKPOINT`` the file of an SDXL model
in its list; needs the extra ``draw``. ``ANIMAGINE_COMFYUI_HEADS`` are the attention heads of its
two text encoders (``2,2``) where they are not those of SDXL.
"""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.parse
import urllib.request
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.compiler import Options, compile_prompt
from sd_animagine.pictures.read_back import read_back
from sd_animagine.syntax import parse
from sd_animagine.tokens import encode
from tests.comfyui.graphs import PROMPT, node, whole

ADDRESS = os.environ.get("ANIMAGINE_COMFYUI", "")
CHECKPOINT = Path(os.environ.get("ANIMAGINE_COMFYUI_CHECKPOINT", ""))
pytestmark = pytest.mark.skipif(not ADDRESS, reason="needs a ComfyUI: ANIMAGINE_COMFYUI is not set")

PATIENCE = 300
STEPS, CFG, SEED, SIDE = 8, 5.0, 42, 256
LIMIT = 3e-5
"""Largest difference of the latents, relative to the largest."""
NEGATIVE = "lowres, bad anatomy"
LONG = ", ".join(
    f"{colour} {thing}"
    for colour in ("red", "blue", "green", "dark")
    for thing in ("hair", "eyes", "sky", "dress", "shoes", "flower", "ribbon", "house")
)
CASES = {
    "plain": ("1girl, smile, night", NEGATIVE),
    "weight": ("1girl, (smile:1.2), [night]", NEGATIVE),
    "nested": ("1girl, ((smile)), [hat], (a (b:1.2) c:1.5)", NEGATIVE),
    "BREAK": ("1girl, smile BREAK night, stars", NEGATIVE),
    "AND": ("1girl :1.2 AND night :0.5", NEGATIVE),
    "editing": ("1girl, [smile:night:0.5], hat", NEGATIVE),
    "alternation": ("1girl, [smile|night], hat", "[lowres:blurry:0.3]"),
    "all at once": ("1girl, [hat:dress:0.6] AND [night|day] BREAK stars :0.7", NEGATIVE),
    "long": (LONG, NEGATIVE),
    "empty negative": ("1girl, smile", ""),
}


def get(path: str) -> Any:
    with urllib.request.urlopen(f"{ADDRESS}{path}", timeout=PATIENCE) as answer:
        body = answer.read()
    return json.loads(body) if answer.headers.get_content_type() == "application/json" else body


def run(graph: dict[str, Any]) -> Any:
    """What ComfyUI's history says of a graph that ran."""
    body = json.dumps({"prompt": graph}).encode()
    request = urllib.request.Request(f"{ADDRESS}/prompt", body)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        number = json.loads(answer.read())["prompt_id"]
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        found = get(f"/history/{number}").get(number)
        if found is not None:
            return found
        time.sleep(0.2)
    raise AssertionError(f"ComfyUI drew nothing in {PATIENCE} seconds")


def file_of(saved: dict[str, str]) -> bytes:
    query = urllib.parse.urlencode({key: saved[key] for key in ("filename", "subfolder", "type")})
    return get(f"/view?{query}")  # type: ignore[no-any-return]


def drawing(prompt: Any, negative: Any, pictures: int = 1) -> dict[str, Any]:
    """From the checkpoint to latents, with our sampler."""
    return {
        "1": node("CheckpointLoaderSimple", ckpt_name=CHECKPOINT.name),
        "3": node("AnimagineEncode", clip=["1", 1], prompt=prompt, negative=negative,
                  weights="A1111", steps=STEPS),
        "4": node("AnimagineSettings", steps=["3", 3], cfg=CFG, cfg_factor=["3", 2]),
        "5": node("EmptyLatentImage", width=SIDE, height=SIDE, batch_size=pictures),
        "6": node("BasicScheduler", model=["1", 0], scheduler=["4", 3], steps=["4", 0],
                  denoise=1.0),
        "7": node("SamplerCustom", model=["1", 0], add_noise=True, noise_seed=SEED, cfg=["4", 1],
                  positive=["3", 0], negative=["3", 1], sampler=["4", 4], sigmas=["6", 0],
                  latent_image=["5", 0]),
        "8": node("SaveLatent", samples=["7", 0], filename_prefix="animagine-test/latent"),
    }  # fmt: skip


def theirs(graph: dict[str, Any]) -> Any:
    from safetensors.torch import load

    from sd_animagine.sdxl.architecture import VAE_SCALE

    found = run(graph)
    assert found["status"]["status_str"] == "success", found["status"]["messages"]
    return load(file_of(found["outputs"]["8"]["latents"][0]))["latent_tensor"] * VAE_SCALE


@lru_cache(maxsize=1)
def model() -> Any:
    """Our engine's model; without the VAE, since ComfyUI takes files with a smaller one."""
    import torch
    from safetensors.torch import load_file

    from sd_animagine.files.safetensors_header import read_header
    from sd_animagine.sdxl import architecture, loading

    shapes = read_header(CHECKPOINT).shapes
    first, second = architecture._clip_l(shapes), architecture._clip_g(shapes)
    if heads := os.environ.get("ANIMAGINE_COMFYUI_HEADS"):
        first["num_attention_heads"], second["num_attention_heads"] = map(int, heads.split(","))
    plan = architecture.Architecture(architecture._unet(shapes), {}, first, second)
    tensors = load_file(CHECKPOINT)
    unet = architecture.UNET
    parts = {
        "unet": loading._single_file("UNet2DConditionModel", plan.unet, tensors, unet),
        "vae": torch.nn.Identity(),
        "clip_l": loading._clip_l(plan, tensors),
        "clip_g": loading._clip_g(plan, tensors),
    }
    return loading.placed("test", parts, torch.device("cpu"), torch.float32)


def ours(prompt: str, negative: str, pictures: int = 1) -> Any:
    from sd_animagine.sdxl.conditioning import encode_prompts, encoders_of
    from sd_animagine.sdxl.samplers import choice_of
    from sd_animagine.sdxl.sampling import Denoiser, Noise, latent_shape, sample

    lines = encode(parse(prompt), STEPS)
    (line,) = encode(parse(negative), STEPS, negative=True)
    told = encode_prompts(encoders_of(model()), lines, line, negative_is_empty=not negative)
    seeds = [SEED + number for number in range(pictures)]
    noise = Noise(seeds, latent_shape(model(), SIDE, SIDE), model().device)
    denoiser = Denoiser(model(), told, (SIDE, SIDE), pictures, CFG)
    return sample(denoiser, noise, choice_of("Euler a"), STEPS, after_step=lambda *_: None)


def apart(one: Any, other: Any) -> float:
    return float((one - other).abs().max() / other.abs().max())


@pytest.mark.parametrize("name", CASES)
def test_it_draws_what_our_engine_draws(name: str) -> None:
    prompt, negative = CASES[name]
    assert apart(theirs(drawing(prompt, negative)), ours(prompt, negative)) <= LIMIT


def test_a_batch_is_its_pictures() -> None:
    prompt, negative = CASES["plain"]
    assert apart(theirs(drawing(prompt, negative, 2)), ours(prompt, negative, 2)) <= LIMIT


def test_a_prompt_comes_from_our_node() -> None:
    graph = drawing(["2", 0], ["2", 1])
    graph["2"] = node("AnimaginePrompt", **{**PROMPT, "prompt": "smile, 1girl BREAK [hat]"})
    made = compile_prompt(
        "smile, 1girl BREAK [hat]", "bad hands", options=Options(gate="always", negative="off")
    )
    assert apart(theirs(graph), ours(made.prompt, made.negative_prompt or "")) <= LIMIT


@pytest.mark.parametrize("language", ["A1111", "ComfyUI"])
def test_a_prompt_by_api_is_told_as_text(language: str) -> None:
    inputs = {**PROMPT, "prompt": "hatsune miku, smile, 1girl, (hat", "language": language}
    found = run({"2": node("AnimaginePrompt", **inputs)})
    made = compile_prompt(
        inputs["prompt"], "bad hands", options=Options(gate="always", negative="off")
    ).to(language.lower())
    (text,) = found["outputs"]["2"]["text"]
    assert text.startswith(f"{made.prompt}\n{made.negative_prompt}\n")


def saving(seed: int) -> dict[str, Any]:
    graph = whole()
    graph["1"]["inputs"]["ckpt_name"] = CHECKPOINT.name
    graph["2"]["inputs"]["size"] = "640 x 1536"
    graph["5"]["inputs"].update(width=64, height=64)
    graph["3"]["inputs"]["steps"] = 1
    graph["7"]["inputs"]["noise_seed"] = seed
    graph["9"]["inputs"]["filename_prefix"] = "animagine-test/picture"
    return graph


def test_a_saved_picture_tells_what_made_it_though_nodes_were_cached() -> None:
    import io

    from PIL import Image

    for seed in (int(time.time()), int(time.time()) + 10):
        found = run(saving(seed))
        assert found["status"]["status_str"] == "success", found["status"]["messages"]
        for number, saved in enumerate(found["outputs"]["9"]["images"]):
            with Image.open(io.BytesIO(file_of(saved))) as picture:
                picture.load()
                told = read_back({"parameters": picture.text["parameters"]})
                assert json.loads(picture.text["prompt"])["9"]["class_type"] == "AnimagineSave"
            assert told.prompt is not None and told.prompt.startswith("1girl, smile, [hat]")
            assert (told.seed, told.steps, told.sampler_name) == (seed + number, 1, "Euler a")
            assert told.fields["Animagine prompt"] == "smile, 1girl, [hat]"


def test_strict_stops_the_run_with_the_sentence_and_the_next_one_runs() -> None:
    inputs = {**PROMPT, "prompt": "1girl, (smile:1.2.3)", "mode": "strict"}
    status = run({"2": node("AnimaginePrompt", **inputs)})["status"]
    (error,) = [told for kind, told in status["messages"] if kind == "execution_error"]
    assert error["node_type"] == "AnimaginePrompt" and "ANI" in error["exception_message"]
    assert run({"2": node("AnimaginePrompt", **PROMPT)})["status"]["status_str"] == "success"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [({"size": "gone"}, "gone"), ({"year": 3000}, "2025"), ({"mode": "gone"}, "strict")],
)
def test_an_option_that_is_gone_is_refused_before_anything_runs(
    wrong: dict[str, Any], said: str
) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        run({"2": node("AnimaginePrompt", **{**PROMPT, **wrong})})
    assert refused.value.code == 400 and said in refused.value.read().decode()


def test_the_examples_names_and_help_are_served() -> None:
    flows = {name for names in get("/workflow_templates").values() for name in names}
    assert {"animagine_basic", "animagine_same_as_a1111"} <= flows
    for language in ("ja", "zh"):
        assert "Animagine" in get("/i18n")[language]["nodeDefs"]["AnimagineSave"]["display_name"]
    (script,) = [path for path in get("/extensions") if path.endswith("/animagine.js")]
    assert b"# Animagine Prompt" in get(script.replace("animagine.js", "docs/AnimaginePrompt.md"))


def test_the_routes_answer_as_everywhere() -> None:
    for prefix in ("", "/api"):
        assert get(f"{prefix}/animagine/v1/names")["comments"]["marks"] == ["#"]
    body = json.dumps({"prompt": "smile, 1girl"}).encode()
    request = urllib.request.Request(f"{ADDRESS}/animagine/v1/compile", body)
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        assert json.loads(answer.read())["prompt"].startswith("1girl, smile")
    for wrong, code in ((b"{", 422), (b'{"prompt": 7}', 422), (b" " * 300_000, 413)):
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(
                urllib.request.Request(f"{ADDRESS}/animagine/v1/compile", wrong), timeout=PATIENCE
            )
        assert refused.value.code == code
        assert json.loads(refused.value.read())["detail"]["message"]
