"""ComfyUI: the graph under ``prompt``, followed as it runs, from the saved picture back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from sd_animagine.pictures.emphasis import from_comfy
from sd_animagine.pictures.request import (
    ReadBack,
    json_object,
    listed,
    mapping,
    noted,
    number_in,
    text_of,
    whole,
)
from sd_animagine.pictures.samplers import sampler_of

_MOST_NODES: Final = 2000
_DEEPEST: Final = 100
_NOT_PICTURE: Final = frozenset(
    ("positive", "negative", "model", "clip", "vae", "control_net", "guider", "noise", "sampler",
     "sigmas", "conditioning", "seed", "steps", "cfg", "width", "height", "text", "mask")
)  # fmt: skip
"""Inputs that lead to no picture from which this one was made."""
_NO_TEXT: Final = _NOT_PICTURE - {"positive", "negative", "conditioning", "text"} | {
    "image", "images", "latent", "latent_image", "samples", "pixels", "style_model",
    "clip_vision_output", "gligen_textbox_model", "start", "end", "strength",
}  # fmt: skip
_TEXTS: Final = ("populated_text", "text", "text_g", "prompt", "string", "value", "clip_l", "t5xxl")
_CHOICES: Final = ("string_a", "string_b", "text1", "text2", "text_a", "text_b", "text_c", "text_d",
                   "string1", "string2")  # fmt: skip
_JOINED: Final = ("conditioning_1", "conditioning_2", "conditioning_to", "conditioning_from")
_CROSSABLE: Final = frozenset(
    ("ControlNetApplyAdvanced", "ControlNetApplySD3", "InpaintModelConditioning",
     "ACN_AdvancedControlNetApply", "InstructPixToPixConditioning")
)  # fmt: skip
"""Nodes whose first output is the positive one and whose second is the negative one."""


def read_comfyui(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of the sampler that made the picture first."""
    for key in ("prompt", "UserComment", "parameters"):
        values = json_object(texts.get(key, ""))
        graph = values if key == "prompt" else mapping(values.get("prompt")) or values
        found = _Graph(graph).request()
        if found is not None:
            return found
    return None


def _inputs(node: Any) -> Mapping[str, Any]:
    return mapping(mapping(node).get("inputs"))


class _Graph:
    def __init__(self, graph: Mapping[str, Any]) -> None:
        nodes = list(graph.items())[:_MOST_NODES]
        self.nodes = {key: node for key, node in nodes if _inputs(node)}
        self.left_out: list[str] = []
        self.looks = 20 * _MOST_NODES
        """How often a node may still be looked at: links may join again and again."""

    def request(self) -> ReadBack | None:
        key = self._made_by()
        if key is None:
            return None
        inputs = _inputs(self.nodes[key])
        guider = self._guider(key)
        prompt = self._prompt(key)
        negative = self.conditioning(guider.get("negative"), "negative", 0)
        for name, text in (("prompt", prompt), ("negative prompt", negative)):
            if text is None and (name == "prompt" or "negative" in guider):
                self.left_out.append(f"the {name}: it stands in a node that is not known")
        self.left_out += self._of_others(key, prompt)
        latent = inputs.get("latent_image")
        model = _inputs(self._nearest(guider.get("model", inputs.get("model")), "ckpt_name"))
        sampler = _inputs(self.behind(inputs.get("sampler"))) or inputs
        cfg = self.number(guider, "cfg", 0)
        return ReadBack(
            tool="ComfyUI",
            prompt=prompt,
            negative_prompt=negative,
            width=whole(self._of_nearest(latent, "width")),
            height=whole(self._of_nearest(latent, "height")),
            steps=whole(self._steps(inputs)),
            cfg_scale=number_in(cfg),
            sampler_name=sampler_of(sampler.get("sampler_name")),
            seed=whole(self._seed(inputs)),
            model=text_of(model.get("ckpt_name")),
            left_out=tuple(self.left_out),
        )

    def _guider(self, sampler: str) -> Mapping[str, Any]:
        """The fields of whatever holds a sampler's texts, itself or its guider."""
        inputs = _inputs(self.nodes[sampler])
        return _inputs(self.behind(inputs.get("guider"))) or inputs

    def _prompt(self, sampler: str) -> str | None:
        guider = self._guider(sampler)
        return self.conditioning(guider.get("positive", guider.get("conditioning")), "positive", 0)

    def _of_others(self, made_by: str, prompt: str | None) -> list[str]:
        """What the other samplers drew from, where it is another prompt."""
        told = len(self.left_out)
        others = [key for key in self.nodes if key != made_by and self._is_sampler(key)]
        prompts = dict.fromkeys(map(self._prompt, others))
        del self.left_out[told:]  # how theirs were joined is nobody's question
        known = (None, "", prompt)
        return [noted("prompt of another sampler", text) for text in prompts if text not in known]

    def _steps(self, inputs: Mapping[str, Any]) -> Any:
        told = self.number(inputs, "steps", 0)
        return told if told is not None else self._of_nearest(inputs.get("sigmas"), "steps")

    def _seed(self, inputs: Mapping[str, Any]) -> Any:
        holder = _inputs(self.behind(inputs.get("noise"))) or inputs
        return self.number(holder, "seed" if "seed" in holder else "noise_seed", 0)

    def behind(self, link: Any) -> Any:
        """The node that a link leads to."""
        return self.nodes.get(self._key(link))

    @staticmethod
    def _key(link: Any) -> str:
        return str(link[0])[:200] if isinstance(link, list) and link else ""

    def _is_sampler(self, key: str) -> bool:
        inputs = _inputs(self.nodes[key])
        asked = "positive" in inputs and bool({"steps", "sigmas"} & set(inputs))
        return asked or ("guider" in inputs and "sigmas" in inputs)

    def _made_by(self) -> str | None:
        """The sampler behind the saved picture that has no other before it."""
        linked = {self._key(v) for node in self.nodes.values() for v in _inputs(node).values()}
        ends = [key for key in self.nodes if key not in linked]
        ends.sort(key=lambda key: "Save" not in str(mapping(self.nodes[key]).get("class_type")))
        for end in ends:
            found = self._first_sampler(end)
            if found is not None:
                return found
        return next((key for key in self.nodes if self._is_sampler(key)), None)

    def _first_sampler(self, end: str) -> str | None:
        found, waiting, seen = None, [end], {""}
        while waiting:
            key = waiting.pop()
            if key in seen or key not in self.nodes:
                continue
            seen.add(key)
            if self._is_sampler(key):
                found, waiting = key, []  # what stands before it counts, and nothing beside it
            inputs = _inputs(self.nodes[key])
            links = [self._key(v) for name, v in inputs.items() if name not in _NOT_PICTURE]
            waiting += reversed(links)
        return found

    def conditioning(self, link: Any, role: str, depth: int) -> str | None:
        """The text of a conditioning; None where it is not known."""
        self.looks -= 1
        node = self.behind(link)
        if node is None or depth > _DEEPEST or self.looks < 0:
            return None
        kind, inputs = str(mapping(node).get("class_type")), _inputs(node)
        if "ZeroOut" in kind:
            return ""
        both = isinstance(inputs.get("positive"), list) and isinstance(inputs.get("negative"), list)
        if kind in _CROSSABLE and both and link[1:] in ([0], [1]):
            role = ("positive", "negative")[link[1]]
        if role in inputs:
            value = inputs[role]
            if isinstance(value, str):
                return from_comfy(value.strip())
            return self.conditioning(value, role, depth + 1)
        joined = [name for name in _JOINED if listed(inputs.get(name))]
        if joined:
            if kind != "ConditioningConcat":
                self.left_out.append(noted("how texts were joined", kind))
            joined.sort(reverse="conditioning_to" in joined)
            texts = [self.conditioning(inputs[name], role, depth + 1) for name in joined]
            return " BREAK ".join(text for text in texts if text)
        text = self.string(inputs, depth)
        if text is not None:
            other = text_of(inputs.get("text_l"))
            if other not in ("", text):
                self.left_out.append(noted("text for the first encoder", other))
            return from_comfy(text)
        for name, value in inputs.items():
            if isinstance(value, list) and name not in _NO_TEXT and name not in _TEXTS:
                found = self.conditioning(value, role, depth + 1)
                if found is not None:
                    return found
        return None

    def string(self, inputs: Mapping[str, Any], depth: int) -> str | None:
        """The text that a node's own fields give, links among them followed."""
        self.looks -= 1
        if depth > _DEEPEST or self.looks < 0:
            return None
        pieces = list(self._strings(inputs, _CHOICES, depth))
        if pieces:
            between = inputs.get("delimiter", inputs.get("separator", ", "))
            return (between if isinstance(between, str) else ", ").join(pieces)
        return next(self._strings(inputs, _TEXTS, depth), None)

    def _strings(
        self, inputs: Mapping[str, Any], names: tuple[str, ...], depth: int
    ) -> Iterator[str]:
        for name in names:
            value = inputs.get(name)
            if isinstance(value, list):
                value = self.string(_inputs(self.behind(value)), depth + 1)
            if isinstance(value, str) and (value.strip() or name in ("text", "value")):
                yield value.strip()

    def number(self, inputs: Mapping[str, Any], name: str, depth: int) -> Any:
        """A number, its link followed."""
        value = inputs.get(name)
        if not isinstance(value, list):
            return value
        behind = _inputs(self.behind(value))
        if depth > _DEEPEST:
            return None
        for other in (name, "value", "int", "float", "number", "seed"):
            if other in behind:
                return self.number(behind, other, depth + 1)
        return None

    def _of_nearest(self, link: Any, name: str) -> Any:
        return self.number(_inputs(self._nearest(link, name)), name, 0)

    def _nearest(self, link: Any, name: str) -> Any:
        waiting, seen = [self._key(link)], {""}
        while waiting:
            key = waiting.pop(0)
            if key in seen or key not in self.nodes:
                continue
            seen.add(key)
            inputs = _inputs(self.nodes[key])
            if name in inputs:
                return self.nodes[key]
            waiting += [self._key(v) for v in inputs.values() if isinstance(v, list)]
        return None
