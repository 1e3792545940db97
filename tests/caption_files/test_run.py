"""Folders of captions: what is read, what is written, and that a kill loses nothing."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sd_animagine.caption_files import Asked, Told, find, run
from sd_animagine.caption_files.one import MOST
from sd_animagine.cli.main import main
from tests.caption_files.files import GIVEN, ORDERED

ROOT = Path(__file__).parents[2]


def folder(path: Path, files: dict[str, str | bytes]) -> Path:
    """A folder of files."""
    for name, data in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def found(*paths: Path, **more: object) -> list[str]:
    """Names of what is found, and what is said."""
    return [each.said or each.path.name for each in find(paths, **more)]  # type: ignore[arg-type]


def test_a_text_is_a_caption_where_a_picture_has_its_name(tmp_path: Path) -> None:
    folder(
        tmp_path,
        {
            "a.png": "", "a.txt": GIVEN, "b.JPG": "", "b.caption": GIVEN, "README.txt": "Hello",
            "c_1_2_3_4.png": "", "c.txt": GIVEN, "sub/metadata.jsonl": "", "sub/other.csv": "",
            "sub/metadata.csv": "", "sub/00.tar": "", ".hidden/a.tar": "", "x.json": "{}",
        },
    )  # fmt: skip
    texts = ["a.txt", "b.caption", "c.txt"]
    assert found(tmp_path) == [*texts, "00.tar", "metadata.csv", "metadata.jsonl"]
    assert found(tmp_path, every_text=True)[:1] == ["README.txt"]
    assert found(tmp_path, exclude=["sub", "b.*"]) == ["a.txt", "c.txt"]
    assert found(tmp_path / "x.json") == ["x.json"]


def test_what_trainers_trip_over_is_said(tmp_path: Path) -> None:
    files = {"a.png": "", "a.txt": "x", "a.caption": "x", "metadata_cache.json": "{}"}
    cache, both, *_ = found(folder(tmp_path, files))
    assert "metadata_cache.json may hold old captions" in cache
    assert "'a' has a .txt and a .caption" in both


def test_a_check_writes_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder(tmp_path, {"a.png": "", "a.txt": GIVEN})
    assert main(["captions", str(tmp_path)]) == 1
    assert "“1girl” is out of order" in capsys.readouterr().out
    assert [path.name for path in tmp_path.iterdir() if path.name != "a.png"] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == GIVEN


def test_only_what_changes_is_written(tmp_path: Path) -> None:
    folder(tmp_path, {"a.png": "", "a.txt": GIVEN, "b.png": "", "b.txt": ORDERED})
    (tmp_path / "a.txt").chmod(0o640)
    before = (tmp_path / "b.txt").stat().st_mtime_ns
    assert main(["captions", "--write", "--backup", str(tmp_path)]) == 0
    assert (tmp_path / "a.txt").read_text() == ORDERED
    assert (tmp_path / "a.txt.bak").read_text() == GIVEN
    assert (tmp_path / "b.txt").stat().st_mtime_ns == before
    if os.name == "posix":
        assert (tmp_path / "a.txt").stat().st_mode & 0o777 == 0o640
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"a.png", "a.txt", "a.txt.bak", "b.png", "b.txt"}
    assert main(["captions", "--select", "ANI101", str(tmp_path)]) == 0


def test_the_rest_goes_on_after_what_cannot_be_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path, {"a.png": "", "a.txt": b"caf\xe9", "b.png": "", "b.txt": GIVEN})
    assert main(["captions", "--write", str(tmp_path), str(tmp_path / "none.txt")]) == 1
    told = capsys.readouterr().out
    assert f"{tmp_path / 'a.txt'}:1: error: This is not UTF-8: see byte 4." in told
    assert f"{tmp_path / 'none.txt'}: error: There is no such file." in told
    assert (tmp_path / "a.txt").read_bytes() == b"caf\xe9"
    assert (tmp_path / "b.txt").read_text() == ORDERED


@pytest.mark.skipif(os.name != "posix", reason="another way to write links")
def test_of_a_link_the_file_is_written(tmp_path: Path) -> None:
    folder(tmp_path, {"real/a.txt": GIVEN, "b.png": ""})
    (tmp_path / "b.txt").symlink_to(tmp_path / "real" / "a.txt")
    assert main(["captions", "--write", str(tmp_path)]) == 0
    assert (tmp_path / "b.txt").is_symlink()
    assert (tmp_path / "real" / "a.txt").read_text() == ORDERED


def test_a_disk_that_is_full_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path, {"a.png": "", "a.txt": GIVEN})

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert main(["captions", "--write", str(tmp_path)]) == 1
    assert "No space left on device" in capsys.readouterr().out
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "a.txt"}
    assert (tmp_path / "a.txt").read_text() == GIVEN


def test_several_processes_tell_the_same(tmp_path: Path) -> None:
    lines = "".join(json.dumps({"text": f"smile, tag{n}, 1girl"}) + "\n" for n in range(300))
    folder(tmp_path, {f"{n}.jsonl": lines for n in range(4)})
    folder(tmp_path, {f"{n}.{end}": GIVEN for n in range(150) for end in ("png", "txt")})
    paths = [each.path for each in find([tmp_path])]
    told = [Told(), Told()]
    for jobs in (1, 2):
        for _, more in run(paths, Asked(), jobs):
            told[jobs - 1].take_in(more)
    assert told[0] == told[1]
    assert told[0].captions == 1350
    assert told[0].of["ANI101"] == MOST and told[0].left_out["ANI101"] > MOST


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--keep-tokens", "-1"], "keep_tokens is -1"),
        (["--encoding", "klingon"], "--encoding is"),
        (["--jobs", "-2"], "--jobs is -2"),
        (["--backup"], "--backup goes with --write"),
        (["--tags", "none.csv"], "--tags none.csv: there is no such file"),
    ],
)
def test_wrong_usage_is_said(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["captions", str(tmp_path), *arguments]) == 2
    assert said in capsys.readouterr().err


def test_formats_and_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder(tmp_path, {"d/a.png": "", "d/a.txt": f"1girl\n{GIVEN}"})
    data = str(tmp_path / "d")
    main(["captions", data, "--format", "github", "--select", "ANI101"])
    line = f"::notice file={(tmp_path / 'd' / 'a.txt').as_posix()},line=2,title=ANI101::“safe”"
    assert capsys.readouterr().out.startswith(line)
    main(["captions", data, "--format", "json", "--report", str(tmp_path / "report.html")])
    told = json.loads(capsys.readouterr().out)
    assert (told["captions"], told["changed"], told["problems"]) == (1, 1, 0)
    assert told["summary"]["captions"] == 1
    assert "<title>" in (tmp_path / "report.html").read_text("utf-8")
    main(["captions", data, "--diff", "--select", "ANI9"])
    assert f"-{GIVEN}\n+{ORDERED}\n" in capsys.readouterr().out


_KILLS = 20


@pytest.mark.skipif(os.name != "posix", reason="kills as POSIX does")
def test_a_kill_at_any_moment_loses_nothing(tmp_path: Path) -> None:
    given = {f"{n}.txt": f"smile, x{n}, 1girl" for n in range(300)}
    whole = {f"smile, x{n}, 1girl" for n in range(300)} | {
        f"1girl, smile, x{n}" for n in range(300)
    }
    line = json.dumps({"text": "smile, 1girl", "pad": "x" * 200}) + "\n"
    other = line.replace("smile, 1girl", "1girl, smile")
    drawn = random.Random(20_261_201)
    for _ in range(_KILLS):
        folder(tmp_path, {**given, **{f"{n}.png": "" for n in range(300)}, "z.jsonl": line * 9000})
        process = subprocess.Popen(
            [sys.executable, "-m", "sd_animagine", "captions", "--write", str(tmp_path)],
            cwd=ROOT, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        while not (tmp_path / ".animagine-captions").exists() and process.poll() is None:
            time.sleep(0.001)
        time.sleep(drawn.random() * 0.4)
        process.send_signal(signal.SIGKILL)
        process.wait()
        texts = [(tmp_path / name).read_text() for name in given]
        assert set(texts) <= whole
        assert (tmp_path / "z.jsonl").read_text() in (line * 9000, other * 9000)
    assert main(["captions", "--write", str(tmp_path)]) == 0
    assert (tmp_path / "z.jsonl").read_text() == other * 9000
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_run_goes_on_where_it_was_killed(tmp_path: Path) -> None:
    from sd_animagine.caption_files.journal import LARGE, Journal

    folder(tmp_path, {"a.jsonl": b" " * LARGE, "b.txt": "x"})
    journal = Journal(tmp_path / "j", "the same")
    journal.note(tmp_path / "a.jsonl")
    journal.note(tmp_path / "b.txt")
    again = Journal(tmp_path / "j", "the same")
    assert again.has(tmp_path / "a.jsonl") and not again.has(tmp_path / "b.txt")
    assert not Journal(tmp_path / "j", "another").has(tmp_path / "a.jsonl")
    folder(tmp_path, {"a.jsonl": b"  " * LARGE})
    assert not again.has(tmp_path / "a.jsonl")


def test_a_project_file_has_its_say(tmp_path: Path) -> None:
    project = 'ignore = ["ANI101"]\nknown-names = ["sks"]\n'
    folder(tmp_path, {"animagine.toml": project, "a.png": "", "a.txt": "1girl, safe, sks"})
    assert main(["captions", str(tmp_path)]) == 0
    assert main(["captions", "--select", "ANI101", str(tmp_path)]) == 0


def test_a_file_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    folder(tmp_path, {"a.png": "", "a.txt": GIVEN, "sub/b.tar": "", "meta.json": "{}"})
    again = [tmp_path, tmp_path, tmp_path / "a.txt", tmp_path / "sub", tmp_path / "meta.json"]
    assert found(*again) == ["a.txt", "b.tar", "meta.json"]


def test_a_backup_is_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder(tmp_path, {"a.png": "", "a.txt": GIVEN})

    def breaks_off(source: Path, target: Path) -> None:
        target.write_text("")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copy2", breaks_off)
    assert main(["captions", "--write", "--backup", str(tmp_path)]) == 1
    assert {path.name for path in tmp_path.iterdir()} == {"a.png", "a.txt"}
    assert (tmp_path / "a.txt").read_text() == GIVEN


def test_a_long_name_can_be_written(tmp_path: Path) -> None:
    name = "x" * 240
    folder(tmp_path, {f"{name}.png": "", f"{name}.txt": GIVEN})
    assert main(["captions", "--write", "--backup", str(tmp_path)]) == 0
    assert (tmp_path / f"{name}.txt").read_text() == ORDERED


@pytest.mark.skipif(os.name != "posix", reason="Windows knows no such names")
def test_a_name_of_two_lines_is_no_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder(tmp_path, {"a\n::error::x.png": "", "a\n::error::x.txt": GIVEN})
    main(["captions", str(tmp_path), "--format", "github", "--select", "ANI101"])
    lines = capsys.readouterr().out.splitlines()
    assert lines and all(line.startswith("::notice file=") for line in lines)
    main(["captions", str(tmp_path), "--select", "ANI101"])
    assert "a\\n::error::x.txt:1: ANI101" in capsys.readouterr().out


def test_no_notes_where_none_can_be_written(tmp_path: Path) -> None:
    from sd_animagine.caption_files.journal import Journal

    folder(tmp_path, {"j/x": ""})
    with Journal(tmp_path / "j", "asked") as journal:  # a folder is in its place
        journal.note(tmp_path)
    assert (tmp_path / "j" / "x").exists()
