"""Does the tool that kills programs see what is lost, wrong or left over?"""

from __future__ import annotations

from pathlib import Path

from sd_animagine.store import FILE_NAME
from sd_animagine.store.presets import Presets
from tools.killing.record import NAMES, Record, preset
from tools.killing.verdict import faults


def saved(folder: Path, count: int) -> tuple[Record, Presets]:
    """A run in which all went well."""
    record, presets = Record(folder / "record.jsonl"), Presets(folder / "data")
    for number in range(count):
        record.add("sent", "studio 1", number)
        presets.save(preset("studio 1", number), {"prompt": str(number)})
        record.add("kept", "studio 1", number)
    return record, presets


def test_a_save_that_was_told_is_there_or_a_later_one(tmp_path: Path) -> None:
    record, presets = saved(tmp_path, 5)
    data = tmp_path / "data"
    assert list(faults(data, record)) == []
    record.add("sent", "studio 1", NAMES)
    record.add("killed", "studio 1")
    assert list(faults(data, record)) == [], "a save without an answer may be lost"
    presets.save(preset("studio 1", NAMES), {"prompt": str(NAMES)})
    assert list(faults(data, record)) == [], "or kept"
    presets.save("studio 1, 1", {"prompt": "0"})
    presets.delete("studio 1, 2")
    presets.save("somebody's", {})
    assert list(faults(data, record)) == [
        "preset “studio 1, 1” holds save 0, told as saved was 1",
        "preset “studio 1, 2” is lost: There is no preset named “studio 1, 2”. "
        "Choose one from the list.",
        "preset “somebody's” was never saved",
    ]


def test_what_is_left_over_or_damaged_is_seen(tmp_path: Path) -> None:
    record, _ = saved(tmp_path, 1)
    data = tmp_path / "data"
    (data / "2026-11-24").mkdir()
    (data / "2026-11-24" / ".drawing-abcdefgh.png").touch()
    (data / ".animagine-abcdefgh").touch()
    (data / FILE_NAME).write_bytes(b"no database" * 100)
    lost, notice, *left = faults(data, record)
    assert "is lost" in lost and "was damaged" in notice
    assert len(left) == 3


def test_a_run_that_was_ended_goes_on(tmp_path: Path) -> None:
    record, _ = saved(tmp_path, 3)
    record.add("sent", "studio 1", 3)
    record.add("killed", "studio 1")
    again = Record(tmp_path / "record.jsonl")
    for name in ("sent", "kept", "kills", "acknowledged", "in_flight", "refused"):
        assert getattr(again, name) == getattr(record, name)
    assert (again.acknowledged, again.in_flight, again.kills) == (3, 1, {"studio 1": 1})
