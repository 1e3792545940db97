"""Nobody but the rules themselves knows a rule by its code."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
RULES = ROOT / "sd_animagine" / "rules"
_MODULE = re.compile(r"rules(?:\.| import [\w, ]*\b)ani\d{3}\b")
_COMPARED = re.compile(r"""(?:==|!=|\bin\b)\s*[(\[{]?\s*["'`]ANI\d|starts[wW]ith\(["'`]ANI""")


def outside() -> list[Path]:
    files = [*(ROOT / "sd_animagine").rglob("*.py"), *(ROOT / "javascript").glob("*.js")]
    return [path for path in files if RULES not in path.parents]


def test_nobody_imports_a_rule_by_its_module() -> None:
    found = {p.name: _MODULE.findall(p.read_text("utf-8")) for p in outside()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_nobody_compares_codes() -> None:
    found = {p.name: _COMPARED.findall(p.read_text("utf-8")) for p in outside()}
    assert {name: lines for name, lines in found.items() if lines} == {}


def test_no_rule_imports_another() -> None:
    modules = sorted(RULES.glob("ani*.py"))
    assert [p.name for p in modules if _MODULE.search(p.read_text("utf-8"))] == []
