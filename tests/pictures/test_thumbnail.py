"""Small copies of pictures."""

from __future__ import annotations

import io
import random
import sys

import pytest

from sd_animagine.pictures.thumbnail import MOST_BYTES, SIDE, thumbnail

Image = pytest.importorskip("PIL.Image")


def noise(width: int, height: int, mode: str = "RGB") -> object:
    """What packs worst."""
    chance = random.Random(1)
    bands = len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (width, height), chance.randbytes(width * height * bands))


@pytest.mark.parametrize("size", [(832, 1216), (1216, 832), (64, 64), (1, 2000)])
@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L"])
def test_it_is_small_whatever_the_picture(size: tuple[int, int], mode: str) -> None:
    small = thumbnail(noise(*size, mode))
    assert 0 < len(small) <= MOST_BYTES
    with Image.open(io.BytesIO(small)) as image:
        assert image.format in ("WEBP", "JPEG")
        assert max(image.size) <= min(SIDE, max(size))


def test_the_picture_stays_as_it_is() -> None:
    image = noise(300, 500)
    before = image.tobytes()  # type: ignore[attr-defined]
    thumbnail(image)
    assert image.size == (300, 500) and image.tobytes() == before  # type: ignore[attr-defined]


def test_a_file_will_do_and_one_that_is_none_gives_nothing() -> None:
    file = io.BytesIO()
    Image.new("RGB", (300, 200)).save(file, "PNG")
    assert thumbnail(file.getvalue())
    assert thumbnail(b"no picture") == thumbnail(file.getvalue()[:60]) == b""


def test_nothing_without_pillow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    assert thumbnail(b"") == b""
