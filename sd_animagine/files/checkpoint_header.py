"""What a checkpoint's header shows: its architecture, its title, and what it was made from.

Tensor names and shapes cannot lie: the model would not load. The texts beside them are what
trainers, mergers and users wrote.

- architecture: names and shapes of the UNet's and text encoders' tensors, as Stability's and
  diffusers' files name them
- title: ``modelspec.title`` (the SAI model specification), else the trainer's ``ss_output_name``
- made from: ``sd_merge_models`` and ``sd_merge_recipe`` (the WebUI's merger),
  ``modelspec.merged_from``, ``ss_sd_model_name`` and ``ss_new_sd_model_hash`` (kohya's trainer)
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, Final, Literal, NamedTuple

from sd_animagine.files.safetensors_header import Header


class ModelKind(NamedTuple):
    """What kind of model a file holds."""

    is_sdxl: bool
    label: str
    """With its article, for a sentence: ``an SDXL model``."""


class Ancestors(NamedTuple):
    """What a header says the model was made from; names, hub ids or hashes."""

    how: Literal["", "merge", "fine-tune"]
    names: tuple[str, ...]


_LORA: Final = ("lora_unet_", "lora_te", "lora_transformer_")
_MARKS: Final = (
    ("model.diffusion_model.joint_blocks.", ModelKind(False, "a Stable Diffusion 3 model")),
    ("model.diffusion_model.double_blocks.", ModelKind(False, "a Flux model")),
    ("double_blocks.", ModelKind(False, "a Flux model")),
    ("conditioner.embedders.1.", ModelKind(True, "an SDXL model")),
    ("model.diffusion_model.label_emb.", ModelKind(True, "an SDXL model")),
    ("add_embedding.linear_1.", ModelKind(True, "the UNet of an SDXL model")),
    ("unet.add_embedding.linear_1.", ModelKind(True, "an SDXL model")),
    ("cond_stage_model.transformer.", ModelKind(False, "a Stable Diffusion 1 model")),
    ("cond_stage_model.model.", ModelKind(False, "a Stable Diffusion 2 model")),
)
"""Beginnings of tensor names that only one architecture has, in the order in which they decide."""
_LABEL: Final = "model.diffusion_model.label_emb.0.0.weight"
_REFINER_WIDTH: Final = 2560
"""Width of the refiner's size conditioning; the base model's is 2816."""
_CROSS: Final = "attn2.to_k.weight"
_WIDTHS: Final = {
    768: ModelKind(False, "a Stable Diffusion 1 model"),
    1024: ModelKind(False, "a Stable Diffusion 2 model"),
    2048: ModelKind(True, "an SDXL model"),
}
"""Width of the text that a UNet attends to, where the names alone do not tell."""
_MERGED: Final = ("sd_merge_models", "modelspec.merged_from")
_RECIPE: Final = "sd_merge_recipe"
_SPEC: Final = "modelspec.architecture"
_LONGEST: Final = 400
"""Characters of a title or name, and"""
_MOST: Final = 1000
"""names of models that a header may list; the rest is not read."""


def architecture_of(header: Header) -> ModelKind:
    """What kind of model this is: by its tensors, else by what its metadata claims."""
    names = header.shapes
    if any(name.startswith(_LORA) or ".lora_" in name for name in names):
        return ModelKind(False, "a LoRA, not a checkpoint")
    if header.shapes.get(_LABEL, ())[-1:] == (_REFINER_WIDTH,):
        return ModelKind(False, "the SDXL refiner")
    for mark, architecture in _MARKS:
        if any(name.startswith(mark) for name in names):
            return architecture
    for name, shape in names.items():
        if name.endswith(_CROSS) and len(shape) == 2 and shape[1] in _WIDTHS:
            return _WIDTHS[shape[1]]
    claimed = header.metadata.get(_SPEC, "").strip().lower()
    if not names and claimed.startswith("stable-diffusion-xl") and "/" not in claimed:
        return ModelKind(True, "an SDXL model without tensors")
    return ModelKind(False, "not a known image model")


def title_of(header: Header) -> str:
    """The title that the header gives, empty where it gives none."""
    for key in ("modelspec.title", "ss_output_name"):
        title = _shown(header.metadata.get(key, ""))
        if title:
            return title
    return ""


def ancestors_of(header: Header) -> Ancestors:
    """What the model was merged from or trained on."""
    metadata = header.metadata
    merged = [_shown(name) for key in _MERGED for name in _texts(metadata.get(key, ""))[:_MOST]]
    if merged or metadata.get(_RECIPE):
        return Ancestors("merge", tuple(merged))
    trained = (metadata.get(key, "") for key in ("ss_new_sd_model_hash", "ss_sd_model_name"))
    names = tuple(filter(None, map(_shown, trained)))
    return Ancestors("fine-tune" if names else "", names)


def _shown(text: str) -> str:
    """A text as it may stand in a sentence: one line, nothing that steers a terminal, no novel."""
    printable = (char if char.isprintable() else " " for char in text[:_LONGEST])
    return " ".join("".join(printable).split())


def _texts(value: str) -> list[str]:
    """Every key and text of a JSON value, or the words between commas where it is none."""
    if not value.strip():
        return []
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        return [part.strip() for part in value.split(",") if part.strip()]
    return list(_strings(parsed))


def _strings(value: Any) -> Iterator[str]:
    """The texts in a parsed JSON value, outermost first; without recursion, as depth is foreign."""
    waiting = [value]
    for each in waiting:
        if isinstance(each, str):
            yield each
        elif isinstance(each, dict):
            waiting += [*each.keys(), *each.values()]
        elif isinstance(each, list):
            waiting += each
