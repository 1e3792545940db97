"""The host's ``modules.images``, as far as a script needs it: grids, and what stands around them.

Labels are kept in the picture's ``info``, so that a test can read them.
"""

from __future__ import annotations

from typing import Any

from PIL import Image


class GridAnnotation:
    """One label."""

    def __init__(self, text: str = "", is_active: bool = True) -> None:  # noqa: FBT002 - as theirs
        self.text, self.is_active = text, is_active


def picture(width: int, height: int) -> Any:
    """Stands for what was drawn."""
    return Image.new("RGB", (width, height))


def image_grid(imgs: list[Any], batch_size: int = 1, rows: int | None = None) -> Any:
    """Pictures in rows, each place as large as the first one, as Forge Classic and 1.6 to 1.8 do.

    Newer ones go by the largest.
    """
    assert rows
    width, height = imgs[0].size
    return Image.new("RGB", (width * (len(imgs) // rows), height * rows))


def draw_grid_annotations(
    im: Any, width: int, height: int, hor_texts: list[Any], ver_texts: list[Any], margin: int = 0
) -> Any:
    """The grid with its labels; the host insists on one for each column and row."""
    assert im.width // width == len(hor_texts)
    assert im.height // height == len(ver_texts)
    above = [(line.text, line.is_active) for lines in hor_texts for line in lines]
    beside = [line.text for lines in ver_texts for line in lines]
    pad = width * 3 // 4 if any(beside) else 0
    made = Image.new("RGB", (im.width + pad, im.height + 40))
    SEEN.append((above, beside))
    return made


SEEN: list[tuple[list[tuple[str, bool]], list[str]]] = []
"""The labels of every block, in the order in which they were drawn."""


def members() -> dict[str, Any]:
    """What the module holds."""
    SEEN.clear()
    return {
        "GridAnnotation": GridAnnotation,
        "image_grid": image_grid,
        "draw_grid_annotations": draw_grid_annotations,
        "save_image": lambda *_, **__: None,
    }
