"""InvokeAI in its three generations: ``invokeai_metadata``, ``sd-metadata`` and ``Dream``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from sd_animagine.pictures.emphasis import calls_of, from_compel, tidied, weighted
from sd_animagine.pictures.readers.by_name import left_out, named, weighed
from sd_animagine.pictures.request import (
    ReadBack,
    json_object,
    listed,
    mapping,
    noted,
    number_in,
    text_of,
)
from sd_animagine.words import Message

_NAMES: Final = {
    "width": "width",
    "height": "height",
    "steps": "steps",
    "cfg_scale": "cfg_scale",
    "sampler_name": "scheduler",
    "seed": "seed",
}
_SECOND: Final = {**_NAMES, "sampler_name": "sampler"}
_DREAM: Final = {
    "width": "W",
    "height": "H",
    "steps": "s",
    "cfg_scale": "C",
    "sampler_name": "A",
    "seed": "S",
}
_LEFT_OUT: Final = {
    "positive_style_prompt": Message("style prompt"),
    "negative_style_prompt": Message("negative style prompt"),
}
_USED: Final = {
    "controlnets": "ControlNet",
    "ipAdapters": "IP adapter",
    "t2iAdapters": "T2I adapter",
}
_QUOTE_END: Final = re.compile(r'(?<!\\)"(?=\s{1,9}-|\s{0,9}\Z)')
_SWITCH: Final = re.compile(
    r"(?:^|\s)-(?:([A-Za-z]{1,9})\s{1,9}|([A-Za-z])(?=[\dk]))([^\s-]\S{0,60})"
)
"""``-cf 0.75``, ``-s28``, ``-Ak_lms``."""
_UNWANTED: Final = re.compile(r"(?<!\\)\[([^\[\]]{0,9999})\]")


def read_invoke(texts: Mapping[str, str]) -> ReadBack | None:
    """Return the request of InvokeAI, of whatever generation."""
    values = json_object(texts.get("invokeai_metadata", ""))
    if values:
        return _third(values)
    values = json_object(texts.get("sd-metadata", ""))
    image = mapping(values.get("image"))
    if "prompt" in image:
        return _second(image, text_of(values.get("model_weights")))
    return _first(texts.get("Dream") or texts.get("dream") or "")


def _third(values: Mapping[str, Any]) -> ReadBack | None:
    if not {"positive_prompt", "seed", "steps", "generation_mode"} & set(values):
        return None
    model = mapping(values.get("model"))
    return named(
        "InvokeAI",
        values,
        _NAMES,
        prompt=from_compel(text_of(values.get("positive_prompt"))),
        negative_prompt=from_compel(text_of(values.get("negative_prompt"))),
        model=text_of(model.get("name") or model.get("model_name")),
        left_out=(*left_out(values, _LEFT_OUT), *_loras(values), *_unsaid(values)),
    )


def _unsaid(values: Mapping[str, Any]) -> Iterator[str]:
    for name, what in _USED.items():
        if listed(values.get(name)):
            yield noted(what, Message("{count} used", count=len(values[name])))
    texts = text_of(values.get("positive_prompt")) + text_of(values.get("negative_prompt"))
    for call in calls_of(texts):
        yield noted(Message("what the WebUI cannot read"), call)


def _loras(values: Mapping[str, Any]) -> Iterator[str]:
    for each in map(mapping, listed(values.get("loras"))):
        model = mapping(each.get("model") or each.get("lora"))
        name = text_of(model.get("name") or model.get("model_name"))
        if name:
            yield weighed("LoRA", name, each.get("weight"))


def _second(image: Mapping[str, Any], model: str) -> ReadBack | None:
    """Prompts are objects with a weight each, or one text."""
    prompts = image["prompt"]
    several = [mapping(each) for each in listed(prompts)] or [{"prompt": prompts}]
    texts = [_apart(text_of(each.get("prompt"))) for each in several]
    weights = [number_in(each.get("weight")) or 1.0 for each in several]
    blended = len(several) > 1
    pairs = zip(texts, weights, strict=True)
    positives = [weighted(text, weight) if blended else text for (text, _), weight in pairs]
    return named(
        "InvokeAI",
        image,
        _SECOND,
        prompt=", ".join(filter(None, positives)),
        negative_prompt=", ".join(filter(None, (negative for _, negative in texts))),
        model=model,
        left_out=(noted(Message("how texts were joined"), "blend"),) if blended else (),
    )


def _first(text: str) -> ReadBack | None:
    """The command that was typed: a text in quotes and switches with one letter."""
    text = text.strip()
    end = _QUOTE_END.search(text, 1) if text[:1] == '"' else None
    if end is None:
        return None
    prompt, negative = _apart(text[1 : end.start()].replace('\\"', '"'))
    typed = text[end.end() :]
    switches = {word or letter: value for word, letter, value in _SWITCH.findall(typed)}
    known = set(_DREAM.values())
    others = " ".join(f"-{key} {value}" for key, value in switches.items() if key not in known)
    return named(
        "InvokeAI",
        switches,
        _DREAM,
        prompt=prompt,
        negative_prompt=negative,
        left_out=(noted(Message("settings"), others),) if others else (),
    )


def _apart(prompt: str) -> tuple[str, str]:
    """The prompt, and what stands in square brackets in it: what is not wanted."""
    unwanted = (found[1].strip(", \n") for found in _UNWANTED.finditer(prompt))
    wanted = tidied(_UNWANTED.sub("", prompt)) if "[" in prompt else prompt
    return from_compel(wanted), from_compel(", ".join(filter(None, unwanted)))
