"""What is told of a picture that is begun with, and where its size and itself come from."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import gradio as gr

from sd_animagine import model
from sd_animagine.panel.backend import Drafts, Lines, Told, line
from sd_animagine.panel.telling import NotDoneError
from sd_animagine.transform import snap
from sd_animagine.values import whole
from sd_animagine.words import Message, said_by

_SAME: Final = 0.02
"""Shapes whose ratios differ by no more are one: as much as a trained size is off."""
_STRETCHED: Final = "The picture has {size}. Drawn as {drawn} it is stretched."
_CUT: Final = "The picture has {size}. Drawn as {drawn} it loses what is over at its edges."
_FILLED: Final = "The picture has {size}. Drawn as {drawn} it has its edges repeated."


def told(
    drafts: Drafts, draft: str | None, mode: str, width: object, height: object, snaps: bool
) -> list[Any]:
    """The line under the picture, and the button that takes its size where that is another."""
    if not draft:
        return [Lines(), gr.update(visible=False)]
    try:
        size = drafts.size_of(Path(draft))
    except ValueError as error:
        return [line(said_by(error), wrong=True), gr.update(visible=False)]
    drawn = _drawn(whole(width) or 0, whole(height) or 0, snaps=snaps)
    if not all(drawn):
        return [Lines(), gr.update(visible=False)]
    values = {"size": _text(size), "drawn": _text(drawn)}
    way = drafts.modes.index(mode)
    said = Message(_STRETCHED if way == 0 else _CUT if way == 1 else _FILLED, **values)
    if _is_like(size, drawn):
        said = Message("The picture has {size} and is drawn as {drawn}.", **values)
    own = _nearest(size)
    if own == drawn:
        return [line(said), gr.update(visible=False)]
    nearest = Message("The trained size nearest to its shape is {size}.", size=_text(own))
    return [Lines([Told(said), Told(nearest)]), gr.update(visible=True)]


def size(drafts: Drafts, draft: str | None) -> list[Any]:
    """Width and height of the trained size that is nearest to the picture's shape."""
    try:
        return list(_nearest(drafts.size_of(Path(draft or ""))))
    except ValueError:
        return [gr.update()] * 2  # the line says what is wrong with it


def nothing() -> None:
    """What a control shows that is emptied."""


def sent_on(drafts: Drafts, said: str | None) -> str | None:
    """The file of a picture that is shown on the page."""
    try:
        return str(drafts.sent_on(said or ""))
    except ValueError as error:
        raise NotDoneError(said_by(error)) from None


def _drawn(width: int, height: int, *, snaps: bool) -> tuple[int, int]:
    """The size that will be drawn, as far as the numbers tell."""
    if min(width, height) < 1 or max(width, height) > model.MAX_SIDE:
        return 0, 0
    return snap(width, height) if snaps else (width, height)


def _nearest(size: tuple[int, int]) -> tuple[int, int]:
    """The trained size for a picture, however large it is: its shape counts alone."""
    share = min(1.0, model.MAX_SIDE / max(size))
    width, height = (max(1, round(side * share)) for side in size)
    return snap(width, height)


def _is_like(one: tuple[int, int], other: tuple[int, int]) -> bool:
    ratio = one[0] * other[1] / (one[1] * other[0])
    return 1 - _SAME < ratio < 1 + _SAME


def _text(size: tuple[int, int]) -> str:
    return "{}×{}".format(*size)
