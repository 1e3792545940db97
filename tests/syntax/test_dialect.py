"""Comments as each host cuts them: what is found is what the host's own function takes out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.compiler.options import COMMENTS
from sd_animagine.syntax import HASH, NONE, WEBUI_DIALECTS, parse
from tests.webui.families import FAMILIES

PIECES = ("/", "*", "/*", "*/", "//", "#", "\n", "a", " ", ", ", "\r\n", "b", "(", ")", "AND")
pieces = st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
SLASH = WEBUI_DIALECTS["hash-slash"]
START = WEBUI_DIALECTS["hash-slash-line-start"]


def test_the_option_names_every_dialect() -> None:
    assert ("auto", *WEBUI_DIALECTS) == COMMENTS


@pytest.mark.parametrize("family", FAMILIES.values(), ids=lambda family: family.name)
@given(pieces)
def test_what_is_left_is_what_the_host_leaves(family, text: str) -> None:
    left = WEBUI_DIALECTS[family.dialect].cut(text)
    assert left.split() == family.strip_comments(text).split()


@pytest.mark.parametrize("dialect", WEBUI_DIALECTS.values(), ids=lambda dialect: dialect.name)
@given(pieces)
def test_places_lie_apart_and_in_the_text(dialect, text: str) -> None:
    at = 0
    for start, end in dialect.comments(text):
        assert at <= start < end <= len(text)
        at = end
    assert NONE.comments(text) == []


@pytest.mark.parametrize(
    ("dialect", "text", "comments"),
    [
        (HASH, "a # b // c\nd // e", ["# b // c"]),
        (SLASH, "a // b\nc # d", ["// b", "# d"]),
        (SLASH, "a /* b\nc */ d", ["/* b\nc */"]),
        (SLASH, "a /* b", []),
        (SLASH, "a // b /* c\nd */ e\nf", ["// b /* c\nd */ e"]),
        (SLASH, "a //* b */ c", ["/* b */"]),
        (START, "a /* b */ c\nd", ["/* b */ c"]),
        (START, "/* b */ c\nd", ["/* b */ c"]),
        (START, "/* b\nc */\nd", ["/* b\nc */"]),
        (START, "a */ b\nc", ["*/ b"]),
        (NONE, "a # b // c /* d */", []),
    ],
)
def test_comments(dialect, text: str, comments: list[str]) -> None:
    assert [text[start:end] for start, end in dialect.comments(text)] == comments


def test_a_block_within_a_tag_stays_with_it() -> None:
    prompt = parse("long /* very */ hair, (a /* , */ b, c)", dialect=SLASH)
    assert [item.label for item in prompt.items] == ["long hair", "a b", "c"]
    assert prompt.items[0].text == "long /* very */ hair"
    assert prompt.groups[0].solid
