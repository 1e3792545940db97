"""Grids in the hand that needs no host: what stands where, and what is left blank."""

from __future__ import annotations

from typing import Any

import pytest

from sd_animagine.sheets.choice import Choice
from sd_animagine.sheets.layout import GridLimits
from sd_animagine.sheets.plan import Given, plan

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")

from sd_animagine.sheets.drawn import PlainHand  # noqa: E402
from sd_animagine.sheets.grids import Placed, grids  # noqa: E402

SIZE = (100, 150)


def placed(cells: int, deep: int = 1, missing: int = -1) -> list[Placed]:
    """Pictures whose colour tells cell and number."""
    return [
        Placed(cell, number, Image.new("RGB", SIZE, (cell, number, 200)), 7 + number)
        for cell in range(cells)
        for number in range(deep)
        if cell != missing
    ]


def colours(image: Any) -> set[tuple[int, ...]]:
    return {colour for count, colour in image.getcolors(1 << 24) if count >= SIZE[0] * SIZE[1]}


def drawn(sheet: str, pictures: list[Placed], most: float = float("inf")) -> list[Any]:
    return grids(plan(Choice(sheet), Given()), pictures, GridLimits(most), PlainHand())


def test_every_picture_is_there_under_its_label() -> None:
    (grid,) = drawn("order", placed(2))
    assert colours(grid) >= {(0, 0, 200), (1, 0, 200)}
    assert grid.width == 200 and 150 < grid.height < 250
    top = grid.crop((0, 0, 200, grid.height - 150))
    assert min(max(colour) for _, colour in top.getcolors(1 << 24)) < 30, "labels in black"


def test_what_is_not_drawn_is_left_blank_and_its_label_pale() -> None:
    (grid,) = drawn("order", placed(2, missing=1))
    assert grid.getpixel((150, grid.height - 75)) == (255, 255, 255)
    right = grid.crop((100, 0, 200, grid.height - 150))
    assert min(min(colour) for _, colour in right.getcolors(1 << 24)) > 100


def test_seeds_stand_beside_their_rows() -> None:
    (grid,) = drawn("order", placed(2, deep=2))
    assert grid.width == 200 + 75
    assert len(grid.crop((0, 40, 75, grid.height)).getcolors(1 << 24)) > 1


def test_limits_make_several() -> None:
    several = drawn("score", placed(6), 50_000)
    assert len(several) > 1
    assert set().union(*map(colours, several)) >= {(n, 0, 200) for n in range(6)}
    assert len(drawn("score", placed(6))) == 1


def test_long_labels_are_wrapped() -> None:
    (grid,) = drawn("quality", placed(6))
    assert grid.width % 100 == 0
