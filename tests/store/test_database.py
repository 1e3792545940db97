"""The file itself: damaged, locked, newer, not to be written."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from sd_animagine.store import FILE_NAME, StoreError, database, exported, tables
from sd_animagine.store.database import Store
from sd_animagine.store.presets import Presets

ASIDE = f"{FILE_NAME}.damaged-*"


def changed(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        for statement in statements:
            db.execute(statement)


def overwritten(start: int, stop: int) -> Callable[[Path], None]:
    def damage(path: Path) -> None:
        content = bytearray(path.read_bytes())
        content[start:stop] = b"\xa5" * len(content[start:stop])
        path.write_bytes(content)

    return damage


def cut(size: int) -> Callable[[Path], None]:
    return lambda path: os.truncate(path, size)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "text": lambda path: path.write_bytes(b"this is no database\n" * 20),
    "the old JSON": lambda path: path.write_text('{"format": 1, "presets": {}}' * 5, "utf-8"),
    "zeros": lambda path: path.write_bytes(bytes(8192)),
    "noise": lambda path: path.write_bytes(bytes(range(256)) * 32),
    "cut in the header": cut(60),
    "cut in the first page": cut(2000),
    "half of it": cut(16384),
    "no header": overwritten(0, 16),
    "no schema": overwritten(100, 4096),
    "no table": overwritten(4096, 12288),
    "holes": overwritten(8192, 28672),
    "a table is gone": lambda path: changed(path, "DROP TABLE presets"),
    "a column is gone": lambda path: changed(
        path, "DROP TABLE presets", "CREATE TABLE presets (name TEXT)"
    ),
    "somebody else's": lambda path: (
        path.unlink(),
        changed(path, "CREATE TABLE theirs (x)", "PRAGMA user_version = 7"),
    ),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file with sixty presets."""
    folder = tmp_path_factory.mktemp("whole")
    presets = {f"preset {number}": '{"prompt":"' + "1girl, " * 100 + '"}' for number in range(60)}
    Presets(folder).take_in(exported.text_of(presets))
    return folder / FILE_NAME


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
@pytest.mark.parametrize("first", ["read", "write"])
def test_a_damaged_file_is_set_aside_and_named(
    tmp_path: Path, damage: Callable[[Path], object], first: str, whole: Path
) -> None:
    path = tmp_path / FILE_NAME
    shutil.copyfile(whole, path)
    damage(path)
    damaged = path.read_bytes()
    presets = Presets(tmp_path)
    if first == "read":
        assert presets.names() == []
    presets.save("new", {"prompt": "smile"})
    (aside,) = tmp_path.glob(ASIDE)
    assert aside.read_bytes() == damaged
    (notice,) = presets.notices()
    assert notice.startswith(f"{FILE_NAME} was damaged (") and aside.name in notice
    assert presets.notices() == []
    assert Presets(tmp_path).names() == ["new"]
    assert {path, aside} == set(tmp_path.iterdir())


def test_damage_that_comes_later_is_set_aside_as_well(tmp_path: Path) -> None:
    presets = Presets(tmp_path)
    for _ in range(2):
        presets.save("a", {})
        (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)
        assert presets.names() == []
    assert len(list(tmp_path.glob(ASIDE))) == 2
    assert len(presets.notices()) == 2


def test_what_a_quicker_process_made_in_its_place_is_not_set_aside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / FILE_NAME
    path.write_bytes(b"no database" * 100)
    slow, quick = Presets(tmp_path), Presets(tmp_path)
    name_aside = Store._name_aside

    def overtaken(store: Store) -> Path:
        monkeypatch.setattr(Store, "_name_aside", name_aside)
        quick.save("quick", {})
        return name_aside(store)

    monkeypatch.setattr(Store, "_name_aside", overtaken)
    slow.save("slow", {})
    assert Presets(tmp_path).names() == ["quick", "slow"]
    assert len(list(tmp_path.glob(ASIDE))) == len(quick.notices()) == 1
    assert slow.notices() == []


def test_a_damaged_file_that_cannot_be_renamed_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / FILE_NAME).write_bytes(b"no database" * 100)

    def in_use(*_: object) -> None:
        raise PermissionError(13, "The process cannot access the file")

    monkeypatch.setattr(Path, "rename", in_use)
    with pytest.raises(StoreError, match=r"is damaged .* cannot be renamed .* Close the other"):
        Presets(tmp_path).save("a", {})


def test_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    presets = Presets(tmp_path)
    presets.save("a", {})
    changed(tmp_path / FILE_NAME, f"PRAGMA user_version = {tables.VERSION + 1}")
    before = (tmp_path / FILE_NAME).read_bytes()
    for store in (presets, Presets(tmp_path)):
        for call in (store.names, store.export, lambda: presets.save("b", {}),
                     lambda: presets.delete("a"), lambda: presets.get("a")):  # fmt: skip
            with pytest.raises(StoreError, match=r"by a newer Animagine .* Update Animagine"):
                call()
    assert (tmp_path / FILE_NAME).read_bytes() == before
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.parametrize("start", [b"", None], ids=["an empty file", "a step that is missing"])
def test_what_is_older_is_brought_up(
    tmp_path: Path, start: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if start is None:
        Presets(tmp_path).save("a", {})
        more = (*tables.STEPS, ("CREATE TABLE more (x)",))
        monkeypatch.setattr(tables, "STEPS", more)
        monkeypatch.setattr(tables, "VERSION", len(more))
    else:
        (tmp_path / FILE_NAME).write_bytes(start)
    assert Presets(tmp_path).names() == ["a"] * (start is None)
    asked = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    (count,) = Store(tmp_path).read(lambda db: db.execute(asked).fetchone())
    assert count == (4 if start is not None else 5)
    assert Presets(tmp_path).notices() == []


def test_a_lock_is_waited_for_and_then_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    presets = Presets(tmp_path)
    presets.save("a", {})
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    with closing(sqlite3.connect(tmp_path / FILE_NAME, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert presets.names() == ["a"]
        with pytest.raises(StoreError, match=r"Another program is writing .* Try again"):
            presets.save("b", {})
        other.execute("COMMIT")
        presets.save("b", {})
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(StoreError, match="Another program is writing"):
            presets.names()
    assert presets.names() == ["a", "b"]


def test_a_folder_in_the_place_of_the_file(tmp_path: Path) -> None:
    (tmp_path / FILE_NAME).mkdir()
    with pytest.raises(StoreError, match=r"is not a file\. Move it away"):
        Presets(tmp_path).names()
    assert (tmp_path / FILE_NAME).is_dir()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes here")
def test_a_pipe_in_the_place_of_the_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / FILE_NAME)
    with pytest.raises(StoreError, match=r"is not a file\. Move it away"):
        Presets(tmp_path).save("a", {})


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    with pytest.raises(StoreError, match=r"cannot be written \("):
        Presets(tmp_path / "data").save("a", {})


def test_a_full_disk_is_said_and_changes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    presets = Presets(tmp_path)
    presets.save("old", {})
    opened = Store._open

    def small(store: Store, mode: str) -> sqlite3.Connection:
        db = opened(store, mode)
        db.execute("PRAGMA max_page_count = 5")
        return db

    with monkeypatch.context() as patch:
        patch.setattr(Store, "_open", small)
        with pytest.raises(StoreError, match=r"cannot be written \(database or disk is full\)"):
            presets.save("new", {"prompt": "x" * 100_000})
    assert presets.names() == ["old"]
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_can_be_read(tmp_path: Path) -> None:
    Presets(tmp_path).save("a", {"prompt": "1girl"})
    (tmp_path / FILE_NAME).chmod(0o444)
    tmp_path.chmod(0o555)
    try:
        presets = Presets(tmp_path)
        assert presets.get("a") == {"prompt": "1girl"}
        with pytest.raises(StoreError, match="cannot be written"):
            presets.save("b", {})
    finally:
        tmp_path.chmod(0o755)


def test_what_a_killed_process_left_is_taken_back(tmp_path: Path) -> None:
    """A copy of file and journal in the middle of a save is what a kill leaves."""
    live, killed = tmp_path / "live", tmp_path / "killed"
    presets = Presets(live)
    old = exported.content_of({"prompt": "old" * 1000})
    presets.take_in(exported.text_of({f"{number}": old for number in range(40)}))
    with closing(sqlite3.connect(live / FILE_NAME, isolation_level=None)) as db:
        db.execute("PRAGMA cache_size = 1")  # writes into the file before it is committed
        db.execute("BEGIN IMMEDIATE")
        db.execute("UPDATE presets SET content = replace(content, 'old', 'new')")
        shutil.copytree(live, killed)
    assert (killed / f"{FILE_NAME}-journal").exists()
    assert (killed / FILE_NAME).read_bytes() != (live / FILE_NAME).read_bytes()
    left = Presets(killed)
    assert all(set(left.get(name)["prompt"]) == set("old") for name in left.names())
    assert len(left.names()) == 40 and left.notices() == []
    assert [path.name for path in killed.iterdir()] == [FILE_NAME]
