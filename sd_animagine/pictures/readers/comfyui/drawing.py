"""The drawing of a graph (``workflow``), made into the graph that it runs as.

A drawing has its links in a table, its fields without names where it is old, and nodes in nodes
(subgraphs, and group nodes before them). Nodes that are muted, bypassed or only pass a link on are
taken out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from sd_animagine.pictures.readers.comfyui import own
from sd_animagine.pictures.readers.comfyui.group import INPUTS, OUTPUTS, opened
from sd_animagine.pictures.request import listed, mapping

_MUTED, _BYPASSED = 2, 4
_MOST_NODES: Final = 2000
_MOST_LEVELS: Final = 100
_DEEPEST: Final = 8
_MOST_STEPS: Final = 100
"""Nodes in a row that only pass a link on."""
_PASSES_ON: Final = ("Reroute", "Reroute (rgthree)")
_SEEDS: Final = ("seed", "noise_seed")
_FIELDS: Final[Mapping[str, tuple[str, ...]]] = {
    **own.FIELDS,
    "KSampler": ("seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"),
    "KSamplerAdvanced": ("add_noise", "noise_seed", "", "steps", "cfg", "sampler_name",
                         "scheduler", "start_at_step", "end_at_step"),
    "SamplerCustom": ("add_noise", "noise_seed", "", "cfg"),
    "RandomNoise": ("noise_seed", ""),
    "KSamplerSelect": ("sampler_name",),
    "BasicScheduler": ("scheduler", "steps", "denoise"),
    "CFGGuider": ("cfg",),
    "CLIPTextEncode": ("text",),
    "CLIPTextEncodeSDXL": ("width", "height", "crop_w", "crop_h", "target_width",
                           "target_height", "text_g", "text_l"),
    "EmptyLatentImage": ("width", "height", "batch_size"),
    "CheckpointLoaderSimple": ("ckpt_name",),
    "UNETLoader": ("unet_name", "weight_dtype"),
    "LoraLoader": ("lora_name", "strength_model", "strength_clip"),
    "LoraLoaderModelOnly": ("lora_name", "strength_model"),
    "LatentUpscale": ("upscale_method", "width", "height", "crop"),
    "PrimitiveNode": ("value",),
    "PrimitiveString": ("value",),
    "PrimitiveStringMultiline": ("value",),
    "PrimitiveInt": ("value",),
    "PrimitiveFloat": ("value",),
    "StringConcatenate": ("string_a", "string_b", "delimiter"),
    "ConditioningAverage": ("conditioning_to_strength",),
    "Efficient Loader": ("ckpt_name", "vae_name", "clip_skip", "lora_name",
                         "lora_model_strength", "lora_clip_strength", "positive", "negative",
                         "token_normalization", "weight_interpretation", "empty_latent_width",
                         "empty_latent_height", "batch_size"),
}  # fmt: skip
"""Class of a node → its fields in their order, for drawings that do not name them."""


def graph_of_drawing(drawing: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the graph that a drawing runs as; an empty one where it is none."""
    if not listed(drawing.get("nodes")):
        return {}
    inner = listed(mapping(drawing.get("definitions")).get("subgraphs"))
    whole = _Whole({str(each.get("id")): each for each in map(mapping, inner)})
    groups = mapping(mapping(drawing.get("extra")).get("groupNodes"))
    whole.groups = {
        f"workflow{mark}{name}": mapping(group) for name, group in groups.items() for mark in "/>"
    }
    _Level(whole, drawing, "", {}).add()
    return whole.nodes


@dataclass
class _Whole:
    """What all levels of a drawing share."""

    subgraphs: Mapping[str, Mapping[str, Any]]
    """Class of a node → the drawing that it is."""
    groups: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Class of a node → the nodes it was made of, in the older form."""
    nodes: dict[str, dict[str, Any]] = field(default_factory=dict)
    levels: int = 0


class _Level:
    """A drawing, or one in a node of another."""

    def __init__(
        self, whole: _Whole, drawing: Mapping[str, Any], prefix: str, given: Mapping[int, Any]
    ) -> None:
        whole.levels += 1
        self.whole = whole
        self.prefix = prefix
        self.given = given
        self.links = dict(_links(drawing.get("links")))
        nodes = map(mapping, listed(drawing.get("nodes"))[:_MOST_NODES])
        self.nodes = {node["id"]: node for node in nodes if type(node.get("id")) is int}
        self.ends = list(_ends(drawing.get("links")))
        self.outputs: dict[int, Mapping[int, Any]] = {}

    def add(self) -> Mapping[int, Any]:
        """Add the nodes to the graph; return what the outputs of this level lead to."""
        for number, node in self.nodes.items():
            if node.get("mode") in (_MUTED, _BYPASSED):
                continue
            if self._is_drawing(node):
                self._outputs(number)
            elif len(self.whole.nodes) < _MOST_NODES:
                self.whole.nodes[f"{self.prefix}{number}"] = {
                    "class_type": str(node.get("type")),
                    "inputs": {**_values(node), **self._linked(node)},
                }
        return {slot: self._led(link) for link, slot in self.ends}

    def _led(self, link: Any, steps: int = 0) -> Any:
        """What a link leads to: an output of a node, or a value given from outside."""
        origin = self.links.get(link) if type(link) is int else None
        if origin is None or steps > _MOST_STEPS:
            return None
        number, slot = origin
        if number == INPUTS:
            return self.given.get(slot)
        node = self.nodes.get(number, {})
        if node.get("mode") == _BYPASSED or node.get("type") in _PASSES_ON:
            return self._led(_same_kind(node, slot), steps + 1)
        if node.get("mode") == _MUTED:
            return None
        if self._is_drawing(node):
            return self._outputs(number).get(slot)
        return [f"{self.prefix}{number}", slot]

    def _is_drawing(self, node: Mapping[str, Any]) -> bool:
        kind = str(node.get("type"))
        return kind in self.whole.subgraphs or kind in self.whole.groups

    def _outputs(self, number: int) -> Mapping[int, Any]:
        """What the outputs of a node lead to that is a drawing itself."""
        if number not in self.outputs:
            self.outputs[number] = {}  # a circle leads nowhere
            if self.whole.levels < _MOST_LEVELS and self.prefix.count(":") < _DEEPEST:
                self.outputs[number] = self._inner(number).add()
        return self.outputs[number]

    def _inner(self, number: int) -> _Level:
        node = self.nodes[number]
        inputs, values = self._linked(node), _values(node)
        drawing = self.whole.subgraphs.get(str(node.get("type")))
        sockets = [mapping(each) for each in listed(node.get("inputs"))]
        if drawing is None:
            drawing = opened(node, self.whole.groups[str(node.get("type"))], field_names)
            sockets.sort(key=lambda each: "widget" in each)
        names = [str(each.get("name")) for each in sockets]
        given = {slot: inputs.get(name, values.get(name)) for slot, name in enumerate(names)}
        return _Level(self.whole, drawing, f"{self.prefix}{number}:", given)

    def _linked(self, node: Mapping[str, Any]) -> dict[str, Any]:
        """The fields that are links, by their names."""
        inputs = map(mapping, listed(node.get("inputs")))
        led = ((str(each.get("name")), self._led(each.get("link"))) for each in inputs)
        return {name: found for name, found in led if found is not None}


def _links(table: Any) -> Iterator[tuple[int, tuple[int, int]]]:
    """Number of a link → the node and the output that it comes from."""
    names = ("id", "origin_id", "origin_slot")
    for each in listed(table):
        values = [each.get(name) for name in names] if isinstance(each, Mapping) else listed(each)
        whole = [value for value in values[:3] if type(value) is int]
        if len(whole) == 3:
            yield whole[0], (whole[1], whole[2])


def _ends(table: Any) -> Iterator[tuple[int, int]]:
    """Number of a link and the output of this level that it leads to."""
    for each in map(mapping, listed(table)):
        link, slot = each.get("id"), each.get("target_slot")
        if each.get("target_id") == OUTPUTS and type(link) is int and type(slot) is int:
            yield link, slot


def _same_kind(node: Mapping[str, Any], slot: int) -> Any:
    """The link of the input that a bypassed node passes on to an output."""
    kinds = [mapping(each).get("type") for each in listed(node.get("outputs"))]
    kind = kinds[slot] if 0 <= slot < len(kinds) else None
    inputs = [mapping(each) for each in listed(node.get("inputs"))]
    same = [each for each in inputs if each.get("type") == kind] or inputs[:1]
    return same[0].get("link") if same else None


def _values(node: Mapping[str, Any]) -> Mapping[str, Any]:
    """The values of a node's fields by their names."""
    values = node.get("widgets_values")
    if isinstance(values, Mapping):
        return values
    names = field_names(node)
    return {name: value for name, value in zip(names, listed(values), strict=False) if name}


def field_names(node: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of a node's fields in the order of their values, as far as known."""
    return _FIELDS.get(str(node.get("type"))) or tuple(_named(node))


def _named(node: Mapping[str, Any]) -> Iterator[str]:
    """The names that a newer drawing has among the inputs; behind a seed stands its control."""
    for each in map(mapping, listed(node.get("inputs"))):
        if mapping(each.get("widget")):
            name = str(each.get("name"))
            yield name
            if name in _SEEDS:
                yield ""
