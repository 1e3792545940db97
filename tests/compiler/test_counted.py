"""Of a rule 200 findings are told, and the rest is counted; nothing is left unrepaired for it."""

from __future__ import annotations

from collections import Counter

import pytest

from benchmarks.constructs import CONSTRUCTS, text_of
from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.compiler import text as compiling
from sd_animagine.rules.base import Severity

MOST = compiling.MOST_FINDINGS


def without_cap(request: Request, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    with monkeypatch.context() as patched:
        defaults = {**(compiling.findings_of.__kwdefaults__ or {}), "most": 10**9}
        patched.setattr(compiling.findings_of, "__kwdefaults__", defaults)
        patched.setattr("sd_animagine.compiler.pipeline.MOST_FINDINGS", 10**9)
        return Counter(f.code for f in compile_request(request).findings)


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_what_is_told_and_what_is_counted_is_all(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = text_of(name, 6000)
    for request in (Request(text), Request("1girl", text)):
        compiled = compile_request(request)
        told = Counter(finding.code for finding in compiled.findings)
        assert max(told.values(), default=0) <= MOST
        assert told + Counter(compiled.findings_left_out) == without_cap(request, monkeypatch)


def test_what_is_not_told_is_repaired_all_the_same() -> None:
    compiled = compile_request(Request("long_hair, " * 1000, options=Options(quality="off")))
    assert compiled.prompt.strip(", ") == "long hair"
    assert compiled.findings_left_out == {"ANI003": 800, "ANI303": 799}
    assert len(compiled.changes) > 1000


def test_the_gravest_is_told_however_much_is_said_before() -> None:
    text = "(a BREAK b), " * 500 + "(a:1.2.3)"
    compiled = compile_request(Request(text, options=Options(mode="strict")))
    told = [finding for finding in compiled.findings if finding.code == "ANI010"]
    assert len(told) == MOST
    assert any(finding.severity is Severity.ERROR for finding in told)
    assert "ANI010" in compiled.refusal
