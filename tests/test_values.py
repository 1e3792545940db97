"""Whatever is sent in any field: one sentence that names the field, or it is allowed."""

from __future__ import annotations

import re
from typing import Any

import pytest

from sd_animagine.compiler import (
    Hires,
    OptionError,
    Options,
    Request,
    check_request,
    compile_request,
)
from sd_animagine.report.serial import RequestError, request_from
from sd_animagine.sheets.choice import FIELDS as SHEET_FIELDS
from sd_animagine.sheets.choice import SheetError, choice_from
from sd_animagine.transform import SizeError
from sd_animagine.values import HugeNumber, from_json, holds_huge, shown, whole
from tests.hostile import DIGITS, MEGABYTE, OPTIONS, REQUEST, VALUES, is_a_sentence

values = pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)


@values
@pytest.mark.parametrize("name", OPTIONS)
def test_an_option(name: str, value: Any) -> None:
    try:
        Options.from_mapping({name: value})
    except OptionError as error:
        assert is_a_sentence(str(error), f"option {name} is")


@values
@pytest.mark.parametrize("name", REQUEST)
def test_a_field_of_a_request(name: str, value: Any) -> None:
    try:
        check_request(request_from({"prompt": "1girl", name: value}))
    except (RequestError, OptionError, SizeError) as error:
        assert is_a_sentence(str(error), name, "option")


@values
@pytest.mark.parametrize("name", ["scale", "width", "height"])
def test_a_number_of_the_hires_pass(name: str, value: Any) -> None:
    try:
        given = {"prompt": "1girl", "width": 512, "height": 512, "hires": {name: value}}
        compile_request(request_from(given))
    except (RequestError, SizeError) as error:
        assert is_a_sentence(str(error), "hires")


@values
@pytest.mark.parametrize("name", ["width", "height", "steps", "cfg_scale", "hires"])
def test_a_request_made_in_python(name: str, value: Any) -> None:
    given = Hires(value) if name == "hires" else value
    request = Request("1girl", options=Options(settings="fill"), **{name: given})  # type: ignore[arg-type]
    try:
        compile_request(request)
    except SizeError as error:
        assert is_a_sentence(str(error), name)


@values
def test_a_name_that_no_option_has(value: Any) -> None:
    if isinstance(value, str):
        with pytest.raises(OptionError) as caught:
            Options.from_mapping({value: 1})
        assert is_a_sentence(str(caught.value), "There is no option")


@values
@pytest.mark.parametrize("name", SHEET_FIELDS)
def test_a_field_of_a_sheet(name: str, value: Any) -> None:
    sheet = "buckets" if name == "buckets" else "year"
    try:
        choice_from([{"sheet": sheet, name: value}])
    except SheetError as error:
        assert is_a_sentence(str(error), name)


def test_a_huge_number_in_json_is_told_by_its_length() -> None:
    found = from_json(f'{{"width": {DIGITS}, "seed": -{DIGITS}, "small": [12]}}')
    assert isinstance(found["width"], HugeNumber) and found["seed"] < 0
    assert holds_huge(found) and not holds_huge(found["small"])
    with pytest.raises(RequestError) as caught:
        request_from(found)
    assert str(caught.value).startswith("width is a number of 5,000 digits; it must be a number")


@values
def test_shown_is_short(value: Any) -> None:
    assert 0 < len(shown(value)) <= 60
    assert len(shown([value] * 100_000)) <= 60


def test_shown_of_what_is_usual() -> None:
    assert [shown(value) for value in ("smile", 7, 0.5, None, True, [1, "a"], {"a": 1})] == [
        *("'smile'", "7", "0.5", "None", "True", "[1, 'a']", "{'a': 1}"),
    ]
    assert shown(10**5000) == "a number of about 5,000 digits"
    assert re.fullmatch(r"'(ab)+a?…", shown(MEGABYTE))


@pytest.mark.parametrize(
    ("value", "number"),
    [(7, 7), (7.0, 7), (" 7 ", 7), ("-7", -7), (4_294_967_295, 4_294_967_295), (0, 0)]
    + [(value, None) for value in (7.5, "7.5", "", "x", "1_0", "+7", True, None, [7], "²", DIGITS)],
)
def test_whole(value: Any, number: int | None) -> None:
    assert whole(value) == number


def test_codes_of_rules_are_taken_once() -> None:
    assert Options(select=["ani1", "ANI1", "AN"] * 60).select == ("ANI1", "AN")  # type: ignore[arg-type]
    with pytest.raises(OptionError, match="at most 200"):
        Options(select=("ANI1",) * 201)
    with pytest.raises(OptionError):
        Options(select=("ANI²",))
