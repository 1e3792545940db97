"""An option is declared once, and everything else is made from that."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sd_animagine.compiler.context import default_context
from sd_animagine.compiler.options import BY_NAME, FIELDS, SCRIPT_FIELDS, OptionError, Options
from sd_animagine.compiler.text import Job, look
from sd_animagine.model import ENHANCEMENT, GOOD_QUALITY, QUALITY_PRESETS, RESOLUTION_TAGS
from tools import options_page

LANGUAGES = sorted((Path(__file__).parents[2] / "localizations").glob("*.json"))


def test_the_readme_has_the_table_of_the_options() -> None:
    assert options_page.PAGE.read_text("utf-8") == options_page.page(), (
        "run python -m tools.options_page"
    )


def test_each_argument_of_the_script_has_a_place_of_its_own() -> None:
    assert [field.position for field in SCRIPT_FIELDS] == list(range(len(SCRIPT_FIELDS)))


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_default_is_allowed_and_told(field: object) -> None:
    assert field in FIELDS and field.label and field.help  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", LANGUAGES, ids=lambda path: path.stem)
def test_what_the_page_says_of_an_option_has_a_line_in_each_language(path: Path) -> None:
    lines = json.loads(path.read_text("utf-8"))
    notes = [f"({field.note})" for field in FIELDS if field.position is None and field.note]
    missing = [text for text in (*(f.label for f in FIELDS), *notes) if text not in lines]
    assert not missing, f"to be translated in {path.name}: {missing}"


def test_the_type_says_what_is_allowed() -> None:
    assert BY_NAME["mode"].choices == ("fix", "report", "strict", "off")
    assert BY_NAME["rating"].choices == ("", "safe", "sensitive", "nsfw", "explicit")
    assert [BY_NAME[name].kind for name in ("snap", "gate", "year")] == ["bool", "choice", "year"]
    with pytest.raises(OptionError) as caught:
        Options(mode="fxi")  # type: ignore[arg-type]
    assert str(caught.value) == ("option mode is 'fxi'; it must be one of fix, report, strict, off")


def test_a_word_for_quality_tags_says_which() -> None:
    """What is told of each is what it adds, and what pictures of 0.1 say is read as before."""
    for word, tags in QUALITY_PRESETS.items():
        options = Options(quality=word)
        assert (options.quality, options.quality_tags) == (word, tags)
        assert f"{', '.join(tags) or 'none'};" in BY_NAME["quality"].note
        assert set(tags) <= GOOD_QUALITY | set(RESOLUTION_TAGS)
    assert Options(quality="masterpiece, absurdres").quality == "masterpiece, absurdres"
    assert Options(quality=", ".join(ENHANCEMENT)).changed() == {}


def test_only_what_was_set_is_told_as_changed() -> None:
    assert Options().changed() == {}
    assert Options(mode="off", ignore=("ANI1",)).changed() == {"mode": "off", "ignore": ["ANI1"]}


def test_a_rule_can_read_every_option() -> None:
    options = Options(year=2023, gate="never")
    words = default_context().vocabulary
    job = Job("prompt", "1girl", False, options, (), words, (), newlines=False, change=True)
    told = look(job, job.text).options
    assert {field.name: told[field.name] for field in FIELDS} == {
        field.name: getattr(options, field.name) for field in FIELDS
    }
