"""What differs between two prompts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sd_animagine.report.difference import difference

TAGS = st.lists(st.sampled_from(["1girl", "smile", "(smile:1.2)", "", "長い髪"]), max_size=8)
TEXTS = st.one_of(
    st.builds(
        lambda tags, comma: comma.join(tags), TAGS, st.sampled_from([", ", ",", "\n", ",, "])
    ),
    st.text("a,\n ", max_size=12),
)


@pytest.mark.parametrize(
    ("one", "other", "pieces"),
    [
        ("1girl, smile", "1girl, smile", "=1girl, smile"),
        ("1girl, smile", "1girl, solo, smile", "=1girl, |+solo, |=smile"),
        ("1girl, smile, solo", "1girl, solo", "=1girl, |-smile, |=solo"),
        ("1girl, smile", "smile, 1girl", "~smile, |=1girl"),
        ("1girl, smile", "1girl, (smile:1.2)", "=1girl, |-smile|+(smile:1.2)"),
        ("", "1girl", "+1girl"),
        ("1girl", "", "-1girl"),
        ("", "", ""),
        ("a\nb", "a, b", "=a, b"),
    ],
)
def test_what_differs(one: str, other: str, pieces: str) -> None:
    marks = {"same": "=", "added": "+", "removed": "-", "moved": "~"}
    assert "|".join(marks[kind] + text for kind, text in difference(one, other)) == pieces


@given(TEXTS, TEXTS)
def test_the_pieces_make_up_the_second_text(one: str, other: str) -> None:
    found = difference(one, other)
    assert "".join(piece.text for piece in found if piece.kind != "removed") == other
    assert all(piece.text for piece in found)
    if one == other:
        assert {piece.kind for piece in found} <= {"same"}


def test_of_thousands_of_tags_both_ends_are_compared() -> None:
    many = ", ".join(f"tag {n % 7}" for n in range(5000))
    found = difference(f"{many}, old, end", f"{many}, new, more, end")
    assert [kind for kind, _ in found] == ["same", "removed", "added", "same"]
    assert [kind for kind, _ in difference(many, many)] == ["same"]
