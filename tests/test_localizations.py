"""The texts of the scripts and of the page, in the languages that come along."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from sd_animagine.sheets.choice import SHEETS

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "localizations").glob("*.json"))
_TEXT = r'"((?:[^"\\]|\\.)*)"'
_SAID = re.compile(rf"(?<![.\w])say\(\s*{_TEXT}")
_COUNTED = re.compile(rf"(?<![.\w])counted\(\s*{_TEXT}, {_TEXT}")
_KINDS = re.compile(r"const KINDS = \{\n(.*?)\}", re.S)
_NUMBER = re.compile(r"\{count\} (\w+)s\b(.*)")
CONSOLE = "Animagine: "
"""Sentences for the console stay English: people search for them."""


def said() -> set[str]:
    """Every sentence that a script hands to ``say`` or ``counted`` as it stands."""
    scripts = [path.read_text("utf-8") for path in (ROOT / "javascript").glob("*.js")]
    found = {text for script in scripts for text in _SAID.findall(script)}
    found |= {text for script in scripts for pair in _COUNTED.findall(script) for text in pair}
    kinds = _KINDS.search((ROOT / "javascript" / "base_words.js").read_text("utf-8"))
    assert kinds is not None
    found |= set(re.findall(rf": {_TEXT}", kinds[1]))
    return {text for text in found if not text.startswith(CONSOLE)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sentence_of_the_scripts_is_there_with_its_values(path: Path) -> None:
    words = json.loads(path.read_text("utf-8"))
    assert said() <= set(words)
    for english, other in words.items():
        assert other and sorted(re.findall(r"\{\w+\}", english)) == sorted(
            re.findall(r"\{\w+\}", other)
        )


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_sheet_has_a_name_to_choose_it_by(path: Path) -> None:
    assert set(SHEETS) <= set(json.loads(path.read_text("utf-8")))


def test_a_number_of_things_has_a_sentence_for_one_of_them() -> None:
    words = json.loads(FILES[0].read_text("utf-8"))
    found = [match.groups() for match in map(_NUMBER.fullmatch, words) if match]
    assert ("picture", "") in found
    for noun, rest in found:
        assert {f"1 {noun}{rest}", f"One {noun}{rest}"} & set(words), f"{noun}s{rest}"


def test_the_languages_have_the_names_that_the_common_ones_have() -> None:
    assert [path.stem for path in FILES] == ["ja_JP", "zh_CN"]
    keys = [set(json.loads(path.read_text("utf-8"))) for path in FILES]
    assert keys[0] == keys[1]
