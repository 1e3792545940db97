"""Headers of safetensors files: honest, broken and lying ones."""

from __future__ import annotations

from pathlib import Path

import pytest

from sd_animagine.safetensors_header import MAX_HEADER, HeaderError, read_header
from tests.safetensors import TENSOR, written


def test_metadata_and_shapes(tmp_path: Path) -> None:
    metadata = {"modelspec.title": "Animagine XL 4.0", "odd": 3}
    path = written(tmp_path / "a.safetensors", {"__metadata__": metadata, "up.weight": TENSOR})
    header = read_header(path)
    assert header.metadata == {"modelspec.title": "Animagine XL 4.0"}
    assert header.shapes == {"up.weight": (2, 3)}
    assert header.missing == 0


def test_no_metadata(tmp_path: Path) -> None:
    assert read_header(written(tmp_path / "a", {"up.weight": TENSOR})).metadata == {}


def test_a_file_that_was_cut_off_says_so(tmp_path: Path) -> None:
    path = written(tmp_path / "a", {"up.weight": TENSOR}, b"\0" * 5)
    assert read_header(path).missing == 7


BROKEN = {
    "empty": (b"", "only 0 bytes"),
    "short": (b"\1\0\0", "only 3 bytes"),
    "lying": ((2**62).to_bytes(8, "little") + b"{}", "claims 4,611,686,018,427,387,904 bytes"),
    "not-json": ((4).to_bytes(8, "little") + b"{aa}", "not JSON"),
    "not-utf8": ((4).to_bytes(8, "little") + b'{"a\xff', "not JSON"),
    "no-header": (b"\0" * 8 + b"{}", "not JSON"),
    "a-list": ((2).to_bytes(8, "little") + b"[]", "no safetensors file"),
    "pickle": (b"PK\3\4" + b"\0" * 60, "no safetensors file"),
    "too-deep": (
        (200_005).to_bytes(8, "little") + b'{"a":' + b"[" * 100_000 + b"]" * 100_000,
        "not JSON",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_what_is_broken_is_refused_with_the_reason(tmp_path: Path, name: str) -> None:
    raw, reason = BROKEN[name]
    path = tmp_path / name
    path.write_bytes(raw)
    with pytest.raises(HeaderError, match=reason):
        read_header(path)


def test_a_huge_header_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:  # sparse: takes no room
        file.write((MAX_HEADER + 1).to_bytes(8, "little") + b"{")
        file.truncate(MAX_HEADER + 100)
    with pytest.raises(HeaderError, match="allowed are"):
        read_header(path)


@pytest.mark.parametrize(
    "entry", [3, {}, {"shape": [1]}, {"shape": "x", "data_offsets": [0, 1]}, {"shape": None}]
)
def test_an_entry_that_is_no_tensor(tmp_path: Path, entry: object) -> None:
    with pytest.raises(HeaderError, match=r"'a\.b' is not a tensor"):
        read_header(written(tmp_path / "a", {"a.b": entry}))
