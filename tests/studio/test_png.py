"""PNG files: another text, the same pixels."""

from __future__ import annotations

import io

import pytest

from sd_animagine.studio.engines.base import DrawJob
from sd_animagine.studio.engines.png import NotPng, infotext_of, png, with_text

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")


def picture(**texts: str) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    for key, text in texts.items():
        info.add_text(key, text)
    file = io.BytesIO()
    Image.linear_gradient("L").convert("RGB").save(file, "PNG", pnginfo=info)
    return file.getvalue()


@pytest.mark.parametrize("text", ["1girl", "é ü\nSteps: 4", "猫耳 → 😀"], ids=["ascii", "l1", "u8"])
@pytest.mark.parametrize("old", ["old", "猫"])
def test_the_text_is_replaced_and_the_rest_stays(text: str, old: str) -> None:
    before = picture(parameters=old, other="kept")
    with Image.open(io.BytesIO(with_text(before, text))) as after:
        after.load()
        assert after.info["parameters"] == text
        assert after.text == {"parameters": text, "other": "kept"}
        with Image.open(io.BytesIO(before)) as first:
            assert after.tobytes() == first.tobytes()


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", picture()[:200], picture()[:33]], ids=["empty", "gif", "cut", "header"]
)
def test_what_is_no_picture(data: bytes) -> None:
    with pytest.raises(NotPng):
        with_text(data, "1girl")


def test_infotext_as_the_host_writes_it(job: DrawJob) -> None:
    text = infotext_of(job, 1, {"Model": "demo", "Pad conds": None})
    last = "Steps: 4, Sampler: Euler a, CFG scale: 5, Seed: 8, Size: 128x64, Model: demo"
    assert text == f"1girl, smile\nNegative prompt: lowres\n{last}"
    with Image.open(io.BytesIO(png(Image.new("RGB", (8, 8)), text))) as image:
        assert image.info == {"parameters": text}
