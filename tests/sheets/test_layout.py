"""Where the pictures stand, and that no grid is larger than allowed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.sheets.layout import Block, GridLimits, layout

PORTRAIT = (832, 1216)


def across(columns: int, rows: int = 1, size: tuple[int, int] = PORTRAIT) -> list[int]:
    """Columns side by side, line by line, of a sheet without limits."""
    (page,) = layout(columns, rows, size, GridLimits(), labelled_rows=rows > 1)
    return [len(block.columns) for block in page]


@pytest.mark.parametrize(
    ("columns", "expected"),
    [(1, [1]), (2, [2]), (4, [4]), (6, [3, 3]), (9, [3, 3, 3]), (21, [7, 7, 7])],
)
def test_one_row_is_laid_in_lines_that_suit_a_screen(columns: int, expected: list[int]) -> None:
    size = (1536, 1536) if columns == 9 else PORTRAIT
    assert across(columns, size=size) == expected


def test_rows_stay_together() -> None:
    assert across(4, rows=4) == [4]
    assert across(2, rows=4) == [2]


def test_a_limit_splits_and_refuses_nothing() -> None:
    pages = layout(6, 1, PORTRAIT, GridLimits(pixels=4_000_000), labelled_rows=False)
    assert [[len(block.columns) for block in page] for page in pages] == [[3], [3]]
    tiny = layout(2, 2, PORTRAIT, GridLimits(pixels=1), labelled_rows=True)
    assert [page[0] for page in tiny] == [
        Block(range(x, x + 1), range(y, y + 1)) for x in range(2) for y in range(2)
    ]


def test_a_side_limit() -> None:
    pages = layout(21, 1, PORTRAIT, GridLimits(side=3000), labelled_rows=False)
    assert all(len(block.columns) <= 3 for page in pages for block in page)
    assert all(len(page) <= 2 for page in pages)


@given(
    st.integers(1, 21),
    st.integers(1, 12),
    st.tuples(st.integers(64, 3072), st.integers(64, 3072)),
    st.floats(1e4, 1e9),
    st.booleans(),
)
def test_every_place_is_on_exactly_one_grid(
    columns: int, rows: int, size: tuple[int, int], pixels: float, labelled: bool
) -> None:
    pages = layout(columns, rows, size, GridLimits(pixels), labelled_rows=labelled)
    places = [(r, c) for page in pages for block in page for r in block.rows for c in block.columns]
    assert sorted(places) == [(r, c) for r in range(rows) for c in range(columns)]
    for page in pages:
        width = max(len(block.columns) for block in page) * size[0]
        height = sum(len(block.rows) for block in page) * size[1]
        single = len(page) == 1 and len(page[0].columns) == len(page[0].rows) == 1
        assert single or width * height <= pixels
