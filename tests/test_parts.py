from __future__ import annotations

import random
from dataclasses import replace
from functools import partial

import pytest
from hypothesis import given

from sd_animagine.model import COUNT_TAGS, QUALITY_KIND, RATINGS, YEARS
from sd_animagine.panel.parts import picking, reading
from sd_animagine.panel.parts.picking import chosen
from sd_animagine.panel.parts.reading import PICKED, Parts, prompt_of
from sd_animagine.vocabulary import bundled
from tests import texts
from tests.goldens import CHANGED, UNCHANGED

parts_of = partial(reading.parts_of, vocabulary=bundled())
found_in = partial(reading.found_in, vocabulary=bundled())
with_parts = partial(picking.with_parts, vocabulary=bundled())
add_character = partial(picking.add_character, vocabulary=bundled())

GOLDEN = [*UNCHANGED, *(text for case in CHANGED for text in case[:2])]
COUNTS = [tag for tags in COUNT_TAGS.values() for tag in tags]
NAMES = (
    *("hatsune miku", "vocaloid", "arima kana", "oshi no ko", "firefly (honkai: star rail)"),
    *("honkai: star rail", "honkai (series)", "hoshimachi suisei"),
)
FREE = ("smile", "(hat:1.2)", "long hair", "<lora:x:0.8>", "a cat BREAK a dog", "[a|b]", "# note\n")


@pytest.mark.parametrize("text", GOLDEN)
def test_every_golden_prompt_comes_back(text: str) -> None:
    assert prompt_of(parts_of(text)) == text


@given(texts.anything)
def test_every_text_comes_back(text: str) -> None:
    parts = parts_of(text)
    assert prompt_of(parts) == text
    assert parts_of(prompt_of(parts)) == parts


def test_a_thousand_made_of_parts_come_back_as_parts() -> None:
    draw = random.Random(1)
    for _ in range(1000):
        parts = Parts(
            subjects=tuple(draw.sample(COUNTS, draw.randint(0, 2))),
            identity=tuple(draw.sample(NAMES, draw.randint(0, 3))),
            rating=draw.choice(("", *RATINGS)),
            free=", ".join(draw.sample(FREE, draw.randint(1, 4))),
            year=draw.choice((0, *YEARS)),
            quality=tuple(draw.sample(list(QUALITY_KIND), draw.randint(0, 4))),
        )
        assert parts_of(prompt_of(parts)) == parts


def test_parts_are_found_where_the_trained_order_has_them() -> None:
    text = (
        "1girl, firefly \\(honkai: star rail\\), honkai: star rail, safe, smile, (hat:1.2), "
        "year 2023, masterpiece, high score"
    )
    assert parts_of(text) == Parts(
        subjects=("1girl",),
        identity=("firefly (honkai: star rail)", "honkai: star rail"),
        rating="safe",
        free="smile, (hat:1.2)",
        year=2023,
        quality=("masterpiece", "high score"),
    )


OURS = {
    "year 2023, <lora:x:1>, masterpiece, high score": (2023, ("masterpiece", "high score"), 0),
    "year 2023, masterpiece, <lora:x:1>, high score": (2023, ("masterpiece", "high score"), 1),
    "masterpiece, <lora:x:1>": (0, ("masterpiece",), 1),
    "year 2023, <lora:x:1>, <lora:y:0.5>": (2023, (), 0),
}


@pytest.mark.parametrize("end", OURS)
def test_a_network_hides_neither_year_nor_quality(end: str) -> None:
    """As a compile leaves it: a network has no place of its own in the order."""
    year, quality, before = OURS[end]
    parts = parts_of(f"1girl, safe, smile, {end}")
    assert (parts.free, parts.year, parts.quality) == ("smile", year, quality)
    assert parts.networks.startswith("<lora:x:1>") and parts.before_networks == before
    assert prompt_of(parts) == f"1girl, safe, smile, {end}"
    picked = chosen(parts, ["1girl"], [], "safe", 2024, [], "smile")
    assert prompt_of(picked) == f"1girl, safe, smile, year 2024, {parts.networks}"


@pytest.mark.parametrize(
    "text",
    ["smile, 1girl", "(1girl:1.2), smile", "1GIRL, smile", "hatsune_miku, smile", "smile,1girl"],
)
def test_what_stands_elsewhere_or_is_spelled_otherwise_stays_as_it_is(text: str) -> None:
    assert parts_of(text) == Parts(free=text)


WRITTEN = "smile, (safe:1.2),\n 1girl,  hat # c\nyear 2023, <lora:x:1>, masterpiece"


def test_what_is_typed_is_found_wherever_it_stands() -> None:
    found = found_in(WRITTEN)
    assert (found.subjects, found.rating, found.year) == (("1girl",), "safe", 2023)
    assert found.quality == ("masterpiece",) and found.free == parts_of(WRITTEN).free
    assert found_in("hat, hatsune_miku, vocaloid").identity == ("hatsune miku", "vocaloid")
    assert found_in("[safe|nsfw], a safe place, {1girl|1boy}") == parts_of(
        "[safe|nsfw], a safe place, {1girl|1boy}"
    )


@pytest.mark.parametrize(
    ("field", "value", "before", "after"),
    [
        ("rating", "nsfw", "(safe:1.2)", "(nsfw:1.2)"),
        ("rating", "", "(safe:1.2),\n", "\n"),
        ("year", 2024, "year 2023", "year 2024"),
        ("subjects", ("2girls",), "1girl", "2girls"),
        ("subjects", ("1girl", "1boy"), "smile, (", "1boy, smile, ("),
        ("subjects", (), "1girl,  hat", "hat"),
        ("quality", ("masterpiece", "absurdres"), "masterpiece", "masterpiece, absurdres"),
        ("quality", ("masterpiece", "high score"), "masterpiece", "masterpiece, high score"),
        ("quality", (), ", masterpiece", ""),
        ("identity", ("vocaloid",), "smile, (", "vocaloid, smile, ("),
    ],
)
def test_what_is_picked_changes_its_own_tag_only(
    field: str, value: object, before: str, after: str
) -> None:
    wanted = replace(found_in(WRITTEN), **{field: value})  # type: ignore[arg-type]
    assert with_parts(WRITTEN, wanted, {field}) == WRITTEN.replace(before, after, 1)


def test_choices_that_cannot_stand_together_replace_each_other() -> None:
    wanted = replace(found_in("smile, safe, 1girl, sensitive"), rating="nsfw")
    assert with_parts("smile, safe, 1girl, sensitive", wanted, {"rating"}) == "smile, nsfw, 1girl"
    kept = replace(found_in("absurdres, 1girl"), quality=("absurdres", "masterpiece"))
    assert with_parts("absurdres, 1girl", kept, {"quality"}) == "absurdres, 1girl, masterpiece"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("smile # note", "smile, masterpiece # note"),
        ("smile, year 2023 # note\n", "smile, year 2023, masterpiece # note\n"),
        ("cat AND dog :0.5", "cat, masterpiece AND dog, masterpiece :0.5"),
    ],
)
def test_what_is_picked_goes_into_no_comment_and_takes_no_weight(before: str, after: str) -> None:
    wanted = replace(found_in(before), quality=("masterpiece",))
    assert with_parts(before, wanted, {"quality"}) == after
    year = replace(found_in("smile # note"), year=2020)
    assert with_parts("smile # note", year, {"year"}) == "smile, year 2020 # note"


@given(texts.anything)
def test_where_nothing_is_picked_nothing_changes(text: str) -> None:
    assert with_parts(text, found_in(text), PICKED) == text


@given(texts.tidy)
def test_what_is_picked_is_there_afterwards(text: str) -> None:
    wanted = replace(found_in(text), rating="nsfw", year=2021, quality=("high score",))
    found = found_in(with_parts(text, wanted, ("rating", "year", "quality")))
    assert found == replace(wanted, free=found.free, networks=found.networks,
                            before_networks=found.before_networks)  # fmt: skip


def test_a_comma_that_was_just_typed_takes_no_part_away() -> None:
    assert parts_of("1girl, hatsune miku, ") == Parts(("1girl",), ("hatsune miku",), tail=", ")


def test_a_character_brings_its_series_and_its_count() -> None:
    once = add_character(Parts(free="smile"), "Firefly (honkai: star rail)")
    assert once.subjects == ("1girl",)
    assert once.identity[:2] == ("firefly (honkai: star rail)", "honkai: star rail")
    assert add_character(once, "firefly (honkai: star rail)") == once
    twice = add_character(once, "hatsune miku")
    assert twice.subjects == ("2girls",)
    assert twice.identity[-2:] == ("hatsune miku", "vocaloid")


def test_more_subjects_than_characters_stay() -> None:
    assert add_character(Parts(subjects=("3girls",)), "hatsune miku").subjects == ("3girls",)


def test_what_is_no_character_is_not_added() -> None:
    assert add_character(Parts(), "smile") == Parts()
    assert add_character(Parts(), "") == Parts()


def test_what_the_controls_say_is_put_in_order_and_checked() -> None:
    quality = ["high score", "masterpiece", "x"]
    parts = chosen(Parts(), ["1girl"], ["hatsune miku", ""], "none", 1999, quality, "")
    assert parts == Parts(("1girl",), ("hatsune miku",), quality=("masterpiece", "high score"))
