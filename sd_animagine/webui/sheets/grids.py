"""The grids of a sheet, in the host's own hand: its grid, its annotations, its colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from PIL import Image, ImageColor

from sd_animagine.sheets.layout import Block, GridLimits, layout
from sd_animagine.sheets.plan import Sheet
from sd_animagine.webui.host import images
from sd_animagine.webui.host.settings import host_option
from sd_animagine.webui.sheets.pictures import SheetPicture

_LONGEST_SIDE: Final = {"webp": 16383, "jpg": 65535, "jpeg": 65535}
"""Pixels that a file of this kind can have at most; PNG takes anything."""
_MEGAPIXELS: Final = 200
"""The host's own default for the largest image."""


def grids_of(sheet: Sheet, drawn: Sequence[SheetPicture]) -> list[Any]:
    """All finished pictures under their labels, on as many grids as the host's limits want."""
    table = _Table(sheet, drawn)
    blocks = layout(
        len(sheet.columns),
        len(table.rows),
        table.largest(),
        _limits(),
        labelled_rows=any(table.rows),
    )
    pages = [[table.block(block) for block in page if table.has(block)] for page in blocks]
    return [_stacked(page) for page in pages if page]


class _Table:
    """The pictures by row and column; a row has one seed."""

    def __init__(self, sheet: Sheet, drawn: Sequence[SheetPicture]) -> None:
        self.sheet = sheet
        self.deep = 1 + max(picture.number for picture in drawn)
        """Pictures of a cell, one below the other."""
        self.images: dict[tuple[int, int], Any] = {}
        seeds: dict[int, str] = {}
        for picture in drawn:
            row, column = divmod(picture.cell, len(sheet.columns))
            self.images[row * self.deep + picture.number, column] = picture.image
            seeds.setdefault(picture.number, f"seed {picture.seed}")
        below = range(self.deep)
        self.rows = [
            ", ".join(filter(None, (row, seeds.get(n, "") if self.deep > 1 else "")))
            for row in sheet.rows
            for n in below
        ]

    def largest(self) -> tuple[int, int]:
        """Width and height that every picture fits into."""
        widths, heights = zip(*(image.size for image in self.images.values()), strict=True)
        return max(widths), max(heights)

    def has(self, block: Block) -> bool:
        """Is anything of a block drawn?"""
        return any((row, column) in self.images for row in block.rows for column in block.columns)

    def block(self, block: Block) -> Any:
        """Some columns and rows with their labels; a place that was not drawn is left blank."""
        places = [(row, column) for row in block.rows for column in block.columns]
        pictures = _of_one_size([self.images.get(place) for place in places])
        above = [self._above(column, block) for column in block.columns]
        beside = [images.label(self.rows[row]) for row in block.rows]
        return images.labelled_grid(pictures, above, beside)

    def _above(self, column: int, block: Block) -> Any:
        there = any((row, column) in self.images for row in block.rows)
        return images.label(self.sheet.columns[column], active=there)


def _of_one_size(pictures: Sequence[Any | None]) -> list[Any]:
    """Return each picture in the middle of a cell: Forge Classic's grid goes by the first one."""
    there = [picture for picture in pictures if picture is not None]
    size = max(each.width for each in there), max(each.height for each in there)
    return [_centred(picture, size) for picture in pictures]


def _centred(picture: Any | None, size: tuple[int, int]) -> Any:
    if picture is not None and picture.size == size:
        return picture
    cell = Image.new("RGB", size, _background())
    if picture is not None:
        width, height = picture.size
        cell.paste(picture, ((size[0] - width) // 2, (size[1] - height) // 2))
    return cell


def _stacked(blocks: Sequence[Any]) -> Any:
    """Blocks one below the other, which may be of different widths."""
    if len(blocks) == 1:
        return blocks[0]
    size = max(block.width for block in blocks), sum(block.height for block in blocks)
    page = Image.new("RGB", size, _background())
    top = 0
    for block in blocks:
        page.paste(block, (0, top))
        top += block.height
    return page


def _background() -> Any:
    return ImageColor.getcolor(str(host_option("grid_background_color", "#ffffff")), "RGB")


def _limits() -> GridLimits:
    """What the host takes for a grid."""
    megapixels = float(host_option("img_max_size_mp", 0) or _MEGAPIXELS)
    kind = str(host_option("grid_format", "png")).lower()
    return GridLimits(megapixels * 1_000_000, _LONGEST_SIDE.get(kind, float("inf")))
