"""The scripts with which shells complete."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest

from sd_animagine.cli.main import main


def test_without_shtab_it_says_what_is_missing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 2
    said = "animagine: completion needs shtab; to install it: pip install shtab\n"
    assert capsys.readouterr().err == said


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_script_names_commands_and_flags(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("shtab")
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    assert "checkpoint" in script and "complete-series" in script


def test_bash_completes_with_it(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("shtab")
    bash = shutil.which("bash")
    if bash is None or sys.platform == "win32":
        pytest.skip("there is no bash")
    main(["completion", "bash"])
    script = capsys.readouterr().out
    asked = """
COMP_WORDS=(animagine che); COMP_CWORD=1
$(complete -p animagine | sed 's/.*-F \\([^ ]*\\).*/\\1/') animagine che animagine
printf '%s\\n' "${COMPREPLY[@]}"
"""
    out = subprocess.run(
        [bash, "--norc"], input=script + asked, capture_output=True, text=True, check=True
    ).stdout
    assert out.split() == ["check", "checkpoint"]
