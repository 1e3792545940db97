"""The command line, as a person and as a pipeline use it."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from sd_animagine import failures
from sd_animagine.cli import stream
from sd_animagine.cli.commands import prompts
from sd_animagine.cli.main import main
from tests.failing import break_rule, fail
from tests.goldens import CHANGED, UNCHANGED, Q
from tests.hostile import DIGITS, OPTIONS, REQUEST, VALUES, as_json, is_a_sentence
from tests.pictures.files import INFOTEXT, chunk, png
from tests.spoken import marked

__all__ = ["break_rule", "marked"]

ROOT = Path(__file__).parents[1]
Run = tuple[int, str, str]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):
    def call(*arguments: str, stdin: str = "") -> Run:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return call


def test_fix_prints_the_prompt_and_lists_the_changes_beside_it(run) -> None:
    status, out, err = run("fix", "smile, 1girl")
    assert (status, out) == (0, f"1girl, smile, {Q}\n")
    assert "moved “1girl”" in err or "moved “smile”" in err


def test_fix_prints_the_negative_on_a_second_line(run) -> None:
    _, out, _ = run("fix", "1girl", "--negative", "bad eyes")
    assert out.splitlines()[1].startswith("bad eyes, lowres, bad anatomy")


@pytest.mark.usefixtures("marked")
def test_findings_and_changes_are_in_the_language_that_was_asked_for(run) -> None:
    _, out, _ = run("check", "smile,, 1girl", "--language", "ja")
    assert out.count("info: [ja] ") == out.count("fix: [ja] ") == 2
    _, _, err = run("fix", "smile, 1girl", "--language", "zh")
    assert "[zh] " in err
    assert "[" not in run("check", "smile,, 1girl")[1]
    line = json.dumps({"prompt": "smile,, 1girl", "options": {"language": "ja"}}) + "\n"
    _, out, _ = run("check", "--jsonl", stdin=line)
    assert {each["message"][:5] for each in json.loads(out)["findings"]} == {"[ja] "}


GOLDEN = [(text, text) for text in UNCHANGED] + [case[:2] for case in CHANGED]


@pytest.mark.parametrize(("text", "expected"), GOLDEN)
def test_golden(run, text: str, expected: str) -> None:
    line = json.dumps({"prompt": text}) + "\n"
    status, out, _ = run("fix", "--jsonl", stdin=line)
    assert json.loads(out)["prompt"] == expected
    assert status == 0
    if not text.endswith("\n") and text not in ("", "-"):
        assert run("fix", text)[1] == expected + "\n"


def test_check_exits_with_1_for_an_error_only(run) -> None:
    assert run("check", "1girl, safe, nsfw")[0] == 1
    assert run("check", "smile, 1girl")[0] == 0
    assert run("check", "smile, 1girl", "--fail-on", "info")[0] == 1


def test_check_marks_the_place(run) -> None:
    status, out, _ = run("check", "smile,, 1girl", "--ignore", "ANI1")
    assert "ANI005" in out
    assert "^" in out
    assert status == 0


def test_formats(run) -> None:
    found = json.loads(run("check", "smile,, 1girl", "--format", "json")[1])["findings"]
    assert {"ANI005", "ANI101"} <= {finding["code"] for finding in found}
    lines = run("check", "smile,, 1girl", "--format", "jsonl")[1].splitlines()
    assert [json.loads(line) for line in lines] == found
    assert "::notice title=ANI005" in run("check", "smile,, 1girl", "--format", "github")[1]


def test_diff(run) -> None:
    out = run("fix", "smile, 1girl", "--size", "512x768", "--diff")[1]
    assert "+masterpiece," in out and "size 512x768 → 832x1216" in out


@pytest.mark.parametrize(
    ("size", "bucket"),
    [("512x768", "832x1216"), ("1920x1080", "1344x768"), ("1024×1024", "1024x1024")],
)
def test_bucket(run, size: str, bucket: str) -> None:
    assert run("bucket", size) == (0, bucket + "\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("bucket", "0x5"), "width is 0; it must be a whole number of pixels from 1 to 16384"),
        (("bucket", "20000x5"), "width is 20000"),
        (("bucket", "nan"), "size is 'nan'; it must be WIDTHxHEIGHT"),
        (("fix", "a", "--size", "5.5x3"), "size is '5.5x3'"),
        (("fix", "a", "--mode", "x"), "option mode is 'x'; it must be one of fix, report"),
        (("fix", "a", "--year", "1999"), "option year is '1999'; it must be 0 for none"),
    ],
)
def test_wrong_usage_gets_a_sentence(run, arguments: tuple[str, ...], sentence: str) -> None:
    status, out, err = run(*arguments)
    assert (status, out) == (2, "")
    assert sentence in err and "Traceback" not in err


def test_a_stream_goes_on_after_a_bad_line(run) -> None:
    lines = [
        json.dumps({"prompt": "smile, 1girl", "id": 7, "options": {"year": 2023}}),
        "{",
        json.dumps({"prompt": 5}),
        json.dumps({"prompt": "1girl", "options": {"yaer": 2023}}),
        json.dumps({"prompt": "1girl", "width": "512"}),
        json.dumps({"prompt": "1girl", "width": 0, "height": 5}),
        json.dumps([1]),
        json.dumps({"prompt": "1girl", "width": 512, "height": 768, "steps": 28}),
    ]
    status, out, _ = run("fix", "--jsonl", stdin="\n".join(lines))
    results = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert results[0]["prompt"] == f"1girl, smile, year 2023, {Q}" and results[0]["id"] == 7
    assert [r.get("line") for r in results] == [None, 2, 3, 4, 5, 6, 7, None]
    assert "'yaer'" in results[3]["error"] and "width" in results[4]["error"]
    assert (results[7]["width"], results[7]["height"], results[7]["steps"]) == (832, 1216, 28)
    assert set(results[7]) >= {"findings", "changes"}


RAW = [b"smile, \xff\xfe 1girl", b"\x00, 1girl", "1girl, \U0001f3a8".encode()]


@pytest.mark.parametrize("raw", RAW)
def test_any_bytes_pass_through(raw: bytes) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sd_animagine", "fix", "-", "--quality", "off"],
        input=raw, cwd=ROOT, capture_output=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0
    assert b"Traceback" not in done.stderr
    assert sorted(done.stdout.strip().split(b", ")) == sorted(raw.strip().split(b", "))


def test_a_closed_pipe_is_no_traceback() -> None:
    command = f'"{sys.executable}" -m sd_animagine fix "smile, 1girl" | true'
    done = subprocess.run(command, shell=True, cwd=ROOT, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr


def test_check_says_what_makes_suggestions(run) -> None:
    status, out, _ = run("check", "1girl, looking at veiwer")
    assert status == 0
    assert "Did you mean “looking at viewer”?" in out
    assert out.splitlines()[-1].startswith("suggestions: rapidfuzz")


def test_a_tag_list_of_the_user_s(run, tmp_path: Path) -> None:
    mine = tmp_path / "mine.csv"
    mine.write_text("zyx_coat,0,9,\nbroken\n", encoding="utf-8")
    _, out, err = run("check", "1girl, zyx_coat", "--tags", str(mine))
    assert "ANI003" in out
    assert "mine.csv line 2: the row has only one column" in err
    _, out, _ = run("check", "1girl, zyx_coat")
    assert "ANI003" not in out


def test_a_tag_list_that_is_not_there(run, tmp_path: Path) -> None:
    status, _, err = run("fix", "1girl", "--tags", str(tmp_path / "none.csv"))
    assert status == 2
    assert "none.csv: there is no such file" in err


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_whatever_a_line_holds_the_next_one_is_answered(run, value: object) -> None:
    lines = [{"prompt": "1girl", name: value} for name in REQUEST]
    lines += [{"prompt": "1girl", "options": {name: value}} for name in OPTIONS]
    lines += [{"prompt": "1girl", "mine": value}, {"prompt": "1boy"}]
    written = "\n".join(map(as_json, lines))
    _, out, err = run("fix", "--jsonl", "--ignore", "ANI", stdin=written)
    answers = [json.loads(line) for line in out.splitlines()]
    assert len(answers) == len(lines) and not err
    assert "1boy" in answers[-1]["prompt"]
    for answer in answers:
        assert "prompt" in answer or is_a_sentence(answer["error"], " is ", "line"), answer


@pytest.mark.parametrize("size", [f"{DIGITS}x{DIGITS}", "²x²", "x", "832", "nanxnan", "1e3x1e3"])
def test_a_size_that_is_none(run, size: str) -> None:
    status, out, err = run("bucket", size)
    assert (status, out) == (2, "") and is_a_sentence(err.strip(), "size is")


def test_a_command_that_fails_is_one_sentence(run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prompts, "compile_request", fail)
    monkeypatch.setattr(stream, "compile_request", fail)
    status, out, err = run("fix", "1girl")
    assert (status, out) == (2, "")
    assert err.startswith("animagine: the command failed (KeyError, prompts.py:")
    assert err.count("\n") == 1 and "--traceback" in err
    lines = '{"prompt": "1girl"}\n{"prompt": 3}\n'
    status, out, err = run("fix", "--jsonl", stdin=lines)
    first, second = (json.loads(line)["error"] for line in out.splitlines())
    assert (status, err) == (1, "") and first.startswith("this line failed (KeyError, stream.py:")
    assert second == "prompt is 3; it must be text"


def test_the_traceback_is_there_for_whoever_wants_it(
    run, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(prompts, "compile_request", fail)
    monkeypatch.setattr(failures, "_logged", set())
    run("fix", "1girl")
    assert not caplog.records
    run("--traceback", "fix", "1girl")
    assert [record.exc_info is not None for record in caplog.records] == [True]


def test_a_rule_that_fails_is_told(run, break_rule) -> None:
    break_rule("ANI207")
    status, _, err = run("fix", "1girl")
    assert status == 1 and "ANI012 error: Rule ANI207 failed (KeyError" in err
    assert "Traceback" not in err


def test_pictures_are_read_an_object_a_file(run, tmp_path: Path) -> None:
    good, bad = tmp_path / "good.png", tmp_path / "bad.png"
    good.write_bytes(png(chunk(b"tEXt", b"parameters\0" + INFOTEXT.encode())))
    bad.write_bytes(png(chunk(b"tEXt", b"Comment\0Created with GIMP")))
    status, out, _ = run("read", str(good), str(bad), "--format", "json")
    first, second = json.loads(out)
    assert (status, first["file"], first["prompt"]) == (1, str(good), "1girl, smile")
    assert (first["negative_prompt"], first["seed"], first["left_out"]) == ("lowres", 7, [])
    assert "does not say how it was made" in second["error"]
    status, out, _ = run("read", str(good), "--format", "jsonl")
    assert (status, json.loads(out)) == (0, first)
    assert "seed: 7" in run("read", str(good))[1]


def test_without_pillow_no_picture_is_read(
    run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = tmp_path / "good.png"
    good.write_bytes(png(chunk(b"tEXt", b"parameters\0" + INFOTEXT.encode())))
    monkeypatch.setitem(sys.modules, "PIL", None)
    status, out, err = run("read", str(good))
    assert (status, out) == (2, "")
    assert err == "animagine: read needs Pillow; to install it: pip install pillow\n"


def test_a_byte_order_mark_is_no_part_of_the_prompt(run) -> None:
    mark = "\ufeff"
    _, out, _ = run("fix", "--quality", "off", stdin=f"{mark}smile, 1girl\n")
    assert out == "1girl, smile\n"
    line = json.dumps({"prompt": "smile, 1girl"})
    status, out, _ = run("fix", "--jsonl", "--quality", "off", stdin=f"{mark}{line}\n{line}\n")
    assert status == 0
    assert [json.loads(each)["prompt"] for each in out.splitlines()] == ["1girl, smile"] * 2


def test_a_prompt_is_written_for_another_program(run) -> None:
    plain = ("--quality", "off", "--negative-mode", "off")
    typed = ("[smile], 1girl, BREAK, night", "--negative", "easynegative, [[text]]")
    options = ("--to", "comfyui", "--embedding", "easynegative", *plain)
    _, out, err = run("fix", *typed, *options)
    assert out == ("1girl, (smile:0.9091), night\nembedding:easynegative, (text:0.8264)\n")
    assert "prompt: ComfyUI has no BREAK. The two parts are written one behind the other." in err
    _, out, _ = run("fix", *typed, *options, "--format", "json")
    found = json.loads(out)
    assert found["prompt"] == "1girl, [smile], BREAK, night"
    assert found["written"]["prompt"] == "1girl, (smile:0.9091), night"
    (note,) = found["written"]["notes"]
    assert found["prompt"][note["start"] : note["end"]] == "BREAK"


def test_a_prompt_of_another_program_is_read_as_that_reads_it(run) -> None:
    plain = ("--quality", "off")
    _, out, _ = run("fix", "[hat], smile, (night, (1girl:1.2)), BREAK", "--from", "comfyui", *plain)
    assert out == "((1girl:1.2)), [hat], smile, (night), BREAK\n"
    line = json.dumps({"prompt": "[hat], 1girl", "from": "comfyui", "to": "a1111"})
    asked = ("--from", "comfyui", "--embedding", "easynegative", *plain)
    _, out, err = run("fix", "1girl, (easynegative:1.2)", *asked)
    assert out == "1girl, (embedding:easynegative:1.2)\n" and "ANI021" in err
    wrong = json.dumps({"prompt": "a", "to": "midjourney"})
    _, out, _ = run("fix", "--jsonl", *plain, stdin=f"{line}\n{wrong}\n")
    first, second = map(json.loads, out.splitlines())
    assert first["written"]["prompt"] == "1girl, \\[hat\\]"
    known = "a1111, comfyui, diffusers, compel, caption"
    assert second["error"] == f"to is 'midjourney'; it must be one of {known}"
