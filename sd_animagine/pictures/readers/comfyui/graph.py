"""A graph of ComfyUI's: nodes with fields, a field being a value or a link to another node."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from itertools import islice
from typing import Any, Final

from sd_animagine.compiler import Compiled, OptionError, compile_request
from sd_animagine.pictures.readers.comfyui import own
from sd_animagine.pictures.request import mapping, noted, size_in
from sd_animagine.transform import SizeError
from sd_animagine.words import Message

_MOST_NODES: Final = 2000
_DEEPEST: Final = 40
"""Links in a row; each takes some calls in one another."""
_MOST_FIELDS: Final = 200
_LOOKS: Final = 20
"""How often nodes may be looked at, as links may join again and again: so often each."""
_NUMBERS: Final = ("value", "int", "float", "number", "seed", "noise_seed", "steps_total", "Number")
_SIZES: Final = ("resolution", "dimensions", "aspect_ratio", "aspect", "ratio")
_SIZE: Final = re.compile(r"\d{2,5}\s{0,3}[x×]\s{0,3}\d{2,5}")
_CHOICE: Final = ("select", "Input", "index", "switch", "boolean")
_DIGITS: Final = re.compile(r"(\d{1,3})\Z")
UNKNOWN_NODE: Final = Message("in a node that is not known")
"""Where a text stands that nobody can read."""


class Graph:
    """The nodes of a graph, and how its links are followed."""

    def __init__(self, graph: Mapping[str, Any], compiling: own.Compile = compile_request) -> None:
        self._compiling = compiling
        self._kinds: dict[str, str] = {}
        self.nodes: dict[str, Mapping[str, Any]] = {}
        """Key of a node → its fields."""
        for key, node in islice(graph.items(), _MOST_NODES):
            inputs = mapping(mapping(node).get("inputs"))
            if inputs:
                self.nodes[key] = dict(islice(inputs.items(), _MOST_FIELDS))
                self._kinds[key] = str(node.get("class_type", ""))[:200]
        self.left_out: list[str] = []
        self._looks = _LOOKS * (100 + len(self.nodes))

    def may_look(self, depth: int) -> bool:
        """Return whether one more node may be looked at."""
        self._looks -= 1
        return depth <= _DEEPEST and self._looks >= 0

    def note(self, what: str, value: Any) -> None:
        """Keep a line for what cannot be expressed, once."""
        line = noted(what, value)
        if line not in self.left_out:
            self.left_out.append(line)

    def linked(self, value: Any) -> str:
        """Return the key of the node that a link leads to; empty for what is no link."""
        if not isinstance(value, list) or len(value) != 2:
            return ""
        key = str(value[0])[:200]
        return key if key in self.nodes else ""

    def slot(self, link: Any) -> Any:
        """Return which output of its node a link leads to."""
        return link[1] if isinstance(link, list) and len(link) == 2 else None

    def inputs(self, key: str) -> Mapping[str, Any]:
        """Return the fields of a node."""
        return self.nodes.get(key, {})

    def behind(self, link: Any) -> Mapping[str, Any]:
        """Return the fields of the node that a link leads to."""
        return self.inputs(self.linked(link))

    def kind(self, key: str) -> str:
        """Return the class of a node."""
        return self._kinds.get(key, "")

    def links(self, key: str, without: Collection[str] = ()) -> Iterator[str]:
        """Yield the keys that a node's fields lead to, in their order."""
        for name, value in self.inputs(key).items():
            found = self.linked(value)
            if found and name not in without:
                yield found

    def all_behind(self, link: Any) -> Iterator[str]:
        """Yield the keys of the nodes behind a link, the nearest first, each once."""
        waiting, seen = deque([self.linked(link)]), {""}
        while waiting:
            key = waiting.popleft()
            if key not in seen and self.may_look(0):
                seen.add(key)
                yield key
                waiting += self.links(key)

    def nearest(self, link: Any, names: Collection[str]) -> Mapping[str, Any]:
        """Return the fields of the nearest node that has a field of one of these names."""
        for key in self.all_behind(link):
            inputs = self.inputs(key)
            if any(name in inputs for name in names):
                return inputs
        return {}

    def chosen(self, key: str, depth: int) -> Any:
        """Return the value that a switch passes on; None for a node that is none."""
        inputs = self.inputs(key)
        if "switch" not in self.kind(key).lower():
            return None
        told = next((inputs[name] for name in _CHOICE if name in inputs), None)
        if self.linked(told):
            told = self.value(inputs, next(name for name in _CHOICE if name in inputs), depth + 1)
        if isinstance(told, bool):
            return inputs.get("on_true" if told else "on_false")
        for name, value in inputs.items():
            number = _DIGITS.search(name)
            if number and name not in _CHOICE and told in (None, int(number[1])):
                return value
        return None

    def value(self, inputs: Mapping[str, Any], name: str, depth: int = 0) -> Any:
        """Return a number or a name of a field, its link followed; None where it is not known."""
        value = inputs.get(name)
        key = self.linked(value)
        if not key:
            return None if isinstance(value, list) else value
        if not self.may_look(depth):
            return None
        behind = self.inputs(key)
        passed = self.chosen(key, depth)
        if passed is not None:
            return self.value({name: passed}, name, depth + 1)
        kind = self.kind(key)
        if kind == own.SETTINGS and name in own.SETTINGS_ARE:
            return own.SETTINGS_ARE[name]
        if kind == own.PROMPT and name in ("width", "height"):
            empty = {"prompt": "", "negative": ""}
            return getattr(self.compiled(key, empty, depth + 1), name, None)
        for other in (name, *_NUMBERS):
            if other in behind:
                return self.value(behind, other, depth + 1)
        single = [other for other in behind if isinstance(behind[other], int | float | list)]
        if len(single) == 1:
            return self.value(behind, single[0], depth + 1)
        self.note(name, Message("computed by {node}", node=self.kind(key)))
        return None

    def compiled(self, key: str, texts: Mapping[str, str], depth: int) -> Compiled | None:
        """Return what a node of ours made of its inputs; None where they are not allowed.

        Args:
            key: of an Animagine Prompt.
            texts: its two texts, which may have come along links.
            depth: links in a row so far.
        """
        inputs = self.inputs(key)
        names = [name for name in inputs if name not in texts]
        values = {name: self.value(inputs, name, depth) for name in names}
        known = {name: value for name, value in values.items() if value is not None}
        try:
            own.dialect_of(known)
            return self._compiling(own.request_of({**known, **texts}))
        except (OptionError, SizeError) as error:
            self.note(own.PROMPT, error.args[0])
            return None

    def size(self, link: Any) -> tuple[Any, Any]:
        """Return width and height of the nearest picture or latent that has a size."""
        names = ("width", "empty_latent_width", *_SIZES)
        inputs = self.nearest(link, names)
        told = _size_told(inputs)
        if told != (None, None):
            return told
        return self._side(inputs, "width"), self._side(inputs, "height")

    def _side(self, inputs: Mapping[str, Any], name: str) -> Any:
        own = name if name in inputs else f"empty_latent_{name}"
        told = _size_told(self.behind(inputs.get(own)))
        if told != (None, None):
            return told[name == "height"]
        return self.value(inputs, own)


def _size_told(inputs: Mapping[str, Any]) -> tuple[int | None, int | None]:
    """A size that is told by a text such as ``SDXL - 2:3 portrait 832x1216``."""
    for name in _SIZES:
        value = inputs.get(name)
        found = _SIZE.search(value[:100]) if isinstance(value, str) else None
        if found:
            width, height = size_in(found[0])
            swapped = str(inputs.get("swap_dimensions", "")).lower() in ("on", "true")
            return (height, width) if swapped else (width, height)
    return None, None
