"""LoRAs: small changes to a model, which hold while a picture is drawn and leave nothing behind.

A LoRA holds two narrow matrices for each layer that it changes. What they make of the layer's input
is added to its output, so that no weight of the model is touched. The check comes first, from the
file's header: a LoRA that does not fit is refused before anything of it is read.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from sd_animagine.files.loras import Loras, hash_of
from sd_animagine.files.safetensors_header import Header, HeaderError, read_header
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Model
from sd_animagine.sdxl.lora_names import Tensor, parts_of, tensor_of
from sd_animagine.syntax.lexer import networks
from sd_animagine.words import Message, quoted

MOST: Final = 100
"""LoRAs of one prompt."""
_MOST_NAMED: Final = 12
_OTHERS: Final = ("hada_", "lokr_", "dora_scale", "oft_", "diff")
"""In the names of tensors of what is called LoRA too, but is computed otherwise."""


class Wanted(NamedTuple):
    """A LoRA that a prompt asks for."""

    name: str
    path: Path
    text: float
    """How strongly it changes the text encoders."""
    unet: float

    @property
    def hash(self) -> str:
        """By which WebUIs know it."""
        return hash_of(self.path)


Layer = Mapping[str, str]
"""Role → the tensor that has it."""


def wanted_in(prompt: str, loras: Loras) -> list[Wanted]:
    """Return the LoRAs of a prompt, whose files are there and are LoRAs.

    Raises:
        EngineError: one is not known, or its file is none; names it.
    """
    found: list[Wanted] = []
    files: Mapping[str, Path] | None = None
    for network in networks(prompt):
        kind, *arguments = network[0][1:-1].split(":")
        if kind != "lora":
            raise EngineError(
                Message(
                    "“{network}” needs a WebUI. Remove it, or draw through a WebUI.",
                    network=network[0][:80],
                )
            )
        if len(found) == MOST:
            raise EngineError(
                Message("The prompt has over {most} LoRAs, the most allowed.", most=MOST)
            )
        files = loras.files() if files is None else files
        name = arguments[0]
        if name not in files:
            raise EngineError(_unknown(name, tuple(files), loras.folder))
        found.append(_wanted(network[0], arguments, files[name]))
    for path in {each.path for each in found}:
        _layers(path, _header(path))
    return found


def _wanted(network: str, arguments: Sequence[str], path: Path) -> Wanted:
    name, *plain = [each for each in arguments if "=" not in each] or [""]
    named = dict(each.split("=", 1) for each in arguments if "=" in each)
    try:
        text = float(named.get("te", (plain or ["1"])[0]))
        unet = float(named.get("unet", plain[1] if len(plain) > 1 else text))
    except ValueError:
        text = unet = math.nan
    if not math.isfinite(text + unet) or len(plain) > 2 or not named.keys() <= {"te", "unet"}:
        raise EngineError(
            Message(
                "“{network}” cannot be read. Write its weight as a number: <lora:name:0.8>.",
                network=network[:80],
            )
        )
    return Wanted(name, path, text, unet)


def _unknown(name: str, known: Sequence[str], folder: Path | None) -> Message:
    if folder is None:
        return Message(
            "The demo has no LoRAs. Remove “{name}” from the prompt, or start with a model.",
            name=name[:80],
        )
    if not known:
        return Message(
            "There is no LoRA “{name}”. Put its .safetensors file into the folder {folder}.",
            name=name[:80],
            folder=folder.name,
        )
    return Message(
        "There is no LoRA “{name}”. Known are {names}.",
        name=name[:80],
        names=quoted(known[:_MOST_NAMED]),
    )


def _header(path: Path) -> Header:
    try:
        header = read_header(path)
    except (HeaderError, OSError) as error:
        raise EngineError(
            Message("{file} cannot be read: {error}.", file=path.name, error=str(error))
        ) from None
    if header.missing:
        raise EngineError(
            Message(
                "{file} was cut off: {count:,} bytes are missing. Download it again.",
                file=path.name,
                count=header.missing,
            )
        )
    return header


def _layers(path: Path, header: Header) -> dict[tuple[str, str], Layer]:
    """Network and part → what changes it.

    Raises:
        EngineError: the file is no LoRA for an SDXL model.
    """
    layers: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for name in header.shapes:
        tensor = tensor_of(name)
        if not tensor.role:
            raise EngineError(_no_lora(path, name))
        if not tensor.network:
            raise EngineError(_foreign(path, tensor))
        layers[tensor.network, tensor.part][tensor.role] = name
    broken = [part for (_, part), layer in layers.items() if not {"up", "down"} <= layer.keys()]
    if broken or not layers:
        raise EngineError(_no_lora(path, ""))
    return dict(layers)


def _no_lora(path: Path, tensor: str) -> Message:
    if any(each in tensor for each in _OTHERS):
        return Message(
            "{file} is a LyCORIS, which needs a WebUI. Use a LoRA, or draw through a WebUI.",
            file=path.name,
        )
    return Message("{file} is not a LoRA. Choose another file.", file=path.name)


def _foreign(path: Path, tensor: Tensor) -> Message:
    return Message(
        "{file} is a LoRA for another model: this one has no {part}. Use one for SDXL.",
        file=path.name,
        part=tensor.part[:120],
    )


@contextmanager
def applied(model: Model, loras: Sequence[Wanted]) -> Iterator[None]:
    """Let LoRAs change what the model draws, as long as this holds.

    Raises:
        EngineError: one does not fit the model; names its file.
    """
    handles: list[Any] = []
    try:
        if loras:
            parts = parts_of(model)
            for each in loras:
                handles += _hooked(model, parts, each)
        yield
    finally:
        for handle in handles:
            handle.remove()


def _hooked(model: Model, parts: Mapping[str, Mapping[str, Any]], wanted: Wanted) -> list[Any]:
    from safetensors import safe_open

    header = _header(wanted.path)
    layers = _layers(wanted.path, header)
    modules: dict[tuple[str, str], Any] = {}
    for (network, part), layer in layers.items():
        module = parts[network].get(part)
        shapes = {role: header.shapes[name] for role, name in layer.items()}
        if module is None or not _fits(module, shapes):
            raise EngineError(_foreign(wanted.path, Tensor(network, part, "")))
        modules[network, part] = module
    handles = []
    with safe_open(str(wanted.path), "pt") as file:
        for (network, part), layer in layers.items():
            strength = wanted.unet if network == "unet" else wanted.text
            tensors = {role: file.get_tensor(name) for role, name in layer.items()}
            alpha = tensors.pop("alpha", None)
            if alpha is not None:
                strength *= float(alpha) / tensors["down"].shape[0]
            placed = {
                role: tensor.to(model.device, model.dtype) for role, tensor in tensors.items()
            }
            hook = _addition(modules[network, part], placed, strength)
            handles.append(modules[network, part].register_forward_hook(hook))
    return handles


def _fits(module: Any, shapes: Mapping[str, tuple[int, ...]]) -> bool:
    """Return whether a layer can be changed by tensors of these shapes."""
    down, up, mid = shapes["down"], shapes["up"], shapes.get("mid")
    if len(down) < 2 or len(up) < 2 or not down[0] or math.prod(shapes.get("alpha", ())) != 1:
        return False
    rank, kernel = down[0], tuple(getattr(module, "kernel_size", ()))
    into, out = module.weight.shape[1], module.weight.shape[0]
    if (down[1], up[0], up[1]) != (into, out, rank) or math.prod(up[2:]) != 1:
        return False
    if mid is not None:
        return bool(kernel) and mid == (rank, rank, *kernel) and math.prod(down[2:]) == 1
    return down[2:] == kernel or (math.prod(down[2:]) == 1 and math.prod(kernel) == 1)


def _addition(
    module: Any, tensors: Mapping[str, Any], strength: float
) -> Callable[[Any, Any, Any], Any]:
    """What adds a LoRA's share to a layer's output."""
    from torch.nn.functional import conv2d, linear

    down, up, mid = tensors["down"], tensors["up"], tensors.get("mid")
    if not hasattr(module, "kernel_size"):
        down, up = down.flatten(1), up.flatten(1)

        def add(_module: Any, given: Any, output: Any) -> Any:
            return output + linear(linear(given[0], down), up) * strength

        return add
    up = up.reshape(*up.shape[:2], 1, 1)
    down = down if down.ndim == 4 else down.reshape(*down.shape[:2], 1, 1)
    how = {"stride": module.stride, "padding": module.padding, "dilation": module.dilation}

    def add_convolved(_module: Any, given: Any, output: Any) -> Any:
        if mid is None:
            inner = conv2d(given[0], down, **how)
        else:
            inner = conv2d(conv2d(given[0], down), mid, **how)
        return output + conv2d(inner, up) * strength

    return add_convolved
