"""A rule documents itself: what, why, and an example that really is one."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path

import pytest

from sd_animagine.compiler import Hires, Options, Request, check_request
from sd_animagine.rules.base import Rule, Severity
from sd_animagine.rules.documentation import documentation, documented
from sd_animagine.rules.registry import CODES, OWN, all_rules, is_selected, selected
from tests.contexts import drawing
from tools import rules_page

FOLDER = Path(import_module("sd_animagine.rules").__file__ or "").parent
MODULES = sorted(path.stem for path in FOLDER.glob("ani*.py"))


def test_the_registry_lists_every_module_in_order() -> None:
    listed = [code.lower() for code in CODES]
    assert listed == sorted(listed)
    assert {*listed, *map(str.lower, OWN)} == set(MODULES)
    assert [rule.code.lower() for rule in documented()] == MODULES
    assert [rule.code for rule in all_rules()] == list(CODES)


@pytest.mark.parametrize("name", MODULES)
def test_module(name: str) -> None:
    module = import_module(f"sd_animagine.rules.{name}")
    rule: Rule = module.RULE
    assert rule.code == name.upper()
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.name)
    assert rule.severities and all(isinstance(s, Severity) for s in rule.severities)
    said = documentation(rule)
    assert said.headline.endswith(".") and "\n" not in said.headline
    assert len(said.example) > 1


_SIZE = re.compile(r"(\d+)x(\d+)(?: with(?:out)? a hires pass(?: of (\d))?)?")
_SETTINGS = {"ANI402": "cfg_scale", "ANI403": "steps", "ANI404": "sampler_name"}


def request_of(code: str, line: str) -> Request:
    """The request that a line of an example stands for."""
    size = _SIZE.fullmatch(line)
    if size:
        hires = Hires(float(size[3])) if size[3] else None
        asked = {"ANI405": Options(snap=hires is not None)}.get(code, Options())
        return Request("1girl", width=int(size[1]), height=int(size[2]), hires=hires, options=asked)
    if code in _SETTINGS:
        number = re.search(r"\d+", line)
        value: object = line if code == "ANI404" else int(number[0] if number else 0)
        return Request("1girl", **{_SETTINGS[code]: value})  # type: ignore[arg-type]
    if code == "ANI406":
        return Request("1girl", checkpoint=line)
    text, _, negative = line.partition("negative: ")
    options = Options(quality="off") if code == "ANI105" else Options()
    return Request(text.strip(), negative or None, options=options)


_DIALECTS = {**dict.fromkeys(("ANI019", "ANI020", "ANI021"), "comfyui"), "ANI023": "compel"}
"""Of examples that no prompt of A1111's is."""


@pytest.mark.parametrize("code", [code for code in CODES if code != "ANI501"])
def test_the_example_shows_what_it_says(code: str) -> None:
    rule = next(rule for rule in all_rules() if rule.code == code)
    before, after = documentation(rule).example[:2]
    context = drawing(dialect=_DIALECTS.get(code, "a1111"))
    assert code in [f.code for f in check_request(request_of(code, before), context)]
    assert code not in [f.code for f in check_request(request_of(code, after), context)]


def test_the_page_is_what_the_rules_say() -> None:
    assert rules_page.PAGE.read_text("utf-8") == rules_page.page(), "run python -m tools.rules_page"


def test_names_are_unique() -> None:
    names = [rule.name for rule in all_rules()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("code", "select", "ignore", "expected"),
    [
        ("ANI101", (), (), True),
        ("ANI101", ("ANI1",), (), True),
        ("ANI101", ("ANI2",), (), False),
        ("ANI101", (), ("ANI",), False),
        ("ANI101", ("ANI101",), ("ANI1",), True),
        ("ANI101", ("ANI1",), ("ANI101",), False),
        ("ANI101", ("ANI1",), ("ANI1",), False),
    ],
)
def test_selection(
    code: str, select: tuple[str, ...], ignore: tuple[str, ...], expected: bool
) -> None:
    assert is_selected(code, select, ignore) is expected
    assert (code in [rule.code for rule in selected(select, ignore)]) is expected
