"""Drawing with a small random SDXL: needs torch and diffusers."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from sd_animagine.sdxl.conditioning import encode_texts, encoders_of
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.levels import time_of, uniform
from sd_animagine.sdxl.loading import Model, load, missing_packages
from sd_animagine.sdxl.samplers import SAMPLERS
from sd_animagine.studio.engines import demo
from sd_animagine.studio.engines.base import Cancelled, DrawJob, Picture
from sd_animagine.studio.engines.diffusers import DiffusersEngine
from sd_animagine.studio.engines.drawer import Drawer
from sd_animagine.studio.engines.passes import prompts_of
from sd_animagine.syntax import parse
from sd_animagine.tokens import encode
from sd_animagine.tokens.bpe import bundled
from tests.studio import checkpoints

if lacking := missing_packages():
    pytest.skip(lacking.sentence, allow_module_level=True)


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Two threads on a busy machine wait for each other most of the time."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="module")
def model() -> Model:
    return demo.random_model()


@pytest.fixture
def drawer(model: Model) -> Drawer:
    return Drawer(lambda: model)


def drawn(drawer: Any, job: DrawJob, listener: Any = None) -> list[Picture]:
    cancelled = listener.cancelled if listener else Event()
    return list(drawer.draw(job, listener or (lambda progress: None), cancelled))


def pixels(picture: Picture) -> Any:
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(picture.png)) as image:
        return np.asarray(image.convert("RGB"), int)


def test_pictures_progress_and_infotext(drawer: Drawer, job: DrawJob, told: Any) -> None:
    listener = told(Event())
    pictures = drawn(drawer, replace(job, batch_size=2), listener)
    assert [picture.seed for picture in pictures] == [7, 8, 9]
    assert len({picture.png for picture in pictures}) == 3
    assert pixels(pictures[0]).shape == (64, 128, 3)
    steps = [(p.picture, p.step) for p in listener.all if not p.message]
    assert steps == [
        *((0, n) for n in range(1, 5)),
        (2, 4),
        *((2, n) for n in range(1, 5)),
        (3, 4),
    ]
    assert pictures[1].infotext.endswith("Seed: 8, Size: 128x64, Model: demo, RNG: CPU")


def test_a_picture_does_not_depend_on_its_batch(drawer: Drawer, job: DrawJob) -> None:
    together = drawn(drawer, replace(job, batch_size=3))
    alone = drawn(drawer, job)
    for one, other in zip(together, alone, strict=True):
        assert abs(pixels(one) - pixels(other)).max() <= 1


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_same_again(drawer: Drawer, job: DrawJob, sampler: str) -> None:
    job = replace(job, sampler_name=sampler, pictures=1)
    assert drawn(drawer, job) == drawn(drawer, job)


def test_samplers_draw_pictures_of_their_own(drawer: Drawer, job: DrawJob) -> None:
    job = replace(job, pictures=1)
    drawn_by = {name: drawn(drawer, replace(job, sampler_name=name))[0] for name in SAMPLERS}
    assert len({pixels(picture).tobytes() for picture in drawn_by.values()}) == len(SAMPLERS)
    assert "Sampler: Euler a, CFG" in drawn_by["Euler a"].infotext
    assert "Schedule" not in drawn_by["Euler a"].infotext
    two_m = drawn_by["DPM++ 2M"].infotext
    assert "Sampler: DPM++ 2M, CFG" in two_m and "Schedule type: Karras" in two_m
    (older,) = drawn(drawer, replace(job, sampler_name="DPM++ 2M Karras"))
    assert older == drawn_by["DPM++ 2M"]


def test_it_stops_between_two_steps(drawer: Drawer, job: DrawJob, told: Any) -> None:
    listener = told(Event(), stop_at=(1, 2))
    pictures = []
    with pytest.raises(Cancelled, match=r"^Stopped after 1 of 3 pictures\.$"):
        for picture in drawer.draw(job, listener, listener.cancelled):
            pictures.append(picture)
    assert len(pictures) == 1
    assert (listener.all[-1].picture, listener.all[-1].step) == (1, 2)
    assert len(drawn(drawer, job)) == 3, "and draws again"


def test_pages_take_turns(drawer: Drawer, job: DrawJob, told: Any) -> None:
    first = drawer.draw(job, lambda progress: None, Event())
    next(first)
    listener = told(Event(), stop_at=(0, 0))
    with pytest.raises(Cancelled):
        drawn(drawer, job, listener)
    assert [progress.message for progress in listener.all] == ["waiting for other pictures"]
    second: list[Picture] = []
    thread = Thread(target=lambda: second.extend(drawn(drawer, job)))
    thread.start()
    assert len(list(first)) == 2
    thread.join(60)
    assert len(second) == 3


@pytest.mark.parametrize(
    ("error", "message"),
    [
        (
            "CUDA out of memory. Tried",
            "no memory left for 2 pictures of 128×64 at once. Draw fewer at once, or",
        ),
        ("can't allocate memory: you tried to", "no memory left for 2 pictures of 128×64"),
    ],
)
def test_no_memory(
    model: Model, job: DrawJob, monkeypatch: pytest.MonkeyPatch, error: str, message: str
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise RuntimeError(error)

    monkeypatch.setattr(model.unet, "forward", full)
    with pytest.raises(EngineError) as raised:
        drawn(Drawer(lambda: model), replace(job, batch_size=2))
    assert message in str(raised.value)


def test_other_errors_are_not_hidden(
    model: Model, job: DrawJob, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("a mistake of ours")

    monkeypatch.setattr(model.unet, "forward", broken)
    with pytest.raises(RuntimeError, match="a mistake of ours"):
        drawn(Drawer(lambda: model), job)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sampler_name": "Eul"}, "sampler_name is 'Eul'; it must be one of Euler a, Euler, DPM++"),
        ({"prompt": "1girl <hypernet:x:1>"}, "“<hypernet:x:1>” needs a WebUI"),
        ({"negative_prompt": "<lora:x:1>"}, "“<lora:x:1>” stands in the negative prompt, where"),
    ],
)
def test_what_cannot_be_drawn(
    drawer: Drawer, job: DrawJob, changed: dict[str, str], message: str
) -> None:
    with pytest.raises(EngineError) as raised:
        drawn(drawer, replace(job, **changed))
    assert str(raised.value).startswith(message)


def test_the_demo_engine_labels(job: DrawJob) -> None:
    picture = next(demo.DemoEngine().draw(job, lambda progress: None, Event()))
    assert pixels(picture)[-1, 0].tolist() == [0, 0, 0]
    assert "Model: demo" in picture.infotext


def test_noise_levels_are_sdxl_s() -> None:
    levels = uniform(28)
    assert len(levels) == 29
    assert levels[0] == pytest.approx(14.6146, abs=1e-3)
    assert [time_of(level) for level in levels[:-1:27]] == pytest.approx([999.0, 0.0], abs=1e-6)
    assert levels[-1] == 0.0
    assert levels[-2] == pytest.approx(0.0292, abs=1e-4)


# What the text encoders make of a prompt


def condition(model: Model, text: str, **how: Any) -> Any:
    (line,) = encode(parse(text), **how)
    return encode_texts(encoders_of(model), line.texts)


def test_a_plain_prompt_is_what_diffusers_makes_of_it(model: Model, tmp_path: Path) -> None:
    import torch
    from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionXLPipeline
    from transformers import CLIPTokenizer

    bpe = bundled()
    names = {"<|startoftext|></w>": "<|startoftext|>", "<|endoftext|></w>": "<|endoftext|>"}
    vocabulary = {names.get(token, token): number for token, number in bpe.ids.items()}
    (tmp_path / "vocab.json").write_text(json.dumps(vocabulary))
    merges = "\n".join(["#version: 0.2", *bpe.ranks])
    (tmp_path / "merges.txt").write_text(merges, "utf-8")
    files = (str(tmp_path / "vocab.json"), str(tmp_path / "merges.txt"))
    pipeline = StableDiffusionXLPipeline(
        vae=model.vae,
        unet=model.unet,
        text_encoder=model.clip_l,
        text_encoder_2=model.clip_g,
        tokenizer=CLIPTokenizer(*files, model_max_length=77),
        tokenizer_2=CLIPTokenizer(*files, pad_token="!", model_max_length=77),
        scheduler=EulerAncestralDiscreteScheduler(),
        add_watermarker=False,
    )
    text = "1girl, arima kana, it's smiling? 8k, c.c."
    context, _, pooled, _ = pipeline.encode_prompt(text, do_classifier_free_guidance=False)
    (ours,) = condition(model, text)
    assert torch.allclose(ours.context, context[0], atol=1e-5)
    assert torch.allclose(ours.pooled, pooled[0], atol=1e-5)


def test_weights_keep_the_mean_of_each_chunk(model: Model) -> None:
    import torch

    (plain,) = condition(model, "1girl, smile BREAK night")
    (heavy,) = condition(model, "1girl, (smile:1.5) BREAK night")
    assert plain.context.shape == (154, 128)
    assert torch.equal(plain.pooled, heavy.pooled)
    assert torch.equal(plain.context[77:], heavy.context[77:]), "another chunk is left alone"
    for part in (slice(0, 64), slice(64, 128)):
        before, after = plain.context[:77, part], heavy.context[:77, part]
        assert after.mean() == pytest.approx(float(before.mean()), rel=1e-3)
        ratio = after / before
        at, others = ratio[4], torch.cat([ratio[:4], ratio[5:]])
        assert torch.allclose(at / others.mean(), torch.tensor(1.5), rtol=1e-3)


def test_an_empty_negative_prompt_is_all_zeros(model: Model, job: DrawJob) -> None:
    told = prompts_of(model, replace(job, negative_prompt=""))
    (negative,) = told.negative
    assert not negative.context.any()
    assert not negative.pooled.any()
    assert not told.padded


def test_the_shorter_one_is_filled_up_with_the_empty_prompt(model: Model, job: DrawJob) -> None:
    import torch

    (empty,) = condition(model, "")
    told = prompts_of(model, replace(job, prompt="a BREAK b BREAK c", negative_prompt="bad"))
    (negative,) = told.negative
    assert told.padded
    assert torch.equal(negative.context[77:], torch.cat([empty.context] * 2))
    told = prompts_of(model, replace(job, prompt="a", negative_prompt="x BREAK y"))
    assert torch.equal(told.positive[0][0].context[77:], empty.context)


def test_padding_is_told(drawer: Drawer, job: DrawJob) -> None:
    (picture,) = drawn(drawer, replace(job, prompt="a BREAK b", pictures=1))
    assert picture.infotext.endswith("RNG: CPU, Pad conds: True")


def test_subprompts_repeat_their_last_vector(model: Model, job: DrawJob) -> None:
    import torch

    told = prompts_of(model, replace(job, prompt="a BREAK b AND c :0.5"))
    assert [line.weight for line in told.lines] == [1.0, 0.5]
    shorter = told.positive[1][0].context
    assert shorter.shape == (154, 128)
    assert torch.equal(shorter[77:], shorter[76:77].expand(77, -1))


def test_editing_changes_the_picture(drawer: Drawer, job: DrawJob) -> None:
    job = replace(job, pictures=1)
    texts = ("cat", "dog", "[cat:dog:0.5]", "[cat|dog]")
    pictures = [pixels(drawn(drawer, replace(job, prompt=text))[0]) for text in texts]
    for n, one in enumerate(pictures):
        assert all((one != other).any() for other in pictures[:n])
    kept = pixels(drawn(drawer, replace(job, prompt="[cat:dog:4]"))[0])
    assert (kept == pictures[0]).all(), "it would change after the last step"


def saved(model: Model, folder: Path) -> Path:
    """Save a model as a diffusers folder."""
    from diffusers import EulerAncestralDiscreteScheduler, StableDiffusionXLPipeline

    pipeline = StableDiffusionXLPipeline(
        vae=model.vae,
        unet=model.unet,
        text_encoder=model.clip_l,
        text_encoder_2=model.clip_g,
        tokenizer=None,
        tokenizer_2=None,
        scheduler=EulerAncestralDiscreteScheduler(),
        add_watermarker=False,
    )
    pipeline.save_pretrained(folder)
    return folder


def test_a_diffusers_folder(model: Model, job: DrawJob, tmp_path: Path) -> None:
    engine = DiffusersEngine(str(saved(model, tmp_path / "my-model")))
    assert engine.status()[:3] == (True, "Draws here with my-model.", "my-model")
    ours, direct = drawn(engine, job)[0], drawn(Drawer(lambda: model), job)[0]
    assert (pixels(ours) == pixels(direct)).all()
    assert "Model: my-model" in ours.infotext


def test_a_checkpoint_file(job: DrawJob, tmp_path: Path) -> None:
    import torch

    parts = checkpoints.networks()
    path = checkpoints.written(tmp_path / "my-model.safetensors", parts)
    found = load(str(path), checkpoints.HEADS)
    for name, network in parts.items():
        expected, loaded = network.state_dict(), getattr(found, name).state_dict()
        assert loaded.keys() == expected.keys()
        assert [key for key in loaded if not torch.equal(loaded[key], expected[key])] == []
    [picture] = drawn(DiffusersEngine(str(path), checkpoints.HEADS), replace(job, pictures=1))
    assert "Model: my-model" in picture.infotext


def test_a_folder_of_an_older_transformers(model: Model, job: DrawJob, tmp_path: Path) -> None:
    from safetensors.torch import load_file, save_file

    folder = saved(model, tmp_path / "older")
    file = folder / "text_encoder" / "model.safetensors"
    tensors = load_file(file)
    save_file(
        {f"text_model.{name}": each for name, each in tensors.items()}, file, {"format": "pt"}
    )
    ours, direct = drawn(DiffusersEngine(str(folder)), job)[0], drawn(Drawer(lambda: model), job)[0]
    assert (pixels(ours) == pixels(direct)).all()


def test_a_model_that_cannot_be_loaded(job: DrawJob, tmp_path: Path) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "model_index.json").write_text("{}")
    with pytest.raises(EngineError, match=r"^The model .*broken cannot be loaded: "):
        drawn(DiffusersEngine(str(tmp_path / "broken")), job)
