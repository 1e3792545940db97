"""Other people's extensions beside ours."""

from __future__ import annotations

import pytest

from tests.goldens import Q
from tests.host.client import Api
from tests.host.webui import HIRES, OFF


@pytest.fixture
def dynamic(api: Api) -> str:
    """The name of Dynamic Prompts in the API; it has its version in it."""
    if not api.dynamic_prompts:
        pytest.skip("needs sd-dynamic-prompts in the folder ANIMAGINE_EXTENSIONS")
    return api.dynamic_prompts


@pytest.fixture
def couple(api: Api) -> str:
    """Forge Couple, which only Forge can run."""
    if not api.forge_couple:
        pytest.skip("needs Forge, and sd-forge-couple in the folder ANIMAGINE_EXTENSIONS")
    return "forge couple"


def test_dynamic_prompts(api: Api, dynamic: str) -> None:
    """It expands before we compile, each picture by itself."""
    template = "{smile|night|rain}, __animagine_cats__, 1girl"
    answer = api.draw(template, others={dynamic: [True]}, n_iter=3, seed=11)
    assert len(answer.pictures) >= 3
    pictures = answer.pictures[-3:]
    words = set()
    for picture in pictures:
        prompt, negative = picture.texts
        typed = picture.params["Animagine prompt"]
        first, cat, last = typed.split(", ")
        assert first in ("smile", "night", "rain")
        assert cat in ("cat ears", "cat tail")
        assert last == "1girl"
        assert prompt == f"1girl, {first}, {cat}, {Q}"
        plain = api.typed(prompt, negative, seed=int(picture.params["Seed"]))
        assert picture.is_near(plain)
        words.add(first)
    assert len(words) > 1


def test_dynamic_prompts_combined(api: Api, dynamic: str) -> None:
    """It changes the number of pictures in the very hook that we act in."""
    answer = api.draw("{red|blue|green} hair, 1girl", others={dynamic: [True, True]})
    expected = [f"1girl, {colour} hair, {Q}" for colour in ("red", "blue", "green")]
    assert sorted(answer.info["all_prompts"]) == sorted(expected)
    for picture in answer.pictures[-3:]:
        colour = picture.params["Animagine prompt"].removesuffix(", 1girl")
        assert picture.texts[0] == f"1girl, {colour}, {Q}"


def test_dynamic_prompts_with_hires(api: Api, dynamic: str) -> None:
    answer = api.draw("{smile|night}, 1girl", others={dynamic: [True]}, **HIRES)
    picture = answer.picture
    prompt, negative = picture.texts
    assert prompt in (f"1girl, smile, {Q}", f"1girl, night, {Q}")
    assert "Hires prompt" not in picture.params
    assert "Hires negative prompt" not in picture.params
    seed = int(picture.params["Seed"])
    assert picture.pixels == api.typed(prompt, negative, seed=seed, **HIRES).pixels


def test_forge_couple(api: Api, couple: str) -> None:
    """Each line is a region of the picture and stays one; each gets its quality tags."""
    typed = "smile, 1girl\nnight, 1boy"
    answer = api.draw(typed, others={couple: [True]})
    picture = answer.picture
    prompt, negative = picture.texts
    assert prompt == f"1girl, smile, {Q}\n1boy, night, {Q}"
    assert picture.params["forge_couple"] == "True"
    plain = api.draw(prompt, OFF, negative_prompt=negative, others={couple: [True]})
    assert plain.picture.pixels == picture.pixels


def test_forge_couple_off(api: Api, couple: str) -> None:
    """The same text is one scope where the lines are no regions."""
    answer = api.draw("smile, 1girl\nnight, 1boy", others={couple: [False]})
    assert answer.info["prompt"] == f"1girl, 1boy,\nsmile, night, {Q}"


def test_forge_couple_with_a_separator_of_its_own(api: Api, couple: str) -> None:
    """Then a new line is no boundary."""
    arguments = [True, True, "Basic", "AND_SO", "Horizontal", "None", 0.5]
    answer = api.ask("1girl AND_SO 1boy", {"snap": False}, others={couple: arguments})
    assert answer.status == 200
    assert answer.picture.params["forge_couple_separator"] == "AND_SO"
