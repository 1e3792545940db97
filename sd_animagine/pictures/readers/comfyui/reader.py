"""The request of a picture that ComfyUI drew."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from sd_animagine.compiler import compile_request
from sd_animagine.pictures.readers.by_name import weighed
from sd_animagine.pictures.readers.comfyui.drawing import graph_of_drawing
from sd_animagine.pictures.readers.comfyui.graph import UNKNOWN_NODE, Graph
from sd_animagine.pictures.readers.comfyui.own import Compile
from sd_animagine.pictures.readers.comfyui.sampling import Sampling, is_sampler, made_by
from sd_animagine.pictures.readers.comfyui.texts import Texts, loras
from sd_animagine.pictures.request import (
    ReadBack,
    json_object,
    mapping,
    noted,
    number_in,
    text_of,
    whole,
)
from sd_animagine.pictures.samplers import sampler_of
from sd_animagine.words import Message

_USUAL: Final = (None, "", "normal", "automatic")


def read_comfyui(texts: Mapping[str, str], compiling: Compile = compile_request) -> ReadBack | None:
    """Return the request of the sampler that made the picture first.

    Args:
        texts: of the picture.
        compiling: what our own nodes in it compile with.
    """
    nodes = 0
    for graph in _graphs(texts, compiling):
        found = _request(graph)
        if found is not None:
            return found
        nodes += sum(bool(graph.kind(key)) for key in graph.nodes)
    unread = Message(
        "This picture has a ComfyUI workflow with no known sampler in it. "
        "Copy the prompt from ComfyUI."
    )
    return ReadBack(left_out=(unread,)) if nodes else None


def _graphs(texts: Mapping[str, str], compiling: Compile) -> Iterator[Graph]:
    """The graph that ran, which is a text or stands in one under ``prompt``; then its drawing."""
    for key in ("prompt", "UserComment", "parameters"):
        values = json_object(texts.get(key, ""))
        inner = values.get("prompt")
        ran = mapping(inner) or json_object(inner if isinstance(inner, str) else "") or values
        yield Graph(ran, compiling)
    drawing = Graph(graph_of_drawing(json_object(texts.get("workflow", ""))), compiling)
    drawing.note(
        Message("read from"), Message("the workflow on the page, which may differ from what ran")
    )
    yield drawing


def _request(graph: Graph) -> ReadBack | None:
    key = made_by(graph)
    if key is None:
        return None
    sampling, texts = Sampling(graph, key), Texts(graph)
    prompt = texts.told(sampling.texts("positive"), "positive")
    negative = texts.told(sampling.texts("negative"), "negative")
    told = (
        (Message("prompt"), "positive", prompt),
        (Message("negative prompt"), "negative", negative),
    )
    for name, role, text in told:
        if text is None and sampling.has(role):
            graph.left_out.append(noted(name, UNKNOWN_NODE))
    graph.left_out += _of_others(texts, key, prompt)
    width, height = sampling.size()
    found = ReadBack(
        tool="ComfyUI",
        prompt=prompt,
        negative_prompt=negative,
        width=whole(width),
        height=whole(height),
        steps=whole(sampling.steps()),
        cfg_scale=number_in(sampling.cfg()),
        sampler_name=sampler_of(sampling.sampler()),
        seed=whole(sampling.seed()),
        model=text_of(sampling.model()),
    )
    return replace(found, left_out=(*graph.left_out, *_unsaid(sampling)))


def _of_others(texts: Texts, made: str, prompt: str | None) -> list[str]:
    """What the other samplers drew from, where it is another prompt."""
    graph = texts.graph
    told = len(graph.left_out)
    others = [Sampling(graph, key) for key in graph.nodes if key != made and is_sampler(graph, key)]
    prompts = dict.fromkeys(texts.told(other.texts("positive"), "positive") for other in others)
    del graph.left_out[told:]  # how theirs were joined is nobody's question
    known = (None, "", prompt)
    return [
        noted(Message("prompt of another sampler"), text) for text in prompts if text not in known
    ]


def _unsaid(sampling: Sampling) -> list[str]:
    """Scheduler, how much is drawn anew, and the LoRAs."""
    lines: list[str] = []
    scheduler, denoise = sampling.scheduler(), number_in(sampling.denoise())
    if isinstance(scheduler, str) and scheduler not in _USUAL:
        lines.append(noted(Message("scheduler"), scheduler))
    if denoise is not None and denoise < 1:
        lines.append(noted(Message("denoising strength"), f"{denoise:g}"))
    found = loras(sampling.graph, sampling.model_link())
    return [*lines, *dict.fromkeys(weighed("LoRA", name, weight) for name, weight in found)]
