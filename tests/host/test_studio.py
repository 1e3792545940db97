"""The studio's own engine draws what the host draws: from the text encoders to the pixels."""

from __future__ import annotations

import base64
import io
from threading import Event
from typing import Any

import pytest

from sd_animagine.sdxl.conditioning import encode_texts, encoders_of, zeros_like
from sd_animagine.sdxl.loading import load, missing_packages
from sd_animagine.studio.engines.base import DrawJob, Picture, SecondPass
from sd_animagine.studio.engines.draft import Draft
from sd_animagine.studio.engines.mask import CONTENTS, Mask
from sd_animagine.studio.engines.webui import WebuiEngine
from sd_animagine.studio.engines.webui_client import Client
from sd_animagine.studio.limits import Limits
from sd_animagine.syntax import parse
from sd_animagine.tokens import encode
from tests.host.hosting import Host
from tests.host.webui import OFF

pytestmark = pytest.mark.skipif(bool(missing_packages()), reason=str(missing_packages()))

PROMPTS = {
    "plain": "1girl, smile",
    "weights": "1girl, (smile:1.3), [night], ((cat ears)), (a (b:0.5) c:1.2)",
    "break": "1girl BREAK (blue sky:1.4), cloud BREAK",
    "long": ", ".join(["1girl", *["(long hair:1.1), looking at viewer, outdoors"] * 20]),
    "backtrack": ", ".join(f"a very long tag number {n}" for n in range(30)),
    "zero and below": "1girl, (text:0), (hat:-0.5)",
    "unbalanced": "1girl, (smile:1.2, ((night], \\(escaped\\), a\\b",
    "foreign": "1girl, “é” ü ﬁ １２３, 猫耳, 😀",
    "marks": "it's a girl's hat!?, v, :d, ^_^, 8k, 100%",
    "in brackets": "(1girl BREAK smile:1.2)",
    "empty": "",
}
DRAWING = Limits(64 * 1024 * 1024, 600.0)
LIMIT = 1e-3
"""Largest relative difference of what the text encoders make of a prompt."""


@pytest.fixture(scope="module")
def client(host: Host) -> Client:
    if host.kind != "a1111":
        pytest.skip("compares with AUTOMATIC1111's text encoding")
    return Client(host.url)


@pytest.fixture(scope="module")
def checkpoint(client: Client) -> dict[str, Any]:
    """The file, and the heads of its text encoders; a small one may have others than SDXL."""
    client.post("/sdapi/v1/txt2img", {"steps": 1, "width": 64, "height": 64}, DRAWING)  # loads it
    return dict(client.get("/probe/model"))


@pytest.fixture(scope="module")
def model(checkpoint: dict[str, Any]) -> Any:
    return load(checkpoint["file"], tuple(checkpoint["heads"]))


def hosts(client: Client, texts: list[str], negative: bool) -> dict[str, Any]:
    import torch

    body = {"texts": texts, "negative": negative, "width": 832, "height": 1216}
    answer = client.post("/probe/conditioning", body, DRAWING)
    tensors = {}
    for name, told in answer.items():
        data = bytearray(base64.b64decode(told["data"]))
        tensors[name] = torch.frombuffer(data, dtype=torch.float32).reshape(told["shape"])
    return tensors


def difference(ours: Any, theirs: Any) -> float:
    """Norm of the difference, as a share of the norm."""
    assert ours.shape == theirs.shape
    return float((ours.float().cpu() - theirs).norm() / theirs.norm().clamp(min=1e-9))


@pytest.mark.parametrize("negative", [False, True], ids=["prompt", "negative"])
@pytest.mark.parametrize("name", PROMPTS)
def test_conditioning(
    client: Client, model: Any, name: str, negative: bool, record_property: Any
) -> None:
    text = PROMPTS[name]
    (line,) = encode(parse(text), negative=negative)
    (ours,) = encode_texts(encoders_of(model), line.texts)
    if negative and not text:
        ours = zeros_like(ours)
    theirs = hosts(client, [text], negative)
    width = ours.pooled.shape[0]
    context = difference(ours.context, theirs["crossattn"][0])
    pooled = difference(ours.pooled, theirs["vector"][0][:width])
    record_property("context", context)
    record_property("pooled", pooled)
    assert max(context, pooled) <= LIMIT


def test_prompt_editing_is_weighed_together(client: Client, model: Any) -> None:
    """The host scales all texts of one prompt by one mean."""
    (line,) = encode(parse("1girl, [cat:(dog:1.5):0.5], smile"), 20)
    theirs = hosts(client, ["1girl, cat, smile", "1girl, (dog:1.5), smile"], False)
    for n, ours in enumerate(encode_texts(encoders_of(model), line.texts)):
        assert difference(ours.context, theirs["crossattn"][n]) <= LIMIT


@pytest.mark.parametrize(
    ("prompt", "negative"),
    [
        (PROMPTS["weights"], ""),
        (PROMPTS["break"], "bad, (worse:1.4)"),
        ("1girl, [cat:dog:0.5], [day|night] AND (blue sky:1.2) :0.6", "bad AND worse"),
        ("1girl, [smile:2], [:hat:3], [a:[b|c]:0.4]", "x, [y::3]"),
    ],
    ids=["weights", "break", "editing", "nested"],
)
def test_the_same_picture(
    client: Client, checkpoint: dict[str, Any], prompt: str, negative: str
) -> None:
    """Not a pixel differs by more than rounding; our infotext draws the same picture there."""
    from sd_animagine.studio.engines.diffusers import DiffusersEngine

    engine = DiffusersEngine(checkpoint["file"], tuple(checkpoint["heads"]))
    job = DrawJob(prompt, negative, 128, 192, 6, 5.0, "Euler a", 7, 2, 2)
    pictures = list(engine.draw(job, lambda progress: None, Event()))
    for ours in pictures:
        body = {"infotext": ours.infotext, "alwayson_scripts": {"Animagine": {"args": [OFF]}}}
        answer = client.post("/sdapi/v1/txt2img", body, DRAWING)
        assert _steps(ours, base64.b64decode(answer["images"][0])) <= 2


@pytest.mark.parametrize(
    "sampler",
    ["Euler", "DPM++ 2M", "DPM++ 2S a", "DDIM", "Heun", "LMS", "DPM2", "DPM2 a", "Euler a Karras"],
)
def test_the_same_picture_with_every_sampler(
    client: Client, checkpoint: dict[str, Any], sampler: str
) -> None:
    from sd_animagine.studio.engines.diffusers import DiffusersEngine

    engine = DiffusersEngine(checkpoint["file"], tuple(checkpoint["heads"]))
    job = DrawJob("1girl, [cat:dog:0.5]", "bad", 128, 192, 6, 5.0, sampler, 7)
    (ours,) = engine.draw(job, lambda progress: None, Event())
    body = {"infotext": ours.infotext, "alwayson_scripts": {"Animagine": {"args": [OFF]}}}
    answer = client.post("/sdapi/v1/txt2img", body, DRAWING)
    assert _steps(ours, base64.b64decode(answer["images"][0])) <= 2


@pytest.mark.parametrize("sampler", ["Euler a", "DPM++ 2M", "Heun"])
def test_the_same_larger_picture(client: Client, checkpoint: dict[str, Any], sampler: str) -> None:
    from sd_animagine.studio.engines.diffusers import DiffusersEngine

    engine = DiffusersEngine(checkpoint["file"], tuple(checkpoint["heads"]))
    second = SecondPass("Latent", 5, 0.6, 1.5, 192, 288)
    job = DrawJob("1girl, [cat:dog:0.5]", "bad", 128, 192, 6, 5.0, sampler, 7, second=second)
    (ours,) = engine.draw(job, lambda progress: None, Event())
    settings = {"randn_source": "CPU", "pad_cond_uncond": True}
    body = WebuiEngine(client.url)._body(job, range(1), {"Animagine": {"args": [OFF]}})
    body["override_settings"] = settings
    answer = client.post("/sdapi/v1/txt2img", body, DRAWING)
    assert _steps(ours, base64.b64decode(answer["images"][0])) <= 2


@pytest.fixture(scope="module")
def still(client: Client) -> None:
    """The host takes by chance one of what its encoder says of a picture; now the middle."""
    client.post("/probe/still", {})


def _from_a_picture(client: Client, checkpoint: dict[str, Any], sampler: str, draft: Draft) -> int:
    """How far our picture is from the host's, where both begin with one."""
    from sd_animagine.studio.engines.diffusers import DiffusersEngine

    engine = DiffusersEngine(checkpoint["file"], tuple(checkpoint["heads"]))
    job = DrawJob("1girl, [cat:dog:0.5]", "bad", 128, 192, 10, 5.0, sampler, 7, draft=draft)
    (ours,) = engine.draw(job, lambda progress: None, Event())
    body = WebuiEngine(client.url)._body(job, range(1), {"Animagine": {"args": [OFF]}})
    body["override_settings"] = {"randn_source": "CPU", "pad_cond_uncond": True}
    answer = client.post("/sdapi/v1/img2img", body, DRAWING)
    return _steps(ours, base64.b64decode(answer["images"][0]))


def _picture() -> Any:
    from PIL import Image

    return Image.effect_noise((16, 24), 90).resize((128, 192)).convert("RGB")


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize(
    ("sampler", "strength"),
    [
        *((sampler, 0.05) for sampler in ("Euler a", "DPM++ 2M", "DPM2", "DDIM")),
        *((sampler, 0.55) for sampler in ("Euler a", "DPM++ 2M", "DPM2", "DDIM")),
        *((sampler, 1.0) for sampler in ("Euler a", "DPM++ 2M", "DPM2", "DDIM")),
    ],
)
def test_the_same_picture_from_another_one(
    client: Client, checkpoint: dict[str, Any], sampler: str, strength: float
) -> None:
    assert _from_a_picture(client, checkpoint, sampler, Draft(_picture(), strength)) <= 2


@pytest.mark.usefixtures("still")
@pytest.mark.parametrize("content", CONTENTS)
@pytest.mark.parametrize("blur", [0, 4])
def test_the_same_part_is_drawn_anew(
    client: Client, checkpoint: dict[str, Any], content: str, blur: int
) -> None:
    from PIL import Image

    image = Image.new("L", (128, 192))
    image.paste(255, (40, 50, 100, 140))
    draft = Draft(_picture(), 0.7, Mask(image, blur, content))
    away = _from_a_picture(client, checkpoint, "Euler a", draft)
    assert away <= 6, "edges are rounded, and noise decoded makes more of it"


def _steps(ours: Picture, theirs: bytes) -> int:
    """The largest difference of a colour, of 255."""
    from PIL import Image, ImageChops

    with Image.open(io.BytesIO(ours.png)) as one, Image.open(io.BytesIO(theirs)) as other:
        extrema = ImageChops.difference(one.convert("RGB"), other.convert("RGB")).getextrema()
    return max(most for _, most in extrema)
