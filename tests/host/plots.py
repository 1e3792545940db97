"""The host's X/Y/Z plot as a request names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.host.client import Api

_ARGUMENTS = 18
"""Nine of the axes, seven switches, the margin, and whether the values are typed."""


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
    #                  lone pictures, sub-grids, keep -1, vary seeds x y z
    switches = [legend, True, False, False, False, False, False]
    rows = [0] * (len(found["args"]) - _ARGUMENTS)  # a copy of Forge Neo counts them
    return {"script_name": "x/y/z plot", "script_args": [*chosen, *switches, *rows, 0, typed]}
