"""docs/hosts.md and README.md say what the runs of ``tests/host`` said."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tools.hosts_page import RESULTS, ROOT, how_many, outcomes, record, tables
from tools.marked import with_part

RUN = """<testsuites><testsuite>
<testcase classname="tests.host.test_a" name="good"/>
<testcase classname="tests.host.test_a" name="bad"><failure/></testcase>
<testcase classname="tests.host.test_a" name="bad"><error/></testcase>
<testcase classname="tests.host.test_a" name="log"/>
<testcase classname="tests.host.test_a" name="log"><error/></testcase>
<testcase classname="tests.host.test_b" name="left out"><skipped/></testcase>
<testcase classname="" name="pytest"/>
</testsuite></testsuites>"""
A = {"passed": 1, "failed": 2, "skipped": 0}
B = {"passed": 0, "failed": 0, "skipped": 1}


@pytest.fixture
def run(tmp_path: Path) -> Path:
    path = tmp_path / "run.xml"
    path.write_text(RUN, "utf-8")
    return path


@pytest.mark.parametrize("name", ["docs/hosts.md", "README.md"])
def test_a_page_has_the_table_of_the_results(name: str) -> None:
    results = json.loads(RESULTS.read_text("utf-8"))
    text = (ROOT / name).read_text("utf-8")
    assert with_part(text, "hosts", tables(results)[name]) == text, "run python -m tools.hosts_page"


def test_each_test_counts_once_and_an_error_in_the_log_is_a_failure(run: Path) -> None:
    assert outcomes(run) == {"test_a": A, "test_b": B}


def test_a_test_that_ran_again_counts_as_it_did_then(run: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.xml"
    case = '<testcase classname="tests.host.test_a" name="bad"/>'
    again.write_text(f"<testsuites>{case}</testsuites>", "utf-8")
    assert outcomes(run, again)["test_a"] == {"passed": 2, "failed": 1, "skipped": 0}
    assert outcomes(again, run)["test_a"] == A


def test_a_run_of_some_files_replaces_those_only(run: Path, tmp_path: Path) -> None:
    old = {"passed": 9, "failed": 0, "skipped": 0}
    results = {"host": {"tests": {"test_a": old, "test_c": old}, "names": []}}
    record(results, "host", tmp_path, run)
    assert results["host"]["tests"] == {"test_a": A, "test_b": B, "test_c": old}
    assert "modules.shared" in results["host"]["names"]  # an empty folder has nothing


def test_what_did_not_run_is_said() -> None:
    assert how_many({}) == "not run"
    assert how_many({"test_a": A, "test_b": B}) == "1 of 3 passed, 1 skipped (2 files)"
    assert how_many({"test_a": A}) == "1 of 3 passed, 0 skipped (1 file)"


def test_a_page_without_a_place_is_refused() -> None:
    with pytest.raises(ValueError, match="lacks the lines"):
        with_part("no table\n<!-- hosts -->\n", "hosts", "")
