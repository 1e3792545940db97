"""The sentences of the package: their list, and that the other languages have all of them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sd_animagine.rules.base import Finding, Fix, Rule, Severity
from sd_animagine.rules.documentation import documented, explanation
from sd_animagine.words import Message
from sd_animagine.words.languages import (
    LANGUAGES,
    Language,
    chosen,
    explanations,
    in_language,
    templates,
)
from tools import sentences


def test_the_page_lists_them() -> None:
    assert sentences.PAGE.read_text("utf-8") == sentences.page(), "run python -m tools.sentences"


@pytest.mark.parametrize("language", sentences.OTHERS)
def test_a_table_has_them_and_no_others(language: Language) -> None:
    for path, wanted in sentences.tables(language).items():
        said = path.read_text("utf-8")
        assert said == sentences.in_order(path, wanted), "run python -m tools.sentences"


@pytest.mark.parametrize("language", sentences.OTHERS)
def test_a_translation_has_the_values_of_its_sentence(language: Language) -> None:
    table = templates(language)
    wrong = [t for t in table if sentences.values_in(t) != sentences.values_in(table[t])]
    assert not wrong, f"other values in {language}.json: {wrong}"


@pytest.mark.parametrize("language", sentences.OTHERS)
def test_a_language_that_is_begun_has_every_sentence(language: Language) -> None:
    table = templates(language)
    missing = [t for t in sentences.sentences() if table and t not in table]
    assert not missing, f"to be translated in {language}.json: {missing}"


_CODE = re.compile("`[^`]+`")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("rule", documented(), ids=lambda rule: rule.code)
def test_a_rule_is_explained_in_every_language_with_the_same_code(
    rule: Rule, language: Language
) -> None:
    said, english = explanation(rule, language), explanation(rule, "en")
    assert said.language == language
    for text, other in zip(said[1:], english[1:], strict=True):
        assert text and (language == "en" or text != other)
        assert set(_CODE.findall(text)) == set(_CODE.findall(other))
    assert not re.match("`[a-z]", said.what), "the page makes its first letter a capital"


def test_a_rule_that_lacks_a_text_is_explained_in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    rule, other = documented()[:2]
    whole = explanations("ja")
    lacking = {
        english: said for english, said in whole.items() if said != explanation(rule, "ja").why
    }
    monkeypatch.setattr("sd_animagine.rules.documentation.explanations", lambda _: lacking)
    assert explanation(rule, "ja") == explanation(rule, "en")
    assert explanation(other, "ja").language == "ja"


def test_a_sentence_that_cannot_be_listed_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "one.py"
    path.write_text('_KEPT = "kept"\nMessage(_KEPT)\njoined("a" if 1 else "b", [])\n', "utf-8")
    assert [*sentences.said_in(path)] == ["kept", "a", "b"]
    path.write_text('Message(f"no {1}")', "utf-8")
    with pytest.raises(ValueError, match=r"one.py:1: "):
        [*sentences.said_in(path)]


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        ([], "en"),
        (["", "None", "auto"], "en"),
        (["ja"], "ja"),
        (["auto", "zh-Hans (Stable)", "ja"], "zh"),
        (["auto", "ja_JP", "zh-CN,zh;q=0.9"], "ja"),
        (["auto", "de_DE", "zh-CN,zh;q=0.9,en;q=0.8"], "zh"),
        (["en", "ja_JP"], "en"),
        (["en-US,en;q=0.9,ja;q=0.8"], "en"),
        (["en;q=0.5, ja;q=0.8"], "ja"),
        (["fr, de;q=0.7, *;q=0.5"], "en"),
        (["jam, zhang"], "en"),
        (["ja;q=nothing, ;;q=,=, zh"], "ja"),
        ([",;" * 100_000 + "ja"], "en"),
    ],
)
def test_the_first_wish_that_can_be_met_counts(wishes: list[str], language: Language) -> None:
    assert chosen(*wishes) == language


def test_everything_that_is_shown_is_in_one_language(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"“{tag}” is there twice": "「{tag}」は重複しています", "Remove": "削除"}
    monkeypatch.setattr("sd_animagine.words.languages.templates", lambda _: words)
    said = Message("“{tag}” is there twice", tag="smile")
    fixes = (Fix(Message("Remove"), (), True),)
    finding = Finding("ANI001", Severity.INFO, said, "prompt", 0, 5, fixes)
    told = in_language({"findings": [finding, said], "text": "Remove", "count": 2}, "ja")
    other, sentence = told["findings"]
    assert sentence == other.message == "「smile」は重複しています"
    assert other.fixes[0].label == "削除" and type(other) is Finding
    assert told["text"] == "Remove" and told["count"] == 2


def test_english_is_left_alone() -> None:
    shown = {"message": Message("Remove")}
    assert in_language(shown, "en") is shown
