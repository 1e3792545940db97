"""The script "Animagine sheets" and the X/Y/Z axes, cell by cell."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import HTTPException

from sd_animagine.report.infotext import options_in
from sd_animagine.sheets.choice import SHEETS
from tests.goldens import Q
from tests.spoken import marked
from tests.webui import host_images
from tests.webui.fake_host import Host, Processing, read_infotext
from tests.webui.test_process import asked

__all__ = ["marked"]

TYPED = "mastepiece, absurdres, 1girl, smile, safe, year 2010, (high score:1.2)"
REST = "1girl, safe, smile, year 2010"


def run(host: Host, wanted: object, prompt: str = TYPED, **values: Any) -> Any:
    """Draw a sheet; ``options`` are the always-on script's."""
    options = values.pop("options", {"snap": False})
    p = asked(host, prompt, options=options, **values)
    return host.run(p, "animagine sheets", wanted, "another script's", None)


def drawn(result: Any) -> list[tuple[str, str]]:
    """Prompt and negative prompt of every picture behind the grids."""
    texts = map(read_infotext, result.infotexts[result.index_of_first_image :])
    return [(text["Prompt"], text["Negative prompt"]) for text in texts]


@pytest.mark.parametrize("name", SHEETS)
def test_every_cell_is_drawn_again_by_its_infotext(host: Host, name: str) -> None:
    result = run(host, {"sheet": name}, negative_prompt="hat")
    assert not host.errors
    assert result.index_of_first_image == 1
    assert len(result.images) == len(result.infotexts)
    for text in result.infotexts[1:]:
        read = read_infotext(text)
        width, height = map(int, read["Size"].split("x"))
        size = {"width": width, "height": height, "steps": int(read["Steps"])}
        p = asked(host, read["Prompt"], options=options_in(read["Animagine"]), **size)
        p.negative_prompt = read["Negative prompt"]
        again = host.draw(p)[0]
        assert (again.prompt, again.negative) == (read["Prompt"], read["Negative prompt"])
        assert (again.width, again.height) == (width, height)


def test_what_was_typed_is_kept_so_that_it_gives_the_same_cell(host: Host) -> None:
    result = run(host, {"sheet": "quality"})
    for text in result.infotexts[1:]:
        read = read_infotext(text)
        p = asked(host, read["Animagine prompt"], options=options_in(read["Animagine"]))
        p.negative_prompt = read.get("Animagine negative", "")
        assert host.draw(p)[0].prompt == read["Prompt"]


def test_the_label_s_tags_and_no_others(host: Host) -> None:
    result = run(host, {"sheet": "quality"}, negative_prompt="hat, low quality")
    labels = ["masterpiece, best quality", "low quality, worst quality"]
    assert drawn(result)[:2] == [(f"{REST}, {label}", "hat") for label in labels]


def test_styles_and_hires_prompts_are_seen(host: Host) -> None:
    p = asked(host, "smile", options={"snap": False}, styles=[("1girl, best quality", "")])
    p.enable_hr, p.hr_prompt = True, "night, masterpiece, 1girl"
    result = host.run(p, "animagine sheets", {"sheet": "score"})
    assert drawn(result)[0][0] == "1girl, smile, high score"
    seen: list[str] = []
    host.sampling = lambda p: seen.append(p.hr_prompts[0])
    host.run(p, "animagine sheets", {"sheet": "score"})
    assert seen[0] == "1girl, night, high score"


def test_order_differs_in_order_alone(host: Host) -> None:
    prompts = [prompt for prompt, _ in drawn(run(host, {"sheet": "order"}, "smile, 1girl"))]
    assert prompts == [f"smile, 1girl, {Q}", f"1girl, smile, {Q}"]


def test_negative_leaves_out_what_styles_add(host: Host) -> None:
    result = run(host, {"sheet": "negative"}, "1girl", negative_prompt="hat")
    negatives = [negative for _, negative in drawn(result)]
    assert [text.split(", lowres")[0] for text in negatives] == ["", "hat", negatives[2], "hat"]
    assert negatives[2].startswith("lowres, bad anatomy")
    assert len(drawn(run(host, {"sheet": "negative"}, "1girl"))) == 2


def test_settings_are_not_set_back(host: Host) -> None:
    seen: list[tuple[float, int]] = []
    host.sampling = lambda p: seen.append((p.cfg_scale, p.steps))
    run(host, {"sheet": "settings"}, options={"settings": "force"})
    assert seen == [(cfg, steps) for steps in range(25, 29) for cfg in range(4, 8)]


def test_buckets_on_img2img(host: Host) -> None:
    sizes: list[tuple[int, int]] = []
    host.sampling = lambda p: sizes.append((p.width, p.height))
    run(host, {"sheet": "buckets", "buckets": ["1216x832"]}, init_images=[object()])
    assert sizes == [(1216, 832)]


def test_labels_above_and_seeds_beside(host: Host) -> None:
    host_images.SEEN.clear()
    result = run(host, {"sheet": "order"}, batch_size=2)
    assert result.all_seeds == [7, 8, 7, 8]
    above = [("order as typed", True), ("trained order", True)]
    assert [(above, ["seed 7", "seed 8"])] == host_images.SEEN


def test_the_grid_s_infotext_draws_the_sheet_again(host: Host) -> None:
    wanted = {"sheet": "year", "year_from": 2007, "year_to": 2023, "year_step": 8}
    result = run(host, wanted, "smile, 1girl", options={"snap": False, "rating": "safe"})
    read = read_infotext(result.infotexts[0])
    assert (read["Prompt"], read["Script"]) == ("smile, 1girl", "Animagine sheets")
    assert options_in(read["Animagine"])["rating"] == "safe"
    assert "Animagine prompt" not in read
    script = next(s for s in host.scripts["txt2img"] if s.name == "animagine sheets")
    values = [function(read) for _, function in script.infotext_fields]
    assert values == ["year", "2007", "2023", 8, []]
    assert [function({}) for _, function in script.infotext_fields] == [None] * 5


def test_the_request_itself_is_left_as_it_was(host: Host) -> None:
    p = asked(host, TYPED, options={"snap": False})
    before = {name: value for name, value in vars(p).items() if name != "comments"}
    host.run(p, "animagine sheets", {"sheet": "buckets"})
    changed = {name for name, value in before.items() if vars(p)[name] != value}
    assert changed <= {"scripts", "script_args"}
    assert p.extra_generation_params == {}


def test_a_random_seed_is_drawn_once(host: Host) -> None:
    assert run(host, {"sheet": "order"}, seed=-1).all_seeds == [42, 42]


# Stopped, skipped, failed


def at_batch(host: Host, number: int, act: Any) -> None:
    """Do something while the given batch is sampled."""
    count = iter(range(1, 100))

    def sampling(p: Processing) -> None:
        if next(count) == number:
            act()

    host.sampling = sampling


def test_interrupt_keeps_what_is_done(host: Host) -> None:
    host_images.SEEN.clear()
    at_batch(host, 3, lambda: setattr(host.state, "interrupted", True))
    result = run(host, {"sheet": "score"}, "1girl")
    assert [prompt for prompt, _ in drawn(result)] == ["1girl, high score", "1girl, great score"]
    assert [there for _, there in host_images.SEEN[0][0]] == [True, True, *[False] * 4]
    assert "Animagine: the sheet ended after 2 of 6 pictures" in result.comments


def test_a_picture_that_may_be_finished_is_kept(host: Host) -> None:
    """The host's button "stop after this image"."""
    at_batch(host, 2, lambda: setattr(host.state, "stopping_generation", True))
    assert len(drawn(run(host, {"sheet": "score"}, "1girl"))) == 2


def test_skip_leaves_one_out(host: Host) -> None:
    at_batch(host, 2, lambda: setattr(host.state, "skipped", True))
    prompts = [prompt for prompt, _ in drawn(run(host, {"sheet": "score"}, "1girl"))]
    assert len(prompts) == 5
    assert "1girl, great score" not in prompts


def test_an_unfinished_batch_is_left_out_alone(host: Host) -> None:
    at_batch(host, 2, lambda: setattr(host.state, "interrupted", True))
    result = run(host, {"sheet": "order"}, "1girl", n_iter=3)
    assert len(drawn(result)) == 1


def test_stopped_before_anything_is_done(host: Host) -> None:
    at_batch(host, 1, lambda: setattr(host.state, "interrupted", True))
    result = run(host, {"sheet": "score"}, "1girl")
    assert result.images == []
    assert "0 of 6" in result.comments[0]


def fail() -> None:
    raise RuntimeError("out of memory")


def test_a_cell_that_fails_ends_the_sheet_and_says_so(host: Host) -> None:
    at_batch(host, 2, fail)
    result = run(host, {"sheet": "score"}, "1girl")
    assert len(drawn(result)) == 1
    assert "great score: RuntimeError: out of memory" in result.comments
    assert "could not be drawn" in host.errors[0]


def test_a_first_cell_that_fails_is_the_host_s_to_tell(host: Host) -> None:
    at_batch(host, 1, fail)
    with pytest.raises(RuntimeError, match="out of memory"):
        run(host, {"sheet": "score"}, "1girl")
    assert host.state.textinfo is None


def test_progress_is_told(host: Host) -> None:
    told: list[str] = []
    host.sampling = lambda p: told.append(f"{host.state.job} / {host.state.textinfo}")
    run(host, {"sheet": "order"}, "1girl")
    assert told[0].startswith("cell 1 of 2 / cell 1 of 2: order as typed")
    assert told[1].endswith("trained order · about a second left")
    assert host.state.textinfo is None


# Refused before anything is drawn

HIRES = {"enable_hr": True, "hr_resize_x": 1000}
REFUSED = [
    ({"sheet": "x"}, {}, "Animagine sheets: sheet is 'x'; it must be one of quality"),
    ({"sheet": "order"}, {"options": {"year": 1}}, "option year is 1; it must be 0 for none"),
    ({"sheet": "quality"}, {"prompt": "1girl, (a, masterpiece"}, "cannot be taken out"),
    ({"sheet": "quality"}, {"prompt": "(a"}, "has no place for best quality, masterpiece"),
    ({"sheet": "year"}, {"prompt": ""}, "has no place for year 2005"),
    ({"sheet": "buckets"}, HIRES, "hr_resize_x is 1000; for the sheet buckets it must be 0"),
    ({"sheet": "order"}, {"prompt": ["a", "b"]}, "the prompt is a list; it must be one text"),
    ({"sheet": "order"}, {"options": {"mode": "strict"}, "prompt": "safe, nsfw"}, "mode strict"),
]


@pytest.mark.parametrize(("wanted", "values", "told"), REFUSED)
def test_refused(host: Host, wanted: Any, values: dict[str, Any], told: str) -> None:
    host.sampling = lambda p: fail()
    with pytest.raises(HTTPException) as caught:
        run(host, wanted, **values)
    assert told in str(caught.value)
    assert str(caught.value).endswith("nothing was drawn")


def test_ratings_end_at_the_ceiling(host: Host) -> None:
    host.opts.animagine_max_rating = "sensitive"
    prompts = [prompt for prompt, _ in drawn(run(host, {"sheet": "rating"}, "1girl"))]
    assert [prompt.split(", ")[1] for prompt in prompts] == ["safe", "sensitive"]


def test_a_checkpoint_that_is_another_is_drawn_all_the_same(host: Host) -> None:
    host.opts.sd_model_checkpoint = "sd_xl_base_1.0.safetensors"
    assert drawn(run(host, {"sheet": "score"}, "1girl"))[0][0] == "1girl, high score"


def test_the_upscale_button_is_left_to_the_host(host: Host) -> None:
    p = asked(host, "1girl", txt2img_upscale=True)
    assert host.run(p, "animagine sheets", {"sheet": "order"}) is None


# The line


def line(host: Host, *values: object, page: str = "{}") -> str:
    from sd_animagine.webui.sheets.controls import _line

    (told,) = _line("txt2img", *values, page)
    return f"{told.text} (wrong)" if told.is_wrong else told.text


def test_the_line_counts_and_estimates(host: Host) -> None:
    page = '{"width": 1000, "height": 1000, "steps": 28, "batch_size": 2, "batch_count": 2}'
    assert "24 pictures (6 × 4, one row for each seed) · the time is known" in line(
        host, "score", "2005", "2025", 5, [], page=page
    )
    from sd_animagine.sheets.pace import Effort
    from sd_animagine.webui.request.pace import PACE

    PACE.note(Effort(1000, 1000, 28), 10)
    told = line(host, "year", "2005", "2025", 5, [], page=page)
    assert "20 pictures (5 × 4, one row for each seed) · about 3 min, judging by" in told
    both = line(host, "negative", "2005", "2025", 5, [], page='{"negative": false}')
    assert both.startswith("2 pictures")


@pytest.mark.usefixtures("marked")
def test_the_progress_is_told_in_the_host_s_language(host: Host) -> None:
    host.opts.localization = "ja_JP"
    told: list[str] = []
    at_batch(host, 1, lambda: told.append(host.state.textinfo))
    run(host, {"sheet": "order"}, "1girl")
    assert told[0].startswith("[ja] [ja] ")
    assert "cell 1 of 2: order as typed" in told[0]


def test_the_line_names_what_is_wrong(host: Host) -> None:
    told = line(host, "year", "2020", "2010", 5, [])
    assert "year_from is 2020" in told and told.endswith(" (wrong)")


@pytest.mark.parametrize("page", ["", "null", "[1]", '{"width": "<b>", "steps": 1e99}'])
def test_the_line_trusts_no_page(host: Host, page: str) -> None:
    assert "6 pictures" in line(host, "score", "2005", "2025", 5, [], page=page)


def test_fields_are_shown_where_they_count(host: Host) -> None:
    from sd_animagine.webui.sheets.controls import _chosen

    for name in SHEETS:
        *shown, told = _chosen("txt2img", name, "2005", "2025", 5, [], "{}")
        years, buckets = [name == "year"] * 3, name == "buckets"
        assert [update["visible"] for update in shown] == [*years, buckets]
        assert told


def test_requests_are_timed(host: Host) -> None:
    from sd_animagine.webui.request.pace import PACE

    host.draw(asked(host, "1girl"))
    assert len(PACE) == 1
    at_batch(host, 1, lambda: setattr(host.state, "interrupted", True))
    host.draw(asked(host, "1girl"))
    host.draw(asked(host, "1girl", _ad_inner=True))
    assert len(PACE) == 1


# X/Y/Z


def axis(host: Host, name: str) -> Any:
    return next(o for o in host.plot.axis_options if o.label == f"[Animagine] {name}")


def with_axes(host: Host, prompt: str, **values: str) -> Any:
    p = asked(host, prompt, options={"snap": False})
    for name, value in values.items():
        axis(host, name).confirm(p, [value])
        axis(host, name).apply(p, value, [value])
    return host.draw(p)[0]


def test_two_axes_at_once(host: Host) -> None:
    picture = with_axes(host, TYPED, Year="2023", Score="low score")
    assert picture.prompt == "1girl, safe, smile, year 2023, masterpiece, low score, absurdres"
    options = options_in(picture.field("Animagine"))
    assert (options["year"], options["quality"]) == (2023, "masterpiece, low score, absurdres")


def test_an_axis_passes_through_to_a_script_that_is_off(host: Host) -> None:
    p = asked(host, "smile, 1girl", options={"enabled": False})
    axis(host, "Reorder").apply(p, "on", [])
    assert host.draw(p)[0].prompt == "1girl, smile"


def test_mode_off_is_left_alone(host: Host) -> None:
    picture = with_axes(host, TYPED, Mode="off", Year="2023")
    assert (picture.prompt, picture.negative) == (TYPED, "")
    assert with_axes(host, TYPED, Mode="report").prompt == TYPED


def test_a_bucket(host: Host) -> None:
    assert with_axes(host, TYPED, Bucket="1536x640").width == 1536


def test_an_axis_offers_values_and_shows_them(host: Host) -> None:
    host.opts.animagine_max_rating = "safe"
    option = axis(host, "Rating")
    assert option.choices() == ["none", "safe"]
    assert option.format_value(None, option, "safe") == "Rating: safe"
    assert axis(host, "Year").prepare("2005-2025 (+10)") == ["2005", "2015", "2025"]


@pytest.mark.parametrize(("name", "value"), [("Year", "1999"), ("Rating", "nsfw"), ("Mode", "x")])
def test_a_wrong_value_is_named_before_anything_is_drawn(host: Host, name: str, value: str) -> None:
    host.opts.animagine_max_rating = "safe"
    with pytest.raises(HTTPException) as caught:
        axis(host, name).confirm(SimpleNamespace(), ["none", value])
    assert f"[Animagine] {name}" in str(caught.value) and value in str(caught.value)
