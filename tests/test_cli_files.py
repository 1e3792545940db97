"""The command line on files and folders, with a project file, and the rules it explains."""

from __future__ import annotations

import errno
import io
import json
import os
import sys
from pathlib import Path

import pytest

from sd_animagine.cli.main import main
from sd_animagine.rules.documentation import documented

PLAIN = ("--quality", "off", "--negative-mode", "off")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        try:
            status = main(arguments)
        except SystemExit as stop:
            status = int(stop.code or 0)
        out, err = capsys.readouterr()
        return status, out, err

    return call


def written(path: str, text: str | bytes) -> Path:
    file = Path(path)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def test_a_finding_in_a_file_has_its_line_and_column(run) -> None:
    written("prompts/a.txt", "\ufeff1girl,\nsmile,, hat\n")
    _, out, _ = run("check", "prompts/a.txt", "--select", "ANI005")
    assert out.startswith(f"{Path('prompts/a.txt')}:2:7: ANI005"), out
    _, out, _ = run("check", "prompts/a.txt", "--select", "ANI005", "--format", "github")
    assert "::notice file=prompts/a.txt,line=2,col=7,title=ANI005 (" in out


def test_folders_are_looked_through_without_what_is_hidden(run) -> None:
    for name in ("b.TXT", "a/c.caption", ".git/d.txt", "e.png", "a/.f.txt"):
        written(f"all/{name}", "smile, 1girl")
    _, out, _ = run("fix", "./all", "--format", "json", *PLAIN)
    found = {Path(each["file"]).name: each["prompt"] for each in json.loads(out)}
    assert found == {"b.TXT": "1girl, smile", "c.caption": "1girl, smile"}


def test_a_file_that_is_no_text_is_named_and_the_rest_goes_on(run) -> None:
    written("in/a.txt", b"1girl, caf\xe9")
    written("in/b.txt", "smile, 1girl")
    status, out, err = run("fix", "in/a.txt", "in/b.txt", "--quiet", *PLAIN)
    assert (status, out) == (1, "1girl, smile\n")
    assert err == f"animagine: {Path('in/a.txt')} is not UTF-8 at byte 10; save it as UTF-8\n"


def test_a_folder_without_rights_is_named(run, monkeypatch: pytest.MonkeyPatch) -> None:
    written("in/a.txt", "smile, 1girl")
    written("in/closed/b.txt", "hat")
    scan = os.scandir

    def refused(folder: str):
        if Path(folder).name == "closed":
            raise PermissionError(errno.EACCES, "Permission denied", folder)
        return scan(folder)

    monkeypatch.setattr(os, "scandir", refused)
    status, out, err = run("fix", "./in", "--quiet", *PLAIN)
    assert (status, out) == (1, "1girl, smile\n")
    assert err == f"animagine: {Path('in/closed')} cannot be read: Permission denied\n"


@pytest.mark.parametrize("word", ["./none", "../none/a", "/none/a", "none.txt", "C:\\none"])
def test_a_path_that_is_not_there(run, word: str) -> None:
    status, out, err = run("check", word)
    assert (status, out) == (2, "")
    assert (
        err
        == f"animagine: {word}: there is no such file; a prompt must be written --prompt {word}\n"
    )
    assert run("fix", "--prompt", word, "--quiet", *PLAIN)[0] == 0


def test_a_word_that_is_also_a_file(run) -> None:
    written("smile", "1girl")
    status, out, err = run("fix", "smile")
    assert (status, out) == (2, "")
    assert err == "animagine: smile is a file and a word: write ./smile or --prompt smile\n"
    assert run("fix", "--prompt", "smile", *PLAIN)[1] == "smile\n"
    assert run("fix", "./smile", *PLAIN)[1] == "1girl\n"


@pytest.mark.parametrize(
    "prompt", ["\\m/", "/\\/\\/\\", ":/", "fate/stay night", "...", "a" * 9000]
)
def test_what_only_looks_a_little_like_a_path_is_a_prompt(run, prompt: str) -> None:
    status, out, _ = run("fix", prompt, *PLAIN, "--mode", "report")
    assert (status, out) == (0, f"{prompt}\n")


def test_a_comment_in_a_file_leaves_a_rule_out(run) -> None:
    written("./a.txt", "smile,, 1girl # animagine: ignore ANI005\n")
    assert ": ANI005 " not in run("check", "./a.txt")[1]
    status, _, err = run("check", "--prompt", "a,, b # animagine: ignore ANI005", "--statistics")
    assert status == 0 and "1 ANI005 " in err
    written("./a.txt", "smile # animagine: ignore ANY\n")
    status, _, err = run("check", "./a.txt")
    assert status == 2 and "a.txt, animagine: option ignore is" in err


PROJECT = """
ignore = ["ANI005"]
known-names = ["zyxcoat"]
tags = ["mine.csv"]

[options]
quality = "off"
negative = "off"
complete-series = true
"""


@pytest.mark.parametrize("name", ["animagine.toml", "pyproject.toml"])
def test_a_project_file_holds_for_all_below_it(run, name: str) -> None:
    text = PROJECT
    if name == "pyproject.toml":
        text = text.replace("[options]", "[tool.animagine.options]")
        text = f"[tool.animagine]{text}"
    written("book/mine.csv", "zyx_hat,0,900,\n")
    written(f"book/{name}", text)
    written("book/deep/down/a.txt", "smile,, 1girl, zyx hat")
    _, out, _ = run("check", "book/deep/down/a.txt", "--hints")
    assert "ANI005" not in out and "ANI101" in out and "ANI301" not in out
    assert run("fix", "book/deep/down/a.txt")[1].startswith("1girl,, smile")
    assert "masterpiece" not in run("fix", "book/deep/down/a.txt")[1]
    assert "masterpiece" in run("fix", "book/deep/down/a.txt", "--quality", "card")[1]
    assert "masterpiece" in run("fix", "book/deep/down/a.txt", "--no-project")[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("rules = 1", "there is no key 'rules'. Known are select, ignore, tags, known-names,"),
        ("tags = 'a.csv'", "tags is 'a.csv'; it must be a list of texts"),
        ("tags = ['none.csv']", "it must be CSV files that are there"),
        ("options = 3", "options is 3; it must be a table of options"),
        ("[options]\nmode = 'fast'", "option mode is 'fast'; it must be one of fix, report"),
        ("[options]\nspeed = 1", "There is no option 'speed'. Known are"),
        ("select = ['E501']", "option select is ['E501']; it must be"),
        ("a = ", "is no TOML"),
        (b"\xff", "is no TOML"),
    ],
)
def test_a_project_file_that_cannot_be_used(run, text: str | bytes, said: str) -> None:
    written("p/animagine.toml", text)
    written("p/a.txt", "1girl")
    status, out, err = run("check", "p/a.txt")
    assert (status, out) == (2, "") and "animagine.toml" in err
    assert said in err and err.count("\n") == 1


def test_a_tag_list_of_which_nothing_can_be_read_fails(run) -> None:
    written("broken.csv", b"\xff\xfe\x00\n")
    status, out, err = run("check", "1girl", "--tags", "broken.csv")
    assert (status, out) == (2, "") and "broken.csv" in err


def test_a_switch_has_its_opposite(run) -> None:
    assert run("fix", "smile, 1girl", "--no-reorder", *PLAIN)[1] == "smile, 1girl\n"
    assert run("fix", "smile, 1girl", "--reorder", "false", *PLAIN)[1] == "smile, 1girl\n"


def test_every_rule_is_explained(run) -> None:
    for rule in documented():
        status, out, _ = run("rule", rule.code.lower())
        assert status == 0 and out.startswith(f"{rule.code} {rule.name} (")
    assert run("rule", "ANI999")[0] == 2
