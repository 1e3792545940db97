"""The sampler that made a picture first, and the settings it drew with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from sd_animagine.pictures.readers.comfyui import own
from sd_animagine.pictures.readers.comfyui.graph import Graph

_NOT_PICTURE: Final = frozenset(
    ("positive", "negative", "model", "clip", "vae", "control_net", "guider", "noise", "sampler",
     "sigmas", "conditioning", "seed", "steps", "cfg", "width", "height", "text", "mask",
     "lora_stack", "cnet_stack")
)  # fmt: skip
"""Inputs that lead to no picture from which this one was made."""
PIPES: Final = ("pipe", "basic_pipe", "detailer_pipe", "sdxl_tuple", "context", "base_ctx",
                "pipe_line", "text_embeds")  # fmt: skip
"""Inputs that carry model, texts and settings in one link."""
_OWN_SAMPLER: Final = re.compile(r"Sampler(?P<name>(?:Euler|DPM|LMS|LCM|Heun|DDIM|UniPC)\w{0,40})")
_MODELS: Final = ("ckpt_name", "base_ckpt_name", "unet_name", "model_name")


def is_sampler(graph: Graph, key: str) -> bool:
    """Return whether a node draws."""
    inputs = graph.inputs(key)
    asked = "positive" in inputs or any(graph.linked(inputs.get(name)) for name in PIPES)
    steps = bool({"steps", "sigmas"} & set(inputs)) or "ksampler" in graph.kind(key).lower()
    return (asked and steps) or ("guider" in inputs and "sigmas" in inputs)


def made_by(graph: Graph) -> str | None:
    """Return the sampler behind the saved picture that has no other before it."""
    linked = {found for key in graph.nodes for found in graph.links(key)}
    ends = [key for key in graph.nodes if key not in linked]
    ends.sort(key=lambda key: "Save" not in graph.kind(key))
    seen = {""}
    for end in ends:
        found = _first_sampler(graph, end, seen)
        if found is not None:
            return found
    return next((key for key in graph.nodes if is_sampler(graph, key)), None)


def _first_sampler(graph: Graph, end: str, seen: set[str]) -> str | None:
    found, waiting = None, [end]
    while waiting:
        key = waiting.pop()
        if key in seen:
            continue
        seen.add(key)
        if is_sampler(graph, key):
            found, waiting = key, []  # what stands before it counts, and nothing beside it
        waiting += reversed(list(graph.links(key, without=_NOT_PICTURE)))
    return found


class Sampling:
    """The settings of one sampler: in its fields, its guider, its sigmas or its pipe."""

    def __init__(self, graph: Graph, key: str) -> None:
        self.graph = graph
        self.key = key
        self.inputs = graph.inputs(key)
        self.guider = graph.behind(self.inputs.get("guider")) or self.inputs
        self.pipe = next((self.inputs[name] for name in PIPES if name in self.inputs), None)

    def texts(self, role: str) -> Any:
        """Return the link to the sampler's positive or negative text."""
        names = (role, "conditioning", "cond1") if role == "positive" else (role,)
        return next((self.guider[name] for name in names if name in self.guider), self.pipe)

    def has(self, role: str) -> bool:
        """Return whether the sampler has a text for this role at all."""
        return role == "positive" or role in self.guider or self.pipe is not None

    def setting(self, name: str, holder: Mapping[str, Any] | None = None) -> Any:
        """Return a setting of the sampler, or of what its pipe carries."""
        for inputs in (holder or {}, self.inputs):
            if name in inputs:
                return self.graph.value(inputs, name)
        return self.graph.value(self.graph.nearest(self.pipe, (name,)), name)

    def steps(self) -> Any:
        """Return the steps."""
        told = self.setting("steps")
        return self._of_sigmas("steps") if told is None else told

    def scheduler(self) -> Any:
        """Return the name of the scheduler."""
        return self.setting("scheduler") or self._of_sigmas("scheduler")

    def denoise(self) -> Any:
        """Return how much of the picture was drawn anew."""
        told = self.setting("denoise")
        return self._of_sigmas("denoise") if told is None else told

    def _of_sigmas(self, name: str) -> Any:
        return self.graph.value(self.graph.nearest(self.inputs.get("sigmas"), (name,)), name)

    def cfg(self) -> Any:
        """Return the guidance scale."""
        return self.setting("cfg", self.guider)

    def sampler(self) -> Any:
        """Return the sampler's name; some are nodes of their own."""
        link = self.inputs.get("sampler")
        if self.graph.kind(self.graph.linked(link)) == own.SETTINGS:
            return own.SETTINGS_ARE["sampler_name"]
        told = self.setting("sampler_name", self.graph.nearest(link, ("sampler_name",)))
        kind = _OWN_SAMPLER.match(self.graph.kind(self.graph.linked(link)))
        if told is None and "text_embeds" in self.inputs:
            return self.inputs.get("scheduler")  # the wrapper of Wan calls it so
        return _spelled(kind["name"]) if told is None and kind else told

    def seed(self) -> Any:
        """Return the seed."""
        holder = self.graph.behind(self.inputs.get("noise")) or self.inputs
        for name in ("seed", "noise_seed"):
            if name in holder:
                return self.graph.value(holder, name)
        return self.setting("seed")

    def size(self) -> tuple[Any, Any]:
        """Return width and height of what it began with."""
        for name in ("latent_image", "latent", "optional_latent"):
            if self.graph.linked(self.inputs.get(name)):
                return self.graph.size(self.inputs[name])
        return self.graph.size(self.pipe)

    def model_link(self) -> Any:
        """Return the link to the model."""
        for inputs in (self.guider, self.inputs):
            if self.graph.linked(inputs.get("model")):
                return inputs["model"]
        return self.pipe

    def model(self) -> Any:
        """Return the name of the checkpoint."""
        for key in self.graph.all_behind(self.model_link()):
            inputs = self.graph.inputs(key)
            for name in _MODELS:
                if name in inputs:
                    return self.graph.value(inputs, name)
            if isinstance(inputs.get("model"), str):
                return inputs["model"]
        return None


def _spelled(name: str) -> str:
    """``EulerAncestral`` as ``euler_ancestral``, ``DPMPP_2M_SDE`` as ``dpmpp_2m_sde``."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower()
