"""What of a picture is drawn anew: masks as they come, their edges, and what stays."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.sdxl.errors import EngineError
from sd_animagine.sdxl.loading import Missing, missing_packages
from sd_animagine.studio.engines import demo, painter
from sd_animagine.studio.engines.base import DrawJob, job_of
from sd_animagine.studio.engines.draft import Draft, DraftRequest, draft_of
from sd_animagine.studio.engines.mask import CONTENTS, Mask, painted

Image = pytest.importorskip("PIL.Image", reason="needs Pillow")
np = pytest.importorskip("numpy", reason="needs numpy")

SIZE = (128, 64)


@pytest.fixture
def picture() -> Any:
    return Image.effect_noise((16, 8), 90).resize(SIZE).convert("RGB")


def box(blur: int = 0, content: str = "original") -> Mask:
    """The right half."""
    image = Image.new("L", SIZE)
    image.paste(255, (64, 0, 128, 64))
    return Mask(image, blur, content)


def saved(folder: Path, name: str, image: Any) -> Path:
    image.save(folder / name)
    return folder / name


def test_paint_or_what_is_light_is_drawn_anew() -> None:
    dark = Image.new("RGB", SIZE, (20, 20, 20))
    dark.paste((200, 200, 200), (0, 0, 10, 10))
    assert painted(dark).getbbox() == (0, 0, 10, 10)
    paint = Image.new("RGBA", SIZE, (255, 255, 255, 0))
    paint.paste((0, 0, 0, 255), (5, 5, 20, 20))
    paint.paste((0, 0, 0, 100), (30, 30, 40, 40))
    assert painted(paint).getbbox() == (5, 5, 20, 20), "its paint, whatever its colour"
    assert painted(Image.new("RGBA", SIZE, (255, 255, 255, 255))).getextrema() == (255, 255)


@pytest.mark.parametrize("blur", [1, 4, 12])
def test_the_edge_is_a_gaussian_s(blur: int) -> None:
    """A step blurred is the normal distribution's, as far as it reaches."""
    from statistics import NormalDist

    row = np.asarray(box(blur).soft(), float)[32]
    wanted = [255 * NormalDist(63.5, blur).cdf(x) for x in range(32, 96)]
    assert np.abs(row[32:96] - wanted).max() < 8
    assert np.abs(row + row[::-1] - 255).max() <= 1
    assert (box(0).soft().tobytes()) == box(0).image.tobytes()


@pytest.mark.parametrize("blur", [0, 4])
def test_outside_the_picture_stays_pixel_for_pixel(picture: Any, blur: int) -> None:
    drawn = Image.new("RGB", SIZE, (1, 2, 3))
    found = np.asarray(box(blur).over(picture, drawn))
    reach = int(2.5 * blur + 0.5)
    assert (found[:, : 64 - reach] == np.asarray(picture)[:, : 64 - reach]).all()
    assert (found[:, 64 + reach :] == (1, 2, 3)).all()


def test_what_is_filled_has_the_colours_around(picture: Any) -> None:
    half = Image.new("RGB", SIZE, (250, 10, 10))
    half.paste((10, 10, 250), (64, 0, 128, 64))
    filled = np.asarray(box(0, "fill").beneath(half))
    assert np.abs(filled[:, 66:].astype(int) - (250, 10, 10)).max() <= 6
    assert box(0).beneath(picture) is picture


def test_latents_are_anew_or_not() -> None:
    found = box(4).latent(16, 8)
    assert set(found.ravel().tolist()) == {0.0, 1.0}
    assert (found[:, :7] == 0).all() and (found[:, 9:] == 1).all()


def test_a_mask_goes_the_way_of_its_picture(tmp_path: Path) -> None:
    image = Image.new("RGB", (192, 64))
    mask = Image.new("L", (96, 32))
    mask.paste(255, (48, 0, 96, 32))
    asked = DraftRequest(
        saved(tmp_path, "a.png", image), 0.5, "crop and resize", saved(tmp_path, "m.png", mask), 0
    )
    draft = draft_of(asked, 64, 64)
    assert draft.mask is not None and draft.mask.image.getbbox() == (32, 0, 64, 64)
    assert (draft.mask.image.mode, draft.mask.image.size) == ("L", (64, 64))


def test_what_cannot_be_a_mask(tmp_path: Path) -> None:
    image = saved(tmp_path, "a.png", Image.new("RGB", SIZE))
    asked = DraftRequest(image, 0.5, mask=tmp_path / "m.png")
    with pytest.raises(EngineError, match=r"^The mask cannot be read\. Use a PNG"):
        draft_of(asked, *SIZE)
    saved(tmp_path, "m.png", Image.new("L", SIZE))
    with pytest.raises(EngineError, match=r"^The mask is empty\. Paint what"):
        draft_of(asked, *SIZE)
    saved(tmp_path, "m.png", Image.new("L", (64, 64), 255))
    with pytest.raises(EngineError, match=r"^The mask has 64×64, another shape than the pict"):
        draft_of(asked, *SIZE)
    saved(tmp_path, "m.png", Image.new("L", SIZE, 255))
    with pytest.raises(EngineError, match=r"^masked_content is 'sky'; it must be one of orig"):
        draft_of(asked._replace(masked_content="sky"), *SIZE)
    request = Request("1girl", width=128, height=64, options=Options(snap=False))
    for blur in (-1, 65):
        with pytest.raises(EngineError, match=rf"^mask_blur is {blur}; it must be a number from 0"):
            job_of(request, compile_request(request), draft=asked._replace(mask_blur=blur))


def pixels(drawn: Any) -> Any:
    with Image.open(io.BytesIO(drawn.png)) as image:
        return np.asarray(image.convert("RGB"), int)


def drawn_by(engine: Any, job: DrawJob) -> Any:
    (picture,) = engine.draw(job, lambda progress: None, Event())
    return picture


def test_the_demo_keeps_what_is_outside(
    job: DrawJob, picture: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "missing_packages", lambda: Missing("No torch.", "pip install torch"))
    monkeypatch.setattr(painter, "STEP_SECONDS", 0.0)
    job = replace(job, pictures=1, draft=Draft(picture, 0.9, box(0, "fill")))
    found = drawn_by(demo.DemoEngine(), job)
    assert (pixels(found)[:40, :64] == np.asarray(picture)[:40, :64]).all()
    assert (pixels(found)[:40, 64:] != np.asarray(picture)[:40, 64:]).mean() > 0.5
    assert "Denoising strength: 0.9, Masked content: fill, Model: demo" in found.infotext


@pytest.mark.skipif(missing_packages() is not None, reason="needs torch")
@pytest.mark.parametrize("content", CONTENTS)
def test_drawn_anew_under_the_mask_alone(job: DrawJob, picture: Any, content: str) -> None:
    from sd_animagine.studio.engines.drawer import Drawer

    model = demo.random_model()
    job = replace(job, pictures=1, steps=6, draft=Draft(picture, 0.8, box(4, content)))
    found = drawn_by(Drawer(lambda: model), job)
    assert (pixels(found)[:, :54] == np.asarray(picture)[:, :54]).all()
    assert (pixels(found)[:, 74:] != np.asarray(picture)[:, 74:]).mean() > 0.5
    told = "" if content == "original" else f"Masked content: {content}, "
    assert f"Denoising strength: 0.8, Mask blur: 4, {told}Model: demo" in found.infotext


@pytest.mark.skipif(missing_packages() is not None, reason="needs torch")
@pytest.mark.parametrize("sampler", ["Euler", "Euler a", "DPM++ 2M", "DDIM"])
def test_latents_outside_are_the_picture_s(job: DrawJob, picture: Any, sampler: str) -> None:
    import torch

    from sd_animagine.sdxl.pixels import encoded
    from sd_animagine.studio.engines.passes import Pass

    model = demo.random_model()
    job = replace(job, pictures=1, sampler_name=sampler, draft=Draft(picture, 0.7, box(0)))
    found = Pass.first_of(model, job).drawn(range(1), lambda done, foreseen: None, None)
    kept = encoded(model, [picture])
    assert torch.equal(found[..., :7], kept[..., :7])
    assert not torch.isclose(found[..., 9:], kept[..., 9:]).any(dim=1).all()
