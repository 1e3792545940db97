"""Our axes in the host's X/Y/Z plot.

Its script is loaded before any extension's, and anew at "Reload UI"; so they are added whenever our
own file is executed, once however often that is. What a value does is looked up when it is used.
"""

from __future__ import annotations

from inspect import signature
from typing import Any, Final

from sd_animagine.webui.host.protocols import Axis, Plot, Processing
from sd_animagine.webui.host.scripts import plot as host_plot
from sd_animagine.words import Message, in_line, said_by

NAMES: Final = ("Mode", "Rating", "Year", "Quality", "Score", "Negative", "Bucket", "Reorder")
"""Those of ``sheets.axes``, told here so that a start of the host need not load it."""
PREFIX: Final = "[Animagine] "


def add_axes() -> None:
    """Add our axes to the plot's list, where the host has the plot."""
    plot = host_plot()
    if plot is None:
        return
    there = {option.label for option in plot.axis_options}
    for name in NAMES:
        if PREFIX + name not in there:
            plot.axis_options.append(_axis(plot, name))


def _axis(plot: Plot, name: str) -> Axis:
    def apply(p: Processing, value: str, _values: object) -> None:
        from sd_animagine.sheets.axes import cell_of
        from sd_animagine.webui.request.cells import put

        put(p, cell_of(name, value, _ratings()))

    def confirm(_p: Processing, values: list[str]) -> None:
        from sd_animagine.sheets.axes import cell_of
        from sd_animagine.sheets.choice import SheetError
        from sd_animagine.webui.request.refusal import AnimagineRefused

        try:
            for value in values:
                cell_of(name, value, _ratings())
        except SheetError as error:
            why = in_line((said_by(error), Message("nothing was drawn")))
            raise AnimagineRefused(Message("{who}: {said}", who="Animagine", said=why)) from None

    def choices() -> list[str]:
        from sd_animagine.sheets.axes import choices_of

        return choices_of(name, _ratings())

    def prepare(text: str) -> list[str]:
        from sd_animagine.sheets.axes import values_in

        return values_in(text)

    def shown(_p: Processing, _option: Any, value: str) -> str:
        return f"{name}: {value}"

    named: dict[str, Any] = {"confirm": confirm, "choices": choices, "prepare": prepare}
    taken = signature(plot.AxisOption).parameters
    if "prepare" not in taken:
        del named["prepare"]  # AUTOMATIC1111 1.6 parts values at commas by itself
    named["fmt" if "fmt" in taken else "format_value"] = shown  # ``fmt`` in SD.Next
    return plot.AxisOption(PREFIX + name, str, apply, **named)


def _ratings() -> tuple[str, ...]:
    """What the operator allows."""
    from sd_animagine.webui.limit import allowed_ratings

    return allowed_ratings()
