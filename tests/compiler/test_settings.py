"""Size and sampler settings: snapped, set, reported, and refused where they are none."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine import Options, snap
from sd_animagine.compiler import Compiled, Hires, Request, compile_request
from sd_animagine.compiler.context import default_context
from sd_animagine.model import BUCKETS
from sd_animagine.transform import SizeError

WORKED = [
    ((512, 768), (832, 1216)),
    ((1920, 1080), (1344, 768)),
    ((1080, 1920), (768, 1344)),
    ((1000, 1000), (1024, 1024)),
    ((2048, 1024), (1344, 768)),
    ((1280, 720), (1344, 768)),
    ((2560, 1080), (1536, 640)),
    ((1200, 900), (1152, 896)),
    *((bucket, bucket) for bucket in BUCKETS),
]


@pytest.mark.parametrize(("size", "bucket"), WORKED, ids=str)
def test_snap(size: tuple[int, int], bucket: tuple[int, int]) -> None:
    assert snap(*size) == bucket


sides = st.integers(1, 16384)


@given(sides, sides)
def test_portrait_and_landscape_mirror_each_other(width: int, height: int) -> None:
    assert snap(width, height) == snap(height, width)[::-1]


@given(sides, sides)
def test_no_bucket_is_nearer(width: int, height: int) -> None:
    def distance(bucket: tuple[int, int]) -> float:
        return abs(math.log(width / height) - math.log(bucket[0] / bucket[1]))

    assert distance(snap(width, height)) <= min(map(distance, BUCKETS)) + 1e-9


WRONG: list[Any] = [0, -1, 16385, 1.5, math.nan, math.inf, "512", None, True, 10**30, b"1"]


@pytest.mark.parametrize("side", WRONG, ids=repr)
def test_what_is_no_size_gets_a_sentence(side: Any) -> None:
    allowed = r"it must be a whole number of pixels from 1 to 16384"
    with pytest.raises(SizeError, match=f"width is .*{allowed}"):
        snap(side, 512)
    with pytest.raises(SizeError, match=f"height is .*{allowed}"):
        snap(512, side)


def compiled(options: dict[str, Any] | None = None, **fields: Any) -> Compiled:
    return compile_request(Request("1girl", options=Options(**(options or {})), **fields))


def codes(result: Compiled) -> list[str]:
    return [finding.code for finding in result.findings if finding.code.startswith("ANI4")]


def test_a_snapped_first_pass_keeps_the_factor_and_warns_of_a_large_target() -> None:
    result = compiled(width=512, height=768, hires=Hires(2.0))
    assert (result.width, result.height) == (832, 1216)
    assert (result.hr_width, result.hr_height) == (1664, 2432)
    found = next(finding for finding in result.findings if finding.code == "ANI405")
    assert "1664x2432, with 2.6 times the pixels of 1024x1536" in found.message
    assert found.fix is not None
    assert dict(found.fix.values) == {"hires": {"width": 1024, "height": 1536}}


@pytest.mark.parametrize(("step", "size"), [(1, "1080x1576"), (64, "1088x1600")])
def test_a_large_target_is_told_as_it_is_drawn(step: int, size: str) -> None:
    request = Request("1girl", width=512, height=768, hires=Hires(1.3))
    result = compile_request(request, replace(default_context(), hires_step=step))
    found = next(finding for finding in result.findings if finding.code == "ANI405")
    assert f"ends at {size}," in found.message


@pytest.mark.parametrize("asked", [1001, 1007])
def test_the_target_to_keep_is_one_that_can_be_drawn(asked: int) -> None:
    result = compiled(width=asked, height=512, hires=Hires(1.0))
    finding = next(finding for finding in result.findings if finding.code == "ANI405")
    assert dict(finding.fix.values) == {"hires": {"width": 1000, "height": 512}}  # type: ignore[union-attr]


def test_an_explicit_target_is_no_surprise() -> None:
    assert "ANI405" not in codes(compiled(width=512, height=768, hires=Hires(2.0, 1024, 1536)))


def test_a_request_without_a_size_has_none_afterwards() -> None:
    result = compiled()
    assert (result.width, result.height, codes(result)) == (None, None, [])


@pytest.mark.parametrize(("img2img", "asked", "size"), [(True, False, 512), (True, True, 1024)])
def test_img2img_is_snapped_only_where_asked(img2img: bool, asked: bool, size: int) -> None:
    result = compiled({"img2img_snap": asked}, width=512, height=512, img2img=img2img)
    assert result.width == size


VALUES = {"steps": 40, "cfg_scale": 12.0, "sampler_name": "DDIM"}
INSIDE = {"steps": 26, "cfg_scale": 4.5, "sampler_name": "DDIM"}


@pytest.mark.parametrize(
    ("mode", "given", "expected"),
    [
        ("report", VALUES, (40, 12.0, "DDIM")),
        ("fill", VALUES, (28, 5.0, "Euler a")),
        ("fill", INSIDE, (26, 4.5, "Euler a")),
        ("force", INSIDE, (28, 5.0, "Euler a")),
    ],
)
def test_settings(mode: str, given: dict[str, Any], expected: tuple[Any, ...]) -> None:
    result = compiled({"settings": mode}, **given)
    assert (result.steps, result.cfg_scale, result.sampler_name) == expected
    changed = {change.field for change in result.changes if change.kind == "set"}
    assert changed == {n for n, v in zip(given, expected, strict=True) if v != given[n]}


@pytest.mark.parametrize("steps", [1, 40])
def test_a_number_of_steps_reads_well_whatever_it_is(steps: int) -> None:
    told = [f.message for f in compiled(steps=steps).findings if f.code == "ANI403"]
    assert told and told[0].startswith(f"The number of steps is {steps}, ")


@pytest.mark.parametrize(
    ("prompt", "kept"),
    [
        ("[cat:dog:20]", True),
        ("[cat:20]", True),
        ("[cat:dog:0.5]", False),
        ("[cat|dog]", False),
        ("[a [cat] b:20]", True),  # brackets in brackets
        ("[<lora:x:0.8>cat:dog:20]", True),
        ("[a:b:c:20]", False),  # one colon too many: text for the host
        ("1girl # [cat:dog:20]", False),  # cut out before the host reads it
        ("[(cat:20)]", False),
    ],
)
@pytest.mark.parametrize("field", ["prompt", "negative_prompt", "hr_prompt"])
def test_editing_at_a_step_number_keeps_the_steps(field: str, prompt: str, kept: bool) -> None:
    request = Request("1girl", steps=40, options=Options(settings="force"))
    assert compile_request(replace(request, **{field: prompt})).steps == (40 if kept else 28)


@pytest.mark.parametrize(
    ("hires", "final"),
    [
        (None, (None, None)),
        (Hires(1.5), (1248, 1824)),
        (Hires(1.3), (1080, 1576)),  # 1081.6 x 1580.8: a latent pixel is 8 pixels
        (Hires(2.0, width=1000), (1000, 1456)),
        (Hires(2.0, height=1000), (680, 1000)),
        (Hires(2.0, width=1024, height=1024), (1024, 1024)),
    ],
)
def test_the_final_size_is_that_of_the_snapped_size(hires: Hires | None, final: Any) -> None:
    result = compiled(width=512, height=768, hires=hires)
    assert (result.hr_width, result.hr_height) == final


def test_without_a_size_there_is_no_final_one() -> None:
    result = compiled(hires=Hires(2.0))
    assert (result.hr_width, result.hr_height) == (None, None)
