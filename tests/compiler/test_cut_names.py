"""Names that hold what a host takes for a comment: what is suggested for them settles at once."""

from __future__ import annotations

from itertools import product

import pytest

from sd_animagine.compiler import Options, Request, compile_request
from sd_animagine.syntax.dialect import HASH_SLASH
from sd_animagine.vocabulary import bundled, escape
from tests.promises import PROMISES

CUT = sorted(name for name in bundled().kinds if HASH_SLASH.comments(name))
BEHIND = (", smile", ",)AND b")


@pytest.mark.parametrize("name", CUT)
def test_a_name_that_a_comment_cuts_keeps_every_promise(name: str) -> None:
    options = Options(rating="safe", suggested_fixes=True, comments="hash-slash")
    for typed, behind in product({name, escape(name)}, BEHIND):
        request = Request("1girl, " + typed + behind, options=options)
        compiled = compile_request(request)
        assert not [told for promise in PROMISES if (told := promise(request, compiled))]


@pytest.mark.parametrize("text", [r"\//o#[SEP]x", r"\//oshi no ko#night AND b", r"a //o#b"])
def test_what_a_second_pass_takes_out_of_a_comment_has_its_source(text: str) -> None:
    options = Options(year=2005, suggested_fixes=True, comments="hash-slash-line-start")
    request = Request(text, options=options)
    compiled = compile_request(request)
    assert not [told for promise in PROMISES if (told := promise(request, compiled))]
