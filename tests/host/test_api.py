"""The script's arguments through the web API: by position, by name, wrong, strict."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from sd_animagine.compiler import SCRIPT_FIELDS, Options
from tests.goldens import Q
from tests.host.client import OFF, SMALL, Answer, Api
from tests.host.hosting import Host

_TEXT = "smile, 1girl"


def _is_untouched(api: Api, answer: Answer, text: str = _TEXT) -> None:
    assert answer.status == 200, answer.body
    assert answer.info["prompt"] == text
    assert answer.info["negative_prompt"] == ""
    assert answer.picture.pixels == api.typed(text).pixels


def test_the_script_describes_its_arguments(api: Api) -> None:
    found = [s for s in api.get("/sdapi/v1/script-info") if s["name"] == "animagine"]
    assert sorted(script["is_img2img"] for script in found) == [False, True]
    for script in found:
        assert script["is_alwayson"] is True
        assert len(script["args"]) == len(SCRIPT_FIELDS)
        for argument, field in zip(script["args"], SCRIPT_FIELDS, strict=True):
            default = getattr(Options(), field.name)
            shown = "none" if field.name in ("rating", "year") else default
            assert argument["value"] == shown, field.name


def test_by_position(api: Api) -> None:
    answer = api.draw(_TEXT, True, "fix", False, "off", "off", "safe", 2023, False)
    assert answer.info["prompt"] == "smile, 1girl, safe, year 2023"
    assert answer.info["negative_prompt"] == ""
    options = answer.picture.params["Animagine"]
    for part in ("reorder=off", "quality=off", "negative=off", "rating=safe", "year=2023"):
        assert part in options.split("; ")


@pytest.mark.parametrize("year", ["2023", 2023, 2023.0])
def test_a_number_as_its_text(api: Api, year: object) -> None:
    answer = api.draw(_TEXT, True, "fix", True, "off", "off", "none", year, False)
    assert answer.info["prompt"] == "1girl, smile, year 2023"


def test_by_name(api: Api) -> None:
    options = {"snap": False, "year": 2023, "negative": "off", "quality": ["best quality"]}
    expected = "1girl, smile, year 2023, best quality"
    answer = api.draw(_TEXT, options)
    assert answer.info["prompt"] == expected
    assert answer.picture.pixels == api.typed(expected).pixels
    as_text = api.draw(_TEXT, json.dumps(options))
    assert as_text.picture.pixels == answer.picture.pixels
    assert as_text.info["infotexts"] == answer.info["infotexts"]


def test_names_win_over_positions(api: Api) -> None:
    positions = ["fix", True, "off", "off", "safe", 2023, False]
    answer = api.draw(_TEXT, {"rating": "sensitive"}, *positions)
    assert answer.info["prompt"] == "1girl, sensitive, smile, year 2023"


def test_the_title_in_any_case(api: Api) -> None:
    ours = {"aNiMaGiNe": {"args": [{"snap": False, "negative": "off"}]}}
    answer = api.post("/sdapi/v1/txt2img", {**SMALL, "prompt": _TEXT, "alwayson_scripts": ours})
    assert answer.info["prompt"] == f"1girl, smile, {Q}"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([{"mode": "fixx"}], ("mode", "fixx", "strict")),
        ([{"colour": 1}], ("colour", "reorder")),
        ([{"year": 1999}], ("year", "1999", "2005")),
        ([{"snap": "perhaps"}], ("snap", "perhaps", "true or false")),
        ([{"quality": "shiny"}], ("quality", "shiny", "masterpiece")),
        ([True, "fix", True, "card", "sometimes"], ("negative", "sometimes", "if-empty")),
        ([True, ["fix"]], ("mode", "fix")),
        (['{"mode": '], ("first argument", "JSON")),
        (['{"mode": "fix"} or so'], ("first argument", "JSON")),
        ([{"max_rating": "explicit"}], ("max_rating",)),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_values(api: Api, arguments: list[object], words: tuple[str, ...]) -> None:
    """A sentence that names the field and what is allowed; the prompt goes out untouched."""
    answer = api.ask(_TEXT, *arguments)
    _is_untouched(api, answer)
    note = answer.picture.params["Animagine note"]
    assert [word for word in words if word not in note] == []
    assert note in json.loads(answer.body["info"])["extra_generation_params"]["Animagine note"]


def test_strict_with_wrong_values(api: Api, host: Host) -> None:
    before = len(host.log_text())
    answer = api.ask(_TEXT, {"mode": "strict", "year": 1999})
    assert answer.status == 422
    assert "1999" in answer.body["detail"]
    assert "nothing was drawn" in answer.body["detail"]
    assert "it/s" not in host.log_text()[before:]


@pytest.mark.parametrize("tab", ["txt2img", "img2img"])
def test_strict_with_a_conflict(api: Api, host: Host, tab: str) -> None:
    start = {"tab": tab}
    if tab == "img2img":
        start["init_images"] = [api.typed("a dog").data]
    before = len(host.log_text())
    answer = api.ask("1girl, safe, nsfw", {"mode": "strict", "snap": False}, **start)
    assert answer.status == 422
    assert answer.body["detail"].startswith("Animagine, mode strict: ")
    for word in ("safe", "nsfw", "nothing was drawn"):
        assert word in answer.body["detail"]
    assert "it/s" not in host.log_text()[before:]  # what both print while they sample
    before = len(host.log_text())
    good = api.draw("1girl, safe", {"mode": "strict", "snap": False}, **start)
    assert good.info["prompt"] == f"1girl, safe, {Q}"
    assert "it/s" in host.log_text()[before:]


def test_strict_in_a_prompt_list(api: Api) -> None:
    """The third prompt is refused, and so is the request."""
    lines = "1girl\nsmile\n1girl, safe, nsfw\n"
    answer = api.ask("", {"mode": "strict", "snap": False}, **api.prompt_list(lines))
    assert answer.status == 422
    assert "nsfw" in answer.body["detail"]


def test_report_changes_nothing(api: Api) -> None:
    answer = api.ask("smile, 1girl, long_hair", {"mode": "report"})
    _is_untouched(api, answer, "smile, 1girl, long_hair")
    assert "Animagine prompt" not in answer.picture.params
    note = answer.picture.params["Animagine note"]
    assert "ANI101" in note


def test_settings_force(api: Api) -> None:
    asked = {"steps": 3, "cfg_scale": 12, "sampler_name": "DPM++ 2M"}
    answer = api.draw("1girl", {"settings": "force", "snap": False}, **asked)
    assert (answer.info["steps"], answer.info["cfg_scale"]) == (28, 5)
    assert answer.info["sampler_name"] == "Euler a"
    picture = answer.picture
    assert picture.params["Steps"] == "28"
    assert picture.params["Sampler"] == "Euler a"
    text, negative = picture.texts
    assert picture.pixels == api.typed(text, negative, steps=28).pixels


def test_settings_are_only_reported_by_default(api: Api) -> None:
    answer = api.draw("1girl", steps=2, cfg_scale=12)
    assert (answer.info["steps"], answer.info["cfg_scale"]) == (2, 12)


@pytest.mark.parametrize(("width", "height"), [(-64, 64), (64, 17000)])
def test_impossible_sizes(api: Api, host: Host, width: int, height: int) -> None:
    """A sentence instead of the host's traceback."""
    before = len(host.log_text())
    answer = api.ask(_TEXT, {}, width=width, height=height)
    if host.family == "neo":  # it takes sizes to a multiple of 64, of at least 64, before any hook
        width, height = max(width, 64), -(-height // 64) * 64
    if width > 0 and height < 16384:
        assert answer.status == 200
        return
    assert answer.status == 422
    assert str(width if width < 0 else height) in answer.body["detail"]
    assert "it/s" not in host.log_text()[before:]


@pytest.mark.parametrize(
    "text",
    ["((((", "]:[|", "\ud83d\ude00 \u202e1girl", "a\x00b", "<lora:", "{|}__", "1girl, " * 2000],
    ids=["open", "mixed", "emoji", "nul", "network", "dynamic", "long"],
)
def test_any_text(api: Api, text: str) -> None:
    answer = api.draw(text)
    _, negative = answer.picture.texts
    assert answer.picture.pixels == api.typed(answer.info["prompt"], negative).pixels


def _again(api: Api, infotext: str) -> Answer:
    """A request that is nothing but an infotext."""
    body: dict[str, object] = {"infotext": infotext}
    if api.host.kind == "forge":
        body["styles"] = []  # its own reading of this field fails
    if api.dynamic_prompts:
        body["alwayson_scripts"] = {api.dynamic_prompts: {"args": [False]}}
    answer = api.post("/sdapi/v1/txt2img", body)
    assert answer.status == 200, answer.body
    return answer


def test_an_infotext_draws_the_same_again(api: Api) -> None:
    """The field ``infotext`` brings prompt, size and our options back; nothing is added twice."""
    first = api.draw(_TEXT, {"snap": False, "year": 2023, "rating": "safe", "reorder": True})
    again = _again(api, first.picture.infotext)
    assert again.picture.pixels == first.picture.pixels
    assert again.picture.texts == first.picture.texts
    assert again.picture.params["Animagine"] == first.picture.params["Animagine"]
    assert "Animagine prompt" not in again.picture.params  # nothing was changed this time


def test_an_infotext_of_a_picture_without_us(api: Api) -> None:
    """It was drawn with the script off, and is drawn so again."""
    first = api.draw(_TEXT, OFF)
    again = _again(api, first.picture.infotext)
    assert again.picture.pixels == first.picture.pixels
    assert again.info["prompt"] == _TEXT


@pytest.fixture
def gate_never(api: Api) -> Iterator[None]:
    api.post("/sdapi/v1/options", {"animagine_gate": "never"})
    yield
    api.post("/sdapi/v1/options", {"animagine_gate": "auto"})


@pytest.mark.usefixtures("gate_never")
def test_the_settings_page_closes_the_gate(api: Api) -> None:
    answer = api.ask(_TEXT, {})
    _is_untouched(api, answer)
    assert not [name for name in answer.picture.params if name.startswith("Animagine")]


def test_a_request_opens_the_gate(api: Api) -> None:
    assert api.draw(_TEXT, {"gate": "never"}).info["prompt"] == _TEXT
    assert api.draw(_TEXT, {"gate": "always", "snap": False}).info["prompt"].startswith("1girl")
