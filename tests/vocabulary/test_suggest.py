"""“Did you mean”: what is offered, what is not, and with which engine."""

from __future__ import annotations

from functools import lru_cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine import model
from sd_animagine.compiler import Request, check_request
from sd_animagine.lookup import suggest
from sd_animagine.lookup.forms import forms, singular
from sd_animagine.lookup.suggest import LIMIT, engine, suggestions
from sd_animagine.vocabulary import Vocabulary, bundled, normalise

OFFERED = {
    "swapped letters": ("looking at veiwer", "looking at viewer"),
    "swapped first letters": ("olng hair", "long hair"),
    "a letter too many": ("glassses", "glasses"),
    "a letter missing": ("school unform", "school uniform"),
    "another vowel": ("mascular male", "muscular male"),
    "two errors in a long name": ("kirisma marisa", "kirisame marisa"),
    "missing blanks": ("lookingatviewer", "looking at viewer"),
    "missing brackets": ("firefly honkai star rail", "firefly (honkai: star rail)"),
    "punctuation": ("full body.", "full body"),
    "a short word": ("smil", "smile"),
    "another one": ("dres", "dress"),
    "a letter too many in one": ("hatt", "hat"),
    "plural": ("butterflies", "butterfly"),
    "singular": ("white glove", "white gloves"),
    "words swapped": ("yuno gasai", "gasai yuno"),
    "an article": ("a robot", "robot"),
    "short name of a tag": ("watercolor", "watercolor (medium)"),
    "short name of a character": ("hu tao", "hu tao (genshin impact)"),
}
NOT_OFFERED = (
    *(
        "perfection",
        "refraction",
        "meditation",
        "doodle",
        "dunes",
        "beautiful",
        "whitespace",
        "blacklight",
    ),
    *(
        "bed dress",
        "no one",
        "with dragon",
        "anime face",
        "mong",
        "shan",
        "blue",
        "commander",
        "kafka",
    ),
    *("year 2o23", "cyberpunk:1", "2020s", "sfw", "girl", "sensetive", "zzyzx", "x", "", "("),
    "日本",
)


@pytest.mark.parametrize("case", OFFERED)
def test_offered(case: str) -> None:
    typed, meant = OFFERED[case]
    assert suggestions(bundled(), typed)[:1] == [meant]


@pytest.mark.parametrize("typed", NOT_OFFERED)
def test_nothing_is_near(typed: str) -> None:
    assert suggestions(bundled(), typed) == []


def test_the_series_beside_it_makes_a_character_nearer() -> None:
    assert suggestions(bundled(), "kafka", {"honkai: star rail"}) == ["kafka (honkai: star rail)"]
    broad = suggestions(bundled(), "kafka", {"honkai (series)"})
    assert broad[0] == "kafka (honkai: star rail)"
    assert suggestions(bundled(), "kafka", {"vocaloid", ""}) == []
    firefly = suggestions(bundled(), "firefly", {"honkai: star rail"})
    assert firefly == ["firefly (honkai: star rail)"]  # before the plural
    both = ["fireflies", "firefly (honkai: star rail)"]
    assert suggestions(bundled(), "firefly") == both  # completion offers the character too
    assert suggestions(bundled(), "friend") == [
        "friends"
    ]  # characters of that name are hardly known


@given(st.one_of(st.text(max_size=70), st.sampled_from(sorted(bundled().kinds)[::97])), st.data())
def test_what_is_offered_is_known_and_no_more_than_three(name: str, data: st.DataObject) -> None:
    if name and data.draw(st.booleans()):
        at = data.draw(st.integers(0, len(name) - 1))
        name = name[:at] + name[at + 1 :]
    found = suggestions(bundled(), normalise(name))
    assert len(found) <= LIMIT
    assert len(set(found)) == len(found)
    assert all(offered in bundled().kinds for offered in found)
    assert set(found).isdisjoint(model.RATINGS)


def test_popular_names_come_first_among_equally_near_ones() -> None:
    found = suggestions(bundled(), "hatsune mikku")
    assert found[0] == "hatsune miku"


@pytest.fixture
def no_rapidfuzz(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(suggest, "_rapidfuzz", lambda: None)
    monkeypatch.setattr(suggest, "_suggester", _suggester_without)


@lru_cache(maxsize=1)
def _suggester_without(vocabulary: Vocabulary) -> suggest._Suggester:
    """One for all tests that have no rapidfuzz: to make its index costs more than they do."""
    return suggest._Suggester(vocabulary)


@pytest.mark.usefixtures("no_rapidfuzz")
def test_without_rapidfuzz_other_forms_remain() -> None:
    assert suggestions(bundled(), "butterflies") == ["butterfly"]
    assert suggestions(bundled(), "kirisma marisa") == []  # two errors
    assert "install rapidfuzz" in engine()
    found = check_request(Request("1girl, mastepiece, high scroe"))
    assert [f.code for f in found if f.code.startswith("ANI2")] == ["ANI201", "ANI201"]


@pytest.mark.usefixtures("no_rapidfuzz")
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("looking at veiwer", "looking at viewer"),
        ("glassses", "glasses"),
        ("blak hair", "black hair"),
        ("hatsune mku", "hatsune miku"),
        ("genshin impct", "genshin impact"),
        ("olng hair", "long hair"),
        ("smil", "smile"),
    ],
)
def test_without_rapidfuzz_one_error_in_a_usual_name_is_found(typed: str, meant: str) -> None:
    assert suggestions(bundled(), typed)[0] == meant


@pytest.mark.usefixtures("no_rapidfuzz")
@pytest.mark.parametrize("name", NOT_OFFERED)
def test_without_rapidfuzz_no_more_is_offered(name: str) -> None:
    assert suggestions(bundled(), name) == []


def test_with_rapidfuzz_it_says_so() -> None:
    assert "rapidfuzz" in engine() and "install" not in engine()


def test_an_import_that_fails_is_no_rapidfuzz(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr(suggest, "import_module", broken)
    suggest._rapidfuzz.cache_clear()
    assert suggest._rapidfuzz() is None
    suggest._rapidfuzz.cache_clear()


def test_no_index_without_an_unknown_tag(monkeypatch: pytest.MonkeyPatch) -> None:
    def built(*_: object) -> None:
        raise AssertionError("the index was asked for")

    monkeypatch.setattr(suggest, "_suggester", built)
    check_request(Request("1girl, long hair, wlop, safe, masterpiece", "lowres"))


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("cat", "cats"),
        ("cherry", "cherries"),
        ("glass", "glasses"),
        ("off-shoulder", "off shoulder"),
        ("twin tails", "twintails"),
        ("v neck sweater", "v-neck sweater"),
        ("kana arima", "arima kana"),
        ("holding a sword", "holding sword"),
        ("hand hip", "hand on hip"),
    ],
)
def test_forms(name: str, form: str) -> None:
    assert form in list(forms(name))


def test_a_number_has_no_plural() -> None:
    assert list(forms("2020")) == []


def test_singular() -> None:
    assert [singular(word) for word in ("cats", "butterflies", "cat")] == [
        "cat",
        "butterfly",
        "cat",
    ]
