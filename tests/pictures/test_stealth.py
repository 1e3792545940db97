from __future__ import annotations

import io
import struct
import sys
from pathlib import Path

import pytest

from sd_animagine.pictures.containers.base import PictureError
from sd_animagine.pictures.containers.stealth import hidden_text
from sd_animagine.pictures.file import read
from sd_animagine.pictures.read_back import read_picture
from tests.pictures.files import INFOTEXT, stealth, text_png

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")


def hidden(data: bytes) -> str:
    file = io.BytesIO(data)
    return hidden_text(file, read(file))


@pytest.mark.parametrize("mark", ["pnginfo", "pngcomp", "rgbinfo", "rgbcomp"])
@pytest.mark.parametrize("form", ["PNG", "WebP"])
@pytest.mark.parametrize("size", [(61, 97), (97, 61), (9000, 1), (4, 3000)])
def test_every_way_of_hiding(mark: str, form: str, size: tuple[int, int]) -> None:
    assert hidden(stealth(INFOTEXT, mark, form, size)) == INFOTEXT


def test_a_text_as_long_as_the_picture_holds() -> None:
    room = (40 * 40 - 8 * 19) // 8
    assert hidden(stealth("é" * (room // 2), "pnginfo", size=(40, 40))) == "é" * (room // 2)


def test_a_picture_of_few_pixels_holds_nothing() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (1, 1)).save(file, "PNG")
    assert hidden(file.getvalue()) == ""


def test_what_is_hidden_and_damaged_is_said() -> None:
    picture = Image.open(io.BytesIO(stealth(INFOTEXT, "pngcomp")))
    for y in range(15 * 8, 19 * 8):  # the length, which stands behind the mark
        place = divmod(y, picture.height)
        picture.putpixel(place, (0, 0, 0, 255))
    file = io.BytesIO()
    picture.save(file, "PNG")
    with pytest.raises(PictureError, match="hidden in this picture is damaged"):
        hidden(file.getvalue())


def test_what_inflates_without_end_is_refused() -> None:
    data = stealth("a" * 30_000_000, "pngcomp", size=(700, 400))
    with pytest.raises(PictureError, match="over a million bytes of text"):
        hidden(data)


def test_pixels_that_cannot_be_decoded_hide_nothing() -> None:
    data = stealth(INFOTEXT, "pngcomp")
    at = data.index(b"IDAT")
    assert hidden(data[: at + 9] + b"\xff" * 40 + data[at + 49 :]) == ""
    assert hidden(data[: at + 30]) == ""
    assert hidden(text_png(Software="x")) == ""


def test_a_large_picture_is_not_decoded() -> None:
    wide = bytearray(stealth(INFOTEXT, "pngcomp"))
    wide[16:24] = struct.pack(">II", 7000, 7000)
    assert hidden(bytes(wide)) == ""


def test_texts_outside_of_the_pixels_count_first(tmp_path: Path) -> None:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("parameters", "typed\nSteps: 1, Seed: 2, CFG scale: 3")
    with Image.open(io.BytesIO(stealth(INFOTEXT, "pnginfo"))) as picture:
        picture.save(tmp_path / "a.png", pnginfo=info)
    assert read_picture(tmp_path / "a.png")[1].prompt == "typed"


def test_without_pillow_nothing_is_looked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    data = stealth(INFOTEXT, "pnginfo")
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert hidden(data) == ""
