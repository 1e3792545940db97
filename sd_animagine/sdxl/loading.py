"""A model from a checkpoint file, a diffusers folder or a hub id; nothing is downloaded for a file.

torch, diffusers and transformers are imported inside the functions only: they cost seconds, and the
studio starts without them.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import re
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final, NamedTuple

from sd_animagine.files.safetensors_header import HeaderError, read_header
from sd_animagine.sdxl import hub
from sd_animagine.sdxl.architecture import CLIP_G, CLIP_L, UNET, VAE, Architecture, architecture
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.words import Message, said_by

HUB_ID: Final = "cagliostrolab/animagine-xl-4.0"
NEEDED: Final = (
    "torch>=2.13,<3",
    "diffusers>=0.41,<1",
    "transformers>=5.20,<6",
    "accelerate>=1.15,<2",
    "safetensors>=0.8,<1",
)
"""What drawing in this process takes; the same as the extra ``draw`` in pyproject.toml."""
_FILES: Final = (".safetensors", ".sft", ".ckpt", ".pt", ".pth", ".bin", ".gguf")
_HUB_NAME: Final = re.compile(r"[\w.-]+/[\w.-]+\Z")


@dataclass(frozen=True)
class Model:
    """The four networks, on their device."""

    name: str
    unet: Any
    vae: Any
    clip_l: Any
    clip_g: Any
    device: Any
    dtype: Any
    """Of the UNet and the text encoders; the VAE is always float32, it overflows in half."""


class Missing(NamedTuple):
    """What has to be installed."""

    sentence: str
    command: str
    """Installs it."""


def missing_packages() -> Missing | None:
    """What has to be installed; None if everything is there. Imports nothing."""
    names = _names()
    lacking = [n for n, name in enumerate(names) if importlib.util.find_spec(name) is None]
    if not lacking:
        return None
    packages = ", ".join(names[n] for n in lacking)
    command = " ".join(("python -m pip install", *(f'"{NEEDED[n]}"' for n in lacking)))
    return Missing(Message("Drawing here needs {packages}.", packages=packages), command)


def versions() -> dict[str, str]:
    """The installed versions of what drawing takes."""
    return {name: importlib.metadata.version(name) for name in _names()}


def _names() -> list[str]:
    return [re.split(r"[<=>]", needed)[0] for needed in NEEDED]


def source_problem(source: str) -> str:
    """One sentence on what is wrong with a model's place; empty if it can be tried."""
    path = Path(source).expanduser()
    if path.is_dir():
        if not (path / "model_index.json").is_file():
            return Message(
                "The folder {source} is not a diffusers model: model_index.json is missing.",
                source=source,
            )
        return ""
    if path.is_file():
        stat = path.stat()
        return _file_problem(path, stat.st_mtime_ns, stat.st_size)
    is_file_name = path.suffix.lower() in _FILES
    if _HUB_NAME.match(source) and not is_file_name and not source.startswith((".", "~")):
        return ""
    return Message(
        "There is no checkpoint {source}. Use a .safetensors file, a folder or a hub id.",
        source=source,
    )


@lru_cache(maxsize=4)
def _file_problem(path: Path, _changed: int, _size: int) -> str:
    """The same of a file, whose header is read once: every check of a prompt asks."""
    if path.suffix.lower() not in (".safetensors", ".sft"):
        return Message(
            "{file} is not opened. Use a .safetensors file, a folder or a hub id.", file=path.name
        )
    try:
        header = read_header(path)
    except (HeaderError, OSError) as error:
        return Message("{file} cannot be read: {error}.", file=path.name, error=str(error))
    if header.missing:
        return Message(
            "{file} was cut off: {count:,} bytes are missing. Download it again.",
            file=path.name,
            count=header.missing,
        )
    try:
        architecture(header.shapes)
    except EngineError as error:
        return Message("{file} cannot be drawn with. {why}", file=path.name, why=said_by(error))
    return ""


def model_name(source: str) -> str:
    """What the infotext calls a model."""
    return Path(source).stem if Path(source).is_file() else Path(source).name


def load(source: str, heads: tuple[int, int] | None = None) -> Model:
    """Load a model onto the best device there is.

    Args:
        source: a .safetensors file, a diffusers folder, or a hub id (fetched if not there yet).
        heads: see ``architecture``.

    Raises:
        EngineError: it cannot be loaded; says why.
    """
    import torch

    problem = source_problem(source)
    if problem:
        raise EngineError(problem)
    device, dtype = _device(torch)
    path = Path(source).expanduser()
    try:
        if path.is_file():
            parts = _from_file(path, heads)
        else:
            folder = path if path.is_dir() else hub.here(source) or hub.fetch(source)
            parts = _from_folder(folder, dtype)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        reason = str(error).strip().splitlines()
        shown = reason[0][:300].rstrip(".") if reason else type(error).__name__
        raise EngineError(
            Message("The model {model} cannot be loaded: {error}.", model=source, error=shown)
        ) from error
    return placed(model_name(source), parts, device, dtype)


def placed(name: str, parts: Mapping[str, Any], device: Any, dtype: Any) -> Model:
    """The networks on a device, ready to draw."""
    import torch

    for part, network in parts.items():
        network.to(device=device, dtype=torch.float32 if part == "vae" else dtype)
        network.eval().requires_grad_(False)
    return Model(name, device=device, dtype=dtype, **parts)


def _device(torch: Any) -> tuple[Any, Any]:
    if torch.cuda.is_available():
        return torch.device("cuda"), torch.float16
    if torch.backends.mps.is_available():
        return torch.device("mps"), torch.float16
    return torch.device("cpu"), torch.float32


def _from_folder(folder: Path, dtype: Any) -> dict[str, Any]:
    from diffusers import StableDiffusionXLPipeline

    pipeline = StableDiffusionXLPipeline.from_pretrained(
        str(folder),
        dtype=dtype,
        local_files_only=True,
        tokenizer=None,  # tokens are ours
        tokenizer_2=None,
        use_safetensors=True,  # anything else runs what stands in it
    )
    return {
        "unet": pipeline.unet,
        "vae": pipeline.vae,
        "clip_l": pipeline.text_encoder,
        "clip_g": pipeline.text_encoder_2,
    }


def _from_file(path: Path, heads: tuple[int, int] | None) -> dict[str, Any]:
    from safetensors.torch import load_file

    plan = architecture(read_header(path).shapes, heads)
    tensors = load_file(path)
    return {
        "unet": _single_file("UNet2DConditionModel", plan.unet, tensors, UNET),
        "vae": _single_file("AutoencoderKL", plan.vae, tensors, VAE),
        "clip_l": _clip_l(plan, tensors),
        "clip_g": _clip_g(plan, tensors),
    }


def _single_file(kind: str, config: dict[str, Any], tensors: dict[str, Any], prefix: str) -> Any:
    """A network by diffusers' own conversion; it wants the configuration as a file."""
    import diffusers

    part = {name: tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    network = getattr(diffusers, kind)
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "config.json").write_text(json.dumps({"_class_name": kind, **config}))
        return network.from_single_file(part, config=folder, local_files_only=True)


def _clip_l(plan: Architecture, tensors: Mapping[str, Any]) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel

    model = CLIPTextModel(CLIPTextConfig(**plan.clip_l))
    prefix = f"{CLIP_L}text_model."
    found = {
        name.removeprefix(prefix): tensor
        for name, tensor in tensors.items()
        if name.startswith(prefix) and not name.endswith("position_ids")
    }
    model.load_state_dict(found)
    return model


_G_NAMES: Final = {
    "token_embedding.weight": "embeddings.token_embedding.weight",
    "positional_embedding": "embeddings.position_embedding.weight",
    "ln_final.weight": "final_layer_norm.weight",
    "ln_final.bias": "final_layer_norm.bias",
}
_G_LAYER: Final = re.compile(r"transformer\.resblocks\.(\d+)\.(.+)\.(weight|bias)\Z")
_G_PARTS: Final = {
    "ln_1": "layer_norm1",
    "ln_2": "layer_norm2",
    "mlp.c_fc": "mlp.fc1",
    "mlp.c_proj": "mlp.fc2",
    "attn.out_proj": "self_attn.out_proj",
}
_G_ATTENTION: Final = re.compile(r"transformer\.resblocks\.(\d+)\.attn\.in_proj_(weight|bias)\Z")


def _clip_g(plan: Architecture, tensors: Mapping[str, Any]) -> Any:
    """OpenCLIP's names in transformers' terms: queries, keys and values lie in one tensor."""
    from transformers import CLIPTextConfig, CLIPTextModelWithProjection

    model = CLIPTextModelWithProjection(CLIPTextConfig(**plan.clip_g))
    found: dict[str, Any] = {}
    for full, tensor in tensors.items():
        if not full.startswith(CLIP_G):
            continue
        name = full.removeprefix(CLIP_G)
        if name == "text_projection":
            found["text_projection.weight"] = tensor.T.contiguous()
        elif name in _G_NAMES:
            found[f"text_model.{_G_NAMES[name]}"] = tensor
        elif match := _G_ATTENTION.match(name):
            layer = f"text_model.encoder.layers.{match[1]}.self_attn"
            for which, third in zip("qkv", tensor.chunk(3), strict=True):
                found[f"{layer}.{which}_proj.{match[2]}"] = third
        elif match := _G_LAYER.match(name):
            layer = f"text_model.encoder.layers.{match[1]}"
            found[f"{layer}.{_G_PARTS[match[2]]}.{match[3]}"] = tensor
    model.load_state_dict(found)
    return model
