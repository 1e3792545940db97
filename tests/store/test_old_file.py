"""The file of version 0.1: taken over once, never changed, whatever is in it."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from sd_animagine.store import FILE_NAME, StoreError
from sd_animagine.store.database import Store
from sd_animagine.store.exported import LARGEST_TEXT
from sd_animagine.store.old_file import NAME
from sd_animagine.store.presets import Presets
from tests.store.processes import at_once

V0_1 = """{
 "format": 1,
 "presets": {
  "k\\u00fcche": {
   "cfg_scale": 5.5,
   "height": 1216,
   "negative_prompt": "lowres",
   "options": {"mode": "fix", "quality": "card", "reorder": true},
   "prompt": "1girl, \\u53f0\\u6240",
   "sampler_name": "Euler a",
   "steps": 28,
   "width": 832
  },
  "zwei": {"prompt": "2girls"}
 }
}
"""
"""As 0.1 wrote it."""


def write(folder: Path, presets: object, second: int = 1) -> None:
    """The file, with a time of its own."""
    text = presets if isinstance(presets, str) else json.dumps({"format": 1, "presets": presets})
    (folder / NAME).write_text(text, "utf-8")
    os.utime(folder / NAME, (second, second))


def test_presets_of_0_1_are_there_and_its_file_stays(tmp_path: Path) -> None:
    write(tmp_path, V0_1)
    presets = Presets(tmp_path)
    assert presets.names() == ["küche", "zwei"]
    assert presets.get("küche") == json.loads(V0_1)["presets"]["küche"]
    presets.save("drei", {})
    presets.delete("zwei")
    assert Presets(tmp_path).names() == ["drei", "küche"]
    assert (tmp_path / NAME).read_text("utf-8") == V0_1, "0.1 finds what it left"
    assert presets.notices() == []


def test_what_0_1_has_saved_since_comes_in_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, {"a": {"steps": 1}, "b": {"steps": 2}, "c": {}})
    presets = Presets(tmp_path)
    presets.save("a", {"steps": 10})
    presets.delete("b")
    write(tmp_path, {"a": {"steps": 1}, "b": {"steps": 2}, "c": {"steps": 3}, "d": {}}, second=2)
    assert presets.names() == ["a", "c", "c (2)", "d"]
    assert presets.get("a") == {"steps": 10}
    (notice,) = presets.notices()
    assert notice == "Renamed, because other presets have the old names: “c (2)”."


def test_its_first_save_comes_in_before_ours(tmp_path: Path) -> None:
    """A preset of the same name that is saved first of all is the newer one."""
    write(tmp_path, {"a": {"steps": 1}})
    presets = Presets(tmp_path)
    presets.save("a", {"steps": 2})
    assert presets.names() == ["a"]
    assert presets.get("a") == {"steps": 2}


def test_it_comes_in_again_where_the_store_was_damaged(tmp_path: Path) -> None:
    write(tmp_path, {"a": {}})
    presets = Presets(tmp_path)
    presets.save("b", {})
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
    assert presets.names() == ["a"]


def test_what_cannot_be_used_is_named_once_and_the_rest_comes_in(tmp_path: Path) -> None:
    write(tmp_path, {"good": {}, "x" * 81: {}, "list": [], "none": None})
    presets = Presets(tmp_path)
    assert presets.names() == ["good"]
    assert presets.notices() == [
        f"{NAME}: Not imported: “{'x' * 39}…”. A preset needs a name of 1 to 80 characters.",
        f"{NAME}: Not imported: “list”, “none”. A preset must be a JSON object.",
    ]
    assert Presets(tmp_path).names() == ["good"]
    assert presets.notices() == []


DAMAGES: dict[str, bytes] = {
    "empty": b"",
    "cut off": b'{"format": 1, "presets": {"half',
    "not JSON": b"presets",
    "not UTF-8": b"\xff\xfe\x00\xff",
    "UTF-16": '{"format": 1, "presets": {}}'.encode("utf-16"),
    "zeros": bytes(4096),
    "a list": b"[]",
    "a word": b'"format"',
    "no format": b'{"presets": {}}',
    "another format": b'{"format": 9, "presets": {}}',
    "no presets": b'{"format": 1}',
    "presets that are a list": b'{"format": 1, "presets": []}',
    "deep": b"[" * 100_000,
    "too large": b" " * (LARGEST_TEXT + 1),
}


@pytest.mark.parametrize("content", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_file_is_said_once_and_left(tmp_path: Path, content: bytes) -> None:
    (tmp_path / NAME).write_bytes(content)
    presets = Presets(tmp_path)
    assert presets.names() == []
    presets.save("new", {})
    (notice,) = presets.notices()
    assert notice.startswith(f"No presets were taken over from {NAME}. This file ")
    again = Presets(tmp_path)
    assert again.names() == ["new"]
    assert again.notices() == []
    assert (tmp_path / NAME).read_bytes() == content


def test_a_mark_at_its_beginning_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(V0_1.encode("utf-8-sig"))
    assert Presets(tmp_path).names() == ["küche", "zwei"]


@pytest.mark.parametrize("make", [Path.mkdir, getattr(os, "mkfifo", None)])
def test_what_is_no_file_is_not_waited_for(
    tmp_path: Path, make: Callable[[Path], None] | None
) -> None:
    if make is None:
        pytest.skip("there are no named pipes here")
    make(tmp_path / NAME)
    presets = Presets(tmp_path)
    presets.save("new", {})
    assert presets.names() == ["new"]
    assert "cannot be read (it is a" in presets.notices()[0]


def test_where_nothing_can_be_written_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, V0_1)

    def refused(*_: object) -> None:
        raise StoreError("it cannot be written")

    monkeypatch.setattr(Store, "write", refused)
    presets = Presets(tmp_path)
    assert presets.names() == ["küche", "zwei"]
    assert presets.get("zwei") == {"prompt": "2girls"}
    assert presets.notices() == ["it cannot be written"]
    assert [path.name for path in tmp_path.iterdir()] == [NAME]


def test_two_processes_that_start_at_once_take_it_over_once(tmp_path: Path) -> None:
    write(tmp_path, {f"{number:02}": {"steps": number} for number in range(50)})
    told = at_once(4, "print(*Presets(folder).names())", tmp_path)
    assert told == [" ".join(f"{number:02}" for number in range(50))] * 4
    assert {path.name for path in tmp_path.iterdir()} == {NAME, FILE_NAME}
