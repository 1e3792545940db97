"""What the sampler really gets: after styles, in batches, in both passes, from a picture."""

from __future__ import annotations

import base64
import io

import pytest

from tests.goldens import Q
from tests.host.webui import HIRES, OFF, Webui

_TEXT = "smile, 1girl"
START = {"denoising_strength": 0.8, "tab": "img2img"}
_SENT = f"1girl, smile, {Q}"


def test_styles(webui: Webui) -> None:
    """A style writes around the prompt and into the negative one; the whole is compiled."""
    answer = webui.draw(_TEXT, styles=["evening", "plain"], negative_prompt="blurry")
    assert answer.info["prompt"] == f"1girl, safe, night, smile, outdoors, {Q}"
    assert answer.info["negative_prompt"].startswith("blurry, text, monochrome, lowres, ")
    assert answer.info["negative_prompt"].split(", ").count("text") == 1
    picture = answer.picture
    assert picture.params["Animagine prompt"] == "night, smile, 1girl, masterpiece, safe, outdoors"
    assert picture.params["Animagine negative"] == "blurry, text, monochrome"
    assert (
        picture.pixels == webui.typed(answer.info["prompt"], answer.info["negative_prompt"]).pixels
    )


def test_batches(webui: Webui) -> None:
    answer = webui.draw(_TEXT, batch_size=2, n_iter=2)
    assert answer.info["all_prompts"] == [_SENT] * 4
    assert len({picture.pixels for picture in answer.pictures}) == len(answer.pictures)
    plain = webui.draw(
        _SENT, OFF, negative_prompt=answer.info["negative_prompt"], batch_size=2, n_iter=2
    )
    assert [p.pixels for p in plain.pictures] == [p.pixels for p in answer.pictures]
    assert all(picture.params["Animagine prompt"] == _TEXT for picture in answer.pictures)


def test_hires_without_a_prompt_of_its_own(webui: Webui) -> None:
    answer = webui.draw(_TEXT, **HIRES)
    negative = answer.info["negative_prompt"]
    picture = answer.picture
    assert picture.size == (192, 192)
    assert picture.infotext.startswith(f"{_SENT}\n")
    assert "Hires prompt" not in picture.params
    assert "Hires negative prompt" not in picture.params
    assert picture.pixels == webui.typed(_SENT, negative, **HIRES).pixels


def test_hires_with_a_prompt_of_its_own(webui: Webui) -> None:
    own = {"hr_prompt": "night, 1girl", "hr_negative_prompt": "blurry"}
    answer = webui.draw(_TEXT, **HIRES, **own)
    picture = answer.picture
    sent = picture.params["Hires prompt"]
    negative = picture.params["Hires negative prompt"]
    assert sent == f"1girl, night, {Q}"
    assert negative.startswith("blurry, lowres, ")
    assert answer.info["prompt"] == _SENT
    typed = {"hr_prompt": sent, "hr_negative_prompt": negative}
    plain = webui.typed(_SENT, answer.info["negative_prompt"], **HIRES, **typed)
    assert picture.pixels == plain.pixels
    assert picture.pixels != webui.draw(_TEXT, **HIRES).picture.pixels


def test_hires_in_batches(webui: Webui) -> None:
    answer = webui.draw(_TEXT, **HIRES, batch_size=2, n_iter=2)
    assert answer.info["all_prompts"] == [_SENT] * 4
    assert all("Hires prompt" not in picture.params for picture in answer.pictures)


def test_hires_keeps_the_factor(webui: Webui) -> None:
    """The first pass is snapped, and the second follows it."""
    factor = {**HIRES, "hr_scale": 1.0}
    answer = webui.draw(_TEXT, {}, width=128, height=320, **factor)
    picture = answer.picture
    assert picture.size == (640, 1536)
    assert picture.params["Size"] == "640x1536"
    assert picture.params["Animagine size"] == "128x320"
    typed = {**factor, "width": 640, "height": 1536}
    assert picture.pixels == webui.typed(_SENT, answer.info["negative_prompt"], **typed).pixels


@pytest.mark.parametrize(
    ("width", "height", "bucket"), [(300, 300, (1024, 1024)), (1536, 640, (1536, 640))]
)
def test_sizes_agree(webui: Webui, width: int, height: int, bucket: tuple[int, int]) -> None:
    """Latent, infotext and SDXL's size conditioning: the same as of a request with that size."""
    answer = webui.draw(_TEXT, {}, width=width, height=height)
    picture = answer.picture
    assert picture.size == bucket
    assert picture.params["Size"] == "{}x{}".format(*bucket)
    assert (answer.info["width"], answer.info["height"]) == bucket
    assert ("Animagine size" in picture.params) == ((width, height) != bucket)
    typed = {"width": bucket[0], "height": bucket[1]}
    assert picture.pixels == webui.typed(_SENT, answer.info["negative_prompt"], **typed).pixels


def test_img2img(webui: Webui) -> None:
    """Compiled, but its size is that of the picture it starts from."""
    start = {
        "init_images": [webui.typed("a dog").data],
        "denoising_strength": 0.8,
        "tab": "img2img",
    }
    answer = webui.draw(_TEXT, {}, **start)
    assert answer.info["prompt"] == _SENT
    picture = answer.picture
    assert picture.size == (128, 128)
    assert "Animagine size" not in picture.params
    assert picture.pixels == webui.typed(_SENT, answer.info["negative_prompt"], **start).pixels


def test_img2img_snapped_where_asked(webui: Webui) -> None:
    start = {
        "init_images": [webui.typed("a dog").data],
        "denoising_strength": 0.8,
        "tab": "img2img",
    }
    answer = webui.draw(_TEXT, {"img2img_snap": True}, **start)
    assert answer.picture.size == (1024, 1024)
    assert answer.picture.params["Size"] == "1024x1024"


def test_inpaint(webui: Webui) -> None:
    from PIL import Image

    before = webui.typed("a dog")
    mask = Image.new("L", before.size)
    mask.paste(255, (0, 0, 64, 128))
    stream = io.BytesIO()
    mask.save(stream, "PNG")
    start = {
        "init_images": [before.data],
        "mask": base64.b64encode(stream.getvalue()).decode(),
        "denoising_strength": 0.8,
        "tab": "img2img",
    }
    answer = webui.draw(_TEXT, {}, **start)
    assert answer.info["prompt"] == _SENT
    assert answer.picture.size == (128, 128)
    typed = webui.typed(_SENT, answer.info["negative_prompt"], **start)
    assert answer.picture.pixels == typed.pixels
