"""One screen, one language: the page's words, gradio's labels and what the server says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from sd_animagine.words.languages import templates
from tests.browser.test_preview import LINE, typed

pytestmark = pytest.mark.gradio

WORDS = Path(__file__).parents[2] / "localizations"
TABS = "#animagine_txt2img"


@pytest.mark.parametrize(
    ("locale", "setting", "file"), [("ja-JP", "auto", "ja_JP"), ("en-US", "zh", "zh_CN")]
)
def test_a_page_without_a_host_s_dictionary(
    open_page: Any, locale: str, setting: str, file: str
) -> None:
    words = json.loads((WORDS / f"{file}.json").read_text("utf-8"))
    options = json.dumps({"animagine_language": setting})
    page = open_page(locale=locale, options=options)
    typed(page, "smile, 1girl, safe, nsfw")
    shown = page.locator(TABS).inner_text()
    for text in ("Trained size", "Quality tags", "Apply to prompt"):
        assert words[text] in shown and text not in shown
    assert templates(file[:2])["1 error"] in page.locator(LINE).text_content()
    said = templates(file[:2])  # type: ignore[arg-type]
    names = said["{first} and {rest}"].format(first="safe", rest="nsfw")
    sentence = said["The ratings {names} contradict each other, so the result is random. Keep one."]
    assert sentence.format(names=names) in shown
    assert page.locator("#txt2img_prompt textarea").input_value() == "smile, 1girl, safe, nsfw"


@pytest.mark.parametrize(("locale", "language"), [("ja-JP", "ja"), ("en-US", "en")])
def test_a_rule_is_explained_in_the_language_of_the_page(
    open_page: Any, locale: str, language: str
) -> None:
    page = open_page(locale=locale)
    typed(page, "1girl, (smile")
    page.get_by_role("button", name="ANI001").first.click()
    shown = page.locator(".animagine-explained:not([hidden])")
    shown.locator("strong").wait_for()
    assert shown.locator(f"[lang={language}]:not(.animagine-example)").count() == 3
    told = {"ja": ("丸括弧", "理由： A1111"), "en": ("A round or square", "Why: A1111")}
    assert all(text in shown.inner_text() for text in told[language])
    assert shown.locator(".animagine-example").get_attribute("lang") == "en"


def test_an_english_page_stays_english(open_page: Any) -> None:
    page = open_page(locale="en-US")
    typed(page, "1girl")
    assert "Trained size" in page.locator(TABS).inner_text()
