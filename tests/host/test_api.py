"""The script's arguments through the web API: by position, by name, wrong, strict."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from sd_animagine.compiler import SCRIPT_FIELDS, Options
from tests.goldens import Q
from tests.host.client import Api
from tests.host.webui import OFF, SMALL, Answer, Webui

_TEXT = "smile, 1girl"


def _is_untouched(webui: Webui, answer: Answer, text: str = _TEXT) -> None:
    assert answer.status == 200, answer.body
    assert answer.info["prompt"] == text
    assert answer.info["negative_prompt"] == ""
    assert answer.picture.pixels == webui.typed(text).pixels


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


def test_by_position(webui: Webui) -> None:
    answer = webui.draw(_TEXT, True, "fix", False, "off", "off", "safe", 2023, False)
    assert answer.info["prompt"] == "smile, 1girl, safe, year 2023"
    assert answer.info["negative_prompt"] == ""
    options = answer.picture.params["Animagine"]
    for part in ("reorder=off", "quality=off", "negative=off", "rating=safe", "year=2023"):
        assert part in options.split("; ")


@pytest.mark.parametrize("year", ["2023", 2023, 2023.0])
def test_a_number_as_its_text(webui: Webui, year: object) -> None:
    answer = webui.draw(_TEXT, True, "fix", True, "off", "off", "none", year, False)
    assert answer.info["prompt"] == "1girl, smile, year 2023"


def test_by_name(webui: Webui) -> None:
    options = {"snap": False, "year": 2023, "negative": "off", "quality": ["best quality"]}
    expected = "1girl, smile, year 2023, best quality"
    answer = webui.draw(_TEXT, options)
    assert answer.info["prompt"] == expected
    assert answer.picture.pixels == webui.typed(expected).pixels
    as_text = webui.draw(_TEXT, json.dumps(options))
    assert as_text.picture.pixels == answer.picture.pixels
    assert as_text.info["infotexts"] == answer.info["infotexts"]


def test_names_win_over_positions(webui: Webui) -> None:
    positions = ["fix", True, "off", "off", "safe", 2023, False]
    answer = webui.draw(_TEXT, {"rating": "sensitive"}, *positions)
    assert answer.info["prompt"] == "1girl, sensitive, smile, year 2023"


def test_the_title_in_any_case(api: Api) -> None:
    ours = {"aNiMaGiNe": {"args": [{"snap": False, "negative": "off"}]}}
    answer = api.post("/sdapi/v1/txt2img", {**SMALL, "prompt": _TEXT, "alwayson_scripts": ours})
    assert answer.info["prompt"] == f"1girl, smile, {Q}"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([{"mode": "fixx"}], "option mode is 'fixx'; it must be one of fix, report, strict, off"),
        ([{"yaer": 2023}], "There is no option 'yaer'. Known are enabled, snap"),
        ([{"year": 1999}], "option year is 1999; it must be 0 for none, or 2005 to 2025"),
        ([{"snap": "perhaps"}], "option snap is 'perhaps'; it must be true or false"),
        ([{"quality": "shiny"}], "option quality is 'shiny'; it must be card, light, heavy, off"),
        ([{"quality": ["great"]}], "option quality is ['great']; it must be card, light"),
        ([True, "fix", True, "card", "sometimes"], "option negative is 'sometimes'; it must be"),
        ([True, ["fix"]], "option mode is ['fix']; it must be one of"),
        (['{"mode": '], "the first argument must be a JSON object"),
        (['{"mode": "fix"} or so'], "the first argument must be a JSON object"),
        ([{"max_rating": "explicit"}], "There is no option 'max_rating'"),
    ],
    ids=lambda value: str(value)[:40] if isinstance(value, list) else "",
)
def test_wrong_values(webui: Webui, arguments: list[object], sentence: str) -> None:
    """A sentence that names the field and what is allowed; the prompt goes out untouched."""
    answer = webui.ask(_TEXT, *arguments)
    _is_untouched(webui, answer)
    note = answer.picture.params["Animagine note"]
    assert sentence in note
    assert note in answer.info["extra_generation_params"]["Animagine note"]


def test_strict_with_wrong_values(webui: Webui) -> None:
    before = webui.samplings()
    answer = webui.ask(_TEXT, {"mode": "strict", "year": 1999})
    assert answer.status == 422
    assert "1999" in answer.body["detail"]
    assert "nothing was drawn" in answer.body["detail"]
    assert webui.samplings() == before


@pytest.mark.parametrize("tab", ["txt2img", "img2img"])
def test_strict_with_a_conflict(webui: Webui, tab: str) -> None:
    start = {"tab": tab}
    if tab == "img2img":
        start["init_images"] = [webui.typed("a dog").data]
    before = webui.samplings()
    answer = webui.ask("1girl, safe, nsfw", {"mode": "strict", "snap": False}, **start)
    assert answer.status == 422
    assert answer.body["detail"].startswith("Animagine, mode strict: ")
    for word in ("safe", "nsfw", "nothing was drawn"):
        assert word in answer.body["detail"]
    assert webui.samplings() == before
    good = webui.draw("1girl, safe", {"mode": "strict", "snap": False}, **start)
    assert good.info["prompt"] == f"1girl, safe, {Q}"
    assert webui.samplings() > before


def test_strict_in_a_prompt_list(api: Api) -> None:
    """The third prompt is refused, and so is the request."""
    lines = "1girl\nsmile\n1girl, safe, nsfw\n"
    answer = api.ask("", {"mode": "strict", "snap": False}, **api.prompt_list(lines))
    assert answer.status == 422
    assert "nsfw" in answer.body["detail"]


def test_report_changes_nothing(webui: Webui) -> None:
    answer = webui.ask("smile, 1girl, long_hair", {"mode": "report"})
    _is_untouched(webui, answer, "smile, 1girl, long_hair")
    assert "Animagine prompt" not in answer.picture.params
    note = answer.picture.params["Animagine note"]
    assert [code for code in ("ANI003", "ANI101", "ANI401") if code not in note] == []


def test_settings_force(webui: Webui) -> None:
    asked = {"steps": 3, "cfg_scale": 12, "sampler_name": "DPM++ 2M"}
    answer = webui.draw("1girl", {"settings": "force", "snap": False}, **asked)
    assert (answer.info["steps"], answer.info["cfg_scale"]) == (28, 5)
    assert answer.info["sampler_name"] == "Euler a"
    picture = answer.picture
    assert picture.params["Steps"] == "28"
    assert picture.params["Sampler"] == "Euler a"
    text, negative = picture.texts
    assert picture.pixels == webui.typed(text, negative, steps=28).pixels


def test_settings_are_only_reported_by_default(webui: Webui) -> None:
    answer = webui.draw("1girl", steps=2, cfg_scale=12)
    assert (answer.info["steps"], answer.info["cfg_scale"]) == (2, 12)


@pytest.mark.parametrize(("width", "height"), [(-64, 64), (64, 17000)])
def test_impossible_sizes(webui: Webui, width: int, height: int) -> None:
    """A sentence instead of the host's traceback."""
    before = webui.samplings()
    answer = webui.ask(_TEXT, {}, width=width, height=height)
    if webui.family == "neo":  # it takes sizes to a multiple of 64, of at least 64, before any hook
        width, height = max(width, 64), -(-height // 64) * 64
    if width > 0 and height < 16384:
        assert answer.status == 200
        return
    assert answer.status == 422
    assert str(width if width < 0 else height) in answer.body["detail"]
    assert webui.samplings() == before


@pytest.mark.parametrize(
    "text",
    ["((((", "]:[|", "\ud83d\ude00 \u202e1girl", "a\x00b", "<lora:", "{|}__", "1girl, " * 2000],
    ids=["open", "mixed", "emoji", "nul", "network", "dynamic", "long"],
)
def test_any_text(webui: Webui, text: str) -> None:
    answer = webui.draw(text)
    _, negative = answer.picture.texts
    assert answer.picture.pixels == webui.typed(answer.info["prompt"], negative).pixels


def test_an_infotext_draws_the_same_again(webui: Webui) -> None:
    """The field ``infotext`` brings prompt, size and our options back; nothing is added twice."""
    first = webui.draw(_TEXT, {"snap": False, "year": 2023, "rating": "safe", "reorder": True})
    again = webui.again(first.picture.infotext)
    assert again.picture.pixels == first.picture.pixels
    assert again.picture.texts == first.picture.texts
    assert again.picture.params["Animagine"] == first.picture.params["Animagine"]
    assert "Animagine prompt" not in again.picture.params  # nothing was changed this time


def test_an_infotext_of_a_picture_without_us(webui: Webui) -> None:
    """It was drawn with the script off, and is drawn so again."""
    first = webui.draw(_TEXT, OFF)
    again = webui.again(first.picture.infotext)
    assert again.picture.pixels == first.picture.pixels
    assert again.info["prompt"] == _TEXT


@pytest.fixture
def gate_never(webui: Webui) -> Iterator[None]:
    webui.post("/sdapi/v1/options", {"animagine_gate": "never"})
    yield
    webui.post("/sdapi/v1/options", {"animagine_gate": "auto"})


@pytest.mark.usefixtures("gate_never")
def test_the_settings_page_closes_the_gate(webui: Webui) -> None:
    answer = webui.ask(_TEXT, {})
    _is_untouched(webui, answer)
    assert not [name for name in answer.picture.params if name.startswith("Animagine")]


def test_a_request_opens_the_gate(webui: Webui) -> None:
    assert webui.draw(_TEXT, {"gate": "never"}).info["prompt"] == _TEXT
    assert webui.draw(_TEXT, {"gate": "always", "snap": False}).info["prompt"].startswith("1girl")
