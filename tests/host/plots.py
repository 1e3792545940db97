"""The host's X/Y/Z plot as a request names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.host.client import Api

_OF_AXES = 9
"""The first arguments: of each axis which one, what was typed, and what was chosen."""


def plot(
    api: Api, axes: Mapping[str, str | Sequence[str]], *, legend: bool = False
) -> dict[str, Any]:
    """The fields of a request for a plot.

    Args:
        api: of the host.
        axes: label → its values, as a text or as those that are chosen; all of one kind.
        legend: draw the labels?
    """
    scripts = api.get("/sdapi/v1/script-info")
    found = next(s for s in scripts if s["name"] == "x/y/z plot" and not s["is_img2img"])
    choices = found["args"][0]["choices"]
    names = [choice if isinstance(choice, str) else choice[0] for choice in choices]
    chosen: list[Any] = []
    for label, values in axes.items():
        typed = isinstance(values, str)
        chosen += [names.index(label), values if typed else "", [] if typed else list(values)]
    chosen += [0, "", []] * (3 - len(axes))
    return {"script_name": "x/y/z plot", "script_args": chosen + _switches(found, legend, typed)}


def _switches(script: dict[str, Any], legend: bool, typed: bool) -> list[Any]:
    """The arguments behind the axes, by their labels: reForge has more, and in another order."""
    wanted = {
        "Draw legend": legend,
        "Include Sub Images": True,
        "Use text inputs instead of dropdowns": typed,
    }
    rest = script["args"][_OF_AXES:]
    assert {*wanted} <= {each["label"] for each in rest}, rest
    return [wanted.get(each["label"], each["value"]) for each in rest]
