"""The picture that a job begins with: how it is read, fitted, and what its size may be."""

from __future__ import annotations

import io
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sd_animagine.compiler import Hires, Options, Request, compile_request
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.fitting import RESIZE_MODES, fitted
from sd_animagine.sdxl.loading import Missing
from sd_animagine.sdxl.samplers import steps_for
from sd_animagine.studio.engines import demo, painter
from sd_animagine.studio.engines.base import DrawJob, SecondPass, job_of
from sd_animagine.studio.engines.draft import DraftRequest, draft_of

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")
np = pytest.importorskip("numpy", reason="needs numpy")

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)


@pytest.fixture
def striped(tmp_path: Path) -> Path:
    """A wide picture: red, a green square in the middle, blue."""
    image = Image.new("RGB", (192, 64), GREEN)
    image.paste(RED, (0, 0, 64, 64))
    image.paste(BLUE, (128, 0, 192, 64))
    path = tmp_path / "striped.png"
    image.save(path)
    return path


def job_from(asked: DraftRequest) -> DrawJob:
    options = Options(snap=False)
    request = Request("1girl", "lowres", width=128, height=128, steps=8, options=options)
    return job_of(request, compile_request(request), seed=7, draft=asked)


def colours(image: Any) -> set[tuple[int, ...]]:
    """The colours of it that are plain, not those between two."""
    return {colour for count, colour in image.getcolors(1 << 20) if count > 200}


def test_just_resize_stretches(striped: Path) -> None:
    image = draft_of(DraftRequest(striped, 0.5, "just resize"), 96, 96).image
    assert image.size == (96, 96) and colours(image) == {RED, GREEN, BLUE}
    green = np.asarray(image)[48, :, 1] > 128
    assert 30 <= green.sum() <= 34, "a third as wide"


def test_crop_cuts_off_what_is_over(striped: Path) -> None:
    image = draft_of(DraftRequest(striped, 0.5), 96, 96).image
    assert image.size == (96, 96) and colours(image) == {GREEN}


def test_fill_repeats_the_edge(striped: Path) -> None:
    image = draft_of(DraftRequest(striped, 0.5, "resize and fill"), 96, 96).image
    assert image.size == (96, 96) and colours(image) == {RED, GREEN, BLUE}
    pixels = np.asarray(image)
    assert (pixels[0, 5], pixels[95, 90]) == (pytest.approx(RED), pytest.approx(BLUE))
    tall = draft_of(DraftRequest(striped, 0.5, "resize and fill"), 300, 64).image
    assert tall.getpixel((0, 30)) == RED and tall.getpixel((299, 30)) == BLUE


@pytest.mark.parametrize("mode", RESIZE_MODES)
@pytest.mark.parametrize("size", [(192, 64), (832, 1216), (64, 4096), (4096, 64), (104, 152)])
def test_it_has_the_size_that_is_drawn(striped: Path, mode: str, size: tuple[int, int]) -> None:
    with Image.open(striped) as image:
        found = fitted(image, mode, *size)
    assert (found.size, found.mode) == (size, "RGB")
    if size == (192, 64):
        with Image.open(striped) as image:
            assert found.tobytes() == image.tobytes(), "nothing is done to what fits"


def test_a_hair_is_refused() -> None:
    hair = Image.new("RGB", (20_000, 1))
    for mode in RESIZE_MODES[1:]:
        with pytest.raises(EngineError, match="20000×1 pixels, far too long and narrow for 832×1"):
            fitted(hair, mode, 832, 1216)
    assert fitted(hair, RESIZE_MODES[0], 832, 1216).size == (832, 1216)


def test_as_it_is_to_be_seen(tmp_path: Path) -> None:
    path = tmp_path / "picture"
    turned = Image.new("RGB", (64, 32), RED)
    exif = turned.getexif()
    exif[0x0112] = 6  # a phone held upright
    turned.save(path, "JPEG", exif=exif)
    assert draft_of(DraftRequest(path, 0.5), 32, 64).image.getpixel((5, 60))[0] > 200
    Image.new("RGBA", (64, 64), (*RED, 0)).save(path, "PNG")
    assert draft_of(DraftRequest(path, 0.5), 64, 64).image.getpixel((9, 9)) == (255, 255, 255)
    Image.fromarray(np.full((64, 64), 0x8000, np.uint16)).save(path, "PNG")
    assert draft_of(DraftRequest(path, 0.5), 64, 64).image.getpixel((9, 9)) == (128, 128, 128)
    palette = Image.new("P", (64, 64), 1)
    palette.putpalette([0, 0, 0, *BLUE])
    palette.save(path, "PNG", transparency=0)
    assert draft_of(DraftRequest(path, 0.5), 64, 64).image.getpixel((9, 9)) == BLUE


@pytest.mark.parametrize("content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n", b"GIF89a"])
def test_what_is_no_picture_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(content)
    with pytest.raises(EngineError, match="The picture to start from cannot be read"):
        draft_of(DraftRequest(path, 0.5), 64, 64)


def test_a_cut_picture_and_none_are_a_sentence(striped: Path, tmp_path: Path) -> None:
    noisy = tmp_path / "noisy.png"
    Image.effect_noise((200, 200), 90).save(noisy)
    noisy.write_bytes(noisy.read_bytes()[:9000])
    for path in (noisy, tmp_path / "gone.png", tmp_path):
        with pytest.raises(EngineError, match="The picture to start from cannot be read"):
            draft_of(DraftRequest(path, 0.5), 64, 64)


def test_too_many_pixels(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    Image.new("1", (8001, 8000)).save(path)
    with pytest.raises(EngineError, match="has 8001×8000 pixels, but at most 64 million are read"):
        draft_of(DraftRequest(path, 0.5), 64, 64)


def test_what_cannot_be_asked_for(striped: Path) -> None:
    with pytest.raises(EngineError, match=r"denoising_strength is 0\.0; it must be a number from"):
        job_from(DraftRequest(striped, 0.0))
    with pytest.raises(EngineError, match="resize_mode is 'squeeze'; it must be one of just res"):
        job_from(DraftRequest(striped, 0.5, "squeeze"))
    request = Request("1girl", width=832, height=1216, hires=Hires(1.5))
    compiled, second = compile_request(request), SecondPass("Latent", 0, 0.5)
    with pytest.raises(EngineError, match=r"has no hires fix\. Set Hires upscale to 1"):
        job_of(request, compiled, second=second, draft=DraftRequest(striped, 0.5))


def test_steps_are_those_of_a1111() -> None:
    """Its t_enc and one: int(min(strength, 0.999) * steps) + 1."""
    assert [steps_for(strength, 28) for strength in (0.05, 0.5, 0.55, 0.75, 0.999, 1.0)] == [
        *(2, 15, 16, 22, 28, 28)
    ]


def test_the_demo_lets_it_shine_through(
    striped: Path, told: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "missing_packages", lambda: Missing("No torch.", "pip install torch"))
    monkeypatch.setattr(painter, "STEP_SECONDS", 0.0)

    def away(strength: float) -> float:
        listener = told(Event())
        job = job_from(DraftRequest(striped, strength, "just resize"))
        assert job.draft is not None
        (picture,) = demo.DemoEngine().draw(job, listener, listener.cancelled)
        assert f"Denoising strength: {strength:g}, Model: demo" in picture.infotext
        assert "Steps: 8," in picture.infotext
        assert listener.all[-1][:2] == (steps_for(strength, 8),) * 2
        with Image.open(io.BytesIO(picture.png)) as image:
            drawn = np.asarray(image.convert("RGB"), float)
        return float(np.abs(drawn - np.asarray(job.draft.image, float))[:60].mean())

    assert away(0.25) == pytest.approx(away(1.0) / 4, abs=1)
