"""What CI tells at its end: the tests that ran in none of its sessions."""

from __future__ import annotations

import json

from tools.skipped import never_run, told

NOTED = [
    json.dumps(pair)
    for pair in (
        ("tests/a.py::one", ""),
        ("tests/a.py::two", "needs a WebUI"),
        ("tests/b.py", "the studio's page is for gradio 6"),
        ("tests/c.py::three", "no pipes here"),
        ("tests/c.py::three", ""),
        ("tests/b.py::four", ""),
        ("tests/d.py", "needs a WebUI"),
    )
]


def test_what_another_session_ran_is_no_gap() -> None:
    assert never_run(NOTED) == {"needs a WebUI": {"tests/a.py::two", "tests/d.py"}}


def test_reasons_with_their_files() -> None:
    assert told(never_run(NOTED)) == (
        "Skipped:\n  needs a WebUI: 2 in\n    tests/a.py\n    tests/d.py"
    )
    assert told({}) == "Nothing was skipped."
