"""The search in the list of artists, against a set."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sd_animagine.vocabulary.artists import Artists

names = st.text(st.characters(blacklist_categories=("Cs",), blacklist_characters="\n"), min_size=1)


@given(st.sets(names), names, st.booleans())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_finds_what_is_there_and_nothing_else(
    tmp_path: Path, known: set[str], other: str, last_newline: bool
) -> None:
    lines = sorted(name.encode() for name in known)
    end = b"\n" if last_newline and lines else b""
    path = tmp_path / "artists.txt"
    path.write_bytes(b"\n".join(lines) + end)
    artists = Artists(path)
    assert all(name in artists for name in known)
    assert (other in artists) == (other in known)
    for name in known:
        assert (name[:-1] in artists) == (name[:-1] in known)
        assert (name + "a" in artists) == (name + "a" in known)


@pytest.mark.parametrize("name", ["", "\n", "a\nb", "\ud800", "\0"])
def test_odd_names_are_no_artists(tmp_path: Path, name: str) -> None:
    path = tmp_path / "artists.txt"
    path.write_bytes(b"a\nb\n")
    assert name not in Artists(path)


def test_an_empty_or_missing_file_knows_nobody(tmp_path: Path) -> None:
    path = tmp_path / "artists.txt"
    assert "a" not in Artists(path)
    assert Artists(path).problems == ["tags/artists.txt cannot be read; no artist is known"]
    path.write_bytes(b"")
    assert "a" not in Artists(path)
