"""The grids of a sheet: the finished pictures under their labels, by whatever hand writes them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple, Protocol

from PIL import Image

from sd_animagine.sheets.layout import Block, GridLimits, layout
from sd_animagine.sheets.plan import Sheet


class Placed(NamedTuple):
    """A finished picture."""

    cell: int
    number: int
    """Its place among the pictures of its cell; equal ones share a seed."""
    image: Any
    seed: int


class Hand(Protocol):
    """What writes labels and puts pictures side by side."""

    def background(self) -> Any:
        """The colour of what is empty."""

    def label(self, text: str, *, active: bool = True) -> Any:
        """One text beside a grid; not active where nothing stands under it."""

    def labelled_grid(
        self, pictures: Sequence[Any], above: Sequence[Any], beside: Sequence[Any]
    ) -> Any:
        """Pictures in rows, one for each label beside them, under the labels of the columns."""


def grids(sheet: Sheet, drawn: Sequence[Placed], limits: GridLimits, hand: Hand) -> list[Any]:
    """All finished pictures under their labels, on as many grids as the limits want."""
    table = _Table(sheet, drawn, hand)
    blocks = layout(
        len(sheet.columns),
        len(table.rows),
        table.largest(),
        limits,
        labelled_rows=any(table.rows),
    )
    pages = [[table.block(block) for block in page if table.has(block)] for page in blocks]
    return [_stacked(page, hand.background()) for page in pages if page]


class _Table:
    """The pictures by row and column; a row has one seed."""

    def __init__(self, sheet: Sheet, drawn: Sequence[Placed], hand: Hand) -> None:
        self.hand = hand
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
        there = [self.images.get(place) for place in places]
        pictures = _of_one_size(there, self.hand.background())
        above = [self._above(column, block) for column in block.columns]
        beside = [self.hand.label(self.rows[row]) for row in block.rows]
        return self.hand.labelled_grid(pictures, above, beside)

    def _above(self, column: int, block: Block) -> Any:
        there = any((row, column) in self.images for row in block.rows)
        return self.hand.label(self.sheet.columns[column], active=there)


def _of_one_size(pictures: Sequence[Any | None], background: Any) -> list[Any]:
    """Return each picture in the middle of a cell: Forge Classic's grid goes by the first one."""
    there = [picture for picture in pictures if picture is not None]
    size = max(each.width for each in there), max(each.height for each in there)
    return [_centred(picture, size, background) for picture in pictures]


def _centred(picture: Any | None, size: tuple[int, int], background: Any) -> Any:
    if picture is not None and picture.size == size:
        return picture
    cell = Image.new("RGB", size, background)
    if picture is not None:
        width, height = picture.size
        cell.paste(picture, ((size[0] - width) // 2, (size[1] - height) // 2))
    return cell


def _stacked(blocks: Sequence[Any], background: Any) -> Any:
    """Blocks one below the other, which may be of different widths."""
    if len(blocks) == 1:
        return blocks[0]
    size = max(block.width for block in blocks), sum(block.height for block in blocks)
    page = Image.new("RGB", size, background)
    top = 0
    for block in blocks:
        page.paste(block, (0, top))
        top += block.height
    return page
