"""Lists what no session of CI ran, and why: ``python3 tools/skipped.py FILE``.

The file is what the sessions noted (``tests/conftest.py``), a line of JSON for each test: its name,
and, where it was skipped, the reason. What one session skips and another runs is not listed.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path


def never_run(lines: Iterable[str]) -> dict[str, set[str]]:
    """Reason → the tests that were skipped for it and ran nowhere."""
    noted = [json.loads(line) for line in lines]
    ran = {test for test, reason in noted if not reason}
    ran |= {test.partition("::")[0] for test in ran}  # a skipped file is noted as a whole
    found: dict[str, set[str]] = defaultdict(set)
    for test, reason in noted:
        if reason and test not in ran:
            found[reason].add(test)
    return dict(found)


def told(found: dict[str, set[str]]) -> str:
    """As it is printed."""
    if not found:
        return "Nothing was skipped."
    lines = ["Skipped:"]
    for reason, tests in sorted(found.items()):
        files = sorted({test.partition("::")[0] for test in tests})
        lines += [f"  {reason}: {len(tests)} in", *(f"    {file}" for file in files)]
    return "\n".join(lines)


if __name__ == "__main__":
    print(told(never_run(Path(sys.argv[1]).read_text("utf-8").splitlines())))
