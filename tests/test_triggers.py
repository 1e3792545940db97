"""The words of a LoRA, from honest and odd metadata."""

from __future__ import annotations

from pathlib import Path

import pytest

from sd_animagine.files.triggers import MOST, words_in, words_of
from tests.safetensors import lora


def test_trigger_phrase_first_then_the_most_frequent() -> None:
    metadata = {
        "modelspec.trigger_phrase": "zyx style, zyxgirl ,",
        "ss_tag_frequency": '{"10_zyx": {"1girl": 5, "zyx coat": 9}, "2_plain": {"zyxgirl": 1}}',
    }
    found = words_in(metadata)
    assert found == ["zyx style", "zyxgirl", "zyx coat", "1girl", "zyx", "plain"]


@pytest.mark.parametrize(
    "metadata",
    [
        {},
        {"ss_tag_frequency": "not JSON"},
        {"ss_tag_frequency": "[1, 2]"},
        {"ss_tag_frequency": "[" * 100_000},
        {"modelspec.trigger_phrase": " , ,"},
        {"ss_tag_frequency": '{"": null}'},
    ],
)
def test_nothing_usable(metadata: dict[str, str]) -> None:
    assert words_in(metadata) == []


def test_no_more_than_so_many(tmp_path: Path) -> None:
    tags = {f"tag {n}": n for n in range(3 * MOST)}
    tags["x" * 500] = 10**6
    found = words_of(lora(tmp_path / "a.safetensors", ss_tag_frequency={"1_a": tags}))
    assert len(found) <= MOST
    assert f"tag {3 * MOST - 1}" in found and "tag 0" not in found


def test_a_file_is_read_again_only_when_it_changed(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    assert words_of(path) == frozenset()
    lora(path, **{"modelspec.trigger_phrase": "one"})
    assert words_of(path) is words_of(path)
    lora(path, **{"modelspec.trigger_phrase": "another"})
    assert words_of(path) == {"another"}


def test_another_kind_of_file(tmp_path: Path) -> None:
    path = tmp_path / "a.pt"
    path.write_bytes(b"PK\3\4 pickled")
    assert words_of(path) == frozenset()
