"""Where pictures go: numbered, whole, never over another."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from sd_animagine.sdxl.errors import EngineError
from sd_animagine.studio.engines.base import Picture
from sd_animagine.studio.server import saving

DAY = date(2026, 11, 24)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "2026-11-24").iterdir())


def test_numbers_go_on(tmp_path: Path) -> None:
    for seed in (5, 5, 123):
        saving.save(Picture(b"picture", "", seed), tmp_path, DAY)
    assert names(tmp_path) == ["00000-5.png", "00001-5.png", "00002-123.png"]
    (tmp_path / "2026-11-24" / "00041-x.png").touch()
    path = saving.save(Picture(b"later", "", 9), tmp_path, DAY)
    assert path.name == "00042-9.png"
    assert path.read_bytes() == b"later"


def test_today_is_the_default(tmp_path: Path) -> None:
    path = saving.save(Picture(b"picture", "", 1), tmp_path)
    assert date.fromisoformat(path.parent.name) is not None


@pytest.mark.parametrize("links", [True, False], ids=["links", "no links"])
def test_many_at_once(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not links:

        def refused(*_: object) -> None:
            raise OSError("no links here")

        monkeypatch.setattr(Path, "hardlink_to", refused)
    with ThreadPoolExecutor(8) as pool:
        drawn = [Picture(str(n).encode(), "", 1) for n in range(40)]
        paths = list(pool.map(lambda each: saving.save(each, tmp_path, DAY), drawn))
    assert len(set(paths)) == 40
    assert {path.read_bytes() for path in paths} == {each.png for each in drawn}
    assert len(names(tmp_path)) == 40, "nothing else is left lying around"


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "outputs").touch()
    with pytest.raises(EngineError, match=r"^The picture cannot be saved in .*2026-11-24: "):
        saving.save(Picture(b"", "", 1), tmp_path / "outputs", DAY)


def test_nothing_half_written_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving.os, "fsync", full)
    with pytest.raises(EngineError, match=r"No space left on device\. Check that the disk"):
        saving.save(Picture(b"picture", "", 1), tmp_path, DAY)
    assert names(tmp_path) == []


def test_what_killed_studios_left_goes_at_the_next_start(tmp_path: Path) -> None:
    """Half pictures and held names; nothing that may be somebody's, nothing that is in use."""
    folder = tmp_path / DAY.isoformat()
    saving.save(Picture(b"picture", "", 1), tmp_path, DAY)
    stay = {"00000-1.png", ".drawing-abcdefg1.png", "00009-7.png", "mine.png", ".drawing-mine.png"}
    for name in (*stay, ".drawing-abcdefg2.png", "00010-7.png"):
        (folder / name).touch()
        if name not in (".drawing-abcdefg1.png", "00009-7.png"):
            os.utime(folder / name, (1, 1))
    (tmp_path / "00001-1.png").touch()
    os.utime(tmp_path / "00001-1.png", (1, 1))
    saving.tidy(tmp_path)
    assert set(names(tmp_path)) == stay
    assert (tmp_path / "00001-1.png").exists()
    saving.tidy(tmp_path / "not there")
