"""Where the pictures of a sheet stand: lines of columns, and as many grids as a host's limits want.

Measures are pixels. A host writes labels over a column in lines of about a 25th of width plus
height, and beside a row in a margin of three quarters of a picture's width.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, log
from typing import Final, NamedTuple

WANTED_RATIO: Final = 1.6
"""Width to height of a grid that suits a screen."""
_LABEL_LINES: Final = 4
_RAGGED: Final = 0.6
"""How much an empty place counts against a layout, next to the logarithm of its ratio."""


class Block(NamedTuple):
    """Some columns and rows of a sheet with their labels: what the host draws in one go."""

    columns: range
    rows: range


@dataclass(frozen=True)
class GridLimits:
    """The largest picture that a host takes for a grid."""

    pixels: float = float("inf")
    side: float = float("inf")

    def allow(self, width: float, height: float) -> bool:
        """Is such a grid small enough?"""
        return width * height <= self.pixels and max(width, height) <= self.side


@dataclass(frozen=True)
class _Page:
    """How large the blocks of a sheet come out."""

    width: int
    height: int
    labelled_rows: bool

    def size(self, columns: int, rows: int) -> tuple[int, int]:
        """Width and height of a block."""
        label = (self.width + self.height) // 25 * _LABEL_LINES
        margin = self.width * 3 // 4 if self.labelled_rows else 0
        return columns * self.width + margin, rows * self.height + label


def layout(
    columns: int, rows: int, size: tuple[int, int], limits: GridLimits, *, labelled_rows: bool
) -> list[list[Block]]:
    """The grids of a sheet, each a list of blocks from top to bottom.

    Args:
        columns: how many labels there are.
        rows: how many pictures stand under each.
        size: width and height of the largest picture.
        limits: of one grid. A single picture with its label is never split.
        labelled_rows: is there text beside the rows?
    """
    page = _Page(*size, labelled_rows)
    across = _across(columns, rows, page, limits)
    down = rows
    while down > 1 and not limits.allow(*page.size(across, down)):
        down -= 1
    blocks = [
        Block(range(x, min(x + across, columns)), range(y, min(y + down, rows)))
        for x in range(0, columns, across)
        for y in range(0, rows, down)
    ]
    return _packed(blocks, page, limits)


def _across(columns: int, rows: int, page: _Page, limits: GridLimits) -> int:
    """How many columns stand side by side."""

    def badness(across: int) -> float:
        lines = ceil(columns / across)
        width, height = page.size(across, rows)
        empty = lines * across - columns
        return abs(log(width / (height * lines) / WANTED_RATIO)) + _RAGGED * empty

    fitting = [n for n in range(1, columns + 1) if limits.allow(*page.size(n, rows))]
    return min(fitting or [1], key=badness)


def _packed(blocks: list[Block], page: _Page, limits: GridLimits) -> list[list[Block]]:
    """Blocks one below the other, as many to a grid as it may hold."""
    grids: list[list[Block]] = []
    width = height = 0
    for block in blocks:
        w, h = page.size(len(block.columns), len(block.rows))
        if grids and limits.allow(max(width, w), height + h):
            grids[-1].append(block)
            width, height = max(width, w), height + h
        else:
            grids.append([block])
            width, height = w, h
    return grids
