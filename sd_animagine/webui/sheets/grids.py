"""The grids of a sheet, in the host's own hand: its grid, its annotations, its colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PIL import ImageColor

from sd_animagine.sheets.grids import Placed, grids
from sd_animagine.sheets.layout import GridLimits
from sd_animagine.sheets.plan import Sheet
from sd_animagine.webui.host import images
from sd_animagine.webui.host.settings import host_option
from sd_animagine.webui.sheets.pictures import SheetPicture

_LONGEST_SIDE: Final = {"webp": 16383, "jpg": 65535, "jpeg": 65535}
"""Pixels that a file of this kind can have at most; PNG takes anything."""
_MEGAPIXELS: Final = 200
"""The host's own default for the largest image."""


class _HostHand:
    """See ``sheets.grids.Hand``."""

    label = staticmethod(images.label)
    labelled_grid = staticmethod(images.labelled_grid)

    @staticmethod
    def background() -> Any:
        return ImageColor.getcolor(str(host_option("grid_background_color", "#ffffff")), "RGB")


def grids_of(sheet: Sheet, drawn: Sequence[SheetPicture]) -> list[Any]:
    """All finished pictures under their labels, on as many grids as the host's limits want."""
    placed = [Placed(each.cell, each.number, each.image, each.seed) for each in drawn]
    return grids(sheet, placed, _limits(), _HostHand())


def _limits() -> GridLimits:
    """What the host takes for a grid."""
    megapixels = float(host_option("img_max_size_mp", 0) or _MEGAPIXELS)
    kind = str(host_option("grid_format", "png")).lower()
    return GridLimits(megapixels * 1_000_000, _LONGEST_SIDE.get(kind, float("inf")))
