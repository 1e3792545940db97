"""What a picture was asked for with, from the text inside it: of which tool ever.

==============  =========================================================================
A1111, Forge    ``parameters``: prompt, ``Negative prompt:``, a last line of ``Key: value``
ComfyUI         ``prompt``: the graph as JSON; the texts that lead into its sampler
NovelAI         ``Comment``: JSON with ``prompt``, ``uc``, ``steps``, ``scale``
others          any of ``parameters``, ``Description``, ``comment`` as a prompt
==============  =========================================================================
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

_KEY: Final = re.compile(r"([\w \-/]+)(:?)")
_QUOTED: Final = re.compile(r'"(?:\\.|[^\\"])+"(?=,|\Z)')
_LAST_LINE: Final = 256 * 1024
"""Characters of the last line that are read; the host reads any number, in quadratic time."""
_SIZE: Final = re.compile(r"\s*(\d{1,5})\s*[xX×]\s*(\d{1,5})\s*")
_NEGATIVE: Final = "Negative prompt:"
_MOST_NODES: Final = 2000
_SAMPLERS: Final = {
    "euler_ancestral": "Euler a",
    "k_euler_ancestral": "Euler a",
    "euler": "Euler",
    "k_euler": "Euler",
    "dpmpp_2m": "DPM++ 2M",
    "k_dpmpp_2m": "DPM++ 2M",
    "dpmpp_2m_sde": "DPM++ 2M SDE",
    "dpmpp_sde": "DPM++ SDE",
    "ddim": "DDIM",
}
"""Other tools' names for the WebUI's samplers."""


@dataclass(frozen=True)
class ReadBack:
    """A request as a picture tells it; what it does not tell is None."""

    tool: str = ""
    """Who wrote it; empty where nothing was found."""
    prompt: str = ""
    negative_prompt: str = ""
    width: int | None = None
    height: int | None = None
    steps: int | None = None
    cfg_scale: float | None = None
    sampler_name: str | None = None
    seed: int | None = None
    model: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """Every key of a WebUI's last line, as it stands there."""


def read_back(texts: Mapping[str, str]) -> ReadBack:
    """The request that the texts of a picture tell of; ``tool`` is empty where they tell none."""
    if texts.get("parameters", "").strip():
        return from_parameters(texts["parameters"])
    for key, reader in (("prompt", _from_comfy), ("Comment", _from_novelai)):
        values = _object(texts.get(key, ""))
        if values:
            found = reader(values, texts)
            if found.tool:
                return found
    for key in ("Description", "ImageDescription", "comment", "Comment"):
        if texts.get(key, "").strip():
            return ReadBack(tool=f"a text named {key}", prompt=texts[key].strip())
    return ReadBack()


def from_parameters(text: str) -> ReadBack:
    """The text that WebUIs write and show under a picture."""
    lines = text.strip().split("\n")
    pairs = list(_pairs(lines[-1][:_LAST_LINE]))
    fields: dict[str, str] = {}
    if len(pairs) >= 3:  # as the hosts decide it
        lines.pop()
        fields = {key: _unquoted(value) for key, value in pairs}
    prompt: list[str] = []
    negative: list[str] = []
    into = prompt
    for line in (line.strip() for line in lines):
        if line.startswith(_NEGATIVE):
            into, line = negative, line[len(_NEGATIVE) :].strip()
        into.append(line)
    size = _SIZE.fullmatch(fields.get("Size", ""))
    return ReadBack(
        tool=_writer(fields),
        prompt="\n".join(prompt).strip("\n"),
        negative_prompt="\n".join(negative).strip("\n"),
        width=int(size[1]) if size else None,
        height=int(size[2]) if size else None,
        steps=_whole(fields.get("Steps")),
        cfg_scale=_number(fields.get("CFG scale")),
        sampler_name=fields.get("Sampler"),
        seed=_whole(fields.get("Seed")),
        model=fields.get("Model", ""),
        fields=fields,
    )


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    r"""The keys and values of a last line.

    What the host's ``\s*(\w[\w \-/]+):\s*("(?:\\.|[^\\"])+"|[^,]*)(?:,|$)`` finds, but each
    character is read once.
    """
    at = 0
    while found := _KEY.search(line, at):
        at = found.end()
        key = found[1].lstrip(" -/")
        if not found[2] or len(key) < 2:
            continue
        start = at
        while line[start : start + 1].isspace():
            start += 1
        quoted = _QUOTED.match(line, start)
        comma = line.find(",", start)
        end = quoted.end() if quoted else comma if comma >= 0 else len(line)
        yield key, line[start:end]
        at = end + 1


def _writer(fields: Mapping[str, str]) -> str:
    version = fields.get("Version", "")
    if version.startswith("f"):
        return "Forge"
    return "a WebUI" if not version else f"WebUI {version}"[:40]


def _unquoted(value: str) -> str:
    if len(value) < 2 or value[0] != '"':
        return value.strip()
    try:
        return str(json.loads(value))
    except ValueError:
        return value


# --- other tools -------------------------------------------------------------------------------


def _from_comfy(graph: Mapping[str, Any], _texts: Mapping[str, str]) -> ReadBack:
    """The sampler's inputs, followed back to the texts and the size."""
    nodes = {k: v for k, v in list(graph.items())[:_MOST_NODES] if isinstance(v, Mapping)}
    samplers = [n for n in nodes.values() if "positive" in _inputs(n) and "steps" in _inputs(n)]
    if not samplers:
        return ReadBack()
    inputs = _inputs(samplers[0])
    size = _inputs(_behind(nodes, inputs.get("latent_image"), "width"))
    model = _inputs(_behind(nodes, inputs.get("model"), "ckpt_name"))
    sampler = str(inputs.get("sampler_name") or "")
    return ReadBack(
        tool="ComfyUI",
        prompt=_text_behind(nodes, inputs.get("positive")),
        negative_prompt=_text_behind(nodes, inputs.get("negative")),
        width=_whole(size.get("width")),
        height=_whole(size.get("height")),
        steps=_whole(inputs.get("steps")),
        cfg_scale=_number(inputs.get("cfg")),
        sampler_name=_SAMPLERS.get(sampler, sampler) or None,
        seed=_whole(inputs.get("seed", inputs.get("noise_seed"))),
        model=str(model.get("ckpt_name") or ""),
    )


def _inputs(node: Any) -> Mapping[str, Any]:
    inputs = node.get("inputs") if isinstance(node, Mapping) else None
    return inputs if isinstance(inputs, Mapping) else {}


def _behind(nodes: Mapping[str, Any], link: Any, wanted: str) -> Any:
    """The nearest node behind a link that has a certain input."""
    waiting, seen = [link], set()
    while waiting:
        at = waiting.pop(0)
        key = str(at[0]) if isinstance(at, list) and at else ""
        if key in seen or key not in nodes:
            continue
        seen.add(key)
        inputs = _inputs(nodes[key])
        if wanted in inputs and not isinstance(inputs[wanted], list):
            return nodes[key]
        waiting += [value for value in inputs.values() if isinstance(value, list)]
    return None


def _text_behind(nodes: Mapping[str, Any], link: Any) -> str:
    for name in ("text", "text_g", "value", "string"):
        text = _inputs(_behind(nodes, link, name)).get(name)
        if isinstance(text, str):
            return text.strip()
    return ""


def _from_novelai(values: Mapping[str, Any], texts: Mapping[str, str]) -> ReadBack:
    if "prompt" not in values and "uc" not in values:
        return ReadBack()
    sampler = str(values.get("sampler") or "")
    return ReadBack(
        tool="NovelAI",
        prompt=str(values.get("prompt") or texts.get("Description", "")).strip(),
        negative_prompt=str(values.get("uc") or "").strip(),
        width=_whole(values.get("width")),
        height=_whole(values.get("height")),
        steps=_whole(values.get("steps")),
        cfg_scale=_number(values.get("scale")),
        sampler_name=_SAMPLERS.get(sampler, sampler) or None,
        seed=_whole(values.get("seed")),
        model=texts.get("Source", ""),
    )


def _object(text: str) -> Mapping[str, Any]:
    if not text.lstrip().startswith("{"):
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, Mapping) else {}


def _whole(value: Any) -> int | None:
    number = _number(value)
    return int(number) if number is not None and number == int(number) else None


def _number(value: Any) -> float | None:
    """A finite number of a size that a request can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        number = float(str(value).strip())
    except ValueError:
        return None
    return number if abs(number) < 2**63 else None
