"""The host's X/Y/Z plot as a request names it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tests.host.client import Api


def plot(
    api: Api, axes: Mapping[str, str | Sequence[str]], *, legend: bool = False
) -> dict[str, Any]:
    """The fields of a request for a plot.

    Args:
        api: of the host.
        axes: label → its values, as a text or as those that are chosen; all of one kind.
        legend: draw the labels?
    """
    typed = all(isinstance(values, str) for values in axes.values())
    switches = {"include_sub_images": True, "use_text_inputs_instead_of_dropdowns": typed}
    fields = api.script("x/y/z plot", draw_legend=legend, **switches)
    choices = api.script_arguments("x/y/z plot")[0]["choices"]
    names = [choice if isinstance(choice, str) else choice[0] for choice in choices]
    chosen: list[Any] = []
    for label, values in axes.items():
        chosen += [names.index(label), values if typed else "", [] if typed else list(values)]
    chosen += [0, "", []] * (3 - len(axes))
    fields["script_args"][: len(chosen)] = chosen
    return fields
