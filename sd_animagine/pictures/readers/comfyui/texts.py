"""The text of a conditioning: back through all that carries it, and through no model or picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from sd_animagine.pictures.emphasis import from_comfy, named
from sd_animagine.pictures.readers.comfyui import own
from sd_animagine.pictures.readers.comfyui.graph import UNKNOWN_NODE, Graph
from sd_animagine.pictures.request import text_of, whole
from sd_animagine.words import Message

_LONGEST: Final = 200_000
"""Characters of a text; joined again and again it would fill the memory."""
_NO_TEXT: Final = frozenset(
    ("model", "clip", "vae", "control_net", "guider", "noise", "sampler", "sigmas", "seed",
     "steps", "cfg", "width", "height", "mask", "image", "images", "latent", "latent_image",
     "samples", "pixels", "style_model", "clip_vision_output", "gligen_textbox_model", "start",
     "end", "strength", "lora_stack", "cnet_stack", "empty_conditioning")
)  # fmt: skip
"""Inputs along which no text comes."""
_TEXTS: Final = ("populated_text", "text", "text_g", "prompt", "prompt_g", "string", "value",
                 "wildcard_text", "Text", "prompt_text", "multiline_text", "Multiline", "content",
                 "source", "anything", "clip_l", "t5xxl", "text_0")  # fmt: skip
_PIECES: Final = re.compile(r"(?:text|string|prompt|part|str)_?(?:[a-f]|[1-9]\d?)\Z")
_JOINED: Final = re.compile(r"(?:conditioning|cond)_?(?:\d{1,2}|to|from)\Z")
_SLOTS: Final = {
    own.ENCODE: (0, 1),
    "ControlNetApplyAdvanced": (0, 1),
    "ControlNetApplySD3": (0, 1),
    "ACN_AdvancedControlNetApply": (0, 1),
    "ACN_AdvancedControlNetApply_v2": (0, 1),
    "InpaintModelConditioning": (0, 1),
    "InstructPixToPixConditioning": (0, 1),
    "Apply ControlNet Stack": (0, 1),
    "Efficient Loader": (1, 2),
    "Unpack SDXL Tuple": (2, 3),
    "FromBasicPipe": (3, 4),
    "FromBasicPipe_v2": (4, 5),
    "Context (rgthree)": (4, 5),
    "Context Big (rgthree)": (4, 5),
    "Context Switch (rgthree)": (4, 5),
    "Context Switch Big (rgthree)": (4, 5),
    "easy fullLoader": (4, 5),
    "easy pipeOut": (2, 3),
}
"""Class of a node → its outputs that are the positive and the negative one."""
_OWN: Final = {"positive": "prompt", "negative": "negative"}
"""Role → the input of our own nodes that it comes from."""
_PARTLY: Final = ("SetArea", "SetMask", "SetTimestepRange")
_CHANGES: Final = (
    "Replace",
    "Regex",
    "Substring",
    "Trim",
    "CaseConverter",
    "Random",
    "TextGenerate",
)
"""In the class of a node that makes another text of what it is given."""


class Texts:
    """What stands in the conditionings of a graph."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._known: dict[tuple[Any, ...], str | None] = {}
        """What was asked before: links join again, and run in circles, which hold no text."""

    def told(self, value: Any, role: str, depth: int = 0) -> str | None:
        """Return the text of a field: a conditioning that is linked, or a text that is typed."""
        if isinstance(value, str):
            return from_comfy(value.strip())
        return self.conditioning(value, role, depth)

    def conditioning(self, link: Any, role: str, depth: int) -> str | None:
        """Return the text behind a link, for ``positive`` or ``negative``; None if not known."""
        key, slot = self.graph.linked(link), str(self.graph.slot(link))
        return self._once((key, slot, role), depth, lambda: self._encoded(key, link, role, depth))

    def _once(
        self, asked: tuple[Any, ...], depth: int, answer: Callable[[], str | None]
    ) -> str | None:
        if asked not in self._known:
            self._known[asked] = None
            if asked[0] and self.graph.may_look(depth):
                found = answer()
                self._known[asked] = found if len(found or "") <= _LONGEST else None
        return self._known[asked]

    def _encoded(self, key: str, link: Any, role: str, depth: int) -> str | None:
        graph = self.graph
        kind, inputs = graph.kind(key), graph.inputs(key)
        if "ZeroOut" in kind:
            return ""
        if graph.slot(link) in _SLOTS.get(kind, ()):
            role = ("positive", "negative")[_SLOTS[kind].index(graph.slot(link))]
        if kind == own.ENCODE:
            text = self._typed(inputs.get(_OWN[role]), role, depth)
            return None if text is None else named(text)
        if any(part in kind for part in _PARTLY):
            graph.note(Message("only for a part of the picture or of the steps"), kind)
        if graph.linked(inputs.get("control_net")):
            net = graph.nearest(inputs["control_net"], ("control_net_name",))
            graph.note("ControlNet", net.get("control_net_name", kind))
        passed = graph.chosen(key, depth)
        if passed is not None:
            return self.conditioning(passed, role, depth + 1)
        if role in inputs:
            return self.told(inputs[role], role, depth + 1)
        joined = [name for name in inputs if _JOINED.match(name) and graph.linked(inputs[name])]
        if joined:
            return self._joined(kind, inputs, joined, role, depth)
        text = self._for_webui(key, role, depth)
        return self._passed_on(inputs, role, depth) if text is None else text

    def _joined(
        self, kind: str, inputs: Mapping[str, Any], names: list[str], role: str, depth: int
    ) -> str | None:
        graph = self.graph
        if kind != "ConditioningConcat":
            strength = inputs.get("conditioning_to_strength")
            graph.note(Message("how texts were joined"), f"{kind} {strength}" if strength else kind)
        names.sort(key=lambda name: name.endswith("from"))
        texts = [self.conditioning(inputs[name], role, depth + 1) for name in names]
        return self._all_of(texts, " BREAK ")

    def _passed_on(self, inputs: Mapping[str, Any], role: str, depth: int) -> str | None:
        """The text of the first input that may carry one: a pipe, another conditioning."""
        for name, value in inputs.items():
            if name not in _NO_TEXT and name not in _TEXTS and self.graph.linked(value):
                found = self.conditioning(value, role, depth + 1)
                if found is not None:
                    return found
        return None

    def _for_webui(self, key: str, role: str, depth: int) -> str | None:
        """The text of a node that encodes one, for AUTOMATIC1111."""
        graph, inputs = self.graph, self.graph.inputs(key)
        text = self._string(key, role, depth)
        if text is None:
            return None
        for name in ("text_l", "prompt_l"):
            other = text_of(inputs.get(name))
            if other not in ("", text):
                graph.note(Message("another text for CLIP L"), other)
        read_as_it_is = str(inputs.get("parser", "comfy")) not in ("comfy", "comfy++")
        return text if read_as_it_is else from_comfy(text)

    def _string(self, key: str, role: str, depth: int) -> str | None:
        """The text of a node's own fields, links among them followed."""
        return self._once((key, role), depth, lambda: self._held(key, role, depth))

    def _held(self, key: str, role: str, depth: int) -> str | None:
        graph = self.graph
        inputs, kind = graph.inputs(key), graph.kind(key)
        passed = graph.chosen(key, depth)
        if passed is not None:
            return self._typed(passed, role, depth)
        pieces = [name for name in inputs if _PIECES.match(name)]
        if len(pieces) > 1:
            return self._put_together(inputs, pieces, role, depth)
        changed = next((part for part in _CHANGES if part in kind), None)
        own = (f"text_{role}", f"{role}_prompt", f"prompt_{role}", f"{role}_text")
        for name in (*own, *_TEXTS, role, *pieces):
            text = self._typed(inputs.get(name), role, depth)
            if text is not None and (text or name in ("text", "value", *own)):
                if changed:
                    graph.note(Message("the text was changed by"), kind)
                if "styler" in kind.lower():
                    graph.note(Message("style"), inputs.get("style"))
                return text
        return None

    def _typed(self, value: Any, role: str, depth: int) -> str | None:
        if isinstance(value, str):
            return value.strip()
        key = self.graph.linked(value)
        if self.graph.kind(key) == own.PROMPT:
            return self._compiled(key, self.graph.slot(value), depth)
        return self._string(key, role, depth + 1) if key else None

    def _compiled(self, key: str, slot: Any, depth: int) -> str | None:
        """What an output of an Animagine Prompt was."""
        asked = (key, "compiled", str(slot))
        return self._once(asked, depth, lambda: self._made(key, slot, depth))

    def _made(self, key: str, slot: Any, depth: int) -> str | None:
        inputs = self.graph.inputs(key)
        typed = {
            name: self._typed(inputs.get(name), role, depth + 1) for role, name in _OWN.items()
        }
        texts = {name: text for name, text in typed.items() if text is not None}
        compiled = self.graph.compiled(key, texts, depth) if "prompt" in texts else None
        if compiled is None or slot not in (0, 1):
            return None
        language = {"language": self.graph.value(inputs, "language", depth) or own.FIRST_LANGUAGE}
        written = compiled.to(own.dialect_of(language))
        return (written.prompt, written.negative_prompt)[slot]

    def _put_together(
        self, inputs: Mapping[str, Any], names: list[str], role: str, depth: int
    ) -> str | None:
        between = inputs.get("delimiter", inputs.get("separator", ", "))
        texts = [self._typed(inputs[name], role, depth) for name in names]
        return self._all_of(texts, str(between).replace("\\n", "\n")[:100])

    def _all_of(self, texts: list[str | None], between: str) -> str | None:
        """The texts as one; None where none of them is known."""
        known = [text for text in texts if text is not None]
        if known and len(known) < len(texts):
            self.graph.note(Message("a part of the text"), UNKNOWN_NODE)
        return between.join(filter(None, known)) if known else None


def loras(graph: Graph, link: Any) -> Iterator[tuple[Any, Any]]:
    """Yield name and strength of each LoRA along a model's link."""
    for key in graph.all_behind(link):
        inputs = graph.inputs(key)
        count = whole(inputs.get("lora_count"))
        for name, value in inputs.items():
            number = whole(name.rpartition("_")[2])
            if count is not None and number is not None and number > count:
                continue  # a stack keeps the names of those that it does not use
            if isinstance(value, Mapping) and value.get("on") and text_of(value.get("lora")):
                yield value["lora"], value.get("strength")
            if name.startswith(("lora_name", "lora_0")) and text_of(value) not in ("", "None"):
                yield value, _strength(inputs, name)


def _strength(inputs: Mapping[str, Any], name: str) -> Any:
    """The strength beside a LoRA's name; in a stack it has the name's number."""
    number = name.removeprefix("lora_name").removeprefix("lora")
    names = ("strength_model", "lora_model_strength", f"strength{number}", f"lora_wt{number}",
             f"model_str{number}")  # fmt: skip
    return next((inputs[other] for other in names if other in inputs), None)
