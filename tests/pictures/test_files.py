from __future__ import annotations

import io
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.pictures.containers.base import MAX_TEXT, PictureError
from sd_animagine.pictures.file import read
from sd_animagine.pictures.read_back import read_back
from tests.pictures.files import INFOTEXT, avif, chunk, exif, gif, jpeg, png, webp

PACKED = zlib.compress(INFOTEXT.encode())
FILES = {
    "tEXt": png(chunk(b"tEXt", b"parameters\0" + INFOTEXT.encode())),
    "zTXt": png(chunk(b"zTXt", b"parameters\0\0" + PACKED)),
    "iTXt": png(chunk(b"iTXt", b"parameters\0\0\0\0\0" + INFOTEXT.encode())),
    "iTXt packed": png(chunk(b"iTXt", b"parameters\0\1\0\0\0" + PACKED)),
    "jpeg": jpeg(exif(INFOTEXT)),
    "jpeg little": jpeg(exif(INFOTEXT, "<")),
    "webp": webp(exif(INFOTEXT)),
    "avif": avif(exif(INFOTEXT)),
    "gif": gif(INFOTEXT),
}


@pytest.mark.parametrize("name", FILES)
def test_the_text_of_every_container(name: str) -> None:
    found = read(io.BytesIO(FILES[name]))
    assert (found.width, found.height) == (832, 1216)
    assert INFOTEXT in [found.texts.get(key) for key in ("parameters", "UserComment", "comment")]


@pytest.mark.parametrize("data", [b"", b"hello", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"])
def test_what_is_no_picture_is_said(data: bytes) -> None:
    with pytest.raises(PictureError):
        read(io.BytesIO(data))


def test_a_picture_of_200_megapixels_is_refused() -> None:
    with pytest.raises(PictureError, match="20000×10000 pixels, but at most 64 million"):
        read(io.BytesIO(png(width=20000, height=10000)))


@pytest.mark.parametrize("name", [b"zTXt", b"iTXt"])
def test_text_that_inflates_without_end_is_refused(name: bytes) -> None:
    bomb = zlib.compress(b"a" * 300_000_000, 9)
    head = b"parameters\0\0" if name == b"zTXt" else b"parameters\0\1\0\0\0"
    with pytest.raises(PictureError, match="over a million bytes of text"):
        read(io.BytesIO(png(chunk(name, head + bomb))))


def test_many_texts_that_are_too_much_together_are_refused() -> None:
    part = zlib.compress(b"a" * (MAX_TEXT // 2))
    parts = [chunk(b"zTXt", b"k%d\0\0" % n + part) for n in range(4)]
    with pytest.raises(PictureError, match="over a million bytes"):
        read(io.BytesIO(png(*parts)))


@given(st.sampled_from(sorted(FILES)), st.integers(0, 400), st.binary(max_size=20))
def test_damage_is_an_answer_and_never_anything_else(name: str, at: int, put: bytes) -> None:
    data = FILES[name]
    broken = data[:at] + put + data[at + len(put) :]
    try:
        found = read(io.BytesIO(broken))
    except PictureError as error:
        assert str(error)
    else:
        assert found.width * found.height <= 64_000_000
        read_back(found.texts)
