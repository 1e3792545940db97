"""What is put into our pages is escaped, wherever it stands."""

from __future__ import annotations

from sd_animagine.panel.html import element, fragment, note


def test_texts_and_values_are_escaped_and_html_is_not() -> None:
    inner = element("b", "1 < 2 & <i>")
    made = element("p", inner, "<br>", class_="a", data_text='"\n<', hidden=True, lang=False)
    assert inner == "<b>1 &lt; 2 &amp; &lt;i&gt;</b>"
    assert made == f'<p class="a" data-text="&quot;\n&lt;" hidden>{inner}&lt;br&gt;</p>'
    assert element("span", made) == f"<span>{made}</span>"
    assert fragment(inner, "&") == f"{inner}&amp;"


def test_a_note_says_at_once_what_is_wrong() -> None:
    assert note("saved") == '<p class="animagine-note" role="status">saved</p>'
    wrong = '<p class="animagine-note animagine-wrong" role="alert">a&lt;b</p>'
    assert note("a<b", wrong=True) == wrong


def test_a_style_sheet_has_no_end_tag() -> None:
    assert (
        element("link", rel="stylesheet", href="/a.css") == '<link rel="stylesheet" href="/a.css">'
    )
