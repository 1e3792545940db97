"""The script "Animagine sheets" and our X/Y/Z axes: every cell is an ordinary picture."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.model import BUCKETS, NEGATIVE, QUALITY_TAGS, SCORE_TAGS
from sd_animagine.report.infotext import options_in
from tests.goldens import Q
from tests.host.client import Answer, Api, Picture
from tests.host.plots import plot
from tests.host.webui import HIRES, OFF

TYPED = "masterpiece, smile, safe, year 2010, 1girl, (high score:1.2)"
SMALL_SHEET = {"negative_prompt": "hat, low quality"}


def sheet(api: Api, prompt: str = TYPED, /, ours: object = None, **how: Any) -> Answer:
    """Ask for a sheet; fields of the sheet in ``wanted``."""
    wanted = how.pop("wanted")
    script = {"script_name": "Animagine sheets", "script_args": [wanted]}
    return api.ask(prompt, ours or {"snap": False}, **script, **how)


def cells_of(answer: Answer) -> list[Picture]:
    """The pictures behind the grids, which come first."""
    assert answer.status == 200, answer.body
    first = answer.info["index_of_first_image"]
    pictures = answer.pictures
    assert len(answer.info["infotexts"]) == len(pictures)
    for picture, text in zip(pictures, answer.info["infotexts"], strict=True):
        assert picture.infotext == text
    for grid in pictures[:first]:
        assert grid.params["Script"] == "Animagine sheets"
    return pictures[first:]


def again(api: Api, picture: Picture) -> Picture:
    """Draw a picture's infotext alone."""
    if api.host.kind == "forge":  # its API cannot read an infotext at all
        options = options_in(picture.params["Animagine"])
        return api.draw(picture.texts[0], options, **read(picture)).picture
    body: dict[str, Any] = {"infotext": picture.infotext}
    if "Hires upscale" in picture.params:  # the API takes the page's words for the same ones
        body.update(dict.fromkeys(("hr_sampler_name", "hr_scheduler", "hr_checkpoint_name")))
    if api.dynamic_prompts:
        body["alwayson_scripts"] = {api.dynamic_prompts: {"args": [False]}}
    answer = api.post("/sdapi/v1/txt2img", body)
    assert answer.status == 200, answer.body
    return answer.picture


def read(picture: Picture) -> dict[str, Any]:
    """The fields of a request that an infotext holds."""
    params = picture.params
    width, height = map(int, params["Size"].split("x"))
    found: dict[str, Any] = {
        "negative_prompt": picture.texts[1],
        "seed": int(params["Seed"]),
        "steps": int(params["Steps"]),
        "cfg_scale": float(params["CFG scale"]),
        "sampler_name": params["Sampler"],
        "scheduler": params["Schedule type"],
        "width": width,
        "height": height,
    }
    if "Hires upscale" in params:
        found.update(
            enable_hr=True,
            hr_scale=float(params["Hires upscale"]),
            hr_second_pass_steps=int(params["Hires steps"]),
            hr_upscaler=params["Hires upscaler"],
            denoising_strength=float(params["Denoising strength"]),
        )
    return found


def check_again(api: Api, pictures: list[Picture], *, near: bool = False) -> None:
    """Every cell's infotext gives that cell."""
    for picture in pictures:
        assert "Script" not in picture.params
        drawn = again(api, picture)
        assert drawn.texts == picture.texts
        assert drawn.is_near(picture) if near else drawn.pixels == picture.pixels


REST = "1girl, safe, smile, year 2010"


def test_quality(api: Api) -> None:
    pictures = cells_of(sheet(api, wanted={"sheet": "quality"}, **SMALL_SHEET))
    wanted = ["masterpiece, best quality", "low quality, worst quality", *QUALITY_TAGS]
    assert [p.texts for p in pictures] == [(f"{REST}, {tags}", "hat") for tags in wanted]
    assert {p.params["Seed"] for p in pictures} == {"7"}
    assert len({p.pixels for p in pictures}) == len(pictures)
    check_again(api, pictures)


def test_score(api: Api) -> None:
    pictures = cells_of(sheet(api, wanted={"sheet": "score"}))
    assert [p.texts for p in pictures] == [(f"{REST}, {tag}", "") for tag in SCORE_TAGS]
    check_again(api, pictures)


def test_year(api: Api) -> None:
    wanted = {"sheet": "year", "year_from": 2007, "year_to": 2023, "year_step": 8}
    pictures = cells_of(sheet(api, wanted=wanted))
    run = "masterpiece, (high score:1.2), great score, absurdres"
    texts = [f"1girl, safe, smile, year {year}, {run}" for year in (2007, 2015, 2023)]
    assert [p.texts[0] for p in pictures] == texts
    check_again(api, pictures)


def test_rating(api: Api) -> None:
    pictures = cells_of(sheet(api, wanted={"sheet": "rating"}))
    ratings = [p.texts[0].split(", ")[1] for p in pictures]
    assert ratings == ["safe", "sensitive", "nsfw", "explicit"]
    assert all("safe" not in p.texts[0] for p in pictures[1:])
    check_again(api, pictures)


def test_buckets(api: Api) -> None:
    answer = sheet(api, wanted={"sheet": "buckets"}, ours={})
    pictures = cells_of(answer)
    assert sorted(p.image.size for p in pictures) == sorted(BUCKETS)
    assert all("Animagine size" not in p.params for p in pictures)
    check_again(api, pictures)


def test_order(api: Api) -> None:
    typed, trained = cells_of(sheet(api, "smile, 1girl", wanted={"sheet": "order"}))
    assert typed.texts[0] == f"smile, 1girl, {Q}"
    assert trained.texts[0] == f"1girl, smile, {Q}"
    check_again(api, [typed, trained])


def test_negative(api: Api) -> None:
    answer = sheet(api, wanted={"sheet": "negative"}, **SMALL_SHEET)
    pictures = cells_of(answer)
    card = ", ".join(NEGATIVE)
    both = f"hat, low quality, {card.replace('low quality, ', '')}"
    assert [p.texts[1] for p in pictures] == ["", "hat, low quality", card, both]
    check_again(api, pictures)
    none = cells_of(sheet(api, wanted={"sheet": "negative"}))
    assert [p.texts[1] for p in none] == ["", card]


def test_settings(api: Api) -> None:
    forced = {"settings": "force", "snap": False}
    answer = sheet(api, "1girl", wanted={"sheet": "settings"}, ours=forced, width=64, height=64)
    pictures = cells_of(answer)
    drawn = [(float(p.params["CFG scale"]), int(p.params["Steps"])) for p in pictures]
    assert drawn == [(cfg, n) for n in (25, 26, 27, 28) for cfg in (4, 5, 6, 7)]
    check_again(api, pictures)


def test_batches_stand_below_each_other(api: Api) -> None:
    """A row has one seed; a batch's pictures are the same but for rounding."""
    answer = sheet(api, "1girl", wanted={"sheet": "order"}, batch_size=2, n_iter=2)
    pictures = cells_of(answer)
    seeds = [p.params["Seed"] for p in pictures]
    assert seeds == ["7", "8", "9", "10"] * 2
    check_again(api, pictures, near=True)


def test_hires(api: Api) -> None:
    wanted = {"sheet": "buckets", "buckets": ["1024x1024"]}
    small = {**HIRES, "hr_scale": 1.0}
    (picture,) = cells_of(sheet(api, "smile, 1girl", wanted=wanted, **small))
    assert picture.params["Size"] == "1024x1024"
    order = cells_of(sheet(api, "smile, 1girl", wanted={"sheet": "order"}, **HIRES))
    assert {p.image.size for p in order} == {(192, 192)}
    assert all("Hires prompt" not in p.params for p in order)
    check_again(api, order)


def test_buckets_on_img2img(api: Api) -> None:
    start = {"init_images": [api.typed("a dog").data], "denoising_strength": 0.8, "tab": "img2img"}
    wanted = {"sheet": "buckets", "buckets": ["1216x832", "832x1216"]}
    answer = sheet(api, "smile, 1girl", wanted=wanted, **start)
    assert [p.image.size for p in cells_of(answer)] == [(832, 1216), (1216, 832)]


def test_where_we_are_switched_off_nothing_is_added(api: Api) -> None:
    pictures = cells_of(sheet(api, "smile, 1girl", wanted={"sheet": "order"}, ours=OFF))
    assert [p.texts for p in pictures] == [("smile, 1girl", ""), ("1girl, smile", "")]


def test_a_grid_that_is_too_large_is_split(api: Api) -> None:
    api.post("/sdapi/v1/options", {"img_max_size_mp": 0.1})
    try:
        answer = sheet(api, "1girl", wanted={"sheet": "score"})
    finally:
        api.post("/sdapi/v1/options", {"img_max_size_mp": 200})
    grids = answer.info["index_of_first_image"]
    assert grids > 1
    assert len(cells_of(answer)) == 6
    for grid in answer.pictures[:grids]:
        assert grid.image.width * grid.image.height <= 100_000


@pytest.mark.host_error("AnimagineRefused")
@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        ({"sheet": "colour"}, "sheet is 'colour'; it must be one of quality, score"),
        ({"sheet": "year", "year_from": 1999}, "year_from is 1999; it must be a whole number"),
        ({"sheet": "buckets", "buckets": ["1x1"]}, "buckets is '1x1'; it must be a list of"),
        ({"colour": 1}, "There is no field 'colour'. Known are sheet, year_from"),
    ],
)
def test_bad_values_are_named(api: Api, wanted: dict[str, Any], told: str) -> None:
    answer = sheet(api, "1girl", wanted=wanted)
    assert answer.status == 422
    assert told in answer.body["detail"]
    assert "nothing was drawn" in answer.body["detail"]


@pytest.mark.host_error("AnimagineRefused")
def test_wrong_options_are_named_before_anything_is_drawn(api: Api) -> None:
    answer = sheet(api, "1girl", wanted={"sheet": "order"}, ours={"year": 1990})
    assert answer.status == 422
    assert "option year is 1990" in answer.body["detail"]


@pytest.mark.host_error("AnimagineRefused")
def test_a_label_that_could_not_be_true_is_not_drawn(api: Api) -> None:
    answer = sheet(api, "1girl, (smile, masterpiece", wanted={"sheet": "quality"})
    assert answer.status == 422
    assert "cannot be taken out" in answer.body["detail"]


def stop_at(api: Api, cell: str, route: str) -> tuple[threading.Thread, list[str]]:
    """Press a button of the host in the middle of a sheet; what the page was told meanwhile."""
    told: list[str] = []

    def press() -> None:
        until = time.monotonic() + 120
        while time.monotonic() < until:
            state = api.get("/sdapi/v1/progress?skip_current_image=true")
            told.append(f"{state['state']['job']}|{state['textinfo']}")
            if state["state"]["job"].startswith(cell) and state["state"]["sampling_step"] >= 2:
                api.post(route, {})
                return
            time.sleep(0.02)

    thread = threading.Thread(target=press)
    thread.start()
    return thread, told


def test_interrupt_keeps_what_is_done(api: Api, tmp_path: Path) -> None:
    thread, told = stop_at(api, "cell 3 of 6", "/sdapi/v1/interrupt")
    answer = sheet(api, "1girl", wanted={"sheet": "score"}, steps=25, width=256, height=256)
    thread.join()
    pictures = cells_of(answer)
    assert [p.texts[0] for p in pictures] == ["1girl, high score", "1girl, great score"]
    assert answer.info["index_of_first_image"] == 1
    answer.pictures[0].image.save(tmp_path / "interrupted.png")
    assert any("cell 3 of 6: good score · about" in text and "left" in text for text in told)
    check_again(api, pictures)


def test_skip_leaves_one_out(api: Api) -> None:
    thread, _ = stop_at(api, "cell 2 of 6", "/sdapi/v1/skip")
    answer = sheet(api, "1girl", wanted={"sheet": "score"}, steps=25, width=256, height=256)
    thread.join()
    scores = [p.texts[0].split(", ")[1] for p in cells_of(answer)]
    assert scores == [tag for tag in SCORE_TAGS if tag != "great score"]


def test_a_grid_and_its_pictures_are_saved(api: Api) -> None:
    saved = "output*/**/*.png"  # the folder's name differs between hosts
    before = set(api.host.data.glob(saved))
    answer = sheet(api, "1girl", wanted={"sheet": "order"}, save_images=True)
    assert len(cells_of(answer)) == 2
    new = set(api.host.data.glob(saved)) - before
    kinds = sorted(path.relative_to(api.host.data).parts[1] for path in new)
    assert kinds == ["txt2img-grids", "txt2img-images", "txt2img-images"]


# X/Y/Z


def xyz(api: Api, x: str, x_values: list[str], y: str, y_values: list[str]) -> dict[str, Any]:
    axes = {f"[Animagine] {x}": x_values, f"[Animagine] {y}": y_values}
    return plot(api, axes, legend=True)


def test_the_axes_are_there_once(api: Api) -> None:
    for info in api.get("/sdapi/v1/script-info"):
        if info["name"] == "x/y/z plot":
            names = [c if isinstance(c, str) else c[0] for c in info["args"][0]["choices"]]
            ours = [name for name in names if name.startswith("[Animagine]")]
            assert len(ours) == len(set(ours)) == 8


def test_two_axes_at_once(api: Api) -> None:
    wanted = xyz(api, "Year", ["2007", "none"], "Score", ["low score", "none"])
    answer = api.draw(TYPED, **wanted)
    pictures = answer.pictures[1:]
    years = ["year 2007, ", ""] * 2
    runs = ["masterpiece, low score, absurdres"] * 2 + ["masterpiece, absurdres"] * 2
    assert [p.texts[0] for p in pictures] == [
        f"1girl, safe, smile, {year}{run}" for year, run in zip(years, runs, strict=True)
    ]
    check_again(api, pictures)


def test_sizes_and_order(api: Api) -> None:
    wanted = xyz(api, "Bucket", ["1024x1024", "832x1216"], "Reorder", ["on", "off"])
    answer = api.draw("smile, 1girl", {}, **wanted)
    sizes = [(1024, 1024), (832, 1216)] * 2
    assert [p.image.size for p in answer.pictures[1:]] == sizes
    assert [p.texts[0][:5] for p in answer.pictures[1:]] == ["1girl", "1girl", "smile", "smile"]


@pytest.mark.host_error("AnimagineRefused")
def test_a_wrong_value_of_an_axis_is_named(api: Api) -> None:
    wanted = xyz(api, "Year", ["2007", "1999"], "Mode", ["fix"])
    answer = api.ask("1girl", {"snap": False}, **wanted)
    assert answer.status == 422
    assert "axis [Animagine] Year: option year is '1999'" in answer.body["detail"]
