"""LoRAs against the same change put into the model's weights by hand."""

from __future__ import annotations

import copy
import hashlib
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sd_animagine.files.loras import Loras, hash_of
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model, load, missing_packages
from sd_animagine.sdxl.lora import MOST, wanted_in
from sd_animagine.sdxl.lora_names import parts_of
from sd_animagine.studio.engines import demo
from sd_animagine.studio.engines.base import Cancelled, DrawJob, Picture
from sd_animagine.studio.engines.drawer import Drawer
from tests.studio import checkpoints

if lacking := missing_packages():
    pytest.skip(lacking.sentence, allow_module_level=True)

import torch

RANK = 4
UNET = "down_blocks.2.attentions.0.transformer_blocks.0.attn1.to_q"
CONV = "down_blocks.0.resnets.0.conv1"
TEXT = "encoder.layers.0.self_attn.q_proj"
STYLES = {
    "kohya": {
        UNET: "lora_unet_input_blocks_5_1_transformer_blocks_0_attn1_to_q.lora_{}.weight",
        TEXT: "lora_te1_text_model_encoder_layers_0_self_attn_q_proj.lora_{}.weight",
    },
    "kohya with diffusers' names": {
        UNET: "lora_unet_down_blocks_2_attentions_0_transformer_blocks_0_attn1_to_q.lora_{}.weight",
        TEXT: "lora_te1_text_model_encoder_layers_0_self_attn_q_proj.lora_{}.weight",
    },
    "diffusers": {
        UNET: f"unet.{UNET}.lora_{{}}.weight",
        TEXT: f"text_encoder.text_model.{TEXT}.lora_{{}}.weight",
    },
    "older diffusers": {
        UNET: f"unet.{UNET.replace('to_q', 'processor.to_q_lora')}.{{}}.weight",
        TEXT: f"text_encoder.text_model.{TEXT}.lora_linear_layer.{{}}.weight",
    },
}


@pytest.fixture(scope="module")
def model() -> Model:
    return demo.random_model()


@pytest.fixture
def job(job: DrawJob) -> DrawJob:
    return replace(job, pictures=1)


def module_of(model: Model, name: str) -> Any:
    network = model.clip_l if name == TEXT else model.unet
    found = dict(network.named_modules())
    return found.get(name) or found[f"text_model.{name}"]


def matrices(model: Model, name: str) -> dict[str, Any]:
    """The two of a layer, so large that a picture shows them."""
    generator = torch.Generator().manual_seed(len(name))
    out, into = module_of(model, name).weight.shape[:2]
    size = 2 / RANK**0.5
    down = torch.randn((RANK, into), generator=generator) * size
    return {"down": down, "up": torch.randn((out, RANK), generator=generator) * size}


def saved(path: Path, tensors: dict[str, Any], **metadata: str) -> Path:
    from safetensors.torch import save_file

    path.parent.mkdir(exist_ok=True)
    save_file(tensors, path, metadata or None)
    return path


def made(model: Model, path: Path, style: str = "kohya", alpha: float | None = None) -> Path:
    """A LoRA of one layer of the UNet and one of a text encoder."""
    letters = {"down": "A", "up": "B"} if style == "diffusers" else {"down": "down", "up": "up"}
    tensors = {}
    for name, pattern in STYLES[style].items():
        for role, tensor in matrices(model, name).items():
            tensors[pattern.format(letters[role])] = tensor
        if alpha is not None:
            tensors[pattern.split(".lora_")[0] + ".alpha"] = torch.tensor(alpha)
    return saved(path, tensors)


def drawn(model: Model, job: DrawJob, folder: Path | None = None) -> Picture:
    drawer = Drawer(lambda: model, loras=Loras(folder))
    (picture,) = drawer.draw(job, lambda progress: None, Event())
    return picture


def merged(model: Model, text: float, unet: float) -> Model:
    """A copy of the model with the change in its weights."""
    networks = {name: copy.deepcopy(getattr(model, name)) for name in ("unet", "clip_l")}
    changed = replace(model, **networks)
    for name in (UNET, TEXT):
        each = matrices(model, name)
        strength = text if name == TEXT else unet
        module_of(changed, name).weight.data += each["up"] @ each["down"] * strength
    return changed


def body(picture: Picture) -> bytes:
    """The pixels, encoded; without the texts."""
    return picture.png[picture.png.index(b"IDAT") :]


def close(one: Picture, other: Picture) -> bool:
    import io

    from PIL import Image, ImageChops

    with Image.open(io.BytesIO(one.png)) as a, Image.open(io.BytesIO(other.png)) as b:
        difference = ImageChops.difference(a.convert("RGB"), b.convert("RGB")).getextrema()
    return max(most for _, most in difference) <= 1


@pytest.mark.parametrize("style", STYLES)
def test_it_draws_as_the_changed_model_does(
    model: Model, job: DrawJob, tmp_path: Path, style: str
) -> None:
    made(model, tmp_path / "a" / "tiny.safetensors", style)
    job = replace(job, prompt="1girl, <lora:tiny:0.8>, smile")
    ours = drawn(model, job, tmp_path)
    plain = replace(job, prompt="1girl, , smile")
    assert close(ours, drawn(merged(model, 0.8, 0.8), plain))
    assert not close(ours, drawn(model, plain))
    assert "<lora:tiny:0.8>" in ours.infotext


@pytest.mark.parametrize(
    ("written_as", "text", "unet"),
    [("tiny", 1, 1), ("tiny:0:1", 0, 1), ("tiny:1:te=0.5", 0.5, 0.5), ("tiny:0.5:unet=0", 0.5, 0)],
)
def test_text_and_unet_have_weights_of_their_own(
    model: Model, job: DrawJob, tmp_path: Path, written_as: str, text: float, unet: float
) -> None:
    made(model, tmp_path / "tiny.safetensors")
    ours = drawn(model, replace(job, prompt=f"cat<lora:{written_as}>"), tmp_path)
    assert close(ours, drawn(merged(model, text, unet), replace(job, prompt="cat")))


def test_alpha_scales_and_two_add_up(model: Model, job: DrawJob, tmp_path: Path) -> None:
    made(model, tmp_path / "half.safetensors", alpha=RANK / 2)
    twice = drawn(model, replace(job, prompt="cat<lora:half:1><lora:half:0.6>"), tmp_path)
    assert close(twice, drawn(merged(model, 0.8, 0.8), replace(job, prompt="cat")))


@pytest.mark.parametrize("with_middle", [False, True])
def test_a_convolution(model: Model, job: DrawJob, tmp_path: Path, *, with_middle: bool) -> None:
    generator = torch.Generator().manual_seed(2)
    module = module_of(model, CONV)
    out, into, side, _ = module.weight.shape
    up = torch.randn((out, RANK, 1, 1), generator=generator)
    name = "lora_unet_" + CONV.replace(".", "_")
    if with_middle:
        down = torch.randn((RANK, into, 1, 1), generator=generator)
        middle = torch.randn((RANK, RANK, side, side), generator=generator) / 4
        more = {f"{name}.lora_mid.weight": middle}
        change = torch.einsum("or,rsyx,si->oiyx", up[:, :, 0, 0], middle, down[:, :, 0, 0])
    else:
        down, more = torch.randn((RANK, into, side, side), generator=generator), {}
        change = torch.einsum("or,riyx->oiyx", up[:, :, 0, 0], down)
    saved(
        tmp_path / "conv.safetensors",
        {f"{name}.lora_up.weight": up, f"{name}.lora_down.weight": down, **more},
    )
    changed = replace(model, unet=copy.deepcopy(model.unet))
    module_of(changed, CONV).weight.data += change * 0.1
    ours = drawn(model, replace(job, prompt="cat<lora:conv:0.1>"), tmp_path)
    assert close(ours, drawn(changed, replace(job, prompt="cat")))


def test_nothing_of_it_stays(model: Model, job: DrawJob, tmp_path: Path, told: Any) -> None:
    made(model, tmp_path / "tiny.safetensors")
    plain = replace(job, prompt="cat")
    before = drawn(model, plain)
    weights = {name: each.clone() for name, each in model.unet.state_dict().items()}
    with_lora = replace(job, prompt="cat <lora:tiny:1>")
    assert not close(drawn(model, with_lora, tmp_path), before)
    listener = told(Event(), stop_at=(0, 2))
    with pytest.raises(Cancelled):
        list(
            Drawer(lambda: model, loras=Loras(tmp_path)).draw(
                with_lora, listener, listener.cancelled
            )
        )
    assert body(drawn(model, plain)) == body(before)
    assert all(torch.equal(each, weights[name]) for name, each in model.unet.state_dict().items())


def test_every_name_of_the_unet(tmp_path: Path) -> None:
    """A checkpoint file's names, as kohya's trainer writes them, lead to the same weights."""
    from safetensors.torch import load_file

    file = checkpoints.written(tmp_path / "model.safetensors", checkpoints.networks())
    parts = parts_of(load(str(file), checkpoints.HEADS))["unet"]
    start, found = "model.diffusion_model.", 0
    for name, tensor in load_file(file).items():
        if not name.startswith(start) or tensor.ndim < 2:
            continue
        part = name.removeprefix(start).removesuffix(".weight").replace(".", "_")
        assert torch.equal(parts[part].weight, tensor), part
        found += 1
    assert found > 60


def test_the_infotext_names_the_file_by_its_tensors(
    model: Model, job: DrawJob, tmp_path: Path
) -> None:
    path = made(model, tmp_path / "tiny.safetensors")
    data = path.read_bytes()
    start = 8 + int.from_bytes(data[:8], "little")
    digest = hashlib.sha256(data[start:]).hexdigest()[:12]
    assert hash_of(path) == digest
    picture = drawn(model, replace(job, prompt="cat<lora:tiny:1>"), tmp_path)
    assert f'Lora hashes: "tiny: {digest}"' in picture.infotext


LINEAR = "lora_unet_down_blocks_2_attentions_0_transformer_blocks_0_attn1_to_q"


@pytest.mark.parametrize(
    ("tensors", "says"),
    [
        ({"weight": (2, 2)}, "bad.safetensors is not a LoRA. Choose another file."),
        ({}, "bad.safetensors is not a LoRA."),
        ({f"{LINEAR}.lora_up.weight": (64, 4)}, "bad.safetensors is not a LoRA."),
        ({f"{LINEAR}.hada_w1_a": (4, 4)}, "bad.safetensors is a LyCORIS, which needs a WebUI."),
        (
            {"transformer.single.0.lora_A.weight": (4, 4)},
            "bad.safetensors is a LoRA for another model: this one has no transformer.single.0.",
        ),
    ],
)
def test_a_file_that_is_none(tmp_path: Path, tensors: dict[str, Any], says: str) -> None:
    saved(tmp_path / "bad.safetensors", {name: torch.zeros(size) for name, size in tensors.items()})
    with pytest.raises(EngineError) as raised:
        wanted_in("<lora:bad:1>", Loras(tmp_path))
    assert str(raised.value).startswith(says)


@pytest.mark.parametrize(
    ("part", "down", "up"),
    [
        ("lora_unet_input_blocks_7_1_transformer_blocks_9_attn1_to_q", (4, 64), (64, 4)),
        (LINEAR, (4, 320), (64, 4)),
        (LINEAR, (4, 64), (320, 4)),
        (LINEAR, (4, 64), (64, 8)),
        (LINEAR, (0, 64), (64, 0)),
        (LINEAR, (64,), (64, 4)),
        (LINEAR, (4, 64, 3, 3), (64, 4, 1, 1)),
    ],
)
def test_one_for_another_model(
    model: Model, job: DrawJob, tmp_path: Path, part: str, down: Any, up: Any
) -> None:
    tensors = {
        f"{part}.lora_down.weight": torch.ones(down),
        f"{part}.lora_up.weight": torch.ones(up),
    }
    saved(tmp_path / "bad.safetensors", tensors)
    with pytest.raises(EngineError, match=r"^bad\.safetensors is a LoRA for another model: "):
        drawn(model, replace(job, prompt="<lora:bad:1>"), tmp_path)


@pytest.mark.parametrize(
    ("prompt", "says"),
    [
        ("<lora:none:1>", "There is no LoRA “none”. Known are “broken”, “cut”, “tiny”."),
        ("<lora::1>", "There is no LoRA “”. Known are "),
        ("<lora:tiny:much>", "“<lora:tiny:much>” cannot be read. Write its weight as a number"),
        ("<lora:tiny:nan>", "“<lora:tiny:nan>” cannot be read."),
        ("<lora:tiny:1:1:4>", "“<lora:tiny:1:1:4>” cannot be read."),
        ("<lora:tiny:1:lbw=1>", "“<lora:tiny:1:lbw=1>” cannot be read."),
        ("<hypernet:tiny:1>", "“<hypernet:tiny:1>” needs a WebUI."),
        ("<lora:broken:1>", "broken.safetensors cannot be read: "),
        ("<lora:cut:1>", "cut.safetensors was cut off: "),
        ("<lora:tiny:1>" * (MOST + 1), f"The prompt has over {MOST} LoRAs, the most allowed."),
    ],
)
def test_what_cannot_be(model: Model, tmp_path: Path, prompt: str, says: str) -> None:
    path = made(model, tmp_path / "tiny.safetensors")
    (tmp_path / "cut.safetensors").write_bytes(path.read_bytes()[:-10])
    (tmp_path / "broken.safetensors").write_text("nothing of the kind")
    with pytest.raises(EngineError) as raised:
        wanted_in(prompt, Loras(tmp_path))
    assert str(raised.value).startswith(says)
    assert str(tmp_path) not in str(raised.value)


def test_an_empty_folder(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"Put its \.safetensors file into the folder loras\.$"):
        wanted_in("<lora:x:1>", Loras(tmp_path / "loras"))
