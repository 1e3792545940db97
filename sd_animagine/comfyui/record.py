"""What a picture of ComfyUI's is saved with: A1111's infotext, read off the graph that ran.

Nothing is taken from what the nodes said while they ran: a node whose inputs are as before does not
run again, and says nothing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from sd_animagine.comfyui.context import context
from sd_animagine.compiler import Compiled, Request, compile_request
from sd_animagine.pictures.readers.comfyui import own
from sd_animagine.pictures.readers.comfyui.reader import read_comfyui
from sd_animagine.pictures.request import ReadBack, file_stem, listed, mapping
from sd_animagine.report.infotext import entries, infotext
from sd_animagine.words import Message

LEFT_OUT_KEY: Final = "ComfyUI"
"""What an infotext has no key for: LoRAs, scheduler, and the like."""
_SAMPLER_SLOT: Final = 4
"""Of Animagine Settings: the SAMPLER that seeds each picture of a batch."""


class Record(NamedTuple):
    """What is known of the pictures of one save."""

    found: ReadBack | None
    """None where no sampler is known in the graph."""
    ours: Mapping[str, str]
    """Our keys, where one of our nodes wrote the prompt."""
    seeds_differ: bool
    """Has each picture of a batch a seed of its own?"""

    def infotext(self, picture: int, pictures: int) -> str:
        """Return the text of one picture; empty where nothing is known.

        Args:
            picture: its number in the batch, from 0.
            pictures: of the batch.
        """
        found = self.found
        if found is None or found.prompt is None:
            return ""
        seed, batch = found.seed, None
        if seed is not None and self.seeds_differ:
            seed += picture
        elif pictures > 1:
            batch = f"{picture + 1} of {pictures}"
        size = f"{found.width}x{found.height}" if found.width and found.height else None
        cfg = None if found.cfg_scale is None else f"{found.cfg_scale:g}"
        values = {
            "Steps": found.steps,
            "Sampler": found.sampler_name,
            "CFG scale": cfg,
            "Seed": seed,
            "Size": size,
            "Model": file_stem(found.model) if found.model else None,
            "RNG": "CPU",
            "Picture": batch,
            **self.ours,
            LEFT_OUT_KEY: "; ".join(found.left_out) or None,
        }
        return infotext(found.prompt, found.negative_prompt or "", values)


def record_of(graph: Any, end: str) -> Record:
    """Return what is known of the pictures that reach a node.

    Args:
        graph: the graph that runs, as ComfyUI hands it to nodes; None where it does not.
        end: the node.
    """
    nodes = upstream(mapping(graph), end)
    around = context()
    made: list[tuple[Request, Compiled]] = []

    def compiling(request: Request) -> Compiled:
        compiled = compile_request(request, around)
        if request.prompt:
            made.append((request, compiled))
        return compiled

    found = read_comfyui({"prompt": json.dumps(nodes)}, compiling)
    if found is not None and not found.tool:
        found = None
    ours = next((entries(*each) for each in made), {})
    return Record(found, ours, _seeds_differ(nodes))


def upstream(graph: Mapping[str, Any], end: str) -> dict[str, Any]:
    """Return the part of a graph that leads to a node; the whole where it is not in it."""
    if end not in graph:
        return dict(graph)
    found: dict[str, Any] = {}
    waiting = [end]
    while waiting:
        key = waiting.pop()
        if key in graph and key not in found:
            found[key] = graph[key]
            inputs = mapping(mapping(graph[key]).get("inputs"))
            waiting += [str(each[0]) for each in map(listed, inputs.values()) if each]
    return found


def _seeds_differ(nodes: Mapping[str, Any]) -> bool:
    """Return whether the pictures are drawn with our SAMPLER."""
    for node in nodes.values():
        link = listed(mapping(mapping(node).get("inputs")).get("sampler"))
        if len(link) == 2 and link[1] == _SAMPLER_SLOT:
            kind = mapping(nodes.get(str(link[0]))).get("class_type")
            if kind == own.SETTINGS:
                return True
    return False


def unknown() -> Message:
    """Return what is said where there is no infotext."""
    return Message(
        "The pictures were saved with their workflow alone: no known sampler leads to this node."
    )
