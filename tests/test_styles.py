"""Ready-made styles: what they are made of, and what picking one does to a prompt."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.panel.parts.picking import with_parts
from sd_animagine.panel.parts.reading import found_in
from sd_animagine.panel.parts.styles import SHOWN, STYLES, style_of
from sd_animagine.syntax import parse
from sd_animagine.vocabulary import TagKind, bundled, classify
from tests import texts

LISTS = bundled()
GENERAL = Path(__file__).parents[1] / "tags" / "general.csv"
USED = {row["name"] for row in csv.DictReader(GENERAL.open(encoding="utf-8")) if row["rank"]}
"""General tags of which a source tells how often they were used."""
STYLED = "traditional media, watercolor \\(medium\\)"


def picked(text: str, style: str) -> str:
    return with_parts(text, replace(found_in(text, LISTS), style=style), {"style"}, LISTS)


@pytest.mark.parametrize("style", STYLES)
def test_every_tag_of_a_style_is_known_and_used(style: str) -> None:
    for tag in STYLES[style]:
        assert LISTS.look_up(tag) == (tag, TagKind.GENERAL)
        assert LISTS.in_use(tag) == tag and tag in USED
    assert style_of(STYLES[style]) == style
    assert SHOWN[f"{style}: {', '.join(STYLES[style])}"] == style


def test_no_two_styles_are_the_same_tags() -> None:
    assert len({frozenset(tags) for tags in STYLES.values()}) == len(STYLES)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", STYLED),
        ("1girl, smile", f"1girl, smile, {STYLED}"),
        ("1girl, smile, year 2023, masterpiece", f"1girl, smile, {STYLED}, year 2023, masterpiece"),
        ("smile # a note", f"smile, {STYLED} # a note"),
        ("a cat BREAK a dog", f"a cat BREAK a dog, {STYLED}"),
        ("a cat AND a dog :0.5", f"a cat, {STYLED} AND a dog, {STYLED} :0.5"),
        ("smile, (hat", f"smile, {STYLED}, (hat"),
        ("(hat", f"{STYLED}, (hat"),
        ("smile, traditional_media", "smile, traditional_media, watercolor \\(medium\\)"),
    ],
)
def test_a_style_is_put_where_the_trained_order_has_it(before: str, after: str) -> None:
    assert picked(before, "Watercolor") == after
    assert found_in(after, LISTS).style == "Watercolor"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("1girl, watercolor \\(medium\\), hat, traditional media", "1girl, hat, sketch"),
        ("1girl, watercolor (medium), traditional media, hat", "1girl, hat, sketch"),
        ("1girl, (watercolor:1.2), traditional_media,\nhat", "1girl, \nhat, sketch"),
        ("1girl, watercolor \\(medium\\), chibi", "1girl, watercolor \\(medium\\), sketch"),
        ("1girl, lineart, monochrome, halftone", "1girl, halftone, sketch"),
        ("1girl, sketch", "1girl, sketch"),
    ],
)
def test_another_style_takes_the_place_of_the_first_one_and_of_nothing_else(
    before: str, after: str
) -> None:
    assert picked(before, "Sketch") == after


@pytest.mark.parametrize("style", STYLES)
def test_a_style_is_recognised_as_people_type_it(style: str) -> None:
    for text in (", ".join(STYLES[style]), ",".join(STYLES[style]).replace(" ", "_")):
        assert found_in(text, LISTS).style == style
        assert picked(text, style) == text


@given(texts.tidy, st.sampled_from(list(STYLES)), st.sampled_from(list(STYLES)))
def test_a_style_that_is_picked_and_taken_away_leaves_the_prompt_in_order(
    text: str, first: str, second: str
) -> None:
    styled = picked(text, first)
    assert set(STYLES[first]) <= names(styled)
    other = picked(styled, second)
    assert set(STYLES[second]) <= names(other)
    assert names(other) >= names(text) - set(STYLES[first])
    assert names(other) <= names(text) | set(STYLES[second])


def names(text: str) -> set[str]:
    return {each.name for each in classify(parse(text, is_name=LISTS.is_name), LISTS)}
