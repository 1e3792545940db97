"""A hand for grids where no host has one: labels written with Pillow, black on white."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from PIL import Image, ImageDraw, ImageFont

_BACKGROUND: Final = (255, 255, 255)
_INK: Final = (0, 0, 0)
_PALE: Final = (153, 153, 153)
_LETTERS: Final = 25
"""A letter is that part of a picture's width and height together, as in the WebUIs."""
_MARGIN: Final = 0.75
"""Beside a row, as a part of a picture's width."""


class Label(NamedTuple):
    """One text beside a grid."""

    text: str
    is_active: bool = True


class PlainHand:
    """See ``grids.Hand``."""

    def background(self) -> Any:
        """See ``grids.Hand.background``."""
        return _BACKGROUND

    def label(self, text: str, *, active: bool = True) -> Label:
        """See ``grids.Hand.label``."""
        return Label(text, active)

    def labelled_grid(
        self, pictures: Sequence[Any], above: Sequence[Label], beside: Sequence[Label]
    ) -> Any:
        """See ``grids.Hand.labelled_grid``."""
        width, height = pictures[0].size
        font = _font((width + height) // _LETTERS)
        margin = int(width * _MARGIN) if any(each.text for each in beside) else 0
        tops = [_wrapped(each.text, font, width) for each in above]
        sides = [_wrapped(each.text, font, margin) for each in beside]
        line = sum(font.getmetrics()) * 5 // 4 if hasattr(font, "getmetrics") else 16
        top = line * (max(map(len, tops)) + 1)
        size = margin + width * len(above), top + height * len(beside)
        grid = Image.new("RGB", size, _BACKGROUND)
        draw = ImageDraw.Draw(grid)

        def write(lines: list[str], label: Label, x: int, y: int) -> None:
            ink = _INK if label.is_active else _PALE
            first = y - line * len(lines) // 2
            for n, text in enumerate(lines):
                draw.text((x, first + n * line), text, fill=ink, font=font, anchor="ma")

        for n, label in enumerate(above):
            write(tops[n], label, margin + n * width + width // 2, top // 2)
        for n, label in enumerate(beside):
            write(sides[n], label, margin // 2, top + n * height + height // 2)
        for n, picture in enumerate(pictures):
            row, column = divmod(n, len(above))
            grid.paste(picture, (margin + column * width, top + row * height))
        return grid


def _font(size: int) -> Any:
    try:
        return ImageFont.load_default(max(10, size))
    except TypeError:  # Pillow before 10.1 has one size only
        return ImageFont.load_default()


def _wrapped(text: str, font: Any, width: int) -> list[str]:
    """Lines that fit into a width, as far as words let them; none for no text."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1:] = [longer]
    return lines
