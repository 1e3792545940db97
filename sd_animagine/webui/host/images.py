"""The host's own hand for grids: its grid, its annotations, its files."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from modules import images

from sd_animagine.webui.host.modules import host_module


def label(text: str, *, active: bool = True) -> Any:
    """One text beside a grid."""
    return _annotating().GridAnnotation(text, is_active=active)


def labelled_grid(pictures: Sequence[Any], above: Sequence[Any], beside: Sequence[Any]) -> Any:
    """Pictures in rows, one for each label beside them, under the labels of the columns."""
    grid = images.image_grid(list(pictures), rows=len(beside))
    width = max(picture.width for picture in pictures)
    height = max(picture.height for picture in pictures)
    columns, rows = [[each] for each in above], [[each] for each in beside]
    return _annotating().draw_grid_annotations(grid, width, height, columns, rows).convert("RGB")


def _annotating() -> Any:
    """The module that writes labels; SD.Next has one for grids alone."""
    return host_module("image.grid", "images")


def save(image: Any, folder: str, file: str, **named: Any) -> None:
    """Write a picture into a folder of the host."""
    images.save_image(image, folder, file, **named)
