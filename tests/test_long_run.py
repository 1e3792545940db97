"""The long runs: a little of each kind, and what becomes of a case that hangs or kills."""

from __future__ import annotations

import importlib.util
import os
import random
import time
from importlib import metadata
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from tools import long_run
from tools.longrun.case import CannotRun, Kind, Problem, Settings
from tools.longrun.kinds.names import Pairs
from tools.longrun.ledger import Ledger
from tools.longrun.workers import kind_named, run_here, run_in_workers

SEED = random.SystemRandom().randrange(10**6)
"""Another one in each run; a failure names it."""


class Trying(Kind):
    """Cases 3 and 5 have a fault, 7 hangs, 9 ends the process."""

    chunk = 4
    deadline = 1.0

    def make(self, rng: random.Random, case: int) -> tuple[int, float]:
        return case, rng.random()

    def problem(self, made: Any) -> Problem | None:
        case, _ = made
        if case == 3:
            raise ValueError("three")
        if case == 7 and self.settings.host_folder:
            time.sleep(60)
        if case == 9 and self.settings.host_folder:
            os._exit(3)
        return Problem("loss", "five is lost") if case == 5 else None


HOME = "tests.test_long_run:Trying"


def nothing() -> None:
    """No line meanwhile."""


def test_each_fault_is_found_and_made_again() -> None:
    with Ledger(None, {}) as ledger:
        run_here(Trying(Settings()), ledger, 10, nothing)
        raised, lost = ledger.faults()
        assert ledger.cases() == 10
        assert ledger.counted() == {"exception": 1, "hang": 0, "loss": 1, "unseen": 0}
    assert (raised.case, raised.sentence.splitlines()[-1]) == (3, "ValueError: three")
    assert (lost.case, lost.what, lost.sentence) == (5, "loss", "five is lost")
    assert Trying(Settings()).try_case(3) == raised
    assert Trying(Settings(seed=2)).try_case(5) != lost  # another seed makes another input


def test_a_case_that_hangs_or_kills_costs_nothing_but_itself() -> None:
    with Ledger(None, {}) as ledger:
        run_in_workers(HOME, Settings(host_folder="cruel"), ledger, 14, 2, nothing)
        assert ledger.cases() == 14
        found = {fault.case: fault.what for fault in ledger.faults()}
    assert found == {3: "exception", 5: "loss", 7: "hang", 9: "exception"}


def test_a_run_goes_on_where_it_was(tmp_path: Path) -> None:
    tried: list[int] = []

    class Counting(Trying):
        def try_case(self, case: int) -> Any:
            if case == 6 and not tried.count(6):
                tried.append(case)
                raise KeyboardInterrupt
            tried.append(case)
            return None

    kind = Counting(Settings())
    state = tmp_path / "state"
    with Ledger(state, {"seed": 1}) as ledger, pytest.raises(KeyboardInterrupt):
        run_here(kind, ledger, 10, nothing)
    with Ledger(state, {"seed": 1}) as ledger:
        assert ledger.cases() == 4  # whole chunks
        run_here(kind, ledger, 10, nothing)
        run_here(kind, ledger, 11, nothing)
        assert ledger.cases() == 11
    assert tried == [0, 1, 2, 3, 4, 5, 6, 4, 5, 6, 7, 8, 9, 10]
    with pytest.raises(CannotRun, match="of another run"):
        Ledger(state, {"seed": 2})
    (tmp_path / "text").write_text("no database, but long enough to be looked at" * 20)
    with pytest.raises(CannotRun, match="cannot be used"):
        Ledger(tmp_path / "text", {})


def test_the_command_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(long_run.KINDS, "pictures", HOME)
    command = ["pictures", "--count", "6", "--jobs", "0", "--state", str(tmp_path / "state")]
    assert long_run.main(command) == 1
    told = capsys.readouterr().out
    assert "pictures: 6 cases, seed 1: exceptions 1, hangs 0, losses 1, unseen 0;" in told
    assert "--seed 1 --only 5  loss: five is lost" in told
    assert long_run.main(["pictures", "--only", "5"]) == 1
    assert "loss: five is lost" in capsys.readouterr().out
    assert long_run.main(["pictures", "--only", "4"]) == 0
    monkeypatch.setattr(Trying, "problem", lambda self, made: None)
    assert long_run.main([*command, "--retry"]) == 0
    assert "losses 0" in capsys.readouterr().out
    assert long_run.main(["pictures", "--seed", "2", *command[1:]]) == 2
    assert "name another file" in capsys.readouterr().err


def a_little(name: str, count: int, **given: Any) -> None:
    """Some cases of a kind, in a process that is watched: none has a fault."""
    home = long_run.KINDS[name]
    settings = Settings(seed=SEED, **given)
    with kind_named(home).surroundings(settings) as around, Ledger(None, {}) as ledger:
        settings = Settings(seed=SEED, given=around.given, **given)
        run_in_workers(home, settings, ledger, count, 1, nothing)
        assert ledger.cases() == count
        assert not ledger.faults(), f"seed {SEED}"


def test_every_pair_comes_once() -> None:
    pairs = Pairs(Settings())
    pairs.drawn = [str(n) for n in range(7)]
    made = [pairs.make(random.Random(n), n) for n in range(21)]
    assert {tuple(sorted(pair.split(", "))) for pair in made} == {*combinations("0123456", 2)}


@pytest.mark.parametrize("name", ["prompts", "pictures", "disguises", "names", "pairs"])
def test_a_little_of(name: str) -> None:
    a_little(name, 200)


def test_a_little_of_the_requests() -> None:
    if not metadata.version("gradio").startswith("6."):
        pytest.skip("the studio needs gradio 6")
    a_little("requests", 60)


@pytest.mark.parametrize(("name", "count"), [("reorder", 200), ("schedules", 20)])
def test_a_little_of_the_host_s_reading(name: str, count: int) -> None:
    folder = os.environ.get("ANIMAGINE_WEBUI", "")
    if not folder or importlib.util.find_spec("lark") is None:
        pytest.skip("ANIMAGINE_WEBUI names no host")
    a_little(name, count, host_folder=folder)


def test_a_kind_that_cannot_run_says_why(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ANIMAGINE_WEBUI", raising=False)
    assert long_run.main(["reorder", "--count", "1", "--jobs", "0"]) == 2
    assert "--host-folder" in capsys.readouterr().err
